"""The evidence sheet: numbers that can be counted again, references with their sources, and no word of conformity."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from blastradius.analysis.evidence.measures import MEASURES
from blastradius.source.frameworks import Reference, frameworks

from .conftest import CHECKOUT, Render, tree

ORGANISATION = CHECKOUT / "inventories" / "support-desk"
SCHEMA = json.loads((CHECKOUT / "schemas" / "output" / "evidence.v1.json").read_text())
REFERENCES = [(framework.id, each) for framework in frameworks() for each in framework.references]


def sheet(render: Render, out: Path, *arguments: str | Path) -> Any:
    ended = render("--format", "evidence", *arguments)
    assert ended.returncode == 0, ended.stderr
    return json.loads((out / "evidence.json").read_text())


def measure(found: Any, name: str) -> Any:
    listed = [
        each
        for framework in found["frameworks"]
        for reference in framework["references"]
        for each in reference["supports"]
        if each["measure"] == name
    ]
    assert all(each == listed[0] for each in listed)
    return listed[0]


def test_it_keeps_to_its_schema(render: Render, out: Path) -> None:
    found = sheet(render, out, "-i", ORGANISATION, "--now", "2026-11-22")
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(found)] == []
    assert [each["id"] for each in found["frameworks"]] == ["eu-ai-act", "iso-42001", "nist-ai-rmf", "owasp-agentic"]


def test_the_numbers_can_be_counted_in_the_files(render: Render, out: Path) -> None:
    found = sheet(render, out, "-i", ORGANISATION)
    entities = [each for file in ORGANISATION.rglob("*.yaml") for each in yaml.safe_load_all(file.read_text())]
    systems = [each for each in entities if each["kind"] == "System"]
    agents = [each for each in entities if each["kind"] == "Agent" and each["status"] != "retired"]
    changing = [
        tool
        for agent in agents
        for tool in agent["tools"]
        if tool["operation"] != "none" and _changes(tool["operation"], systems)
    ]
    approved = measure(found, "changing-tools-approved")
    assert approved["total"] == len(changing)
    assert approved["count"] == sum(tool.get("approval") in {"human", "policy"} for tool in changing)
    marked = measure(found, "untrusted-input-marked")
    assert (marked["count"], marked["total"]) == (sum("untrusted_input" in each for each in systems), len(systems))
    timed = measure(found, "stops-measured")
    assert (timed["count"], timed["total"]) == (sum("measured" in each["kill_switch"] for each in agents), len(agents))
    for each in (approved, marked, timed):
        assert len(each["shown"]) + len(each["missing"]) == each["total"]


def _changes(operation: Any, systems: list[Any]) -> bool:
    listed = operation if isinstance(operation, list) else [operation]
    names = [each if isinstance(each, str) else each["id"] for each in listed]
    effects = {f"{system['id']}/{each['id']}": each["effect"] for system in systems for each in system["operations"]}
    return any(effects.get(name) not in ("read", ["read"]) for name in names)


def test_a_number_names_the_lines_on_which_it_is_not_so(render: Render, inventory: Path, out: Path) -> None:
    before = measure(sheet(render, out), "agents-stoppable")
    assert before["missing"] == []
    file = inventory / "entities.yaml"
    text = file.read_text()
    switch = r"(kind: Agent\n(?:.*\n)*?)kill_switch:.*\n(?: .*\n)*"
    file.write_text(re.sub(switch, r"\1kill_switch: unknown\n", text, count=1))
    after = measure(sheet(render, out), "agents-stoppable")
    (place,) = after["missing"]
    path, _, line = place.partition(":")
    assert (after["count"], after["total"]) == (before["count"] - 1, before["total"])
    assert (inventory / path).read_text().splitlines()[int(line) - 1] == "kill_switch: unknown"
    assert f"Not for `{place}`" in (out / "evidence.md").read_text()


def test_nothing_to_count_is_not_a_full_score(render: Render, out: Path) -> None:
    found = measure(sheet(render, out), "code-execution-approved")
    assert (found["count"], found["total"]) == (0, 0)
    assert "Nothing to count: tools that run free code need an approval" in (out / "evidence.md").read_text()


def test_old_proof_does_not_count_at_a_moment(render: Render, out: Path) -> None:
    ever = measure(sheet(render, out), "facts-proven")
    later = measure(sheet(render, out, "--now", "2030-01-01"), "facts-proven")
    assert ever["count"] > later["count"] == 0


@pytest.mark.parametrize(("framework", "reference"), REFERENCES, ids=[f"{name} {each.id}" for name, each in REFERENCES])
def test_every_reference_has_a_source_a_date_and_known_measures(framework: str, reference: Reference) -> None:
    assert framework
    assert reference.shows
    assert set(reference.shows) <= set(MEASURES)
    assert reference.not_shown.endswith(".")
    assert reference.source.url.startswith("https://")
    assert date.fromisoformat(reference.source.seen) <= date(2027, 1, 1)
    assert reference.source.confidence in {"confirmed", "confirmed-copy", "third-party", "unconfirmed"}


def test_every_measure_is_used() -> None:
    assert {name for _, each in REFERENCES for name in each.shows} == set(MEASURES)


def test_what_is_not_confirmed_is_marked_in_both_forms(render: Render, out: Path) -> None:
    found = sheet(render, out)
    unsure = [each for framework in found["frameworks"] for each in framework["references"] if not each["confirmed"]]
    assert unsure
    assert (out / "evidence.md").read_text().count("NOT CONFIRMED: check it in the primary text") == len(unsure)


def test_it_supports_evidence_and_claims_no_conformity(render: Render, out: Path) -> None:
    sheet(render, out, "-i", ORGANISATION)
    for data in tree(out).values():
        text = data.decode().casefold()
        assert "supports evidence for" in text
        assert re.search(r"\b(complies|compliant|conforms|certified|fulfils|satisfies)\b", text) is None


def test_the_same_bytes_checked_and_partial(render: Render, inventory: Path, out: Path) -> None:
    sheet(render, out)
    assert render("--format", "evidence", "--check", PYTHONHASHSEED="3", TZ="Asia/Tokyo").returncode == 0
    (inventory / "broken.yaml").write_text("a: [\n")
    assert render("--format", "evidence").returncode == 3
    assert json.loads((out / "evidence.json").read_text())["complete"] is False
    assert "**PARTIAL: 1 problem in the inventory" in (out / "evidence.md").read_text()


@pytest.mark.parametrize("format_", ["evidence", "cyclonedx"])
def test_a_part_of_an_inventory_does_not_look_like_the_whole(
    render: Render, inventory: Path, out: Path, format_: str
) -> None:
    ended = render(inventory / "entities.yaml", "--format", format_)
    assert (ended.returncode, out.exists()) == (2, False)
    assert "is about a whole inventory" in ended.stderr


def test_hostile_words_stay_words(render: Render, inventory: Path, out: Path) -> None:
    file = inventory / "blastradius.yaml"
    file.write_text(file.read_text().replace("name: Small shop", 'name: "\\e[31m<script>|`x`"'))
    render("--format", "evidence")
    for data in tree(out).values():
        assert b"\x1b" not in data
    assert "<script>" not in (out / "evidence.md").read_text()

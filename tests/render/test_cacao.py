"""Playbooks for other tools: valid, the same every time, and saying what the runbook says."""

import json
import os
from copy import deepcopy
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
from jsonschema import Draft7Validator
from referencing import Registry, Resource

from .cacao_rules import faults
from .conftest import CHECKOUT, Render, tree

ORGANISATION = CHECKOUT / "inventories" / "support-desk"
OFFICIAL = Path(os.environ.get("CACAO_SCHEMAS", "cacao-json-schemas"), "schemas")


def playbooks(folder: Path) -> dict[str, Any]:
    return {name: json.loads(data) for name, data in tree(folder).items()}


def commands(playbook: Any) -> list[str]:
    return [each["command"] for step in playbook["workflow"].values() for each in step.get("commands", [])]


def named(playbook: Any, start: str) -> Any:
    (step,) = [each for each in playbook["workflow"].values() if each.get("name", "").startswith(start)]
    return step


@pytest.fixture
def key(render: Render, out: Path) -> Any:
    assert render("--format", "cacao").returncode == 0
    return json.loads((out / "credentials" / "pay-key.json").read_text())


def test_one_for_each_credential_and_agent_and_each_is_valid(render: Render, out: Path) -> None:
    assert render("-i", ORGANISATION, "--format", "cacao", "--now", "2026-11-22").returncode == 0
    found = playbooks(out)
    written = [text for file in ORGANISATION.rglob("*.yaml") for text in file.read_text().splitlines()]
    assert len(found) == written.count("kind: Credential") + written.count("kind: Agent")
    assert {name: faults(each) for name, each in found.items() if faults(each)} == {}
    ids = [each["id"] for each in found.values()]
    assert len(set(ids)) == len(ids)


def test_the_rules_find_what_is_wrong(key: Any) -> None:
    def broken(change: Any) -> list[str]:
        other = deepcopy(key)
        change(other)
        return faults(other)

    steps = list(key["workflow"])
    assert faults(key) == []
    assert broken(lambda each: each.pop("created_by"))
    assert broken(lambda each: each["workflow"].pop(steps[2]))
    assert broken(lambda each: each["workflow"][steps[1]].update(agent="group--" + steps[1].partition("--")[2]))
    assert broken(lambda each: each["external_references"].pop())
    assert broken(lambda each: each.update(modified="1969-01-01T00:00:00.000Z"))
    assert broken(lambda each: each["workflow"][steps[1]]["commands"][0].update(type="bash"))


@pytest.mark.skipif(not OFFICIAL.is_dir(), reason="CACAO_SCHEMAS names no clone of the committee's JSON schemas")
def test_the_schemas_of_the_committee_take_them(render: Render, out: Path) -> None:
    assert render("-i", ORGANISATION, "--format", "cacao").returncode == 0
    read = [json.loads(file.read_text()) for file in OFFICIAL.rglob("*.json")]
    registry = Registry().with_resources([(each["$id"], Resource.from_contents(each)) for each in read])
    (schema,) = [each for each in read if each["$id"].endswith("/schemas/playbook.json")]
    validator = Draft7Validator(schema, registry=registry)
    assert not validator.is_valid({"type": "playbook"})
    found = playbooks(out)
    assert found
    assert [name for name, each in found.items() if not validator.is_valid(each)] == []


def test_ids_are_those_of_the_specification_and_stay(key: Any, render: Render, inventory: Path, out: Path) -> None:
    told = json.dumps({"name": key["name"], "playbook_types": key["playbook_types"]}, separators=(",", ":"))
    assert key["id"] == f"playbook--{uuid5(UUID('aa7caf3a-d55a-4e9a-b34e-056215fba56a'), told)}"
    file = inventory / "entities.yaml"
    file.write_text(file.read_text().replace("press Roll", "Press Roll").replace("summary: Charge the", "summary: The"))
    render("--format", "cacao")
    again = json.loads((out / "credentials" / "pay-key.json").read_text())
    assert (again["id"], list(again["workflow"])) == (key["id"], list(key["workflow"]))


def test_it_says_what_the_runbook_says(key: Any) -> None:
    assert commands(key)[0] == "Compare with the incident: in audit logs this credential is pk-bot (api-key)."
    stop = named(key, "Take credential pay-key back")
    assert [each["command"] for each in stop["commands"]] == [
        "Open the dashboard and press Roll",
        "See the old key expired",
        "The place: https://pay.example.com/keys",
    ]
    assert "By payments, within 10m, sessions go on, issued tokens live not known." in stop["description"]
    assert "Took 4m on 2026-10-01. Does not work: Blocking the user." in stop["description"]
    assert {"name": "inventory", "external_id": "entities.yaml:89"} in stop["external_references"]
    evidence = named(key, "Save the evidence in pay")
    assert evidence["commands"][1]["command"] == (
        "Search for: SELECT ts FROM log\nWHERE key = 'pk-bot' AND ts BETWEEN '{since}' AND '{until}'"
    )
    undo = named(key, "Undo charge on pay")
    assert undo["name"] == "Undo charge on pay: can be undone within 90d; harms at once"
    assert "Check first: if the card was closed it is irreversible." in undo["description"]
    assert named(key, "Tell who must be told: refund on pay cannot be undone")


def test_every_group_that_acts_can_be_reached(render: Render, out: Path) -> None:
    assert render("-i", ORGANISATION, "--format", "cacao").returncode == 0
    for name, playbook in playbooks(out).items():
        groups = playbook["agent_definitions"].values()
        assert [each["name"] for each in groups if "phone" not in each.get("contact", {})] == [], name
    bot = playbooks(out)["agents/support-bot.json"]
    group = bot["agent_definitions"][named(bot, "Stop agent support-bot")["agent"]]
    assert group["name"] == "ai-platform"
    assert group["contact"]["phone"] == {"on-call": "+1-555-0111"}
    assert "#ai-platform-oncall" in group["contact"]["contact_details"]


def test_what_no_tool_lists_is_undone_as_well(render: Render, out: Path) -> None:
    assert render("-i", ORGANISATION, "--format", "cacao").returncode == 0
    bot = playbooks(out)["agents/support-bot.json"]
    latent = named(bot, "Undo what can have been done although no tool lists it")
    assert any(
        each["command"].startswith("salesforce/delete_record: can be undone within 2h") for each in latent["commands"]
    )


def test_what_is_not_known_is_said_and_never_filled_in(render: Render, inventory: Path, out: Path) -> None:
    file = inventory / "entities.yaml"
    before, revoke, after = file.read_text().partition("revoke:\n")
    file.write_text(f"{before}revoke: unknown\n{after[after.index('verified:') :]}")
    assert revoke
    assert render("--format", "cacao").returncode == 0
    key = json.loads((out / "credentials" / "pay-key.json").read_text())
    assert faults(key) == []
    (said,) = [each["command"] for each in named(key, "Take credential pay-key back")["commands"]]
    assert said == "Not known: how it is revoked (entities.yaml:89)."
    assert said in [each["command"] for each in named(key, "Find out what is not known")["commands"]]
    assert "not known: the last step lists them" in key["description"]


def test_it_is_valid_until_the_first_proof_runs_out(key: Any, render: Render, out: Path) -> None:
    assert (key["created"], key["valid_until"]) == ("2026-10-07T00:00:00.000Z", "2027-01-05T00:00:00.000Z")
    ended = render("--format", "cacao", "--now", "2027-02-01")
    later = json.loads((out / "credentials" / "pay-key.json").read_text())
    assert (ended.returncode, later["modified"]) == (0, "2027-02-01T00:00:00.000Z")
    assert "STALE since 2027-01-05" in later["description"]
    bare = json.loads((out / "credentials" / "store-token.json").read_text())
    assert "Nobody stands for these facts." in bare["description"]


def test_the_same_bytes_and_mended_like_other_pages(render: Render, out: Path) -> None:
    render("--format", "cacao")
    assert render("--format", "cacao", "--check", PYTHONHASHSEED="7", TZ="Asia/Tokyo").returncode == 0
    page = out / "credentials" / "pay-key.json"
    page.write_text(page.read_text().replace("press Roll", "press anything"))
    checked = render("--format", "cacao", "--check")
    assert (checked.returncode, "edited by hand" in checked.stdout) == (1, True)
    page.unlink()
    (out / "agents" / "gone.json").write_text((out / "agents" / "bot.json").read_text())
    assert render("--format", "cacao").returncode == 0
    assert (out / "agents" / "gone.json").exists(), "its seal names another file: it is not ours"


def test_what_looks_like_a_seal_is_not_taken_for_one(render: Render, inventory: Path, out: Path) -> None:
    file = inventory / "entities.yaml"
    forged = f"blastradius runbook v1 credentials/pay-key.json sha256:{'0' * 64}"
    file.write_text(file.read_text().replace("See the old key expired", forged))
    assert render("--format", "cacao").returncode == 0
    assert f'"command": "{forged}"' in (out / "credentials" / "pay-key.json").read_text()
    file.write_text(file.read_text().replace("Roll", "Rotate"))
    assert render("--format", "cacao").returncode == 0
    assert "press Rotate" in (out / "credentials" / "pay-key.json").read_text()


def test_a_partial_inventory_is_said_to_be_one(render: Render, inventory: Path, out: Path) -> None:
    (inventory / "broken.yaml").write_text("a: [\n")
    assert render("--format", "cacao").returncode == 3
    key = json.loads((out / "credentials" / "pay-key.json").read_text())
    assert key["description"].startswith("PARTIAL: 1 problem")
    assert faults(key) == []


@pytest.mark.parametrize("nasty", ["\x1b[31m", "\u202eevil", 'quote " and \\', "<script>", "__x__:value"])
def test_hostile_words_stay_words(render: Render, inventory: Path, out: Path, nasty: str) -> None:
    file = inventory / "entities.yaml"
    text = file.read_text().replace("summary: Refunds and charges", f"summary: {json.dumps('A ' + nasty)}")
    file.write_text(text.replace("Blocking the user", json.dumps(nasty)))
    render("--format", "cacao")
    data = (out / "credentials" / "pay-key.json").read_text()
    assert faults(json.loads(data)) == []
    assert "\x1b" not in data
    assert "\u202e" not in data
    assert "\\u001b" not in data


def test_templates_are_for_pages(render: Render, tmp_path: Path, out: Path) -> None:
    ended = render("--format", "cacao", "--templates", tmp_path)
    assert (ended.returncode, out.exists()) == (2, False)
    assert "`--templates` is for pages" in ended.stderr


def test_a_stop_that_was_proven_earlier_ends_it_earlier(render: Render, inventory: Path, out: Path) -> None:
    file = inventory / "entities.yaml"
    own = "  measured: {on: 2026-10-01, took: 4m}\n  verified: {on: 2026-09-01, by: payments, how: drilled}\n"
    file.write_text(file.read_text().replace("  measured: {on: 2026-10-01, took: 4m}\n", own))
    assert render("--format", "cacao").returncode == 0
    key = json.loads((out / "credentials" / "pay-key.json").read_text())
    assert (key["created"], key["valid_until"]) == ("2026-09-01T00:00:00.000Z", "2026-11-30T00:00:00.000Z")

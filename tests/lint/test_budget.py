"""Bounds that must not be passed: how far a credential reaches, and how many findings a rule has."""

import json
from pathlib import Path

import pytest

from blastradius.finding import Severity
from blastradius.graph.everyone import Extent
from blastradius.lint.budget import METRICS
from blastradius.lint.rules import BY_NAME
from blastradius.resources import SCHEMAS
from tests.lint.inventory import lint, places

HEAD = "apiVersion: blastradius/v1\nkind: {kind}\nid: {name}\n"
KEYS = "---\n".join(
    HEAD.format(kind="Credential", name=name) + f"type: api-key\nowner: unknown\nrevoke: unknown\n{more}"
    for name, more in (("token", ""), ("key", "obtainable_from: [{system: vault}]\n"))
)
SYSTEMS = "---\n".join(
    HEAD.format(kind="System", name=name)
    + "environment: production\nowner: unknown\naudit_log: unknown\n"
    + f"reversibility: {{class: irreversible}}\noperations: {operations}\ncredentials: [{grants}]\n"
    for name, operations, grants in (
        ("vault", "[]", "{credential: token, access: read}, {credential: lost, access: read}"),
        ("shop", "[{id: pay, effect: pay}, {id: look, effect: read}]", "{credential: key, access: admin}"),
        ("bank", "unknown", "{credential: token, access: read, conditions: [mfa]}"),
    )
)


def settings(budget: str, more: str = "", name: str = "shop") -> str:
    return HEAD.format(kind="Inventory", name=name) + f"budget: {budget}\n{more}"


REACHED = {
    "systems-per-credential": 3,
    "unconditional-systems-per-credential": 2,
    "operations-per-credential": 2,
    "irreversible-per-credential": 1,
    "latent-per-credential": 2,
}


@pytest.mark.parametrize(("metric", "number"), REACHED.items())
def test_a_credential_may_reach_as_far_as_the_bound_and_no_farther(tmp_path: Path, metric: str, number: int) -> None:
    files = {"keys": KEYS, "systems": SYSTEMS}

    within = lint(tmp_path, blastradius=settings(f"{{{metric}: {number}}}"), **files)
    beyond = lint(tmp_path, blastradius=settings(f"{{{metric}: {number - 1}}}"), **files)

    assert places(within, "over-budget") == []
    assert "keys.yaml:3" in places(beyond, "over-budget")
    (first, *_) = [each for each in beyond.findings if each.rule == "over-budget" and each.location.path == "keys.yaml"]
    assert f": {number}; " in first.message
    assert f"`{metric}` allows {number - 1}" in first.message
    assert first.severity is Severity.ERROR


def test_every_metric_is_in_the_schema_and_on_the_page() -> None:
    schema = json.loads((SCHEMAS / "inventory" / "inventory.v1.json").read_text())
    described = schema["properties"]["budget"]["properties"]

    assert set(described) == set(METRICS) == set(REACHED)
    assert all(f"`{metric}`" in BY_NAME["over-budget"].page for metric in METRICS)
    assert all(cell.get("description") and cell.get("examples") for cell in described.values())
    assert all(isinstance(getattr(Extent(), number), int) for number, _ in METRICS.values())


def test_one_credential_can_be_exempt(tmp_path: Path) -> None:
    exempt = (
        "exemptions: [{rule: over-budget, target: 'credential:token', reason: it moves, by: me, until: 2027-01-01}]\n"
    )

    result = lint(tmp_path, blastradius=settings("{systems-per-credential: 0}", exempt), keys=KEYS, systems=SYSTEMS)

    assert places(result, "over-budget") == ["keys.yaml:10", "systems.yaml:9"]
    assert places(result, "unused-exemption") == []


def test_of_two_bounds_the_lower_one_counts(tmp_path: Path) -> None:
    result = lint(
        tmp_path,
        a__blastradius=settings("{systems-per-credential: 3}"),
        b__blastradius=settings("{systems-per-credential: 2}", name="other"),
        keys=KEYS,
        systems=SYSTEMS,
    )

    (finding,) = [each for each in result.findings if each.rule == "over-budget"]
    assert finding.location.path == "keys.yaml"
    assert finding.help.endswith("raise the budget at b/blastradius.yaml:4")


@pytest.mark.parametrize(("most", "reported"), [(2, []), (1, ["blastradius.yaml:4"]), (1.5, ["blastradius.yaml:4"])])
def test_findings_of_a_rule_may_be_as_many_as_the_bound(tmp_path: Path, most: float, reported: list[str]) -> None:
    result = lint(tmp_path, blastradius=settings(f"{{missing-key: {most}}}"), team="kind: Team\n")

    assert len(places(result, "missing-key")) == 2
    assert places(result, "too-many-findings") == reported


def test_what_was_accepted_does_not_count(tmp_path: Path) -> None:
    team = HEAD.format(kind="Team", name="payments")
    ignored = team.replace("payments", "payments  # blastradius: ignore[unproven] because new")
    budget = settings("{unproven: 0}")

    assert places(lint(tmp_path, blastradius=budget, team=team), "too-many-findings") == ["blastradius.yaml:4"]
    assert places(lint(tmp_path, blastradius=budget, team=ignored), "too-many-findings") == []


def test_findings_of_rules_that_look_back_count_too(tmp_path: Path) -> None:
    team = HEAD.format(kind="Team", name="payments") + "lead: Ann  # blastradius: ignore[unknown-cell] because new\n"

    result = lint(tmp_path, blastradius=settings("{unused-ignore: 0}"), team=team)

    assert len(places(result, "unused-ignore")) == 1
    assert places(result, "too-many-findings") == ["blastradius.yaml:4"]


def test_a_rule_that_is_off_finds_nothing(tmp_path: Path) -> None:
    team = HEAD.format(kind="Team", name="payments")

    result = lint(tmp_path, blastradius=settings("{unproven: 0}", "rules: {unproven: 'off'}\n"), team=team)

    assert places(result, "too-many-findings") == []


@pytest.mark.parametrize("budget", ["{systems-per-credential: many}", "{systems-per-credential: -1}", "[1]", "7"])
def test_a_bound_that_is_no_number_is_reported_and_bounds_nothing(tmp_path: Path, budget: str) -> None:
    result = lint(tmp_path, blastradius=settings(budget), keys=KEYS)

    assert [each for each in result.findings if each.location.path == "blastradius.yaml" and each.rule != "unproven"]

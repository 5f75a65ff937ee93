"""What other programs read: SARIF, GitLab, GitHub and JUnit."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from conftest import NOW, ROOT, Cli, written

SARIF = ROOT / "build" / "node" / "node_modules" / "@microsoft" / "jest-sarif" / "lib" / "schemas"
LINT = ("lint", "shop", "--now", NOW)
HOSTILE = "sto%2C ck: 100%,é.yaml"
WRONG = """
apiVersion: blastradius/v1
kind: Credential
id: stock-key
type: apikey
owner: "a::b, 50%\\n::error::c"
revoke: unknown  # blastradius: ignore[unknown-cell] because it is being asked
verified: {on: 2026-11-02, by: payments, how: confirmed}
"""
EXEMPT = """exemptions:
  - {rule: unknown-value, target: "credential:stock-key", reason: "Until the move", by: payments, until: 2027-01-31}
"""


@pytest.fixture(autouse=True)
def wrong(shop: Path) -> Path:
    with (shop / "blastradius.yaml").open("a") as file:
        file.write(EXEMPT)
    return written(shop, {HOSTILE: WRONG, "rest.yaml": WRONG.replace("stock-key", "rest-key")})


def sarif(cli: Cli, *more: str) -> Any:
    return cli(*LINT, "--format", "sarif", *more).json


@pytest.mark.parametrize("more", [(), ("--select", "stale-cell"), ("--baseline", "base.json")])
def test_sarif_is_what_the_oasis_schema_asks_for(cli: Cli, more: tuple[str, ...]) -> None:
    if not SARIF.exists():
        pytest.skip("the schema comes from npm, and build/node is not there: make build/node/.installed")
    cli(*LINT, "--write-baseline", "base.json")
    schema = json.loads(next(SARIF.glob("sarif-2.1.0*.json")).read_text(encoding="utf-8"))
    jsonschema.validators.validator_for(schema)(schema).validate(sarif(cli, *more))
    desk = cli("lint", str(ROOT / "inventories" / "support-desk"), "--now", NOW, "--format", "sarif").json
    jsonschema.validators.validator_for(schema)(schema).validate(desk)


def test_sarif_has_a_page_for_every_rule(cli: Cli) -> None:
    driver = sarif(cli)["runs"][0]["tool"]["driver"]
    named = {each["name"] for each in cli("rules", "--format", "json").json["rules"]}
    assert {each["id"] for each in driver["rules"]} == named
    assert all("**Why:**" in each["help"]["markdown"] for each in driver["rules"])
    assert all(each["help"]["text"] and each["fullDescription"]["text"] for each in driver["rules"])
    for result in sarif(cli)["runs"][0]["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_says_what_people_accepted_and_why(cli: Cli) -> None:
    def accepted() -> set[tuple[str, str, str]]:
        return {
            (each["ruleId"], said["kind"], said["justification"])
            for each in sarif(cli, *more)["runs"][0]["results"]
            for said in each.get("suppressions", [])
        }

    more: tuple[str, ...] = ()
    by_people = {
        ("unknown-cell", "inSource", "it is being asked"),
        ("unknown-value", "external", "Until the move"),
    }
    assert accepted() == by_people
    cli(*LINT, "--write-baseline", "base.json")
    more = ("--baseline", "base.json")
    assert ("dangling-team", "external", "it was there when the baseline was written") in accepted()
    assert by_people < accepted()


def test_fingerprints_are_unique_and_stay_when_lines_move(cli: Cli, shop: Path) -> None:
    def prints() -> list[str]:
        return [each["partialFingerprints"]["primaryLocationLineHash"] for each in sarif(cli)["runs"][0]["results"]]

    before = prints()
    assert len(set(before)) == len(before)
    for name in (HOSTILE, "rest.yaml"):
        (shop / name).write_text("# moved\n\n" + (shop / name).read_text())
    assert prints() == before
    assert [each["fingerprint"] for each in cli(*LINT, "--format", "gitlab").json] == [
        each["fingerprint"] for each in cli(*LINT, "--format", "json").json["findings"]
    ]


def test_places_in_sarif_lead_to_the_file(cli: Cli) -> None:
    for result in sarif(cli)["runs"][0]["results"]:
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9/._~%-]+", uri)
        assert (cli.here / unquote(uri)).is_file()


def test_half_an_inventory_is_no_successful_run(cli: Cli, shop: Path) -> None:
    (shop / "teams.yaml").write_text("a: b: c\n")
    ran = cli(*LINT, "--format", "sarif")
    (invocation,) = ran.json["runs"][0]["invocations"]
    assert (invocation["executionSuccessful"], len(invocation["toolExecutionNotifications"])) == (False, 1)
    root = ET.fromstring(cli(*LINT, "--format", "junit").out)
    assert root.get("errors") == "1"


def test_gitlab_reads_one_array(cli: Cli) -> None:
    findings = cli(*LINT, "--format", "json").json["findings"]
    issues = cli(*LINT, "--format", "gitlab").json
    assert [each["check_name"] for each in issues] == [each["rule"] for each in findings]
    for issue, finding in zip(issues, findings, strict=True):
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"] == {
            "path": finding["path"],
            "lines": {"begin": finding["line"], "end": finding["end_line"]},
        }
        assert "\n" not in issue["description"]


def test_junit_fails_what_the_exit_code_fails(cli: Cli) -> None:
    findings = cli(*LINT, "--format", "json").json["findings"]
    for limit, failing in (("error", {"error"}), ("info", {"error", "warning", "info"}), ("never", set())):
        root = ET.fromstring(cli(*LINT, "--format", "junit", "--fail-on", limit).out)
        assert root.get("tests") == str(len(findings))
        assert root.get("failures") == str(sum(each["severity"] in failing for each in findings))
    clean = ET.fromstring(cli(*LINT, "--format", "junit", "--select", "stale-cell").out)
    assert (clean.get("tests"), clean.get("failures")) == ("1", "0")


def test_nothing_that_people_wrote_ends_an_annotation_or_starts_one(cli: Cli) -> None:
    """As the runner reads it: `::command key=value,…::message`, with its escapes undone."""
    lines = cli(*LINT, "--format", "github").out.splitlines()
    findings = cli(*LINT, "--format", "json").json["findings"]
    assert len(lines) == len(findings)
    for line, finding in zip(lines, findings, strict=True):
        read = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        assert read
        properties = dict(each.split("=", 1) for each in read[2].split(","))
        undone = properties["file"].replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
        assert (undone, properties["title"]) == (finding["path"], finding["rule"])

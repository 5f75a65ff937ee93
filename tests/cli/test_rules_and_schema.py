"""`rules` and `schema`: the pages that travel with the program."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from conftest import Cli

from blastradius.lint.rules import RULES
from blastradius.resources import SCHEMAS
from blastradius.source.schema import KINDS

NAMES = [rule.name for rule in RULES]


def test_the_list_has_one_aligned_line_for_each_rule(cli: Cli) -> None:
    listed, _, rest = cli("rules").out.partition("\n\n")
    rows = [re.fullmatch(r"(\S+) +(error|warning|info) +(\S.*)", line) for line in listed.splitlines()]
    assert [row and row[1] for row in rows] == NAMES
    assert len({(row.start(2), row.start(3)) for row in rows if row}) == 1
    assert "blastradius rules RULE" in rest


def test_the_list_as_json_is_the_same_list(cli: Cli) -> None:
    given = cli("rules", "--format", "json").json
    assert list(given)[:3] == ["schema", "complete", "problems"]
    assert given["schema"] == "blastradius/rules/v1"
    assert [(each["name"], each["severity"], each["title"]) for each in given["rules"]] == [
        (rule.name, rule.severity.value, rule.title) for rule in RULES
    ]
    one = cli("rules", "missing-cell", "--format", "json").json
    assert one["rules"] == [each for each in given["rules"] if each["name"] == "missing-cell"]


def test_every_rule_has_a_page_that_fits_a_terminal(cli: Cli) -> None:
    for name in NAMES[::6]:
        page = cli("rules", name).out
        rule = next(each for each in RULES if each.name == name)
        assert page.startswith(f"{name} ({rule.severity.value})\n\n")
        assert "\n\nWhy: " in page
        assert "\n\nFix: " in page
        prose = page.partition("\n    ")[0]
        assert max(map(len, prose.splitlines())) <= 80
        assert rule.title in " ".join(page.split())


def test_the_examples_of_a_page_are_yaml_that_can_be_copied(cli: Cli) -> None:
    page = cli("rules", "dangling-team").out
    fails, passes = re.findall(r"(?:^    .*\n)+", page, flags=re.MULTILINE)
    assert "owner: payment  # here" in fails
    documents = [list(yaml.safe_load_all(re.sub("^    ", "", text, flags=re.MULTILINE))) for text in (fails, passes)]
    assert [[each["kind"] for each in every] for every in documents] == [["Team", "Credential"]] * 2


@pytest.mark.parametrize("written", ["missing-cell", "Missing-Cell", "missing_cell", " missing-cell "])
def test_a_rule_is_found_however_it_is_written(cli: Cli, written: str) -> None:
    assert cli("rules", written).out.startswith("missing-cell (error)\n")


def test_the_kinds_and_answers_are_listed_with_what_they_are(cli: Cli) -> None:
    kinds, answers = cli("schema").out.split("\n\n")[:2]
    assert re.findall(r"^  (\S+)  +\S", kinds, flags=re.MULTILINE) == list(KINDS)
    assert re.findall(r"^  (\S+)  +\S", answers, flags=re.MULTILINE) == sorted(
        file.name.removesuffix(".v1.json") for file in (SCHEMAS / "output").iterdir()
    )


@pytest.mark.parametrize("kind", [*KINDS, "reach", "cut", "lint"])
def test_a_schema_needs_no_other_file(cli: Cli, kind: str) -> None:
    ran = cli("schema", kind)
    assert cli("schema", kind.upper()).out == ran.out
    schema = ran.json
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    refers = set(re.findall(r'"\$ref": "([^"]*)"', ran.out))
    assert refers
    assert {ref for ref in refers if not ref.startswith("#/$defs/")} == set()
    assert {ref.removeprefix("#/$defs/") for ref in refers} <= set(schema["$defs"])
    for example in schema.get("examples", []):
        jsonschema.Draft202012Validator(schema).validate(example)


def test_a_schema_can_be_put_where_the_editor_looks(cli: Cli) -> None:
    assert cli("schema", "agent", "-o", "agent.v1.json").code == 0
    assert json.loads(Path(cli.here / "agent.v1.json").read_text())["title"] == "Agent"

"""What is registered, held against what is written, by meaning."""

import json
from copy import deepcopy
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blastradius.analysis.drift.schemas import schema_differences
from blastradius.finding import Severity

from .registries import READS, TEXT, WRITES, hints, saved, tool

WORDS = ("--system", "docs", "--agent", "bot")
ROOT = Path(__file__).resolve().parents[2]
SARIF = ROOT / "build" / "node" / "node_modules" / "@microsoft" / "jest-sarif" / "lib" / "schemas"
SCHEMA = ROOT / "schemas" / "output" / "drift.v1.json"


def imported(cli, *tools, **more):
    file = saved(cli.here / "old.json", *tools, **more)
    ran = cli("import", "mcp", file, *WORDS, "--out", "inv")
    assert ran.code == 0, ran.err


def drift(cli, *tools, words=(), **more):
    file = saved(cli.here / "new.json", *tools, **more)
    ran = cli("drift", "mcp", file, *WORDS, "-i", "inv", "--format", "json", *words)
    assert ran.code in {0, 1, 3}, ran.err
    jsonschema.validate(ran.json, json.loads(SCHEMA.read_text()))
    assert ran.json["drifted"] == (ran.code == 1)
    return ran


def changes(ran) -> list[tuple[str, str, str]]:
    return [(each["what"], each["severity"], each["message"]) for each in ran.json["changed"]]


def test_right_after_an_import_nothing_has_drifted(cli) -> None:
    imported(cli, tool("a", **READS), tool("b", {"x": TEXT}, **WRITES))
    ran = drift(cli, tool("b", {"x": TEXT}, **WRITES), tool("a", **READS), words=["--verbose"])
    assert ran.code == 0
    assert ran.json["changed"] == ran.json["unlisted"] == ran.json["gone"] == []
    assert ran.json["complete"] is True


def test_unlisted_tools_and_rows_without_a_tool(cli) -> None:
    imported(cli, tool("a", **READS), tool("b", **READS))
    ran = drift(cli, tool("b", **READS), tool("c", **READS))
    assert ran.code == 1
    assert [each["name"] for each in ran.json["unlisted"]] == ["c"]
    assert [each["tool"] for each in ran.json["gone"]] == ["a"]
    assert ran.json["gone"][0]["where"].startswith("inv/agents/bot.yaml:")


BASE = {
    "to": {"type": "string", "enum": ["a", "b"], "description": "whom"},
    "amount": {"type": "integer", "maximum": 100, "default": 1},
    "note": {"type": "string", "maxLength": 50},
}


def _with(**changed):
    return {**deepcopy(BASE), **changed}


@pytest.mark.parametrize(
    ("properties", "required", "severity", "message"),
    [
        (_with(order={"type": "integer"}), ["to", "order"], "error", "`order`: a new required parameter"),
        (_with(reason=TEXT), ["to"], "error", "`reason`: a new free-text parameter"),
        (_with(sql=TEXT), ["to"], "error", "`sql`: a new parameter that takes free SQL, shell or code"),
        (_with(x={"type": "array", "items": TEXT}), ["to"], "error", "`x`: a new free-text parameter"),
        (_with(count={"type": "integer"}), ["to"], "warning", "`count`: a new parameter"),
        (_with(purge={"type": "boolean"}), ["to"], "error", "`purge`: a new parameter that makes it delete or force"),
        (_with(to={"type": "string", "enum": ["a", "b", "c"]}), ["to"], "error", "`to`: takes more values"),
        (_with(to=TEXT), ["to"], "error", "`to`: a list of values bound it, and does no more"),
        (_with(to={"type": "string", "enum": ["a"]}), ["to"], "warning", "`to`: takes fewer values"),
        (_with(amount={"type": "integer", "default": 1}), ["to"], "error", "`amount`: `maximum` is looser"),
        (_with(amount={"type": "integer", "maximum": 9, "default": 1}), ["to"], "warning", "`maximum` is tighter"),
        (_with(amount={"type": "integer", "maximum": 100}), ["to"], "warning", "`amount`: has another default"),
        (_with(note={"type": ["string", "object"], "maxLength": 50}), ["to"], "error", "`note`: takes object now"),
        (BASE, ["to", "note"], "error", "`note`: the parameter is required now"),
        (BASE, [], "warning", "`to`: no longer required"),
        ({key: BASE[key] for key in ("to", "amount")}, ["to"], "warning", "`note`: the parameter is gone"),
    ],
)
def test_schemas_are_judged_by_meaning(cli, properties, required, severity, message) -> None:
    imported(cli, tool("pay", BASE, required=["to"], **WRITES))
    ran = drift(cli, tool("pay", properties, required=required, **WRITES))
    assert ran.code == 1
    assert any(what == "input-schema" and worst == severity and message in text for what, worst, text in changes(ran))
    assert ran.json["changed"][0]["severity"] == severity


def test_order_titles_and_descriptions_are_noise(cli) -> None:
    imported(cli, tool("pay", BASE, required=["to", "note"], **WRITES))
    reordered = {
        "note": {**BASE["note"], "title": "Note"},
        "amount": BASE["amount"],
        "to": {"enum": ["b", "a"], "type": "string", "description": "the receiver"},
    }
    new = tool("pay", reordered, required=["note", "to"], **WRITES) | {"description": "Pays, differently."}
    assert drift(cli, new).json["changed"] == []
    ran = drift(cli, new, words=["--verbose"])
    assert ran.code == 0
    assert {severity for _, severity, _ in changes(ran)} == {"info"}
    assert {what for what, _, _ in changes(ran)} == {"description"}


PATTERNS = [
    ("^[a-z]+$", "^[a-z0-9]+$", "error", "`pattern` is looser"),
    ("^[a-z0-9]{2,4}$", "^[a-z]{2,3}$", "warning", "`pattern` is tighter"),
    ("^[abc]$", "^[a-c]{1}$", None, ""),
    ("^re_[a-z]+$", "^[a-z_]+$", "error", "may let more through"),
    ("^(a|b)$", "^(a|b|c)$", "error", "may let more through"),
]
LISTED = {"type": "array", "items": {"type": "string", "enum": ["a"]}}
INTEGER = {"type": "integer"}
NUMBER = {"type": "number"}
VALUES = {"type": "string", "enum": ["a", "b"]}


@pytest.mark.parametrize(
    ("old", "new", "severity", "message"),
    [
        *[({**TEXT, "pattern": one}, {**TEXT, "pattern": other}, *told) for one, other, *told in PATTERNS],
        ({**TEXT, "format": "uri"}, {**TEXT, "format": "iri"}, "error", "`format` is looser"),
        ({**TEXT, "format": "uri"}, {**TEXT, "format": "email"}, "error", "may let more through"),
        ({**TEXT, "not": {"const": "x"}}, TEXT, "error", "`not` bounds it no more"),
        ({**TEXT, "not": {"const": "x"}}, {**TEXT, "not": {"const": "y"}}, "error", "may let more through"),
        (TEXT, {**TEXT, "not": {"const": "x"}}, "warning", "`not` bounds it now"),
        ({**INTEGER, "multipleOf": 10}, {**INTEGER, "multipleOf": 5}, "error", "`multipleOf` is looser"),
        ({**INTEGER, "exclusiveMaximum": 101}, {**INTEGER, "maximum": 100}, None, ""),
        ({**INTEGER, "minimum": 1}, {**INTEGER, "exclusiveMinimum": 0}, None, ""),
        ({**INTEGER, "exclusiveMaximum": 100}, {**INTEGER, "maximum": 100}, "error", "`maximum` is looser"),
        ({**NUMBER, "maximum": 100}, {**NUMBER, "exclusiveMaximum": 100}, "warning", "`exclusiveMaximum` is tighter"),
        ({**NUMBER, "exclusiveMinimum": 1}, {**NUMBER, "minimum": 1}, "error", "`minimum` is looser"),
        ({**NUMBER, "exclusiveMaximum": 101}, {**NUMBER, "maximum": 100}, "warning", "`maximum` is tighter"),
        ({**NUMBER, "maximum": 9, "exclusiveMaximum": True}, {**NUMBER, "exclusiveMaximum": 9}, None, ""),
        ({**TEXT, "minLength": 0}, TEXT, None, ""),
        ({"type": ["string", "integer"]}, {"anyOf": [TEXT, INTEGER]}, None, ""),
        (VALUES, {"anyOf": [{"const": "a", "title": "A"}, {"const": "b"}]}, None, ""),
        ({"enum": ["a", "b"]}, VALUES, None, ""),
        (VALUES, {"allOf": [VALUES], "description": "which"}, None, ""),
        ({"anyOf": [VALUES, INTEGER]}, {"oneOf": [VALUES, INTEGER]}, None, ""),
        (LISTED, {"type": "array"}, "error", "`x[]`: takes"),
        ({"type": "object", "additionalProperties": INTEGER}, {"type": "object"}, "error", "`x.*`: takes"),
    ],
)
def test_what_bounds_a_value_is_judged_by_what_it_lets_through(cli, old, new, severity, message) -> None:
    imported(cli, tool("a", {"x": old}, **WRITES))
    ran = drift(cli, tool("a", {"x": new}, **WRITES))
    assert ran.code == (1 if severity else 0), ran.out
    if severity:
        assert {worst for _, worst, _ in changes(ran)} == {severity}
        assert any(message in text for _, _, text in changes(ran)), ran.out


def test_results_are_compared_too(cli) -> None:
    def of(**fields):
        schema = {"type": "object", "properties": fields, "required": ["status"]}
        return tool("a", **WRITES, outputSchema=schema)

    count = {"$ref": "#/$defs/n"}
    before = of(status=TEXT, n=TEXT)
    imported(cli, before, tool("b", **READS))
    assert drift(cli, before, tool("b", **READS)).json["changed"] == []
    ran = drift(cli, of(state=TEXT, n=TEXT), tool("b", **READS, outputSchema={"type": "object"}))
    assert ran.code == 1
    assert changes(ran) == [
        ("output-schema", "warning", "`state` is returned now"),
        ("output-schema", "warning", "`status` is returned no more"),
        ("output-schema", "warning", "it declares now what it returns"),
    ]
    same = of(status={**TEXT, "description": "how it ended"}, n=count)
    same["outputSchema"]["$defs"] = {"n": TEXT}
    ran = drift(cli, same, tool("b", **READS), words=["--verbose"])
    assert (ran.code, [severity for _, severity, _ in changes(ran)]) == (0, ["info"])


def _less(cli, *words):
    """What is told with only part of the options."""
    return cli("drift", "mcp", "new.json", *words, "-i", "inv", "--format", "json")


@pytest.mark.parametrize("words", [("--system", "docs"), ("--agent", "bot")])
def test_the_snapshot_is_found_whatever_of_the_two_is_named(cli, words) -> None:
    imported(cli, tool("a", **READS), tool("b", {"x": VALUES}, **WRITES))
    saved(cli.here / "new.json", tool("a", **READS), tool("b", {"x": VALUES}, **WRITES))
    ran = _less(cli, *words)
    assert (ran.code, ran.json["complete"], ran.json["remarks"]) == (0, True, [])
    saved(cli.here / "new.json", tool("a", **WRITES), tool("b", {"x": TEXT}, **WRITES))
    ran = _less(cli, *words)
    assert ran.code == 1
    found = {(each["tool"], each["what"]) for each in ran.json["changed"]}
    assert found == {("a", "hints"), ("a", "effect"), ("b", "input-schema")}


@pytest.mark.parametrize("words", [("--system", "docs"), ("--agent", "bot"), WORDS])
def test_without_a_snapshot_it_is_partial_and_not_all_fine(cli, words) -> None:
    imported(cli, tool("a", **READS))
    (cli.here / "inv" / "registries" / "bot" / "mcp.docs.json").unlink()
    saved(cli.here / "new.json", tool("a", **WRITES))
    ran = _less(cli, *words)
    assert (ran.code, ran.json["complete"]) == (1, False), "the row says that it reads; nothing tells what else changed"
    assert "PARTIAL" in cli("drift", "mcp", "new.json", *words, "-i", "inv").out


def test_what_was_imported_without_an_agent_counts_for_all(cli) -> None:
    file = saved(cli.here / "new.json", tool("a", **READS))
    assert cli("import", "mcp", file, "--system", "docs", "--out", "inv").code == 0
    saved(file, tool("a", **WRITES))
    ran = _less(cli, "--system", "docs")
    assert (ran.code, [what for what, _, _ in changes(ran)]) == (1, ["hints", "effect", "hints"])


def test_agents_that_were_imported_at_other_times_are_all_told(cli) -> None:
    file = saved(cli.here / "new.json", tool("a", **READS))
    cli("import", "mcp", file, *WORDS, "--out", "inv")
    saved(file, tool("a", **WRITES))
    cli("import", "mcp", file, "--system", "docs", "--agent", "other", "--out", "inv")
    assert _less(cli, "--system", "docs").code == 1, "the row of bot stands for what only read"
    assert _less(cli, "--agent", "other").code == 0


def test_operations_that_people_named_otherwise_are_found_through_their_rows(cli) -> None:
    imported(cli, tool("make_page", **WRITES))
    for file in (cli.here / "inv").rglob("*.yaml"):
        file.write_text(
            file.read_text().replace("docs/make_page", "docs/create").replace("id: make_page", "id: create")
        )
    saved(cli.here / "new.json", tool("make_page", **WRITES))
    ran = _less(cli, "--system", "docs")
    assert (ran.code, ran.json["unlisted"], ran.json["gone"]) == (0, [], [])


def test_another_secret_as_default_is_a_risk_and_is_not_shown(cli) -> None:
    def of(default, note):
        return tool("a", {"password": {**TEXT, "default": default}, "n": {**TEXT, "description": note}}, **WRITES)

    imported(cli, of("correct-horse", "one"))
    assert drift(cli, of("correct-horse", "two"), words=["--verbose"]).code == 0
    ran = drift(cli, of("battery-staple", "two"))
    assert ran.code == 1
    [(what, severity, message)] = changes(ran)
    assert (what, severity) == ("input-schema", "error")
    assert "looks like a secret" in message
    assert "horse" not in ran.out + ran.err
    assert "staple" not in ran.out + ran.err


CHOSEN = ["generic", "docker-registry", "tls"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ({"secretType": {"enum": CHOSEN}}, {"secretType": {"enum": [*CHOSEN, "opaque"]}}, "added `opaque`"),
        ({"secret": {"enum": CHOSEN}}, {"secret": {"enum": ["opaque", *CHOSEN]}}, "added `opaque`"),
        ({"secret": {"enum": CHOSEN}}, {"secret": {"enum": CHOSEN[::-1]}}, ""),
        ({"secret": {"enum": CHOSEN}}, {"secret": {"enum": CHOSEN[1:]}}, "without `generic`"),
        ({"tokens": {"enum": ["v1", "v2"]}}, {"tokens": {"enum": ["v1", "v2", "v3"]}}, "added `v3`"),
        ({"secrets": {"enum": ["v1", "v2"]}}, {"secrets": {"enum": ["v1", "v2", "v3"]}}, "added `••••••••`"),
        ({"secrets": {"enum": ["v1", "v2"]}}, {"secrets": {"enum": ["v1", "v3"]}}, "a value that is not kept"),
        (
            {"authorization": {"type": "object", "properties": {"kind": {"enum": ["delegated"]}}}},
            {"authorization": {"type": "object", "properties": {"kind": {"enum": ["delegated", "admin"]}}}},
            "added `admin`",
        ),
        (
            {"credentials": {"oneOf": [{"const": "include"}, {"const": "omit"}]}},
            {"credentials": {"oneOf": [{"const": "include"}, {"const": "omit"}, {"const": "same"}]}},
            "added `same`",
        ),
    ],
)
def test_what_is_chosen_under_the_name_of_a_secret_is_compared(cli, old, new, told) -> None:
    imported(cli, tool("a", old, **WRITES))
    ran = drift(cli, tool("a", new, **WRITES), words=["--verbose"])
    assert ran.code == int(bool(told))
    [(_, severity, message)] = changes(ran)
    assert severity == ("info" if not told else "warning" if "without" in told else "error")
    assert told in message


def test_lists_that_an_older_import_hid_are_no_change(cli) -> None:
    def of(note, *more):
        return tool("a", {"secret": {"enum": [*CHOSEN, *more], "description": note}}, **WRITES)

    imported(cli, of("one"))
    kept = cli.here / "inv/registries/bot/mcp.docs.json"
    text = kept.read_text(encoding="utf-8")
    for each in CHOSEN:
        text = text.replace(f'"{each}"', f'"{"•" * 8}"')
    kept.write_text(text, encoding="utf-8")
    assert drift(cli, of("two")).code == 0
    [*_, (_, severity, message)] = changes(drift(cli, of("one", "opaque")))
    assert (severity, "added `opaque`" in message) == ("error", True)


def test_a_list_of_passwords_that_an_older_import_kept_is_no_change(cli) -> None:
    def of(note, *more):
        return tool("a", {"password": {"enum": [*CHOSEN, *more], "description": note}}, **WRITES)

    imported(cli, of("one"))
    kept = cli.here / "inv/registries/bot/mcp.docs.json"
    text = kept.read_text(encoding="utf-8")
    assert "docker" not in text
    for each in CHOSEN:
        text = text.replace(f'"{"•" * 8}"', f'"{each}"', 1)
    kept.write_text(text, encoding="utf-8")
    assert drift(cli, of("two")).code == 0
    ran = drift(cli, of("one", "opaque"))
    assert ran.code == 1
    assert "opaque" not in ran.out + ran.err


def test_references_and_nullable_ways_of_writing_mean_the_same(cli) -> None:
    imported(cli, tool("a", {"x": {"type": "object", "properties": {"y": TEXT}}, "z": TEXT}, **READS))
    new = tool("a", {"x": {"$ref": "#/$defs/X"}, "z": {"anyOf": [TEXT, {"type": "null"}]}}, **READS)
    new["inputSchema"]["$defs"] = {"X": {"type": "object", "properties": {"y": TEXT}}}
    ran = drift(cli, new, words=["--verbose"])
    assert ran.code == 0
    assert [severity for _, severity, _ in changes(ran)] == ["info"]


def test_a_reference_that_bites_its_tail_ends(cli) -> None:
    def of(inner):
        made = tool("a", {"x": {"$ref": "#/$defs/X"}}, **READS)
        made["inputSchema"]["$defs"] = {"X": {"type": "object", "properties": {"next": {"$ref": "#/$defs/X"}, **inner}}}
        return made

    imported(cli, of({}))
    ran = drift(cli, of({"why": TEXT}))
    assert ran.code == 1
    assert any("a new free-text parameter" in message for _, _, message in changes(ran))


@pytest.mark.parametrize(
    ("old", "new", "severity"),
    [
        ({}, {"readOnlyHint": True}, "error"),
        ({"readOnlyHint": False}, {"readOnlyHint": True}, "error"),
        ({"readOnlyHint": True}, {}, "error"),
        ({"destructiveHint": False}, {"destructiveHint": True}, "error"),
        ({"destructiveHint": False}, {}, "error"),
        ({"idempotentHint": True}, {"idempotentHint": False}, "error"),
        ({"destructiveHint": True}, {"destructiveHint": False}, "warning"),
        ({}, {"openWorldHint": False}, "warning"),
        ({"openWorldHint": False}, {"openWorldHint": True}, "error"),
        ({"openWorldHint": False}, {}, "error"),
        ({"readOnlyHint": True, "destructiveHint": False}, {"readOnlyHint": True}, "info"),
        ({}, {"destructiveHint": True}, "info"),
        ({"readOnlyHint": False}, {}, "info"),
        ({"readOnlyHint": True}, {"readOnlyHint": True, "destructiveHint": False}, "info"),
    ],
)
def test_hints_are_read_as_the_specification_reads_them(cli, old, new, severity) -> None:
    imported(cli, tool("a", **hints(**old)))
    ran = drift(cli, tool("a", **hints(**new)), words=["--verbose"])
    assert [(what, worst) for what, worst, _ in changes(ran)] == [("hints", severity)]
    assert ran.code == (0 if severity == "info" else 1)


def test_with_a_digest_alone_it_says_that_nobody_can_tell_how(cli) -> None:
    imported(cli, tool("a", **READS), tool("b", **READS))
    (cli.here / "inv" / "registries" / "bot" / "mcp.docs.json").unlink()
    ran = drift(cli, tool("a", {"x": TEXT}, **READS), tool("b", **READS))
    assert ran.code == 1
    [(what, severity, message)] = changes(ran)
    assert (what, severity) == ("input-schema", "error")
    assert "nobody can say how" in message
    assert any("hints cannot be judged" in each for each in ran.json["remarks"])
    ran = drift(cli, tool("a", **WRITES), tool("b", **READS))
    assert (ran.code, ran.json["complete"]) == (1, False)
    assert [what for what, _, _ in changes(ran)] == ["effect"]


def test_rows_without_a_digest_are_said(cli) -> None:
    imported(cli, tool("a", **READS))
    (cli.here / "inv" / "registries" / "bot" / "mcp.docs.json").unlink()
    file = cli.here / "inv" / "agents" / "bot.yaml"
    file.write_text("\n".join(line for line in file.read_text().splitlines() if "schema_sha256" not in line) + "\n")
    ran = drift(cli, tool("a", {"x": TEXT}, **READS))
    assert (ran.code, ran.json["complete"]) == (3, False)
    assert any("whether they changed cannot be told" in each for each in ran.json["remarks"])
    assert "PARTIAL" in cli("drift", "mcp", "new.json", *WORDS, "-i", "inv").out


def test_half_a_registry_has_no_rows_without_a_tool(cli) -> None:
    imported(cli, tool("a", **READS), tool("b", **READS))
    ran = drift(cli, tool("b", **READS), nextCursor="more")
    assert ran.code == 3
    assert ran.json["gone"] == []
    assert ran.json["complete"] is False


def test_a_damaged_snapshot_is_said(cli) -> None:
    imported(cli, tool("a", **READS))
    (cli.here / "inv" / "registries" / "bot" / "mcp.docs.json").write_text("{")
    file = saved(cli.here / "new.json", tool("a", **READS))
    ran = cli("drift", "mcp", file, *WORDS, "-i", "inv")
    assert ran.code == 3
    assert "is damaged" in ran.err


def test_a_prefix_is_never_guessed_but_told(cli) -> None:
    file = saved(cli.here / "old.json", tool("search", **READS), tool("fetch", **READS))
    cli("import", "mcp", file, *WORDS, "--out", "inv", "--prefix", "mcp__docs__")
    ran = drift(cli, tool("search", **READS), tool("fetch", **READS))
    assert ran.code == 1
    assert len(ran.json["unlisted"]) == len(ran.json["gone"]) == 2
    assert any("--prefix mcp__docs__" in each for each in ran.json["remarks"])
    assert drift(cli, tool("search", **READS), tool("fetch", **READS), words=["--prefix", "mcp__docs__"]).code == 0


def test_the_same_name_on_two_servers_is_not_mixed_up(cli) -> None:
    for server, properties in (("one", {"a": TEXT}), ("two", {"b": TEXT})):
        file = saved(cli.here / f"{server}.json", tool("search", properties, **READS))
        cli("import", "mcp", file, *WORDS, "--out", "inv", "--server", server)
    for server in ("one", "two"):
        ran = cli("drift", "mcp", f"{server}.json", *WORDS, "-i", "inv", "--server", server, "--format", "json")
        assert ran.code == 0, ran.out
    ran = cli("drift", "mcp", "one.json", *WORDS, "-i", "inv", "--server", "two", "--format", "json")
    assert ran.code == 1
    assert {each["server"] for each in ran.json["changed"]} == {"two"}


def test_other_systems_of_the_agent_are_left_alone(cli) -> None:
    imported(cli, tool("a", **READS))
    other = saved(cli.here / "other.json", tool("z", **READS))
    cli("import", "mcp", other, "--system", "tickets", "--agent", "bot", "--out", "inv")
    assert drift(cli, tool("a", **READS)).code == 0


def test_a_registry_of_one_system_against_a_whole_agent_says_so(cli) -> None:
    imported(cli, tool("a", **READS))
    other = saved(cli.here / "other.json", tool("z", **READS))
    cli("import", "mcp", other, "--system", "tickets", "--agent", "bot", "--out", "inv")
    ran = cli("drift", "mcp", "old.json", "--agent", "bot", "-i", "inv", "--format", "json")
    assert [each["tool"] for each in ran.json["gone"]] == ["z"]
    assert any("touch `tickets`" in each and "--system" in each for each in ran.json["remarks"])


def test_an_interface_against_a_system(cli) -> None:
    def api(path: str, **operation) -> Path:
        file = cli.here / "api.json"
        paths = {path: {"post": {"operationId": "makePet", "security": [{"o": ["a", "b"]}], **operation}}}
        file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "Pets"}, "paths": paths}))
        return file

    cli("import", "openapi", api("/pets"), "--out", "inv")
    words = ("--system", "pets", "-i", "inv", "--format", "json")
    assert cli("drift", "openapi", api("/pets"), *words).code == 0
    ran = cli("drift", "openapi", api("/pets", security=[{"o": ["a"]}]), *words)
    assert ran.code == 1
    assert changes(ran) == [("scopes", "error", "fewer scopes are needed")]
    ran = cli("drift", "openapi", api("/pets", operationId="growPet"), *words)
    assert [each["name"] for each in ran.json["unlisted"]] == ["growPet"]
    assert [each["tool"] for each in ran.json["gone"]] == ["makePet"]


PAGED = """\
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: pay, annotations: {pagerduty.com/service-id: P1}}
spec: {type: team}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: web, annotations: {pagerduty.com/service-id: P7}}
spec: {type: service, owner: pay}
"""
PLACES = """\
---
apiVersion: backstage.io/v1alpha1
kind: Location
metadata: {name: more}
spec: {type: url, targets: [https://git.example.com/catalog-info.yaml]}
"""


def test_another_on_call_of_a_catalogue_is_drift_where_both_are_of_one_service(cli) -> None:
    file = cli.here / "c.yaml"
    file.write_text(PAGED)
    assert cli("import", "backstage", "c.yaml", "--out", "inv").code == 0
    file.write_text(PAGED.replace("P1", "P2").replace("P7", "P8"))
    ran = cli("drift", "backstage", "c.yaml", "-i", "inv", "--format", "json")
    assert ran.code == 1
    assert [(each["tool"], each["message"], each["before"], each["after"]) for each in ran.json["changed"]] == [
        ("system:web", "the catalogue names another on-call", "PagerDuty service P7", "PagerDuty service P8"),
        ("team:pay", "the catalogue names another on-call", "PagerDuty service P1", "PagerDuty service P2"),
    ]
    again = cli("import", "backstage", "c.yaml", "--out", "inv")
    assert "`PagerDuty service P1` here and `PagerDuty service P2` in the catalogue" in " ".join(again.out.split())
    team = cli.here / "inv/teams/pay.yaml"
    team.write_text(team.read_text().replace("PagerDuty service P1", "payments first line"))
    ran = cli("drift", "backstage", "c.yaml", "-i", "inv", "--format", "json")
    assert [each["tool"] for each in ran.json["changed"]] == ["system:web"], "words of people are spelt as they like"


def test_what_a_catalogue_leads_to_is_said_and_what_is_of_others_is_not_taken(cli) -> None:
    folder = cli.here / "cat"
    (folder / "node_modules" / "lib").mkdir(parents=True)
    (folder / "catalog-info.yaml").write_text(PAGED + PLACES)
    (folder / "node_modules" / "lib" / "catalog-info.yaml").write_text(PAGED.replace("web", "theirs"))
    ran = cli("import", "backstage", "cat", "--out", "inv")
    assert ran.code == 0
    assert "leads to `https://git.example.com/catalog-info.yaml`, which is not read" in " ".join(ran.out.split())
    assert {each.stem for each in (cli.here / "inv" / "systems").iterdir()} == {"web"}


def test_a_catalogue_that_names_another_owner(cli) -> None:
    text = "apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: {name: billing}\nspec: {owner: group:%s}\n"
    (cli.here / "c.yaml").write_text(text % "payments")
    cli("import", "backstage", "c.yaml", "--out", "inv")
    assert cli("drift", "backstage", "c.yaml", "-i", "inv").code == 0
    (cli.here / "c.yaml").write_text(text % "growth")
    ran = cli("drift", "backstage", "c.yaml", "-i", "inv", "--format", "json")
    assert ran.code == 1
    assert [each["name"] for each in ran.json["unlisted"]] == ["team:growth"]
    assert [(each["what"], each["before"], each["after"]) for each in ran.json["changed"]] == [
        ("owner", "payments", "growth")
    ]


def test_sarif_is_what_the_oasis_schema_asks_for(cli) -> None:
    if not SARIF.exists():
        pytest.skip("the schema comes from npm, and build/node is not there: make build/node/.installed")
    schema = json.loads(next(SARIF.glob("sarif-2.1.0*.json")).read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    imported(cli, tool("a", **READS), tool("b", {"x": TEXT}, **READS))
    file = saved(cli.here / "new%2C, é.json", tool("b", {"y": TEXT}, **WRITES), tool("c", **READS))
    words = ("-i", "inv", "--format", "sarif", "--verbose")
    ran = cli("drift", "mcp", "old.json", *WORDS, *words)
    assert ran.code == 0
    validator.validate(ran.json)
    for more in (WORDS, WORDS[:2], WORDS[2:]):
        ran = cli("drift", "mcp", file, *more, *words)
        assert ran.code == 1
        validator.validate(ran.json)
    (cli.here / "c.yaml").write_text("apiVersion: backstage.io/v1\nkind: System\nmetadata: {name: billing}\nspec: {}\n")
    ran = cli("drift", "backstage", "c.yaml", *words)
    assert ran.code == 1
    validator.validate(ran.json)


@pytest.mark.parametrize("format_", ["text", "markdown", "sarif"])
def test_the_other_formats_tell_the_same(cli, format_) -> None:
    imported(cli, tool("a", **READS), tool("b", **READS))
    file = saved(cli.here / "new.json", tool("a", {"x|<b>\n": TEXT}, **READS), tool("c\x1b[1m", **READS))
    ran = cli("drift", "mcp", file, *WORDS, "-i", "inv", "--format", format_)
    assert ran.code == 1
    assert "\x1b" not in ran.out
    for word in ("free-text", "c\N{REPLACEMENT CHARACTER}", "b"):
        assert word in ran.out
    if format_ == "sarif":
        [run] = ran.json["runs"]
        assert ran.json["version"] == "2.1.0"
        named = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
        assert {each["ruleId"] for each in run["results"]} == {"drift/unlisted", "drift/gone", "drift/input-schema"}
        assert {each["ruleId"] for each in run["results"]} <= named
        places = [each["locations"][0]["physicalLocation"] for each in run["results"]]
        assert {each["artifactLocation"]["uri"] for each in places} == {"inv/agents/bot.yaml"}


def test_a_configuration_without_tools_makes_no_row_look_gone(cli) -> None:
    imported(cli, tool("a", **READS))
    file = cli.here / "config.json"
    file.write_text(json.dumps({"mcpServers": {"docs": {"command": "true"}}}))
    for words in (WORDS, WORDS[:2], WORDS[2:]):
        ran = cli("drift", "mcp", file, *words, "-i", "inv", "--format", "json")
        assert ran.code == 3
        assert (ran.json["gone"], ran.json["complete"]) == ([], False)
        assert any("configuration" in each for each in ran.json["remarks"])


def test_an_agent_that_is_not_there_is_said(cli) -> None:
    imported(cli, tool("a", **READS))
    file = saved(cli.here / "new.json", tool("a", **READS))
    ran = cli("drift", "mcp", file, "--system", "docs", "--agent", "bott", "-i", "inv")
    assert ran.code == 2
    assert "`bot`" in ran.err


NAMES = st.sampled_from(["a", "b", "c", "sql"])
LEAVES = st.sampled_from(
    [
        TEXT,
        {"type": "integer"},
        {"type": "string", "enum": ["x"]},
        {"type": ["string", "null"]},
        {"$ref": "#"},
        True,
        {},
    ]
)
SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"properties": st.dictionaries(NAMES, inner, max_size=3), "required": st.lists(NAMES)}),
        st.fixed_dictionaries({"items": inner}),
        st.fixed_dictionaries({"anyOf": st.lists(inner, max_size=3)}),
        st.fixed_dictionaries({"allOf": st.lists(inner, max_size=2), "additionalProperties": inner}),
    ),
    max_leaves=8,
)
OBJECTS = SCHEMAS.filter(lambda each: isinstance(each, dict))


@given(schema=OBJECTS)
def test_a_schema_does_not_differ_from_itself(schema) -> None:
    assert schema_differences(schema, deepcopy(schema)) == ()


@given(old=OBJECTS, new=OBJECTS)
def test_two_schemas_can_always_be_compared(old, new) -> None:
    found = schema_differences(old, new)
    assert list(found) == sorted(found, key=lambda each: each.severity.rank)
    assert bool(found) or old == new or json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True)


@given(schema=OBJECTS, name=st.sampled_from(["fresh", "other"]))
def test_a_required_parameter_is_a_risk_wherever(schema, name) -> None:
    old = {"type": "object", "properties": {"in": schema}}
    new = {"type": "object", "properties": {"in": schema, name: {"type": "integer"}}, "required": [name]}
    assert schema_differences(old, new)[0].severity is Severity.ERROR


@pytest.mark.parametrize(
    "name",
    ["mcp-server-git", "modelcontextprotocol_server-filesystem", "notionhq_notion-mcp-server", "stripe_mcp"],
)
def test_real_servers_old_against_new(cli, shared, name) -> None:
    [old] = shared.glob(f"mcp_old/{name}*.json")
    [new] = shared.glob(f"mcp/{name}*.json")
    assert cli("import", "mcp", old, *WORDS, "--out", "inv").code == 0
    same = cli("drift", "mcp", old, *WORDS, "-i", "inv", "--format", "json", "--verbose")
    assert (same.code, same.json["changed"]) == (0, [])
    ran = cli("drift", "mcp", new, *WORDS, "-i", "inv", "--format", "json")
    assert ran.code == (0 if name == "stripe_mcp" else 1)
    assert cli("import", "mcp", new, *WORDS, "--out", "inv").code == 0
    ran = cli("drift", "mcp", new, *WORDS, "-i", "inv", "--format", "json")
    assert (ran.json["unlisted"], ran.json["changed"]) == ([], [])

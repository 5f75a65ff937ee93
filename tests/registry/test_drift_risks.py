"""What lets a call do more than before is a risk, however small the change looks. The real binary, one run for all."""

from typing import Any

from .registries import TEXT, WRITES, saved, tool
from .test_drift import changes, drift, imported

OLD: dict[str, Any] = {
    "dryRun": {"type": "boolean", "default": True},
    "dry_run": {"type": "boolean"},
    "where": {"type": "string", "maxLength": 9},
    "filter": {"type": "object", "properties": {"id": {"type": "integer"}}, "additionalProperties": False},
    "force": {"type": "boolean", "default": False},
    "kind": {"type": "string", "enum": ["a", "b"]},
    "page": {"type": "integer", "default": 1},
    "confirm": {"type": "boolean", "default": False},
    "idempotency_key": {"type": "string", "maxLength": 9},
}
NEW: dict[str, Any] = {
    **{name: each for name, each in OLD.items() if name not in {"dry_run", "idempotency_key"}},
    "dryRun": {"type": "boolean", "default": False},
    "force": {"type": "boolean", "default": True},
    "kind": {"type": "string", "enum": ["c"]},
    "page": {"type": "integer", "default": 2},
    "confirm": {"type": "boolean", "default": True},
    "action": {"type": "string", "enum": ["get", "delete"]},
    "order": {"type": "string", "enum": ["up", "down"]},
    "callback": {"type": "string", "format": "uri"},
    "uid": {"type": "string", "format": "uuid"},
    "extra": {"type": "object"},
    "rows": {"type": "array", "items": {"type": "object", "additionalProperties": True}},
    "point": {"type": "object", "properties": {"x": {"type": "integer"}}},
    "size": {"anyOf": [{"type": "object", "properties": {"x": {"type": "integer"}}}, {"type": "integer"}]},
}
MORE = "has another default: a call that leaves it out does more now"
HELD = "the parameter that held the call back is gone"


def test_what_lets_a_call_do_more_is_a_risk(cli) -> None:
    imported(cli, tool("purge", OLD, required=["where", "filter"], **WRITES))
    ran = drift(cli, tool("purge", NEW, required=[], **WRITES))
    assert ran.code == 1
    told = {(severity, message) for what, severity, message in changes(ran) if what == "input-schema"}
    assert {message for severity, message in told if severity == "error"} == {
        f"`dryRun`: {MORE}",
        f"`force`: {MORE}",
        f"`confirm`: {MORE}",
        f"`dry_run`: {HELD}",
        f"`idempotency_key`: {HELD}",
        "`where`: no longer required",
        "`filter`: no longer required",
        "`action`: a new parameter that makes it do more: `delete`",
        "`extra`: a new parameter that takes anything",
        "`rows`: a new parameter that takes anything",
        "`kind`: takes more values, added `c`",
        "`callback`: a new parameter that takes any address",
    }
    assert {message for severity, message in told if severity == "warning"} == {
        "`page`: has another default",
        "`kind`: takes fewer values, without `a`, `b`",
        "`order`: a new parameter",
        "`uid`: a new parameter",
        "`point`: a new parameter",
        "`size`: a new parameter",
    }
    kinds = [each for each in ran.json["changed"] if "`kind`" in each["message"]]
    assert {(each["before"], each["after"]) for each in kinds} == {('["a","b"]', '["c"]')}


def test_text_and_markdown_show_the_values_before_and_after(cli) -> None:
    imported(cli, tool("purge", OLD, **WRITES))
    drift(cli, tool("purge", {**OLD, "kind": {"type": "string", "enum": ["a", "b", "c"]}, "note": TEXT}, **WRITES))
    words = ("--system", "docs", "--agent", "bot", "-i", "inv")
    text = " ".join(cli("drift", "mcp", "new.json", *words).out.split())
    assert '`kind`: takes more values, added `c` (was ["a","b"], now ["a","b","c"])' in text
    markdown = cli("drift", "mcp", "new.json", *words, "--format", "markdown").out
    assert '| `kind`: takes more values, added `c` | `["a","b"]` | `["a","b","c"]` |' in markdown
    assert "| `note`: a new free-text parameter |" in markdown


def test_what_changed_alike_of_many_tools_is_told_once(cli) -> None:
    names = [f"t{number:02}" for number in range(20)]
    imported(cli, *(tool(each, **WRITES) for each in names))
    new = {"confirm": {"type": "boolean"}}
    saved(
        cli.here / "new.json", *(tool(each, new | ({"x": TEXT} if each == "t07" else {}), **WRITES) for each in names)
    )
    ran = cli("drift", "mcp", "new.json", "--agent", "bot", "-i", "inv")
    assert ran.code == 1
    assert ran.out.count("`confirm`: a new parameter") == 1
    assert "20 times the same: t00, t01," in " ".join(ran.out.split())
    assert "and 8 more: --format json" in " ".join(ran.out.split())
    assert ran.out.count("`x`: a new free-text parameter") == 1
    told = cli("drift", "mcp", "new.json", "--agent", "bot", "-i", "inv", "--format", "json").json["changed"]
    assert len(told) == 21

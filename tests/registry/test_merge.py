"""Importing over what people wrote, however they laid it out: not a character of theirs is lost."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blastradius.errors import InputError
from blastradius.foreign.canonical import digest
from blastradius.importers.edit import Edit
from blastradius.importers.yaml_text import Cell, data_of
from blastradius.source.yaml import read_yaml

from .registries import READS, TEXT, WRITES, saved, tool

ITEM = (Cell(key="id", value="new_one"), Cell(key="effect", value=["write", "pay"], why="as its hints claim"))
OTHER = (Cell(key="id", value="other"), Cell(key="effect", value="read"))

# ruff: noqa: E501 - files as they are, each on a line
LAYOUTS = {
    "indented": "kind: System\noperations:\n  - id: a\n    effect: read # why\n  # planned:\n  # - id: z\nowner: x # end\n",
    "flush": "kind: System\noperations:\n- id: a\n  effect: read\n\n\n# the end\nowner: x\n",
    "wide": "kind: System\noperations:\n      -   id: a\n          effect: read\nowner: x",
    "no end of line": "kind: System\noperations:\n  - id: a\n    effect: read",
    "windows": "kind: System\r\noperations:\r\n  - id: a # one\r\n    effect: read\r\nowner: x\r\n",
    "flow items": "kind: System\noperations:\n  - {id: a, effect: read} # one\n  - {id: b, effect: [read, write]}\nowner: x\n",
    "flow list": "kind: System\noperations: [{id: a, effect: read}, {id: b, effect: read}] # all\nowner: x\n",
    "flow over lines": "kind: System\noperations: [\n  {id: a, effect: read}, # first\n  {id: b, effect: read}, # second\n]\n",
    "empty": "kind: System\noperations: [] # none yet\nowner: x\n",
    "unknown": "kind: System\noperations: unknown # ask Kim\nowner: x\n",
    "nothing": "kind: System\noperations: # later\nowner: x\n",
    "missing": "kind: System\nowner: x # end\n# after the end\n",
    "block text last": "kind: System\noperations:\n  - id: a\n    summary: |\n      two\n      lines\n\n  - id: b\n    summary: >-\n      x\n\n\nowner: x\n",
    "kept text last": "kind: System\noperations:\n  - id: b\n    summary: |+\n      x\n\n\nowner: x\n",
    "text at the end": "kind: System\noperations:\n  - id: b\n    summary: |\n      x",
    "plain over lines": "kind: System\noperations:\n  - id: a\n    summary: one\n      two # said\nowner: x\n",
    "apart": "kind: System\noperations:\n  - id: a\n    effect: read\n\n  - id: b\n    effect: read\n\nowner: x\n",
    "dash alone": "kind: System\noperations:\n  -\n    id: a\n    effect: read\n",
    "documents": "# head\n---\nkind: System\noperations:\n  - id: a\n---\nkind: Team\nid: t # tail\n",
    "end mark": "kind: System\noperations:\n  - id: a\n...\n",
    "bom": "\ufeffkind: System\noperations:\n  - id: a\n",
    "wide characters": "kind: System # 𝄞 ü\noperations:\n  - {id: a, summary: '𝄞 — é'} # ü\n",
    "quoted": 'kind: "System"\n"operations": # q\n  - "id": a\n    "effect": "read"\n',
    "empty values": "kind: System\noperations:\n  - id: a\n    summary:\n    labels: {}\nowner:\n",
    "deep": "kind: System\noperations:\n  - id: a\n    reversibility:\n      class: compensable\n      undo:\n      - one\n      - two # 2\n    # note\n",
}


def lines(text: str) -> Counter[str]:
    return Counter(line.rstrip("\r") for line in text.split("\n") if line.strip())


@pytest.mark.parametrize("layout", LAYOUTS)
def test_items_are_added_and_everything_else_stays(layout: str) -> None:
    text = LAYOUTS[layout]
    edit = Edit(text, "x.yaml", read_yaml(text.removeprefix("\ufeff"), "x")[0][0].index)
    before = edit.document.data.get("operations")
    edit.append("operations", [ITEM, OTHER])
    made = edit.result()
    after = read_yaml(made.removeprefix("\ufeff"), "x")[0][0].data
    assert after["operations"] == [*(before if isinstance(before, list) else []), data_of(ITEM), data_of(OTHER)]
    assert {key: value for key, value in after.items() if key != "operations"} == {
        key: value for key, value in edit.document.data.items() if key != "operations"
    }
    assert _is_inside(_without_hole(text), made), "every character is still there, in its order"
    assert ("\r\n" in made) == ("\r\n" in text)
    assert made.endswith("\n") == text.endswith("\n")
    assert "\n" not in made.replace("\r\n", "") or "\r\n" not in made


@pytest.mark.parametrize("layout", [name for name, text in LAYOUTS.items() if "id: a" in text])
def test_a_cell_is_set_and_everything_else_stays(layout: str) -> None:
    text = LAYOUTS[layout]
    edit = Edit(text, "x.yaml", read_yaml(text.removeprefix("\ufeff"), "x")[0][0].index)
    edit.set(("operations", 0), Cell(key="limit", value={"rate": "20/h"}))
    edit.append("operations", [ITEM])
    made = edit.result()
    after = read_yaml(made.removeprefix("\ufeff"), "x")[0][0].data
    assert after["operations"][0]["limit"] == {"rate": "20/h"}
    assert after["operations"][-1] == data_of(ITEM)
    assert _is_inside(text, made)


@pytest.mark.parametrize("text", ["{kind: System, id: a}\n", "{kind: System, operations: unknown}\n"])
def test_a_layout_that_would_be_spoilt_is_refused(text: str) -> None:
    edit = Edit(text, "x.yaml", 0)
    with pytest.raises(InputError, match="laid out"):
        edit.append("operations", [ITEM])


COMMENT = st.sampled_from(["", " # why", " # ünï 𝄞", "   #"])
SCALAR = st.sampled_from(["x", '"q: #"', "'it''s'", "unknown", "[a, b]", "{k: v, l: [1]}", "1.50", "2026-01-02", "~"])
BETWEEN = st.lists(st.sampled_from(["", "{pad}# remark", "# at the left", "{pad}  # deeper", "   "]), max_size=2)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A file as somebody may have laid it out."""
    dash = draw(st.integers(min_value=0, max_value=5))
    gap = draw(st.sampled_from([" ", "  ", "   "]))
    pad = " " * dash
    out = [draw(st.sampled_from(["# head", "---", "# yaml-language-server: $schema=x"])), "kind: System"]
    out.append(f"operations:{draw(COMMENT)}")
    for number in range(draw(st.integers(min_value=1, max_value=4))):
        out += [each.format(pad=pad) for each in draw(BETWEEN)]
        out.append(f"{pad}-{gap}id: op{number}{draw(COMMENT)}")
        inner = pad + " " * (1 + len(gap))
        for key in draw(st.lists(st.sampled_from(["summary", "says", "limit", "object"]), unique=True, max_size=3)):
            style = draw(st.sampled_from(["plain", "block", "list"]))
            if style == "plain":
                out.append(f"{inner}{key}: {draw(SCALAR)}{draw(COMMENT)}")
            elif style == "block":
                out += [f"{inner}{key}: {draw(st.sampled_from(['|', '>-', '|+']))}", f"{inner}  text # no comment", ""]
            else:
                out += [f"{inner}{key}:{draw(COMMENT)}", f"{inner}- one{draw(COMMENT)}", f"{inner}- two"]
    out += [each.format(pad=pad) for each in draw(BETWEEN)]
    if draw(st.booleans()):
        out += [f"owner: {draw(SCALAR)}{draw(COMMENT)}", *draw(st.sampled_from([[], ["# tail"], ["", "# tail", ""]]))]
    text = "\n".join(out) + draw(st.sampled_from(["", "\n", "\n\n"]))
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


@given(text=documents(), where=st.integers(min_value=0, max_value=3))
def test_whatever_the_layout_not_a_character_is_lost(text: str, where: int) -> None:
    found, findings = read_yaml(text, "x")
    if findings or not found:
        return
    edit = Edit(text, "x", found[0].index)
    listed = found[0].data["operations"]
    number = where % len(listed)
    edit.set(("operations", number), Cell(key="schema_sha256", value="0" * 64))
    edit.remark(("operations", number), "# gone: it is", wanted=True)
    edit.append("operations", [ITEM, OTHER])
    made = edit.result()
    assert _is_inside(text, made)
    assert not lines(text) - lines(made)
    again = Edit(made, "x", found[0].index)
    again.set(("operations", number), Cell(key="schema_sha256", value="0" * 64))
    again.remark(("operations", number), "# gone: it is", wanted=True)
    assert again.result() == made


def _is_inside(part: str, whole: str) -> bool:
    """Whether all characters of one text stand in another, in the same order."""
    rest = iter(whole)
    return all(character in rest for character in part)


def _without_hole(text: str) -> str:
    return text.replace(" [] #", " #").replace(" unknown #", " #")


def test_an_edited_inventory_keeps_every_line(cli) -> None:
    """Import, edit by hand in many places, import a newer registry: only additions."""
    tools = [tool(f"t{number}", {"a": TEXT}, **(READS if number % 2 else WRITES)) for number in range(12)]
    file = saved(cli.here / "tools.json", *tools)
    words = ("import", "mcp", file, "--system", "docs", "--agent", "bot", "--out", "inv")
    assert cli(*words).code == 0
    for path in ("inv/systems/docs.yaml", "inv/agents/bot.yaml"):
        _edit_by_hand(cli.here / path)
    before = {each: each.read_text() for each in (cli.here / "inv").rglob("*.yaml")}
    assert cli("lint", "inv", "--fail-on", "error").code == 0
    changed = [tool("t0", {"a": TEXT, "b": TEXT}, **WRITES), *tools[1:], tool("new", **READS)]
    saved(file, *changed)
    assert cli(*words).code == 0
    for path, text in before.items():
        lost = lines(text) - lines(path.read_text())
        assert all("schema_sha256" in line for line in lost), lost
        assert sum(lost.values()) <= 1


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\x0c", "\r", "\u202e"])
def test_what_only_looks_like_the_end_of_a_line_stays_where_it_is(cli, sign) -> None:
    """YAML takes some signs for line ends that no editor does; in a comment they are a fault, and nobody splits it."""
    file = saved(cli.here / "tools.json", *(tool(each, **WRITES) for each in ("one", "two")))
    words = ("import", "mcp", file, "--system", "docs", "--agent", "bot", "--out", "inv")
    assert cli(*words).code == 0
    before: dict[Path, str] = {}
    for path in (cli.here / "inv/systems/docs.yaml", cli.here / "inv/agents/bot.yaml"):
        text = (
            path.read_text()
            .replace(": two", f": two # tall{sign}story", 1)
            .replace("environment:", f"# a{sign}b\nenvironment:")
        )
        path.write_text(text, newline="")
        before[path] = text
    saved(file, *(tool(each, **WRITES) for each in ("one", "three")))
    assert cli(*words).code == 0
    for path, text in before.items():
        with path.open(newline="") as stream:
            after = stream.read()
        assert not lines(text) - lines(after)
        assert after.index("three") > after.index("story")
    problems = cli("lint", "inv", "--format", "json").json["findings"]
    assert "syntax" not in {each["rule"] for each in problems}
    again = cli(*words)
    assert (again.code, "Nothing to write" in again.out) == (0, True)


def _edit_by_hand(path: Path) -> None:
    out: list[str] = ["# Kept by hand since the spring.", ""]
    for number, line in enumerate(path.read_text().splitlines()):
        if line.startswith("  - ") and number % 3 == 0:
            out += ["", "  # ── looked at by Kim ──"]
        out.append(f"{line} # seen {number}" if number % 5 == 0 and "#" not in line else line)
        if line.strip() == "receipt: unknown" and number % 2:
            out[-1] = "    receipt:   {completion: sync, success: {field: ok, equals: true}}   # tried it"
    path.write_text("\n".join([*out, "", "# the end"]) + "\n")


def test_a_snapshot_holds_no_secret(cli) -> None:
    secret = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    file = saved(cli.here / "tools.json", tool("a", {"key": {"type": "string", "default": secret}}, description=secret))
    ran = cli("import", "mcp", file, "--system", "docs", "--agent", "bot", "--out", "inv")
    assert ran.code == 0
    for each in (cli.here / "inv").rglob("*.*"):
        if each.is_file():
            assert secret not in each.read_text(), each
    kept = json.loads((cli.here / "inv" / "registries" / "bot" / "mcp.docs.json").read_text())
    assert kept["schema"] == "blastradius/registry/v1"


HUNTER = "hunter2"
SECRETS = {
    "password": {"type": "string", "default": HUNTER},
    "apiKey": {"const": HUNTER},
    "db_pass": {"examples": [HUNTER]},
    "auth_token": {"anyOf": [{"type": "string", "enum": [HUNTER, "none"]}, {"type": "null"}]},
    "login": {"type": "string", "format": "password", "example": HUNTER},
    "pin": {"type": "integer", "default": 73_519},
    "by_reference_secret": {"$ref": "#/$defs/Plain"},
    "login_data": {"type": "object", "default": {"user": "kim", "password": HUNTER}},
    "credentials": {"type": "object", "properties": {"word": {"default": HUNTER}}},
}
PLAIN = {"default": {"default": "kept-1"}, "max_tokens": {"default": 4096}, "sort_key": {"enum": ["kept-2", "x"]}}


def test_what_a_password_is_by_default_is_not_kept(cli) -> None:
    """The digest is that of the whole all the same."""
    given = tool("a", SECRETS | PLAIN)
    given["inputSchema"]["$defs"] = {"Plain": {"type": "string", "default": HUNTER}}
    file = saved(cli.here / "tools.json", given)
    words = ("--system", "docs", "--agent", "bot")
    assert cli("import", "mcp", file, *words, "--out", "inv").code == 0
    everything = "".join(each.read_text() for each in (cli.here / "inv").rglob("*.*") if each.is_file())
    assert HUNTER not in everything
    assert "73519" not in everything
    kept = json.loads((cli.here / "inv" / "registries" / "bot" / "mcp.docs.json").read_text())["tools"][0]
    assert kept["sha256"] == digest(given["inputSchema"])
    properties = kept["schema"]["properties"]
    assert {name: properties[name] for name in PLAIN} == PLAIN
    assert properties["login_data"]["default"]["user"] == "kim"
    ran = cli("drift", "mcp", file, *words, "-i", "inv", "--verbose", "--format", "json")
    assert (ran.code, ran.json["changed"]) == (0, [])


HIDDEN = {
    "link": {"default": "https://files.example.com/a?sv=2022-11-02&sig=abcdefSIGsecret%3D&x=1"},
    "cloud": {"default": "https://b.example.com/a?X-Amz-Signature=0a1b2c3d4e5fSIGsecret"},
    "pw": {"type": "string", "default": "correct-SIGsecret"},
    "header": {"examples": ["Bearer zzzz1234zzzz"]},
}


def test_signed_links_and_short_tokens_are_not_kept(cli) -> None:
    given = {**HIDDEN, "text": {"description": "a bearer instrument; sig=nature; bearer authentication"}}
    file = saved(cli.here / "tools.json", tool("a", given))
    assert cli("import", "mcp", file, "--system", "docs", "--agent", "bot", "--out", "inv").code == 0
    text = (cli.here / "inv/registries/bot/mcp.docs.json").read_text()
    assert "SIGsecret" not in text
    assert "zzzz1234zzzz" not in text
    assert "a bearer instrument; sig=nature; bearer authentication" in text
    assert "sv=2022-11-02" in text

"""Reference pages out of the program itself: what it says of its commands, rules, keys and answers."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
_COMMAND = re.compile(r"^  ([a-z]+)\s", re.MULTILINE)
_KINDS = ("Team", "System", "Credential", "Agent", "Vendor", "Inventory")


def pages() -> dict[str, str]:
    """The pages by name."""
    return {"commands.md": _commands(), "rules.md": _rules(), "keys.md": _keys(), "answers.md": _answers()}


def _told(*words: str) -> str:
    """What the program prints."""
    command = [sys.executable, "-m", "blastradius", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout


def _commands() -> str:
    helped = _told("--help")
    names = _COMMAND.findall(helped.partition("Commands:")[2])
    parts = ["# Commands", "What `blastradius --help` and the help of each command say.", _fenced(helped)]
    for name in names:
        parts += [f"## blastradius {name}", _fenced(_told(name, "--help"))]
    return "\n\n".join(parts) + "\n"


def _rules() -> str:
    rules = json.loads(_told("rules", "--format", "json"))["rules"]
    parts = ["# Rules of lint", f"{len(rules)} rules. `blastradius rules NAME` shows the same in a terminal."]
    rows = [f"| [{each['name']}](#{each['name']}) | {each['severity']} | {_cell(each['title'])} |" for each in rules]
    parts.append("\n".join(["| rule | severity | what it asks for |", "| --- | --- | --- |", *rows]))
    for each in rules:
        parts += [f"## {each['name']}", f"*{each['severity']}*", _escaped(each["page"])]
        if each["fails"]:
            parts += ["Reported, at the line marked `# here`:", _fenced(each["fails"], "yaml")]
        if each["passes"]:
            parts += ["Fine:", _fenced(each["passes"], "yaml")]
    return "\n\n".join(parts) + "\n"


def _keys() -> str:
    """Every key of every kind, as the schemas describe it."""
    parts = ["# Keys of the inventory", "Each kind with its keys, as its JSON Schema says. In bold: required."]
    for kind in _KINDS:
        schema = json.loads((ROOT / "schemas" / "inventory" / f"{kind.lower()}.v1.json").read_text("utf-8"))
        parts += [f"## {kind}", _escaped(schema["description"]), _table(schema)]
        for name, definition in _definitions(schema):
            parts += [f"### {kind}: {name}", _escaped(definition.get("description", "")), _table(definition)]
    common = json.loads((ROOT / "schemas" / "inventory" / "common.v1.json").read_text("utf-8"))
    parts += ["## Shared by several kinds"]
    for name, definition in _definitions(common):
        parts += [f"### {name}", _escaped(definition.get("description", "")), _table(definition)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _definitions(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, definition in schema.get("$defs", {}).items():
        if "properties" in definition:
            yield name, definition


def _table(schema: dict[str, Any]) -> str:
    required = frozenset(schema.get("required", ()))
    rows = ["| key | meaning | example |", "| --- | --- | --- |"]
    for key, value in schema.get("properties", {}).items():
        said = value.get("description", "") if isinstance(value, dict) else ""
        examples = value.get("examples", ()) if isinstance(value, dict) else ()
        name = f"**`{key}`**" if key in required else f"`{key}`"
        example = f"`{_cell(json.dumps(examples[0], ensure_ascii=False))}`" if examples else ""
        rows.append(f"| {name} | {_cell(_escaped(said))} | {example} |")
    return "\n".join(rows)


def _answers() -> str:
    """The shapes of JSON answers: each schema whole."""
    parts = ["# JSON answers", "Every answer of `--format json` names its schema in `schema`. These are the schemas."]
    for file in sorted((ROOT / "schemas" / "output").glob("*.json")):
        text = file.read_text("utf-8")
        title = json.loads(text).get("title", file.name)
        parts += [f"## {file.name}", _escaped(title), f'??? note "The schema"\n\n{_indented(_fenced(text, "json"))}']
    return "\n\n".join(parts) + "\n"


def _fenced(text: str, language: str = "text") -> str:
    return f"```{language}\n{text.strip(chr(10))}\n```"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else line for line in text.splitlines())


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _escaped(text: str) -> str:
    """Words of the program as Markdown: what is no code must not become a tag."""
    return "".join(
        part if index % 2 else part.replace("<", "&lt;") for index, part in enumerate(re.split("(`[^`]*`)", text))
    )

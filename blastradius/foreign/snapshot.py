"""What was registered when it was last imported, kept beside the inventory so that drift can be judged by meaning.

A JSON file under `registries/`, which no other command reads. It is the canonical form of RFC 8785 with line ends, one
tool to a line, so that a review shows which tool changed. Secrets in it are dots; the digest is that of the original.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from blastradius.errors import InputError
from blastradius.foreign.canonical import canonical, digest
from blastradius.foreign.description import Described, Hints
from blastradius.foreign.reading import parsed, read_text
from blastradius.foreign.words import clean

FOLDER = "registries"
_SCHEMA = "blastradius/registry/v1"


class Kept(Struct, frozen=True, kw_only=True):
    """A tool as it was. `server` and `name` identify it."""

    name: str
    server: str | None
    text: str
    schema: Mapping[str, Any]
    sha256: str
    hints: Hints
    method: str | None = None
    scopes: tuple[str, ...] = ()


class _File(Struct, frozen=True, kw_only=True):
    schema: Literal["blastradius/registry/v1"]
    tools: tuple[Kept, ...]


def place(source: str, system: str | None, agent: str | None) -> str:
    """Where the snapshot of one source for one system and agent lies, inside of an inventory."""
    return f"{FOLDER}/{agent or '-'}/{source}.{system or '-'}.json"


def kept(tool: Described) -> Kept:
    """A tool as it is kept."""
    return Kept(
        name=tool.name,
        server=tool.server,
        text=clean(tool.text[:4000]),
        schema=_without_secrets(tool.schema),
        sha256=digest(tool.schema),
        hints=tool.hints,
        method=tool.method,
        scopes=tool.scopes,
    )


def written(tools: Iterable[Kept], source: str) -> str:
    """The file."""
    listed = sorted(tools, key=lambda each: (each.server or "", each.name))
    lines = [canonical(_plain(each)).decode() for each in listed]
    inner = ",\n".join(lines)
    head = json.dumps(_SCHEMA), json.dumps(source)
    return f'{{"schema": {head[0]}, "source": {head[1]}, "tools": [\n{inner}\n]}}\n'


def read(file: Path) -> tuple[Kept, ...] | None:
    """The tools of a snapshot, `None` where there is none.

    Raises:
        InputError: it is damaged.
    """
    if not file.is_file():
        return None
    try:
        return msgspec.convert(parsed(read_text(file)), _File).tools
    except ValueError as error:
        msg = f"`{file}` is damaged: {error}"
        raise InputError(msg, hint="restore it, or delete it and import again") from error


def _plain(tool: Kept) -> dict[str, Any]:
    hints = {name: getattr(tool.hints, name) for name in Hints.__struct_fields__}
    return {
        "name": tool.name,
        "server": tool.server,
        "text": tool.text,
        "schema": tool.schema,
        "sha256": tool.sha256,
        "hints": {name: value for name, value in hints.items() if value is not None},
        "method": tool.method,
        "scopes": list(tool.scopes),
    }


def _without_secrets(value: Any) -> Any:
    from blastradius.source.secrets import blanked  # noqa: PLC0415 - only where something is kept

    text = json.dumps(value, ensure_ascii=True, indent=0)
    hidden = blanked(text)
    if hidden == text:
        return value
    try:
        return json.loads(hidden)
    except ValueError:
        return _cleaned(value)


def _cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return {clean(str(key)): _cleaned(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    return clean(value) if isinstance(value, str) else value

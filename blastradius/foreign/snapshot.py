"""What was registered when it was last imported, kept beside the inventory so that drift can be judged by meaning.

A JSON file under `registries/`, which no other command reads. It is the canonical form of RFC 8785 with line ends, one
tool to a line, so that a review shows which tool changed; what nobody would see there is an escape. Secrets in it, and
values given for what is called like one, are dots; the digest is that of the original.
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
from blastradius.foreign.masking import masked
from blastradius.foreign.reading import parsed, read_text
from blastradius.foreign.words import clean
from blastradius.source.invisible import escaped

FOLDER = "registries"
_SCHEMA = "blastradius/registry/v1"
_NOBODY = "-"


class Kept(Struct, frozen=True, kw_only=True):
    """A tool as it was. `server` and `name` identify it; `output` is `None` where it declared none.

    `title` is `None` where it was not kept.
    """

    name: str
    server: str | None
    text: str
    schema: Mapping[str, Any]
    sha256: str
    hints: Hints
    output: Mapping[str, Any] | None = None
    method: str | None = None
    scopes: tuple[str, ...] = ()
    title: str | None = None
    vendor_type: str | None = None


class Snapshot(Struct, frozen=True, kw_only=True):
    """What one import kept: of which agent and of which system, `None` where none was named."""

    agent: str | None
    system: str | None
    tools: tuple[Kept, ...]


class _File(Struct, frozen=True, kw_only=True):
    schema: Literal["blastradius/registry/v1"]
    tools: tuple[Kept, ...]


def place(source: str, system: str | None, agent: str | None) -> str:
    """Where the snapshot of one source for one system and agent lies, inside of an inventory."""
    return f"{FOLDER}/{agent or _NOBODY}/{source}.{system or _NOBODY}.json"


def snapshots(folder: Path, source: str, system: str | None, agent: str | None) -> tuple[Snapshot, ...]:
    """What imports from this source kept of a system and an agent, the most particular first.

    Where no agent is named, those of every agent; where no system is, those of every one. What was imported without
    naming the agent counts for all, and what was imported for an agent without naming a system counts for its systems.

    Raises:
        InputError: one of them is damaged.
    """
    found = [
        Snapshot(agent=_named(file.parent.name), system=_named(file.name[len(source) + 1 : -len(".json")]), tools=tools)
        for file in sorted(folder.glob(f"{FOLDER}/*/{source}.*.json"))
        if (tools := read(file)) is not None
    ]
    wanted = [
        each
        for each in found
        if (agent is None or each.agent in {agent, None})
        and (system is None or each.system == system or (each.system is None and agent is not None))
    ]
    return tuple(sorted(wanted, key=lambda each: (each.agent is None, each.system is None)))


def _named(word: str) -> str | None:
    return None if word == _NOBODY else word


def kept(tool: Described) -> Kept:
    """A tool as it is kept."""
    return Kept(
        name=tool.name,
        server=tool.server,
        text=clean(tool.text[:4000]),
        schema=masked(tool.schema),
        output=None if tool.output is None else masked(tool.output),
        sha256=digest(tool.schema),
        hints=tool.hints,
        method=tool.method,
        scopes=tool.scopes,
        title=clean(tool.title),
        vendor_type=tool.vendor_type,
    )


def written(tools: Iterable[Kept], source: str) -> str:
    """The file."""
    listed = sorted(tools, key=lambda each: (each.server or "", each.name))
    lines = [escaped(canonical(_plain(each)).decode()) for each in listed]
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
        "output": tool.output,
        "hints": {name: value for name, value in hints.items() if value is not None},
        "method": tool.method,
        "scopes": list(tool.scopes),
        **({"title": tool.title} if tool.title is not None else {}),
        **({"vendor_type": tool.vendor_type} if tool.vendor_type is not None else {}),
    }

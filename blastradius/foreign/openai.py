"""Tool definitions as they are sent to the API of OpenAI: Chat Completions, Responses and the older `functions`.

Source: OpenAI API reference, "Function calling".
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from blastradius.errors import InputError
from blastradius.foreign.description import Registry
from blastradius.foreign.reading import read_json
from blastradius.foreign.remote import of_servers
from blastradius.foreign.words import clean_name

SOURCE = "openai"
_SCHEMA = ("parameters", "input_schema")
_HOSTED = "is run by the vendor and has no schema here: it is named by its type"


def read(file: Path, shown: str, server: str | None = None) -> Registry:
    """The tools of a request, or of a list of definitions.

    Raises:
        InputError: the file cannot be read, or has no definitions.
    """
    documents, lost = read_json(file)
    items: list[Any] = []
    remote: dict[str, list[Any]] = {}
    silent: set[str] = set()
    remarks: list[str] = []
    for item in (item for document in documents for item in _definitions(document)):
        inner = item.get("function") if isinstance(item, dict) else None
        if isinstance(inner, dict):
            items.append(inner)
        elif isinstance(item, dict) and item.get("type") == "mcp" and isinstance(item.get("server_label"), str):
            label = clean_name(item["server_label"])
            allowed = [*_allowed(item)]
            remote.setdefault(label, []).extend(allowed)
            if not allowed:
                silent.add(label)
        elif isinstance(item, dict) and "name" not in item and isinstance(item.get("type"), str):
            items.append({"name": item["type"]})
            remarks.append(f"`{item['type']}` {_HOSTED}")
        else:
            items.append(item)
    if not (items or remote):
        msg = f"`{shown}` has no tool definitions"
        raise InputError(msg, hint='it takes `{"tools": [{"type": "function", …}]}`, or the list alone')
    by_server: dict[str | None, list[Any]] = {server: items}
    for name, listed in remote.items():
        by_server[name] = [*by_server.get(name, ()), *listed]
    return of_servers(SOURCE, shown, by_server, silent=frozenset(silent), schema_keys=_SCHEMA, remarks=remarks).missing(
        lost
    )


def _allowed(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The tools of a remote MCP server that are allowed by name."""
    allowed = item.get("allowed_tools")
    named = allowed.get("tool_names") if isinstance(allowed, dict) else allowed
    for name in named if isinstance(named, list) else ():
        if isinstance(name, str):
            yield {"name": name, "description": item.get("server_description")}


def _definitions(document: Any) -> Iterator[Any]:
    if isinstance(document, list):
        yield from document
    elif isinstance(document, dict):
        for key in ("tools", "functions"):
            if isinstance(document.get(key), list):
                yield from document[key]
                return
        if "function" in document or "parameters" in document:
            yield document

"""Tool definitions as they are sent to the API of Anthropic.

Source: Anthropic API reference, "Tool use", "MCP connector".
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from blastradius.errors import InputError
from blastradius.foreign.description import Registry
from blastradius.foreign.reading import read_json
from blastradius.foreign.remote import of_servers
from blastradius.foreign.words import clean_name

SOURCE = "anthropic"
_SCHEMA = ("input_schema", "inputSchema")
_TOOLSET = "mcp_toolset"


def read(file: Path, shown: str, server: str | None = None) -> Registry:
    """The tools of a request, or of a list of definitions; those the vendor defines have a name and no schema.

    Raises:
        InputError: the file cannot be read, or has no definitions.
    """
    documents, lost = read_json(file)
    items = [item for document in documents for item in _definitions(document)]
    remote = {name: allowed for document in documents for name, allowed in _servers(document)}
    own: list[Any] = []
    for item in items:
        if isinstance(item, dict) and item.get("type") == _TOOLSET and isinstance(item.get("mcp_server_name"), str):
            remote[clean_name(item["mcp_server_name"])] = _enabled(item)
        else:
            own.append(item)
    if not (own or remote):
        msg = f"`{shown}` has no tool definitions"
        raise InputError(msg, hint='it takes `{"tools": [{"name": …, "input_schema": …}]}`, or the list alone')
    by_server: dict[str | None, list[Any]] = {server: own}
    for label, allowed in remote.items():
        by_server[label] = [*by_server.get(label, ()), *({"name": name} for name in allowed or ())]
    silent = frozenset(label for label, allowed in remote.items() if allowed is None)
    return of_servers(SOURCE, shown, by_server, silent=silent, schema_keys=_SCHEMA).missing(lost)


def _definitions(document: Any) -> Iterator[Any]:
    if isinstance(document, list):
        yield from document
    elif isinstance(document, dict):
        if isinstance(document.get("tools"), list):
            yield from document["tools"]
        elif "name" in document:
            yield document


def _servers(document: Any) -> Iterator[tuple[str, list[str] | None]]:
    """The remote servers of a request, each with the tools that it may use; `None` where those are not told."""
    listed = document.get("mcp_servers") if isinstance(document, dict) else None
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict) and isinstance(each.get("name"), str):
            bounds = each.get("tool_configuration")
            bounds = bounds if isinstance(bounds, dict) else {}
            allowed = bounds.get("allowed_tools")
            named = [name for name in allowed if isinstance(name, str)] if isinstance(allowed, list) else None
            yield clean_name(each["name"]), [] if bounds.get("enabled") is False else named


def _enabled(toolset: dict[str, Any]) -> list[str] | None:
    """The tools that a toolset allows by name; `None` where it allows all but some."""
    default, configs = toolset.get("default_config"), toolset.get("configs")
    if not isinstance(default, dict) or default.get("enabled") is not False:
        return None
    named = configs.items() if isinstance(configs, dict) else ()
    return [str(name) for name, each in named if isinstance(each, dict) and each.get("enabled") is True]

"""The Model Context Protocol: answers to `tools/list`, one page or many, and configurations of clients.

Source: Model Context Protocol, revision 2025-06-18, "Tools". A configuration is read for the names of its servers;
nothing in it is launched, and the values of its `env`, `headers` and `args` are never taken.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from blastradius.errors import InputError, UsageError
from blastradius.foreign.description import Described, KnownSystem, Registry
from blastradius.foreign.reading import read_json
from blastradius.foreign.tools import Read, read_tools
from blastradius.foreign.words import clean, clean_name, identifier

SOURCE = "mcp"
_SCHEMA = ("inputSchema", "input_schema")
_WRAPPERS = ("result", "tools_list", "tools_list_pages", "pages", "response", "responses")
_CONFIGURATIONS = ("mcpServers", "servers", "context_servers", "mcp_servers")


def read(file: Path, shown: str, server: str | None = None) -> Registry:
    """What a file registers; `server` is what the server is called, or which one of a configuration is meant.

    Raises:
        UsageError: the configuration has no server of that name.
        InputError: the file cannot be read, or registers nothing that we know.
    """
    documents, lost = read_json(file)
    for document in documents:
        if (configured := _configured(document)) is not None:
            chosen = configured if server is None else _chosen(configured, server, shown)
            return _of_configuration(chosen, shown).missing(lost)
    pages = [page for document in documents for page in _pages(document)]
    if not pages:
        msg = f"`{shown}` has no list of tools"
        raise InputError(msg, hint='it takes the answer to `tools/list`, `{"tools": […]}`, or a client\'s `mcpServers`')
    return of_pages(pages, shown, server).missing(lost)


def of_pages(pages: Iterable[dict[str, Any]], shown: str, server: str | None) -> Registry:
    """The registry that pages of `tools/list` make together."""
    listed = list(pages)
    items = [item for page in listed for item in page["tools"]]
    found = read_tools(items, server, schema_keys=_SCHEMA, hinted=True)
    remarks = list(found.remarks)
    more = bool(listed) and isinstance(listed[-1].get("nextCursor"), str)
    if more:
        remarks.append("the last page names a next one that is not here: there are more tools than these")
    return Registry(
        source=SOURCE,
        shown=shown,
        tools=found.tools,
        remarks=tuple(remarks),
        complete=not (more or found.lost),
    )


def _pages(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Everything that has a list of tools, however it is wrapped."""
    if isinstance(value, dict):
        if isinstance(value.get("tools"), list):
            yield value
            return
        for key in _WRAPPERS:
            if key in value and depth < 5:
                yield from _pages(value[key], depth + 1)
    elif isinstance(value, list):
        if value and depth == 0 and all(isinstance(each, dict) and "name" in each for each in value):
            yield {"tools": value}
            return
        for each in value:
            if depth < 5:
                yield from _pages(each, depth + 1)


def _configured(document: Any) -> dict[str, Any] | None:
    """The servers of a configuration, by name."""
    if not isinstance(document, dict):
        return None
    for key in _CONFIGURATIONS:
        if isinstance(document.get(key), dict):
            return dict(document[key])
    inner = document.get("mcp")
    return _configured(inner) if isinstance(inner, dict) else None


def _chosen(servers: dict[str, Any], server: str, shown: str) -> dict[str, Any]:
    """The one server that is meant.

    Raises:
        UsageError: there is none of that name.
    """
    found = {name: entry for name, entry in servers.items() if clean_name(name) == server}
    if not found:
        from blastradius.source.wording import nearest  # noqa: PLC0415 - only who errs pays for it

        known = [clean_name(name) for name in servers]
        near = nearest(server, known)
        msg = f"`{shown}` has no server `{server}`"
        listed = ", ".join(f"`{name}`" for name in known[:12])
        raise UsageError(msg, hint=f"did you mean `{near}`?" if near else f"it has {listed or 'none'}")
    return found


def _of_configuration(servers: dict[str, Any], shown: str) -> Registry:
    """A system for each server, and its tools where somebody put them into the file."""
    tools: list[Described] = []
    remarks: list[str] = []
    systems: list[KnownSystem] = []
    silent: list[str] = []
    complete = True
    for name, entry in servers.items():
        server, listed = clean_name(name), list(_pages(entry))
        known = identifier(name)
        if not known or not isinstance(entry, dict):
            remarks.append(f"the server `{server}` cannot be named in an inventory and is left out")
            complete = False
            continue
        if known in {each.id for each in systems}:
            remarks.append(f"two servers make the id `{known}`; only the first is taken, rename `{server}`")
            complete = False
            continue
        systems.append(KnownSystem(id=known, name=server, summary=_how(entry)))
        found = _tools_of(listed, server)
        tools += found.tools
        remarks += [f"{server}: {each}" for each in found.remarks]
        complete = complete and not found.lost
        if not listed:
            silent.append(f"`{server}`")
    if silent:
        told = f"{', '.join(silent[:8])}{' …' if len(silent) > 8 else ''}"
        remarks.append(
            f"this is a client's configuration, and the tools of {told} are not in it; nothing was started to ask: "
            "name a server with `--stdio -- COMMAND` or `--http URL`, or save its answer to `tools/list`"
        )
        complete = False
    return Registry(
        source=SOURCE,
        shown=shown,
        tools=tuple(tools),
        systems=tuple(systems),
        remarks=tuple(remarks),
        complete=complete,
    )


def _tools_of(pages: list[dict[str, Any]], server: str) -> Read:
    items = [item for page in pages for item in page["tools"]]
    return read_tools(items, server, schema_keys=_SCHEMA, hinted=True)


def _how(entry: dict[str, Any]) -> str | None:
    """How the server is reached, without anything that could be secret: the program, or the host."""
    from urllib.parse import urlsplit  # noqa: PLC0415 - only configurations have addresses

    command, address = entry.get("command"), entry.get("url") or entry.get("serverUrl")
    if isinstance(command, str) and command.strip():
        return f"An MCP server that {clean(Path(command.split()[0]).name)} starts."
    if isinstance(address, str):
        try:
            host = urlsplit(address).hostname
        except ValueError:
            host = None
        return f"An MCP server at {clean(host)}." if host else None
    return None

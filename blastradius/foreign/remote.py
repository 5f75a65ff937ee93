"""Tools of one request that are of several servers: its own, and those of remote MCP servers that it names."""

from collections.abc import Mapping, Sequence
from typing import Any

from blastradius.foreign.description import Registry
from blastradius.foreign.tools import read_tools

_UNKNOWN = "are not described here, and what it offers is not known: ask it with `mcp --http URL --server"


def of_servers(
    source: str,
    shown: str,
    by_server: Mapping[str | None, Sequence[Any]],
    *,
    silent: frozenset[str],
    schema_keys: Sequence[str],
    remarks: Sequence[str] = (),
) -> Registry:
    """The registry of definitions by server, `None` for those of the request itself.

    Of the servers in `silent` the request allows tools that it does not name: the registry is not complete.
    """
    found = [read_tools(each, name, schema_keys=schema_keys, hinted=False) for name, each in by_server.items()]
    told = [f"the tools of the remote server `{each}` {_UNKNOWN} {each}`" for each in sorted(silent)]
    return Registry(
        source=source,
        shown=shown,
        tools=tuple(tool for each in found for tool in each.tools),
        remarks=(*remarks, *told, *(remark for each in found for remark in each.remarks)),
        complete=not silent and not any(each.lost for each in found),
    )

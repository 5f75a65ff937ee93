"""Which row of an agent is which tool of a registry: by server and name, never by likeness."""

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from blastradius.foreign.description import Described
from blastradius.model.entities import Agent, Tool


class Scope(Struct, frozen=True, kw_only=True):
    """What a registry is held against: the rows of an agent, all or those that touch one system.

    `prefix` is what the agent's runtime puts in front of the names of the registry.
    """

    agent: str | None
    system: str | None
    prefix: str = ""


class Pair(Struct, frozen=True, kw_only=True):
    """A tool and its row."""

    tool: Described
    row: Tool


class Binding(Struct, frozen=True, kw_only=True):
    """`elsewhere` are tools whose name the agent has, but for something else or for a server that is not told."""

    pairs: tuple[Pair, ...]
    unlisted: tuple[Described, ...]
    gone: tuple[Tool, ...]
    elsewhere: tuple[Pair, ...]


def bind(agent: Agent | None, tools: Sequence[Described], scope: Scope) -> Binding:
    """Put every tool to its row. A name that more than one server offers needs its server to be told."""
    rows = agent.tools if agent else ()
    servers = {each.server for each in tools if each.server is not None}
    offered = Counter(each.name for each in tools)
    by_name: dict[str, list[Tool]] = {}
    for row in rows:
        by_name.setdefault(row.name, []).append(row)
    pairs: list[Pair] = []
    unlisted: list[Described] = []
    elsewhere: list[Pair] = []
    taken: set[int] = set()
    for tool in tools:
        named = by_name.get(f"{scope.prefix}{tool.name}", [])
        fit = [
            row
            for row in named
            if id(row) not in taken and _may_be(row, tool, scope) and (row.server or offered[tool.name] == 1)
        ]
        exact = [row for row in fit if row.server is not None and row.server == tool.server]
        chosen = exact or fit
        if len(chosen) == 1:
            taken.add(id(chosen[0]))
            pairs.append(Pair(tool=tool, row=chosen[0]))
            continue
        unlisted.append(tool)
        if named:
            elsewhere.append(Pair(tool=tool, row=named[0]))
    names = {f"{scope.prefix}{each.name}" for each in tools}
    gone = [
        row
        for row in rows
        if id(row) not in taken and _counts(row, scope, servers) and not (row.name in names and row.server is None)
    ]
    return Binding(pairs=tuple(pairs), unlisted=tuple(unlisted), gone=tuple(gone), elsewhere=tuple(elsewhere))


def operations_of(rows: Iterable[Tool], system: str) -> frozenset[str]:
    """The operations of a system that rows are bound to."""
    return frozenset(bound.operation for row in rows for bound in row.bound if bound.system == system)


def _may_be(row: Tool, tool: Described, scope: Scope) -> bool:
    """Whether a row of this name can be this tool: of the same system, or bound to nothing yet."""
    if row.server is not None and tool.server is not None and row.server != tool.server:
        return False
    return scope.system is None or not row.bound or any(each.system == scope.system for each in row.bound)


def _counts(row: Tool, scope: Scope, servers: set[str]) -> bool:
    """Whether a registry has to know a row: it touches the system, and comes from none but the servers asked."""
    if row.none and row.server is None:
        return False
    if row.server is not None and servers and row.server not in servers:
        return False
    if row.server is not None and row.server in servers:
        return scope.system is None or not row.bound or any(each.system == scope.system for each in row.bound)
    return scope.system is None or any(each.system == scope.system for each in row.bound)

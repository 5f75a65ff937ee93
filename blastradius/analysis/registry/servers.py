"""Which server a registry is of: not told where the rows have several, or told by a name that no row has."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from blastradius.analysis.registry.binding import Scope
from blastradius.errors import UsageError
from blastradius.foreign.canonical import digest
from blastradius.foreign.description import Described, Registry
from blastradius.model.entities import Agent, Tool


def check_told(registry: Registry, agent: Agent | None, scope: Scope) -> None:
    """Refuse tools of no named server where the rows that they are held against are of several.

    An answer to `tools/list` is that of one server; what is sent to a model may be of all, with no name twice.

    Raises:
        UsageError: nobody can say which rows are meant.
    """
    if agent is None or not registry.tools or any(tool.server is not None for tool in registry.tools):
        return
    names = {f"{scope.prefix}{tool.name}" for tool in registry.tools}
    rows = [row for row in agent.tools if _is_meant(row, names, scope)]
    servers = sorted({row.server for row in rows if row.server is not None})
    offered = [row for row in rows if row.name in names]
    twice = any(number > 1 for number in Counter(row.name for row in offered).values())
    others = not all(row.server for row in rows) and not any(row.server for row in offered)
    if not servers or not (twice or (registry.source == "mcp" and (len(servers) > 1 or (others and offered)))):
        return
    bare = "" if all(row.server for row in rows) else ", and rows without one"
    of_system = f" on {scope.system}" if scope.system else ""
    msg = f"{scope.agent} has tools of several servers{of_system}, and nobody says of which {registry.shown} is"
    raise UsageError(msg, hint=f"say `--server`; there are {_listed(servers)}{bare}")


def _is_meant(row: Tool, names: set[str], scope: Scope) -> bool:
    """Whether a row can be that of a tool, or would be one whose tool is gone."""
    if not row.bound and (row.none or scope.system is not None):
        return row.name in names
    return scope.system is None or any(each.system == scope.system for each in row.bound)


def _listed(servers: Sequence[str]) -> str:
    return f"{', '.join(f'`{each}`' for each in servers[:8])}{' …' if len(servers) > 8 else ''}"


def meant_for(rows: Iterable[Tool], scope: Scope) -> Iterator[Tool]:
    """The rows that a registry of this scope can be about."""
    for row in rows:
        if scope.system is None or not row.bound or any(each.system == scope.system for each in row.bound):
            yield row


def misheard(tools: Sequence[Described], rows: Iterable[Tool], *, sure: bool = False) -> Iterator[str]:
    """A sentence for every server that is not among those of the rows.

    Where `sure`, one of them has to be; else another server is as good, unless it is called nearly like one of the rows
    and offers the same tools.
    """
    rows = tuple(rows)
    known = {row.server for row in rows if row.server is not None}
    for name in sorted({tool.server for tool in tools if tool.server is not None} - known) if known else ():
        from blastradius.source.wording import nearest  # noqa: PLC0415 - only who errs pays for it

        near = nearest(name, known)
        if near and (sure or _is_slip(name, near, tools, rows)):
            yield f"no row has the server `{name}`; did you mean `{near}`?"
        elif sure:
            yield f"no row has the server `{name}`; there are {_listed(sorted(known))}"


def _is_slip(name: str, near: str, tools: Sequence[Described], rows: Sequence[Tool]) -> bool:
    """Whether a server is one letter away from one of the rows, and most of these have a tool with the same schema."""
    from blastradius.source.wording import sure  # noqa: PLC0415 - only who errs pays for it

    if name[-1:].isdigit() or not sure(name, near, {near}):
        return False
    offered = {digest(tool.schema) for tool in tools if tool.server == name}
    of_near = [row for row in rows if row.server == near]
    return 2 * sum(row.schema_sha256 is None or row.schema_sha256 in offered for row in of_near) >= len(of_near)

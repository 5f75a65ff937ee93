"""A registry against the operations of a system, where no agent is asked about."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from blastradius.analysis.drift import effects
from blastradius.analysis.drift.report import Change, Gone, Held, Unlisted
from blastradius.analysis.drift.tools import not_kept, tool_differences
from blastradius.analysis.drift.versions import AGAIN, Versions
from blastradius.analysis.registry.binding import Scope, operations_of
from blastradius.analysis.registry.servers import misheard
from blastradius.foreign.description import Described, Registry
from blastradius.foreign.snapshot import Snapshot
from blastradius.foreign.words import identifier, operation_identifier
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Agent, Operation, Tool

_NOTHING = "stand for nothing that is kept: whether they changed cannot be told"


def operations(registry: Registry, catalog: Catalog, scope: Scope, kept: Sequence[Snapshot]) -> Held:
    """Tools that are no operation of the system, operations that no tool stands for, and tools that changed."""
    system = catalog.system.get(scope.system or "")
    written = {each.id: each for each in system.operations} if system else {}
    near = system.source / "operations" if system else None
    versions = Versions(kept)
    rows = _rows(catalog.agents)
    asked = {tool.server for tool in registry.tools}
    unlisted: list[Unlisted] = []
    changes: list[Change] = []
    stood_for: set[str] = set()
    unjudged: Counter[str] = Counter()
    for tool in registry.tools:
        names = _named(tool, rows.get(f"{scope.prefix}{tool.name}", ()), scope.system or "", written)
        stood_for.update(names)
        if not names:
            unlisted.append(Unlisted(name=tool.name, server=tool.server, where=registry.shown, near=near))
            continue
        old = versions.of_operation(tool)
        unjudged.update({not_kept(each, tool) for each in old} - {""} if old else {_NOTHING})
        found = dict.fromkeys(each for one in old for each in tool_differences(one, tool))
        place = written[names[0]].source
        changes += [Change(tool=names[0], server=tool.server, difference=each, where=place) for each in found]
        changes += effects.of_operations(tool, names[0], [written[each] for each in names])
    gone = [
        Gone(tool=name, server=None, where=each.source)
        for name, each in written.items()
        if name not in stood_for and not _of_others(versions.servers(name), asked)
    ]
    number = len(registry.tools) - len(unlisted)
    told = [f"{count} of {number} operations {why}; {AGAIN}" for why, count in sorted(unjudged.items())]
    return Held(
        unlisted=tuple(unlisted),
        gone=tuple(gone),
        changes=tuple(changes),
        remarks=(*told, *misheard(registry.tools, _of_system(catalog, scope.system), sure=True)),
        whole=not unjudged,
    )


def _of_system(catalog: Catalog, system: str | None) -> Iterator[Tool]:
    for agent in catalog.agents:
        yield from (row for row in agent.tools if any(each.system == system for each in row.bound))


def _rows(agents: Iterable[Agent]) -> dict[str, list[Tool]]:
    found: dict[str, list[Tool]] = {}
    for agent in agents:
        for row in agent.tools:
            found.setdefault(row.name, []).append(row)
    return found


def _named(tool: Described, rows: Iterable[Tool], system: str, written: dict[str, Operation]) -> tuple[str, ...]:
    """The operations that a tool stands for: those of its rows, else the one that is called like it."""
    of_tool = [row for row in rows if tool.server in {None, row.server} or row.server is None]
    bound = [name for name in sorted(operations_of(of_tool, system)) if name in written]
    return tuple(bound) or tuple(_called_like(tool, written))


def _called_like(tool: Described, written: dict[str, Operation]) -> Iterator[str]:
    plain = operation_identifier(tool.name)
    apart = f"{identifier(tool.server or 'other')}.{plain}"
    yield from [each for each in (apart, plain) if each in written][:1]


def _of_others(servers: set[str | None], asked: set[str | None]) -> bool:
    """Whether an operation was registered by servers that nobody asked."""
    return bool(servers) and not servers & (asked | {None})

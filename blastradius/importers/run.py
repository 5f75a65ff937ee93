"""One import: to one system and agent, or to a system for each server of a configuration."""

from collections.abc import Callable, Sequence

import msgspec

from blastradius.analysis.registry.binding import Scope
from blastradius.analysis.registry.report import Imported
from blastradius.foreign.description import Registry
from blastradius.foreign.snapshot import Kept, kept, place, written
from blastradius.foreign.words import identifier
from blastradius.importers.catalogue import import_catalogue
from blastradius.importers.target import Target
from blastradius.importers.tools import Wanted, import_tools

Snapshots = Callable[[str], tuple[Kept, ...] | None]


def import_registry(registry: Registry, target: Target, wanted: Wanted, snapshots: Snapshots) -> Imported:
    """Merge whatever a registry describes; `snapshots` gives what was kept at a place inside of the inventory.

    Raises:
        InputError: an inventory that cannot be merged into.
    """
    if registry.source == "backstage":
        done = import_catalogue(registry, target, wanted.day)
        return msgspec.structs.replace(done, files=target.files())
    results: list[Imported] = []
    for number, (part, each) in enumerate(_parts(registry, wanted)):
        if number:
            target.refresh()
        where = place(part.source, each.scope.system, each.scope.agent)
        former = snapshots(where) or ()
        results.append(import_tools(part, target, each, former))
        _keep(part, target, where, former)
    return _joined(registry, results, target)


def one_system_each(registry: Registry, scope: Scope) -> bool:
    """Whether each server of a configuration becomes a system of its own."""
    return bool(registry.source == "mcp" and registry.systems and scope.system is None)


def _parts(registry: Registry, wanted: Wanted) -> list[tuple[Registry, Wanted]]:
    if not one_system_each(registry, wanted.scope):
        return [(registry, wanted)]
    parts = []
    for system in registry.systems:
        tools = tuple(tool for tool in registry.tools if identifier(tool.server or "") == system.id)
        scope = msgspec.structs.replace(wanted.scope, system=system.id, agent=wanted.scope.agent if tools else None)
        part = msgspec.structs.replace(registry, tools=tools, systems=(system,), remarks=())
        parts.append((part, msgspec.structs.replace(wanted, scope=scope)))
    return parts


def _keep(registry: Registry, target: Target, where: str, former: Sequence[Kept]) -> None:
    """Note what was registered. Tools of servers that were not asked stay, and all where not every tool was told."""
    if not registry.tools:
        return
    new = {(tool.server, tool.name): kept(tool) for tool in registry.tools}
    servers = {tool.server for tool in registry.tools}
    old = {(each.server, each.name): each for each in former if each.server not in servers or not registry.complete}
    target.aside(where, written((old | new).values(), registry.source))


def _joined(registry: Registry, results: list[Imported], target: Target) -> Imported:
    def all_of(name: str) -> tuple[str, ...]:
        return tuple(each for result in results for each in getattr(result, name))

    own = dict.fromkeys((*registry.remarks, *all_of("remarks")))
    return Imported(
        shown=registry.shown,
        files=target.files(),
        operations=all_of("operations"),
        rows=all_of("rows"),
        known=all_of("known"),
        gone=all_of("gone"),
        remarks=tuple(own),
        complete=registry.complete and all(each.complete for each in results),
    )

"""Tools of a registry into the rows of an agent and the operations of a system. What people wrote stays."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias

import msgspec
from msgspec import Struct

from blastradius.analysis.drift.renamed import renamed
from blastradius.analysis.drift.versions import Versions
from blastradius.analysis.registry.binding import Binding, Scope, bind, operations_of
from blastradius.analysis.registry.effects import Judged, judge
from blastradius.analysis.registry.prefixes import check_prefix
from blastradius.analysis.registry.report import Imported
from blastradius.analysis.registry.servers import check_told, meant_for, misheard
from blastradius.foreign.description import Described, Registry
from blastradius.foreign.snapshot import Kept, Snapshot
from blastradius.foreign.words import identifier, operation_identifier
from blastradius.importers import cells
from blastradius.importers.agent_file import create_agent, write_rows
from blastradius.importers.credential import Credentials
from blastradius.importers.grown import Stand, former_of, risks
from blastradius.importers.marks import Marks
from blastradius.importers.own_cells import correct
from blastradius.importers.system_file import mark_operations, write_system
from blastradius.importers.target import Target
from blastradius.importers.yaml_text import Item
from blastradius.model.catalog import Catalog
from blastradius.model.entities import System

_READ = ("read",)
_Id: TypeAlias = tuple[str | None, str]
"""The server and the name of a tool."""


class Wanted(Struct, frozen=True, kw_only=True):
    """What the command line says. `day` is when the registry was asked."""

    scope: Scope
    credential: str | None
    day: date


def import_tools(registry: Registry, target: Target, wanted: Wanted, former: Sequence[Kept]) -> Imported:
    """Merge a registry whose tools all belong to one system, or to none that is known.

    `former` is what the last import of the same scope kept.

    Raises:
        InputError: an inventory that cannot be merged into.
        UsageError: nobody says of which server the tools are, or what stands before their names.
    """
    scope, catalog = wanted.scope, target.catalog
    agent = catalog.agent.get(scope.agent) if scope.agent else None
    check_told(registry, agent, scope)
    system = catalog.system.get(scope.system) if scope.system else None
    binding = bind(agent, registry.tools, scope)
    check_prefix(binding)
    apart, clashes = _told_apart(binding, scope) if scope.agent else ({}, [])
    judged = {(tool.server, tool.name): judge(tool) for tool in registry.tools}
    names, new = _operations(registry.tools, binding, system, scope)
    remarks = [
        *registry.remarks,
        *clashes,
        *misheard(registry.tools, tuple(meant_for(agent.tools if agent else (), scope))),
    ]
    marks = Marks()
    if scope.system:
        write_system(target, scope.system, registry, [_operation(names, tool, judged) for tool in new], wanted.day)
        if system and not scope.agent:
            marks = mark_operations(target, system, _gone(registry, former, system, names), set(names.values()))
        said = {(tool.server, tool.name) for tool in new}
        remarks += [doubt for key, each in judged.items() if key in said for doubt in each.doubts]
    remarks += _never_registered(binding, registry)
    remarks += renamed(binding) if registry.complete else ()
    stands = _stands(judged, registry, binding, catalog, names, scope, former)
    remarks += [*risks(stands), *correct(target, stands)]
    rows: list[Item] = []
    if scope.agent:
        if scope.system and binding.unlisted and not wanted.credential:
            target.refresh()  # so that the new operations are known
        credentials = Credentials(target.catalog, system, agent, wanted.credential)
        elsewhere = {id(pair.tool) for pair in binding.elsewhere}
        rows = [
            _row(apart.get((tool.server, tool.name), tool), names, judged, credentials, scope)
            for tool in binding.unlisted
            if (tool.server, tool.name) in apart or id(tool) not in elsewhere
        ]
        remarks += [each for each in (credentials.remark, credentials.doubt) if each and rows]
        if agent:
            told = binding if registry.complete else msgspec.structs.replace(binding, gone=())
            by_tool = {id(tool): name for tool in registry.tools if (name := names.get((tool.server, tool.name)))}
            marks = write_rows(target, agent, rows, told, by_tool, scope)
        else:
            create_agent(target, scope.agent, rows, registry, wanted.day)
    remarks += marks.remarks
    return Imported(
        shown=registry.shown,
        files=(),
        operations=tuple(names[tool.server, tool.name] for tool in new) if scope.system else (),
        rows=tuple(str(row[0].value) for row in rows),
        known=tuple(pair.row.name for pair in binding.pairs),
        gone=tuple(marks.marked),
        remarks=tuple(remarks),
        complete=registry.complete and not clashes,
    )


def _stands(  # noqa: PLR0913 - what an import knows
    judged: Mapping[_Id, Judged],
    registry: Registry,
    binding: Binding,
    catalog: Catalog,
    names: Mapping[_Id, str],
    scope: Scope,
    former: Sequence[Kept],
) -> list[Stand]:
    """The tools that a row or an operation stood for before this import."""
    versions = Versions([Snapshot(agent=scope.agent, system=scope.system, tools=tuple(former))] if former else ())
    rows = {id(pair.tool): pair.row for pair in binding.pairs}
    found: list[Stand] = []
    for tool in registry.tools:
        row = rows.get(id(tool))
        bound = [(each.system, each.operation) for each in row.bound] if row else []
        if not bound and scope.system and (tool.server, tool.name) in names:
            bound = [(scope.system, names[tool.server, tool.name])]
        written = tuple(each for key in bound if (each := catalog.operation.get(key)))
        if row or written:
            old, of_tool = former_of(versions, tool, row), judged[tool.server, tool.name]
            found.append(Stand(tool=tool, judged=of_tool, row=row, operations=written, former=old))
    return found


def _gone(registry: Registry, former: Iterable[Kept], system: System, names: Mapping[_Id, str]) -> frozenset[str]:
    """Operations that were registered once, by the servers that were asked, and are no more."""
    if not registry.complete:
        return frozenset()
    written = {each.id for each in system.operations}
    asked = {tool.server for tool in registry.tools}
    found: set[str] = set()
    for each in former:
        if each.server in asked and (each.server, each.name) not in names:
            plain = operation_identifier(each.name)
            apart = f"{identifier(each.server or 'other')}.{plain}"
            found.add(apart if apart in written else plain)
    return frozenset(found - set(names.values()))


def _never_registered(binding: Binding, registry: Registry) -> Iterator[str]:
    """Rows that people wrote, and that no import has ever known: nobody can say that their tool is gone."""
    others = [row.name for row in binding.gone if not row.schema_sha256]
    if others and registry.complete:
        listed = ", ".join(f"`{name}`" for name in others[:8])
        yield (
            f"without `schema_sha256` and without a tool in this registry: {listed}"
            f"{' …' if len(others) > 8 else ''}; they stay as they are"
        )


def _told_apart(binding: Binding, scope: Scope) -> tuple[dict[_Id, Described], list[str]]:
    """Tools whose name the agent has from elsewhere, with the server that tells them apart; and those without one."""
    found: dict[_Id, Described] = {}
    clashes: list[str] = []
    for pair in binding.elsewhere:
        tool = pair.tool
        server = tool.server or scope.system
        if server is None or server == pair.row.server:
            clashes.append(
                f"`{tool.name}` is left out: {scope.agent} has a tool of that name at {pair.row.source.location}, "
                "and nothing tells the two apart; name the server with `--server`"
            )
        else:
            found[tool.server, tool.name] = msgspec.structs.replace(tool, server=server)
    return found, clashes


def _operations(
    tools: Iterable[Described], binding: Binding, system: System | None, scope: Scope
) -> tuple[dict[_Id, str], list[Described]]:
    """The operation of every tool that has no row: one that people wrote where it has its name; and the new ones.

    A row can be bound to an operation that nobody has written yet: that one is new, too.
    """
    names: dict[_Id, str] = {}
    new: list[Described] = []
    there = {each.id for each in system.operations} if system else set()
    paired = {id(pair.tool): pair.row for pair in binding.pairs if pair.row.bound or pair.row.none}
    rows = (pair.row for pair in binding.pairs)
    used = set(operations_of(rows, scope.system)) if scope.system else set()
    for tool in tools:
        name = operation_identifier(tool.name)
        if row := paired.get(id(tool)):
            bound = [each.operation for each in row.bound if each.system == scope.system]
            if len(bound) != 1 or bound[0] in there or name in there:
                continue
            name = bound[0]
        elif name in used:
            name = f"{identifier(tool.server or 'other')}.{name}"
        names[tool.server, tool.name] = name
        used.add(name)
        if name not in there:
            new.append(tool)
            there.add(name)
    return names, new


def _operation(names: Mapping[_Id, str], tool: Described, judged: Mapping[_Id, Judged]) -> Item:
    key = (tool.server, tool.name)
    return cells.operation(names[key], tool, judged[key])


def _row(
    tool: Described,
    names: Mapping[_Id, str],
    judged: Mapping[_Id, Judged],
    credentials: Credentials,
    scope: Scope,
) -> Item:
    key = next(each for each in ((tool.server, tool.name), (None, tool.name)) if each in judged)
    bound = f"{scope.system}/{names[key]}" if scope.system else cells.UNKNOWN
    return cells.row(
        tool, f"{scope.prefix}{tool.name}", bound, credentials.of(names[key]), reads=judged[key].effects == _READ
    )

"""The answer to `drift`: a registry, the rows that stand for it, and what was registered when they were written."""

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from blastradius.analysis.drift.catalogue import catalogue_changes
from blastradius.analysis.drift.hints import hint_differences
from blastradius.analysis.drift.keywords import said
from blastradius.analysis.drift.renamed import renamed
from blastradius.analysis.drift.report import Change, Difference, DriftReport, Gone, Unlisted, What
from blastradius.analysis.drift.schemas import schema_differences
from blastradius.analysis.registry.binding import Binding, Pair, Scope, bind
from blastradius.finding import Finding, Severity
from blastradius.foreign.canonical import digest
from blastradius.foreign.description import Described, Registry
from blastradius.foreign.snapshot import Kept
from blastradius.foreign.words import clean, identifier, operation_identifier
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Tool
from blastradius.source.document import Ref


class _Judged(Struct, frozen=True, kw_only=True):
    """The changes of tools that have rows, and how many of them could not be judged, by why."""

    changes: tuple[Change, ...]
    unjudged: Counter[str]


_NO_DIGEST = "have no `schema_sha256` and nothing is kept of them, so that nobody can say whether they changed"
_ONLY_DIGEST = "have a digest only: their schema is the same, their hints cannot be judged"
_NOT_KEPT = "stand for no tool in the snapshot of the last import; they are judged by their digest alone"


def drift(
    registry: Registry,
    catalog: Catalog,
    scope: Scope,
    kept: Sequence[Kept] | None,
    problems: Sequence[Finding],
) -> DriftReport:
    """Hold a registry against the inventory. `kept` is the snapshot of the last import, `None` where there is none."""
    if registry.source == "backstage":
        unlisted, changes = catalogue_changes(registry, catalog)
        return _report(registry, scope, len(registry.systems), unlisted, (), changes, registry.remarks, problems)
    if scope.agent is None and scope.system:
        return _operations(registry, catalog, scope, kept, problems)
    asked = {identifier(tool.server or "") for tool in registry.tools}
    silent = {each.id for each in registry.systems} - asked if registry.source == "mcp" else set()
    if silent:
        listed = ", ".join(f"`{name}`" for name in sorted(silent))
        told = f"this is a client's configuration, and the tools of {listed} are not in it: ask the servers themselves"
        registry = replace(registry, complete=False, remarks=(told,))
    agent = catalog.agent.get(scope.agent) if scope.agent else None
    binding = bind(agent, registry.tools, scope)
    judged = _changes(binding.pairs, kept)
    near = agent.source / "tools" if agent else None
    unlisted = tuple(
        Unlisted(name=tool.name, server=tool.server, where=registry.shown, near=near) for tool in binding.unlisted
    )
    gone = tuple(Gone(tool=row.name, server=row.server, where=row.source) for row in binding.gone)
    remarks = [*registry.remarks, *_remarks(binding, judged, registry)]
    return _report(
        registry,
        scope,
        len(registry.tools),
        unlisted,
        gone if registry.complete else (),
        judged.changes,
        remarks,
        problems,
    )


def _report(  # noqa: PLR0913 - the parts of the report
    registry: Registry,
    scope: Scope,
    compared: int,
    unlisted: tuple[Unlisted, ...],
    gone: tuple[Gone, ...],
    changes: tuple[Change, ...],
    remarks: Sequence[str],
    problems: Sequence[Finding],
) -> DriftReport:
    told = list(remarks)
    if not registry.complete:
        told.append("the registry could not be read whole: rows without a tool cannot be told")
    return DriftReport(
        source=registry.shown,
        kind=registry.source,
        agent=scope.agent,
        system=scope.system,
        compared=compared,
        unlisted=tuple(sorted(unlisted, key=lambda each: (each.server or "", each.name))),
        gone=gone,
        changed=tuple(
            sorted(changes, key=lambda each: (each.difference.severity.rank, each.tool, each.difference.message))
        ),
        remarks=tuple(told),
        problems=tuple(problems),
        complete=registry.complete and not problems,
    )


def _changes(pairs: Sequence[Pair], kept: Sequence[Kept] | None) -> _Judged:
    known: dict[str, list[Kept]] = {}
    for each in kept or ():
        known.setdefault(each.name, []).append(each)
    changes: list[Change] = []
    unjudged: Counter[str] = Counter()
    for pair in pairs:
        tool, row = pair.tool, pair.row
        old = _old(known.get(tool.name, []), tool, row)
        current = digest(tool.schema)
        if old is None or (row.schema_sha256 not in {None, old.sha256, current}):
            found, why = _by_digest(row, tool, current, kept is not None)
        else:
            found, why = tuple(_by_meaning(old, tool, row, current)), ""
        unjudged.update([why] if why else [])
        changes += [
            Change(tool=row.name, server=row.server, difference=each, where=_place(each, row)) for each in found
        ]
    return _Judged(changes=tuple(changes), unjudged=unjudged)


def _old(named: Sequence[Kept], tool: Described, row: Tool) -> Kept | None:
    for server in (tool.server, row.server):
        for each in named:
            if each.server == server:
                return each
    return named[0] if len(named) == 1 else None


def _by_digest(
    row: Tool,
    tool: Described,
    current: str,
    has_snapshot: bool,  # noqa: FBT001 - private
) -> tuple[tuple[Difference, ...], str]:
    if row.schema_sha256 is None:
        return (), _NO_DIGEST
    if row.schema_sha256 == current:
        return (), (_NOT_KEPT if has_snapshot else _ONLY_DIGEST) if tool.hinted else ""
    message = "its input schema is another; only the digest of the former one is known, so that nobody can say how"
    changed = Difference(
        what=What.INPUT, severity=Severity.ERROR, message=message, before=row.schema_sha256, after=current
    )
    return (changed,), ""


def _by_meaning(old: Kept, tool: Described, row: Tool, current: str) -> Iterator[Difference]:
    if current not in {old.sha256, row.schema_sha256}:
        yield from schema_differences(old.schema, tool.schema)
    if tool.hinted:
        yield from hint_differences(old.hints, tool.hints)
    yield from _rest(old, tool)


def _rest(old: Kept, tool: Described) -> Iterator[Difference]:
    """What an interface has beside a schema, and the words."""
    if old.method != tool.method:
        yield Difference(
            what=What.METHOD,
            severity=Severity.ERROR,
            message="another HTTP method",
            before=old.method,
            after=tool.method,
        )
    before, after = set(old.scopes), set(tool.scopes)
    if before != after:
        looser = bool(before - after)
        yield Difference(
            what=What.SCOPES,
            severity=Severity.ERROR if looser else Severity.WARNING,
            message="fewer scopes are needed" if looser else "more scopes are needed",
            before=said(sorted(before)),
            after=said(sorted(after)),
        )
    text = clean(tool.text[:4000])
    if old.text != text:
        yield Difference(
            what=What.DESCRIPTION,
            severity=Severity.INFO,
            message="described otherwise",
            before=said(old.text),
            after=said(text),
        )


def _place(difference: Difference, row: Tool) -> Ref:
    if difference.what is What.INPUT and row.schema_sha256:
        return row.source / "schema_sha256"
    return row.source / "name"


def _remarks(binding: Binding, judged: _Judged, registry: Registry) -> Iterator[str]:
    for why, number in sorted(judged.unjudged.items()):
        yield f"{number} of {len(binding.pairs)} rows {why}"
    for pair in binding.elsewhere:
        yield (
            f"`{pair.tool.name}` is unlisted, though {pair.row.source.location} has that name: it is bound to "
            "something else, or to a server that is not told"
        )
    if registry.complete:
        yield from renamed(binding)


def _operations(
    registry: Registry, catalog: Catalog, scope: Scope, kept: Sequence[Kept] | None, problems: Sequence[Finding]
) -> DriftReport:
    """An interface against the operations of a system, where no agent is asked about."""
    system = catalog.system.get(scope.system or "")
    written = {each.id: each for each in system.operations} if system else {}
    near = system.source / "operations" if system else None
    known = {each.name: each for each in kept or ()}
    names: dict[str, Described] = {operation_identifier(tool.name): tool for tool in registry.tools}
    unlisted = tuple(
        Unlisted(name=tool.name, server=tool.server, where=registry.shown, near=near)
        for name, tool in names.items()
        if name not in written
    )
    gone = tuple(Gone(tool=name, server=None, where=each.source) for name, each in written.items() if name not in names)
    changes = tuple(
        Change(tool=name, server=None, difference=each, where=written[name].source)
        for name, tool in names.items()
        if name in written
        for each in _operation_changes(tool, known.get(tool.name))
    )
    told = list(registry.remarks)
    if not kept and any(name in written for name in names):
        told.append("nothing is kept of a former import, so that changed inputs cannot be told")
    return _report(
        registry, scope, len(registry.tools), unlisted, gone if registry.complete else (), changes, told, problems
    )


def _operation_changes(tool: Described, old: Kept | None) -> Iterator[Difference]:
    if old is None:
        return
    if digest(tool.schema) != old.sha256:
        yield from schema_differences(old.schema, tool.schema)
    yield from _rest(old, tool)

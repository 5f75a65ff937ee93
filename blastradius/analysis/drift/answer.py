"""The answer to `drift`: a registry, the rows that stand for it, and what was registered when they were written."""

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from blastradius.analysis.drift import effects
from blastradius.analysis.drift.catalogue import catalogue_changes
from blastradius.analysis.drift.operations import operations
from blastradius.analysis.drift.renamed import renamed
from blastradius.analysis.drift.report import Change, Difference, DriftReport, Gone, Held, Unlisted, What
from blastradius.analysis.drift.tools import not_kept, tool_differences
from blastradius.analysis.drift.versions import AGAIN, OLD, OLD_BODY, OLD_TYPE, Versions
from blastradius.analysis.registry.binding import Binding, Pair, Scope, bind
from blastradius.analysis.registry.servers import misheard
from blastradius.finding import Finding, Severity
from blastradius.foreign.canonical import digest
from blastradius.foreign.description import Described, Registry
from blastradius.foreign.interface import without_body, without_interface
from blastradius.foreign.snapshot import Snapshot
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Tool
from blastradius.source.document import Ref


class _Judged(Struct, frozen=True, kw_only=True):
    """The changes of tools that have rows, and how many of them could not be judged, by why."""

    changes: tuple[Change, ...]
    unjudged: Counter[str]


_NO_DIGEST = "have no `schema_sha256`, and nothing is kept of them: whether they changed cannot be told"
_ONLY_DIGEST = "have a digest only: their schema is the same, their hints cannot be judged"
_NOT_KEPT = "stand for no tool in the snapshot of the last import: their hints cannot be judged"


def drift(
    registry: Registry,
    catalog: Catalog,
    scope: Scope,
    kept: Sequence[Snapshot],
    problems: Sequence[Finding],
) -> DriftReport:
    """Hold a registry against the inventory. `kept` are the snapshots of former imports that the scope covers."""
    if registry.source == "backstage":
        unlisted, changes = catalogue_changes(registry, catalog)
        held = Held(unlisted=unlisted, gone=(), changes=changes, remarks=(), whole=True)
        return _report(registry, scope, len(registry.systems), held, problems)
    if scope.agent is None and scope.system:
        return _report(registry, scope, len(registry.tools), operations(registry, catalog, scope, kept), problems)
    agent = catalog.agent.get(scope.agent) if scope.agent else None
    binding = bind(agent, registry.tools, scope)
    judged = _changes(binding.pairs, Versions(kept), catalog)
    near = agent.source / "tools" if agent else None
    held = Held(
        unlisted=tuple(
            Unlisted(name=tool.name, server=tool.server, where=registry.shown, near=near) for tool in binding.unlisted
        ),
        gone=tuple(Gone(tool=row.name, server=row.server, where=row.source) for row in binding.gone),
        changes=judged.changes,
        remarks=(
            *_remarks(binding, judged, registry, scope),
            *misheard(registry.tools, agent.tools if agent else (), sure=True),
        ),
        whole=not judged.unjudged,
    )
    return _report(registry, scope, len(registry.tools), held, problems)


def _report(registry: Registry, scope: Scope, compared: int, held: Held, problems: Sequence[Finding]) -> DriftReport:
    told = [*registry.remarks, *held.remarks]
    if not registry.complete:
        told.append("the registry could not be read whole: rows without a tool cannot be told")
    return DriftReport(
        source=registry.shown,
        kind=registry.source,
        agent=scope.agent,
        system=scope.system,
        compared=compared,
        unlisted=tuple(sorted(held.unlisted, key=lambda each: (each.server or "", each.name))),
        gone=held.gone if registry.complete else (),
        changed=tuple(
            sorted(held.changes, key=lambda each: (each.difference.severity.rank, each.tool, each.difference.message))
        ),
        remarks=tuple(told),
        problems=tuple(problems),
        complete=registry.complete and held.whole and not problems,
    )


def _changes(pairs: Sequence[Pair], versions: Versions, catalog: Catalog) -> _Judged:
    changes: list[Change] = []
    unjudged: Counter[str] = Counter()
    for pair in pairs:
        tool, row = pair.tool, pair.row
        old = versions.of_row(tool, row)
        current = digest(tool.schema)
        if old is None or (row.schema_sha256 not in {None, old.sha256, current}):
            found, why = _by_digest(row, tool, current, has_snapshot=versions.kept)
        else:
            found = tuple(tool_differences(old, tool, row.schema_sha256))
            why = not_kept(old, tool)
        unjudged.update([why] if why else [])
        changes += effects.of_row(tool, row, catalog)
        changes += [
            Change(tool=row.name, server=row.server, difference=each, where=_place(each, row)) for each in found
        ]
    return _Judged(changes=tuple(changes), unjudged=unjudged)


def _by_digest(row: Tool, tool: Described, current: str, *, has_snapshot: bool) -> tuple[tuple[Difference, ...], str]:
    if row.schema_sha256 is None:
        return (), _NO_DIGEST
    if row.schema_sha256 == current and tool.vendor_type:
        return (), OLD_TYPE
    if row.schema_sha256 == current:
        return (), (_NOT_KEPT if has_snapshot else _ONLY_DIGEST) if tool.hinted else ""
    if row.schema_sha256 == digest(without_interface(tool.schema)):
        return (), OLD
    if row.schema_sha256 == digest(without_body(tool.schema)):
        return (), OLD_BODY
    message = "its input schema is another; only the digest of the former one is known, so that nobody can say how"
    changed = Difference(
        what=What.INPUT, severity=Severity.ERROR, message=message, before=row.schema_sha256, after=current
    )
    return (changed,), ""


def _place(difference: Difference, row: Tool) -> Ref:
    if difference.what is What.INPUT and row.schema_sha256:
        return row.source / "schema_sha256"
    return row.source / "name"


def _of_other_systems(binding: Binding, scope: Scope) -> Iterator[str]:
    """Where no system was named, and the registry may be that of one server of several."""
    touched = {each.system for pair in binding.pairs for each in pair.row.bound}
    others = {each.system for row in binding.gone for each in row.bound} - touched
    if scope.system is None and others:
        listed = ", ".join(f"`{name}`" for name in sorted(others)[:8])
        yield (
            f"rows that no tool stands for touch {listed}{' …' if len(others) > 8 else ''}, and no tool of this "
            "registry does: where it is that of one system alone, name it with `--system`"
        )


def _remarks(binding: Binding, judged: _Judged, registry: Registry, scope: Scope) -> Iterator[str]:
    for why, number in sorted(judged.unjudged.items()):
        yield f"{number} of {len(binding.pairs)} rows {why}; {AGAIN}"
    for pair in binding.elsewhere:
        yield (
            f"`{pair.tool.name}` is unlisted, though {pair.row.source.location} has that name: it is bound to "
            "something else, or to a server that is not told"
        )
    if registry.complete:
        yield from renamed(binding)
        yield from _of_other_systems(binding, scope)

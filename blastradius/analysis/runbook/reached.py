"""A search turned into the parts of a page: places, effects, evidence."""

from collections.abc import Iterable
from datetime import datetime

from blastradius.analysis.reach.report import Class, ReachedSystem, ReachReport
from blastradius.analysis.runbook.desk import Desk
from blastradius.analysis.runbook.effects import in_order, parted, reached_effect
from blastradius.analysis.runbook.evidence import traces
from blastradius.analysis.runbook.report import Effect, Place, Reached, Trace
from blastradius.analysis.runbook.told import told
from blastradius.analysis.windows import Window


def reached_from(desk: Desk, report: ReachReport, held: tuple[str, ...], agents: frozenset[str] | None) -> Reached:
    """What was found, parted into what is near and what is farther away.

    Near is what the credentials held can do by themselves; from `agents` only what their own tools do is told in full.
    """
    effects = in_order(_effects(desk, report.systems))
    own = {_key(each) for each in effects if _own(desk, each.system, each.id, held)}
    used = {_key(each) for each in effects if _uses(each.tools, agents)}
    near = own if agents is None else own & used
    undo, final = parted(each for each in effects if _key(each) in near)
    return Reached(
        places=tuple(_places(desk, report.systems)),
        certain=sum(system.kind is not Class.CONDITIONAL for system in report.systems),
        contaminated=report.contaminated,
        disclosed=report.disclosed,
        first=next(iter(effects), None),
        near=next((each for each in effects if _key(each) in own), None),
        undo=undo,
        final=final,
        farther=tuple(each for each in effects if _key(each) not in own),
        latent=tuple(each for each in effects if _key(each) in own - used),
        latent_reads=tuple(_latent_reads(desk, report.systems, held, agents)),
        evidence=tuple(_evidence(desk, report, held)),
        upstream=report.upstream,
        rotation=report.rotation,
        left_behind=report.left_behind,
        kept_elsewhere=report.upstream_unknown,
        kept_doubtfully=report.upstream_doubtful,
        tell=told(desk, (system.id for system in report.systems), effects),
        teams=report.pages,
    )


def _effects(desk: Desk, systems: Iterable[ReachedSystem]) -> Iterable[Effect]:
    found = (reached_effect(desk, system.id, operation) for system in systems for operation in system.operations)
    return (effect for effect in found if effect)


def _key(effect: Effect) -> tuple[str, str]:
    return (effect.system, effect.id)


def _own(desk: Desk, system: str, operation: str, held: tuple[str, ...]) -> bool:
    return bool(desk.able(desk.catalog.operation[system, operation]) & set(held))


def _uses(tools: Iterable[str], agents: frozenset[str] | None) -> bool:
    return any(agents is None or tool.partition("/")[0] in agents for tool in tools)


def _latent_reads(
    desk: Desk, systems: Iterable[ReachedSystem], held: tuple[str, ...], agents: frozenset[str] | None
) -> Iterable[tuple[str, str]]:
    for system in sorted(systems, key=lambda each: each.id):
        for operation in sorted(system.operations, key=lambda each: each.id):
            latent = operation.window is None and not _uses(operation.tools, agents)
            if latent and _own(desk, system.id, operation.id, held):
                yield system.id, operation.id


def _places(desk: Desk, systems: Iterable[ReachedSystem]) -> Iterable[Place]:
    """The systems, the soonest closing window first, each with the hops that those before it have not told."""
    told: set[str] = set()
    for system, first in sorted(((each, _closes(each)) for each in systems), key=_urgency):
        steps = tuple(step for step in system.path if step.says not in told) or system.path[-1:]
        before = {step.target for step in system.path if step.says in told}
        told.update(step.says for step in steps)
        yield Place(
            reached=system,
            first=first,
            ends=_end(desk, system),
            after=tuple(sorted({step.origin.partition(":")[2] for step in steps if step.origin in before})),
            steps=steps,
        )


def _closes(system: ReachedSystem) -> Window | None:
    windows = (operation.window for operation in system.operations if operation.window)
    return min(windows, key=lambda window: window.closes, default=None)


def _urgency(found: tuple[ReachedSystem, Window | None]) -> tuple[object, ...]:
    system, first = found
    conditional = system.kind is Class.CONDITIONAL
    return (first is None, first.closes if first else (), conditional, -system.access, system.id)


def _end(desk: Desk, system: ReachedSystem) -> datetime | None:
    """When the last way into the system ends; `None` where one of them does not."""
    ends: list[datetime] = []
    for name in system.credentials:
        entity = desk.catalog.credential.get(name)
        for grant in desk.grants(name, system.id):
            limits = [each for each in (grant.until, entity.expires if entity else None) if each]
            if not limits:
                return None
            ends.append(min(limits))
    return max(ends, default=None)


def _evidence(desk: Desk, report: ReachReport, held: tuple[str, ...]) -> Iterable[Trace]:
    """The logs of the systems that the credentials held open, searched for these credentials."""
    for system in report.systems:
        entity = desk.catalog.system.get(system.id)
        by = tuple(name for name in held if desk.grants(name, system.id))
        if entity is not None and by:
            operations = [desk.catalog.operation[system.id, operation.id] for operation in system.operations]
            yield from traces(desk, entity, operations, by, report.agents)

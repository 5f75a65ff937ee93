"""Choosing a drill. The same seed and moment give the same one, in every version of Python."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeVar

from blastradius.analysis.drill.report import Drill, Missing, Question, Scene, Topic
from blastradius.analysis.reach.answer import reach
from blastradius.analysis.reach.report import Kind, ReachedOperation, ReachedSystem, ReachReport, Start
from blastradius.analysis.windows import State
from blastradius.finding import Finding
from blastradius.model.catalog import Catalog
from blastradius.model.cells import REPEATS, AuditLog, Idempotency
from blastradius.model.entities import RETIRED, Agent, Bound, Tool
from blastradius.source.document import Ref

_Any = TypeVar("_Any")


def drill(
    catalog: Catalog, agent: str | None, *, seed: int, now: datetime, problems: tuple[Finding, ...] = ()
) -> Drill | None:
    """A tool of this agent, or of any that is not retired, on a bad day; `None` where no tool calls a system."""
    choices = _choices(catalog, agent)
    if not choices:
        return None
    holder, tool, bound = _picked(choices, seed, "tool")
    since = now - timedelta(minutes=_picked(range(11, 90), seed, "since"))
    start = Start(kind=Kind.CREDENTIAL, id=bound.credential) if bound.credential else None
    report = reach(
        catalog,
        (start or Start(kind=Kind.AGENT, id=holder.id),),
        now=now,
        since=since,
        problems=problems,
    )
    system = next((each for each in report.systems if each.id == bound.system), None)
    listed = system.operations if system else ()
    operation = next((each for each in listed if each.id == bound.operation), None)
    written = catalog.operation.get((bound.system, bound.operation))
    stranger = _stranger(catalog, holder)
    scenes = [each for each in Scene if each is not Scene.STRANGER or stranger]
    scene = _picked(scenes, seed, "scene")
    idempotency = written.idempotency if written else None
    return Drill(
        seed=seed,
        now=now,
        since=since,
        scene=scene,
        agent=holder,
        tool=tool,
        bound=bound,
        stranger=stranger,
        report=report,
        system=system,
        operation=operation,
        idempotency=idempotency,
        questions=(
            _stop(holder),
            _page(catalog, bound, system),
            _log(system, operation, bound),
            _undo(operation, bound),
            *((_repeat(idempotency, operation, bound),) if scene is Scene.SILENCE else ()),
            _owner(catalog, bound, tool),
            _reach(report, bound),
        ),
        complete=catalog.complete,
        problems=problems,
    )


def log_of(system: ReachedSystem, operation: str) -> AuditLog | None:
    """The log in which an operation shows."""
    own = next((each.log for each in system.evidence.operations if operation in each.operations), None)
    return own or system.evidence.log


def kept_until(system: ReachedSystem, operation: str) -> datetime | None:
    """Until when that log is kept, where it is known."""
    own = next((each for each in system.evidence.operations if operation in each.operations), None)
    return own.until if own else system.evidence.system_until


def _choices(catalog: Catalog, agent: str | None) -> list[tuple[Agent, Tool, Bound]]:
    """The tools to choose from, each with the worst that it does; those that change something where there are any."""
    holders = [catalog.agent[name] for name in sorted(catalog.agent) if agent in {None, name}]
    if agent is None:
        holders = [each for each in holders if each.status != RETIRED]
    listed = sorted(
        ((holder, tool, bound) for holder in holders for tool in holder.tools for bound in tool.bound[:1]),
        key=lambda each: (each[0].id, each[1].name, each[2].target),
    )
    listed = [(holder, tool, _changing(catalog, tool) or bound) for holder, tool, bound in listed]
    changing = [each for each in listed if _changes(catalog, each[2])]
    return changing or listed


def _changing(catalog: Catalog, tool: Tool) -> Bound | None:
    return next((bound for bound in tool.bound if _changes(catalog, bound)), None)


def _changes(catalog: Catalog, bound: Bound) -> bool:
    written = catalog.operation.get((bound.system, bound.operation))
    return written is None or not written.reads_only


def _stranger(catalog: Catalog, agent: Agent) -> str | None:
    called = sorted({bound.system for tool in agent.tools for bound in tool.bound})
    return next((name for name in called if name in catalog.system and catalog.system[name].untrusted_input), None)


def _picked(choices: Sequence[_Any], seed: int, what: str) -> _Any:
    drawn = sha256(f"{seed} {what}".encode()).digest()
    return choices[int.from_bytes(drawn[:8]) % len(choices)]


def _stop(agent: Agent) -> Question:
    switch = agent.kill_switch
    place = switch.source if switch else agent.source / "kill_switch"
    return _question(Topic.STOP, place, known=bool(switch and switch.how))


def _page(catalog: Catalog, bound: Bound, system: ReachedSystem | None) -> Question:
    cell = system.on_call if system else None
    if cell is None:
        source = catalog.system[bound.system].source if bound.system in catalog.system else bound.source
        return _question(Topic.PAGE, source / "on_call", known=False)
    lacks = Missing.PAGED if cell.reaches_human is None else None
    return _question(Topic.PAGE, cell.source, known=bool(cell.phone or cell.channel or cell.rotation), lacks=lacks)


def _log(system: ReachedSystem | None, operation: ReachedOperation | None, bound: Bound) -> Question:
    log = log_of(system, bound.operation) if system else None
    if system is None or log is None:
        source = operation.source if operation else (system.source if system else None) or bound.source
        return _question(Topic.LOG, source / "audit_log", known=False)
    kept = log.none or log.retention is not None or kept_until(system, bound.operation) is not None
    known = log.none or log.location is not None
    return _question(Topic.LOG, log.source, known=known, lacks=None if kept else Missing.KEPT)


def _undo(operation: ReachedOperation | None, bound: Bound) -> Question:
    if operation is None:
        return _question(Topic.UNDO, bound.source, known=False)
    if operation.window is None:
        return _question(Topic.UNDO, operation.source / "effect", known=True)
    cell, state = operation.reversibility, operation.window.state
    place = cell.source if cell else operation.source / "reversibility"
    told = state in {State.CLOSED, State.NEVER} or bool(cell and (cell.undo or cell.undo_operation))
    lacks = None if told else Missing.STEPS
    return _question(Topic.UNDO, place, known=state is not State.UNKNOWN, lacks=lacks, only=operation.source)


def _repeat(cell: Idempotency | None, operation: ReachedOperation | None, bound: Bound) -> Question:
    source = operation.source if operation else bound.source
    place = cell.source if cell else source / "idempotency"
    return _question(Topic.REPEAT, place, known=bool(cell and cell.kind in REPEATS), only=source)


def _owner(catalog: Catalog, bound: Bound, tool: Tool) -> Question:
    entity = catalog.credential.get(bound.credential or "")
    if entity is None:
        return _question(Topic.OWNER, tool.source / "credential", known=False)
    revoke = entity.revoke
    place = revoke.source if revoke else entity.source / "revoke"
    known = bool(entity.owner and revoke and revoke.how)
    return _question(Topic.OWNER, place, known=known, also=entity.source / "owner")


def _reach(report: ReachReport, bound: Bound) -> Question:
    lines = [each.path[-1].at for each in report.systems if each.id != bound.system and each.path]
    places = tuple(dict.fromkeys(at for at in lines if at))
    missing = () if bound.credential is not None else (Missing.ANSWER,)
    return Question(topic=Topic.REACH, missing=missing, where=places, vouch=None)


def _question(
    topic: Topic,
    place: Ref,
    *,
    known: bool,
    lacks: Missing | None = None,
    only: Ref | None = None,
    also: Ref | None = None,
) -> Question:
    """`lacks` is the part that an answer has not; what is no answer lacks all of it.

    `only`: nobody vouches for what stands outside of there, because it holds for others too.
    """
    missing = (lacks,) if lacks else ()
    inside = only is None or (place.document is only.document and place.pointer[: len(only.pointer)] == only.pointer)
    own = known and inside and isinstance(place.written.value, dict) and not place.loan
    return Question(
        topic=topic,
        missing=missing if known else (Missing.ANSWER,),
        where=(*((also,) if also else ()), place),
        vouch=place if own else None,
    )

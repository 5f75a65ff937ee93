"""What both the text and the Markdown answer of `reach` say, in the same words."""

from collections.abc import Iterator
from datetime import datetime
from typing import TypeAlias

from blastradius.analysis.reach.report import (
    Class,
    Kind,
    ReachedSystem,
    ReachReport,
    StopAgent,
    StopCredential,
)
from blastradius.analysis.windows import State
from blastradius.graph.kinds import PROMPT_INJECTION
from blastradius.model.cells import AuditLog, KillSwitch, Revoke
from blastradius.model.durations import Duration
from blastradius.output.prose import counted, deadline, moment

Act: TypeAlias = StopAgent | KillSwitch | StopCredential

SAVE = "The evidence goes before the last undo window closes: save it now."
GONE = "The first of it is gone already: save the rest now."
NO_SINCE = "Start of misuse not given (--since): deadlines are the latest possible."
OVER = "It had ended by then and opens nothing here. If the misuse may be older, give its start with --since."
NO_CHANGE = "No operation that is written down changes anything."


def headline(report: ReachReport) -> Iterator[str]:
    """The parts of the first line: the starts, whose they are, who holds them, until when they are good."""
    yield ", ".join(f"{start.kind.value} {start.id}" for start in report.starts)
    if report.owners:
        yield f"owner {', '.join(report.owners)}"
    held = [*report.agents, *report.others]
    if held and report.starts[0].kind is not Kind.AGENT:
        yield f"{'used' if report.starts[0].kind is Kind.SYSTEM else 'held'} by {', '.join(held)}"
    if report.valid_until:
        word = "valid until" if report.valid_until >= report.now else "EXPIRED"
        yield f"{word} {moment(report.valid_until)}"


def is_over(report: ReachReport) -> bool:
    """Whether what the search starts from had ended before the time asked about."""
    return report.valid_until is not None and report.valid_until < (report.since or report.now)


def counts(report: ReachReport) -> str:
    """How far it goes, in numbers."""
    by_class = [
        f"{number} {kind.value}"
        for kind in (Class.DIRECT, Class.ESCALATED, Class.CONDITIONAL)
        if (number := sum(system.kind is kind for system in report.systems))
    ]
    operations = [operation for system in report.systems for operation in system.operations]
    latent = sum(not operation.tools for operation in operations)
    text = f"Reaches {counted(len(report.systems), 'system')}"
    if by_class:
        text += f" ({', '.join(by_class)})"
    text += f", {counted(len(operations), 'operation')}, {latent} of them latent."
    spread = [
        f"{len(found)} {word}"
        for found, word in ((report.contaminated, "contaminated"), (report.disclosed, "disclosed"))
        if found
    ]
    return f"{text} Through data: {', '.join(spread)}." if spread else text


def first_deadline(report: ReachReport) -> str | None:
    """What closes first, `None` where nothing is known to."""
    first = min(
        (
            (operation.window.deadline, f"{system.id}/{operation.id}")
            for system in report.systems
            for operation in system.operations
            if operation.window and operation.window.state is State.CLOSING and operation.window.deadline
        ),
        default=None,
    )
    return f"First deadline: {deadline(first[0], report.now)} ({first[1]})." if first else None


def acts(report: ReachReport) -> tuple[Act, ...]:
    """What to do first: for a leaked credential its revocation, else what is still running."""
    running: tuple[Act, ...] = (*report.stop_agents, *report.stop_systems)
    leaked = any(start.kind is Kind.CREDENTIAL for start in report.starts)
    return (*report.stop_credentials, *running) if leaked else (*running, *report.stop_credentials)


def switch_facts(switch: KillSwitch) -> str:
    """Who throws it, and how long that takes."""
    facts = [f"by {switch.by}"] if switch.by else []
    facts += [f"works within {switch.effect_within.text}"] if switch.effect_within else []
    if switch.measured and switch.measured.took:
        day = f" on {switch.measured.on.date()}" if switch.measured.on else ""
        facts.append(f"took {switch.measured.took.text}{day}")
    else:
        facts.append("never measured")
    return ", ".join(facts)


def revoke_facts(revoke: Revoke) -> str:
    """Who revokes it, and what goes on working."""
    sessions = {True: "ends sessions", False: "sessions go on", None: "sessions not known"}
    facts = (
        f"by {revoke.by or 'not known'}",
        f"within {_length(revoke.effect_within)}",
        sessions[revoke.kills_sessions],
        f"issued tokens live {_length(revoke.issued_tokens_live)}",
    )
    return ", ".join(facts)


def mind(report: ReachReport) -> Iterator[str]:
    """What goes wrong with the stop."""
    for credential in report.stop_credentials:
        revoke = credential.revoke
        for text in revoke.does_not_work if revoke else ():
            yield f"Does not work for {credential.id}: {text}"
        if revoke and revoke.costs:
            yield f"Costs of revoking {credential.id}: {revoke.costs}"


def breaks(credential: StopCredential) -> str:
    """What stops working when it is revoked."""
    return ", ".join(credential.breaks) or "nothing that is written down"


def kept_elsewhere(report: ReachReport) -> str:
    """What can be had from a place that nobody named."""
    named = ", ".join(report.upstream_unknown)
    return f"{named} can also be had from a place that nobody named: find it before you re-issue."


def by_steering(report: ReachReport) -> str | None:
    """That those are not counted who make an agent read the new value."""
    kept = report.upstream or report.upstream_not_all
    told = PROMPT_INJECTION in report.assumed and kept
    return "Who can steer an agent that reads there can get it too, and is not counted." if told else None


def doubtful_places(report: ReachReport) -> str:
    """Where the starts, and what they can be had from, are kept, without anybody knowing who opens that."""
    by_system: dict[str, list[str]] = {}
    for each in report.upstream_doubtful:
        by_system.setdefault(each.system, []).append(each.credential)
    kept = (f"who opens {system}, where {', '.join(names)} can be had" for system, names in by_system.items())
    return f"Not known: {'; '.join(kept)}. Find out before you re-issue."


def levels(system: ReachedSystem) -> str:
    """How far the access goes, of which class, and on which condition."""
    others = [f"{level.word} {kind.value}" for level, kind in system.levels if kind is not system.kind]
    also = f" ({', '.join(others)})" if others else ""
    ended = f", ended {moment(system.ended)}" if system.ended else ""
    return f"{system.access.word}, {system.kind.value}{also}{only_if(system.conditions)}{ended}"


def limits(system: ReachedSystem) -> str:
    """Which scopes and parts."""
    named = f"scopes {', '.join(system.scopes)}" if system.scopes else "no scope"
    text = "every scope" if system.scopes == ("*",) else named
    return f"{text}; only {', '.join(system.resources)}" if system.resources != ("*",) else text


def only_if(conditions: tuple[str, ...]) -> str:
    """The conditions behind something, to be put after it."""
    return f", only if {' and '.join(conditions)}" if conditions else ""


def no_log(log: AuditLog | None) -> str | None:
    """What is said where there is no place to look; `None` where there is one."""
    if log is not None and log.none:
        return f"there is no audit log: {log.because or 'no reason given'}"
    return "where the audit log is, is not known" if log is None or log.location is None else None


def kept(until: datetime | None, retention: Duration | None, now: datetime) -> str:
    """How long a log is kept."""
    if until:
        return f"{'kept until' if until > now else 'the first of it gone since'} {deadline(until, now)}"
    return "kept without limit" if retention and retention.seconds is None else "how long it is kept is not known"


def evidence_warning(system: ReachedSystem, now: datetime) -> str | None:
    """That evidence goes while it is still needed."""
    if not system.evidence.gone_before_undo:
        return None
    return GONE if system.evidence.until is not None and system.evidence.until <= now else SAVE


def _length(duration: Duration | None) -> str:
    return duration.text if duration else "not known"

"""Credentials that can do more than their tools."""

from collections.abc import Iterable, Iterator
from itertools import chain

import msgspec

from blastradius.finding import Severity
from blastradius.graph.index import Index
from blastradius.graph.scopes import covers
from blastradius.graph.withdrawal import is_written
from blastradius.lint.calls import RETIRED
from blastradius.lint.example import agent, credential, system, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.scope_slips import asked_on, meant_by
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted
from blastradius.model.cells import Level
from blastradius.model.entities import Agent, Credential, Grant, Operation, Tool
from blastradius.source.false_reads import belied

_MOST_NAMED = 20
_SYSTEM = """
  - {{credential: stripe-key, access: {access}, scopes: [{scopes}]}}{here}"""
_OPERATIONS = """
  - {id: get_charge, effect: read, requires: ["charges:read"]}
  - {id: create_payout, effect: pay, requires: ["payouts:write"]}"""
_AGENT = agent(tools="\n  - {name: look_up, operation: stripe/get_charge, credential: stripe-key}")


@rule(
    severity=Severity.WARNING,
    passes=together(
        credential(),
        system(
            credentials=_SYSTEM.format(access="read", scopes='"charges:read"', here=""),
            operations=_OPERATIONS,
        ),
        _AGENT,
    ),
    fails=together(
        credential(),
        system(
            credentials=_SYSTEM.format(access="write", scopes='"charges:read", "payouts:write"', here="  # here"),
            operations=_OPERATIONS,
        ),
        _AGENT,
    ),
)
def credential_too_wide(subject: Subject) -> Iterator[Problem]:
    """A credential gives what the tools that use it need, and no more.

    Why: an incident is as large as the credential, not as large as the tools. Each level and scope that no tool needs
    is there for whoever steals it. The message names them one by one.
    Fix: take them out at the vendor and in the grant; or make one credential for each agent, if others need the rest.

    Where nothing but scopes is left over with which nobody can change anything that is written here, it is an
    information.
    """
    for name, held in subject.holders.items():
        credential_ = subject.catalog.credential.get(name)
        if subject.names.is_doubtful("credential", name) or subject.may_name(name):
            continue  # more tools may use it than can be seen
        used = [(each, tool) for each, tool in held if each.status != RETIRED]
        needed = _needed(subject, name, used) if credential_ and used else None
        if credential_ is None or needed is None:
            continue
        for grant in subject.index.grants_of(name):
            operations = needed.get(grant.system, [])
            if is_written(grant) and not grant.worst and operations is not None:
                yield from _problem(subject.index, credential_, grant, operations)


def _needed(
    subject: Subject, name: str, used: Iterable[tuple[Agent, Tool]]
) -> dict[str, list[Operation] | None] | None:
    """By system the operations that tools carry out with it, `None` where one of them is not known, or told wrongly.

    Nothing is known where a tool touches a system that nobody wrote: it may be any of them.
    """
    catalog = subject.catalog
    found: dict[str, list[Operation] | None] = {}
    for _, tool in used:
        if not tool.bound and not tool.none:
            return None
        for bound in (each for each in tool.bound if each.credential == name):
            if bound.system not in catalog.system:
                return None
            operation = catalog.operation.get((bound.system, bound.operation))
            known = found.setdefault(bound.system, [])
            if operation is None or operation.access is None or belied(operation.source.value):
                found[bound.system] = None
            elif known is not None:
                known.append(operation)
    return found


def _problem(index: Index, held: Credential, grant: Grant, operations: list[Operation]) -> Iterator[Problem]:
    highest = max((each.access or Level.READ for each in operations), default=None)
    levels = [level.word for level in Level if (highest or 0) < level <= grant.access]
    scopes, by_pattern = _latent_scopes(index, grant, operations)
    if not levels and not scopes and not by_pattern:
        return
    grave = levels or _is_grave(index, grant.system, [*scopes, *chain.from_iterable(by_pattern.values())])
    others = f"; {', '.join(held.shared_with)} may need the rest" if held.shared_with else ""
    named = [f"the {'level' if len(levels) == 1 else 'levels'} {_named(levels)}"] if levels else []
    named += [_told_scopes(scopes)] if scopes else []
    named += [f"by {quoted(pattern)} {_told_scopes(given)}" for pattern, given in by_pattern.items()]
    what = "its tools need" if operations else "any tool needs there"
    yield Problem(
        at=grant.source / ("access" if levels else "scopes"),
        message=f"{quoted(held.id)} can do more on {quoted(grant.system)} than {what}: {' and '.join(named)}{others}",
        help=_advice(highest, narrower=bool(levels)),
        about=(*levels, *scopes, *by_pattern, *chain.from_iterable(by_pattern.values())),
        severity=None if grave else Severity.INFO,
    )


def _advice(highest: Level | None, *, narrower: bool) -> str:
    if highest is None:
        return "take the grant away, here and at the vendor"
    level = f"write `access: {highest.word}` and " if narrower else ""
    return f"{level}leave only the scopes that are needed, here and at the vendor"


def _latent_scopes(index: Index, grant: Grant, operations: list[Operation]) -> tuple[list[str], dict[str, list[str]]]:
    """The scopes that it has and no tool needs: those written, and those it has by another or by all.

    Beside them, by pattern, what one that carries something needed gives over and above that.
    """
    rules = index.scope_rules(grant.system)
    needed = set(rules.distinct(tuple(chain.from_iterable(each.requires for each in operations))))
    everything = asked_on(index, grant.system)
    written = (
        [each for each in rules.left(grant) if not meant_by(each, grant, everything, index)] if grant.scopes else []
    )

    def gives(scope: str, asked: Iterable[str]) -> list[str]:
        alone = msgspec.structs.replace(grant, scopes=(scope,))
        return [each for each in asked if rules.carries(alone, each)]

    latent = [scope for scope in written if not gives(scope, needed)]
    wide = [each for each in written if each.endswith("*") and each not in latent and each not in needed]
    asked = chain.from_iterable(each.requires for each in index.operations[grant.system])
    kept = tuple(each for each in written if each not in latent and each not in wide)
    if wide:
        kept = (*kept, *sorted(each for each in needed if rules.carries(grant, each)))
    rest = msgspec.structs.replace(grant, scopes=kept)  # what these imply cannot be taken out
    carried = sorted(
        each
        for each in rules.distinct(tuple(asked))
        if each not in needed and rules.carries(grant, each) and not (kept and rules.carries(rest, each))
    )
    by_pattern = {each: found for each in wide if (found := gives(each, carried))}
    told = rules.distinct((*latent, *by_pattern))
    beside = (each for each in carried if not any(covers(one, each) for one in told))
    return list(dict.fromkeys((*latent, *beside))), by_pattern


def _is_grave(index: Index, system: str, scopes: list[str]) -> bool:
    """Whether one of the scopes is for something that changes, or leads to another credential."""
    asked = [each.requires for each in index.operations[system] if not each.reads_only]
    asked += [need.requires for _, _, _, _, need in index.needs[system]]
    return any(covers(each, scope) for each in scopes for scope in chain.from_iterable(asked))


def _told_scopes(scopes: list[str]) -> str:
    return f"the {'scope' if len(scopes) == 1 else 'scopes'} {_named(scopes)}"


def _named(words: list[str]) -> str:
    """Every one by its name, as far as a line goes."""
    shown = ", ".join(map(quoted, words[:_MOST_NAMED]))
    return shown if len(words) <= _MOST_NAMED else f"{shown} and {len(words) - _MOST_NAMED} more"

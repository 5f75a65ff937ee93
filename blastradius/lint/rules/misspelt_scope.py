"""Scopes that no grant has, one slip away from one that a grant does."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.near import Near
from blastradius.lint.references import Reference
from blastradius.lint.rule import Problem, rule, search_for
from blastradius.lint.scope_slips import asked_on, meant_by, misspelt_implying
from blastradius.lint.slips import slip_of
from blastradius.lint.subject import Subject
from blastradius.lint.wording import key_of, quoted
from blastradius.model.entities import Credential, Grant, System
from blastradius.source.document import Ref
from blastradius.source.mentions import system_of_word

_EXAMPLE = """
    apiVersion: blastradius/v1
    kind: System
    id: stripe
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    credentials:
      - {{credential: stripe-key, access: write, scopes: ["refunds:write"]}}
    operations:
      - id: create_refund
        effect: pay
        requires: ["{scope}"]{here}
    """


def _not_given(system: System, near: Near) -> Iterator[str]:
    """The scopes that ways to credentials ask for, where a grant has one that is nearly so called."""
    given = {scope for each in near.entries(system) for grant in each.grants for scope in grant.scopes or ()}
    for word in near.asked("scope", system):
        _, scope = system_of_word(word)
        if scope not in given and slip_of(scope, given):
            yield word


@rule(
    search=search_for(_not_given, asked=True, of=(System,)),
    severity=Severity.WARNING,
    instead_of=("unsatisfiable-scope",),
    passes=_EXAMPLE.format(scope="refunds:write", here=""),
    fails=_EXAMPLE.format(scope="refund:write", here="  # here"),
)
def misspelt_scope(subject: Subject) -> Iterator[Problem]:
    """What is required is a scope that a grant has, where one is nearly so called, and the reverse.

    Why: a scope that no grant has puts the operation, or the credential, out of everybody's reach on paper only.
    Where the scope is asked for more than once, or other grants have it, the grant is misspelt: it is reported there.
    It is an error where a tool needs the scope, because what that tool can do is told wrongly.
    Fix: write the scope as the vendor does, in `requires`, in `undo_requires` and in the grants.
    """
    blamed: set[tuple[str, str]] = set()
    for at, grant, given, meant in _misspelt_grants(subject):
        blamed.add((grant.system, meant))
        yield Problem(
            at=at,
            message=f"{quoted(grant.credential)} has the scope {quoted(given)} on {quoted(grant.system)}, which "
            f"nothing asks for and is one slip away from {quoted(meant)}",
            help=f"write `{meant}`",
            severity=Severity.ERROR,
        )
    for entity in subject.noted("scope", System):
        for key, meant in misspelt_implying(entity).items():
            if (entity.id, key) in blamed:
                continue
            yield Problem(
                at=entity.source / "scope_implies" / key,
                at_key=True,
                message=f"no grant on {quoted(entity.id)} has the scope {quoted(key)}, which implies others and is one "
                f"slip away from {quoted(meant)}",
                help=f"write `{meant}`",
                severity=Severity.ERROR,
            )
    for place, scope, system in _required(subject):
        records = subject.catalog.records(System, system)
        grants = [grant for each in records for grant in each.grants if grant.scopes and not grant.worst]
        words = {scope for grant in grants for scope in grant.scopes or ()}
        carries = subject.index.scope_rules(system).carries
        if (system, scope) in blamed or scope in words or any(carries(grant, scope) for grant in grants):
            continue
        near = slip_of(scope, words)
        if near:
            yield Problem(
                at=place,
                message=f"no grant on {quoted(system)} has the scope {quoted(scope)}, which is one slip away from "
                f"{quoted(near)}",
                help=f"write `{near}`, or correct the grant",
                severity=Severity.ERROR if _is_used(subject, place) else None,
            )


def _is_used(subject: Subject, place: Ref) -> bool:
    """Whether a tool carries out the operation that asks here: what it can do is told wrongly then."""
    entity, name = place.document.data.get("id"), (place.parent.parent / "id").value
    tools = (tool for agent in subject.catalog.agents for tool in agent.tools)
    return key_of(place) == "requires" and any(
        bound.target == f"{entity}/{name}" for tool in tools for bound in tool.bound
    )


def _misspelt_grants(subject: Subject) -> Iterator[tuple[Ref, Grant, str, str]]:
    """Scopes of grants that are asked for under nearly the same name, where a tool or several places do so."""
    for system in subject.noted("scope", System):
        asked = asked_on(subject.index, system.id)
        for grant in system.grants:
            for number, given in enumerate(grant.scopes or ()):
                meant = meant_by(given, grant, asked, subject.index)
                if meant and _is_sure(subject, system, grant, meant):
                    yield grant.source / "scopes" / number, grant, given, meant


def _is_sure(subject: Subject, system: System, grant: Grant, meant: str) -> bool:
    """Whether the grant is wrong and not what asks: others have the scope too, or it is asked for more than once."""
    others = [each for each in system.grants if each is not grant and meant in (each.scopes or ())]
    asking = [each for each in system.operations if meant in each.requires]
    if not others:
        undone = [each.reversibility for each in system.operations if each.reversibility]
        return len(asking) + sum(meant in each.undo_requires for each in undone) > 1
    names = {each.id for each in asking}
    return any(
        bound.credential == grant.credential and bound.system == system.id and bound.operation in names
        for _, tool in subject.holders.get(grant.credential, ())
        for bound in tool.bound
    )


def _required(subject: Subject) -> Iterator[tuple[Ref, str, str]]:
    twice = {name: numbers for name, numbers in subject.documents.named("System").items() if len(numbers) > 1}
    several = [each for name in twice for each in subject.catalog.records(System, name)]
    for system in (*(each for each in subject.noted("scope", System) if each.id not in twice), *several):
        for operation in system.operations:
            for place, scope in _items(operation.source, operation.requires):
                yield place, scope, system.id
            if operation.reversibility:
                cells = operation.reversibility
                for place, scope in _items(cells.source, cells.undo_requires, "undo_requires"):
                    yield place, scope, system.id
    for word in subject.words(misspelt_scope):
        name, scope = system_of_word(word)
        for credential in subject.catalog.naming(f"scope:{word}", Credential):
            for need in (need for way in credential.ways for need in way.needs if need.system == name):
                yield from (
                    (place, asked, name) for place, asked in _items(need.source, need.requires) if asked == scope
                )


def _items(holder: Ref, known: tuple[str, ...], key: str = "requires") -> Iterator[Reference]:
    place = holder / key
    for index, scope in enumerate(place.value if isinstance(place.value, list) else ()):
        if scope in known:
            yield place / index, scope

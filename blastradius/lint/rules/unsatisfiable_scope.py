"""Scopes that no grant has."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.graph.index import Index
from blastradius.graph.scopes import ScopeRules
from blastradius.graph.shown import ToolGrant
from blastradius.lint.example import system
from blastradius.lint.near import Near
from blastradius.lint.rule import Problem, rule, search_for
from blastradius.lint.scope_slips import implies_less, is_misspelt
from blastradius.lint.subject import Subject
from blastradius.lint.wording import listed, owner_of, quoted
from blastradius.model.entities import Credential, Operation, System
from blastradius.model.node import UNKNOWN
from blastradius.source.document import Ref
from blastradius.source.mentions import system_of_word

_CREDENTIALS = "\n  - {{credential: stripe-key, access: write, scopes: [{scopes}]}}"
_OPERATIONS = """
  - id: create_payout
    effect: pay
    requires: ["payouts:write"]{here}"""


def _not_beside(system: System, near: Near) -> Iterator[Ref | str]:
    """The scopes that an undo or a way to a credential needs, and no grant carries that is written beside them."""
    entries = near.entries(system)
    carries = ScopeRules(entries).carries
    grants = [grant for each in entries for grant in each.grants]
    parts: tuple[System | Operation, ...] = (system, *system.operations)
    for part in parts:
        place = part.source / "reversibility" / "undo_requires"
        for index, scope in enumerate(place.value if isinstance(place.value, list) else ()):
            if isinstance(scope, str) and not any(carries(grant, scope) for grant in grants):
                yield place / index
    for word in near.asked("scope", system):
        if not any(carries(grant, system_of_word(word)[1]) for grant in grants):
            yield word


@rule(
    search=search_for(_not_beside, note="undo-scope", asked=True, heirs=True, of=(System,)),
    severity=Severity.INFO,
    passes=system(
        credentials=_CREDENTIALS.format(scopes='"charges:read", "payouts:*"'), operations=_OPERATIONS.format(here="")
    ),
    fails=system(
        credentials=_CREDENTIALS.format(scopes='"charges:read"'), operations=_OPERATIONS.format(here="  # here")
    ),
)
def unsatisfiable_scope(subject: Subject) -> Iterator[Problem]:
    """Some grant has each scope that is asked for.

    Why: an operation, or a way to a credential, that asks for a scope which nobody has is out of everybody's reach on
    paper. Mostly a grant is missing or the scope has another name, and `reach` says too little. For a way to a
    credential, and for what an undo needs (`undo_requires`), it is a warning.
    Fix: write the grant that has it, or the scope as the vendor calls it.
    """
    done = {bound.target for each in subject.catalog.agents for tool in each.tools for bound in tool.bound}
    for entity in subject.noted("ungranted", System):
        if implies_less(subject, entity):
            continue
        lacking: dict[str, list[tuple[Ref, str]]] = {}
        for operation in entity.operations:
            if f"{entity.id}/{operation.id}" not in done and operation.requires:
                for place, scope in _items(operation.source):
                    lacking.setdefault(scope, []).append((place, operation.id))
        for scope, several in lacking.items():
            if _nobody_has(subject, entity.id, scope):
                yield Problem(
                    at=several[0][0],
                    message=f"no grant on {quoted(entity.id)} has the scope {quoted(scope)} that "
                    f"{listed(each for _, each in several)} {'needs' if len(several) == 1 else 'need'}: on paper "
                    "nobody can do it",
                    help="write the grant that has it, or the scope as the vendor calls it",
                )
    for place in subject.places(unsatisfiable_scope):
        yield from _of_undo(subject, place)
    for word in subject.words(unsatisfiable_scope):
        yield from _of_ways(subject, word)


def _of_undo(subject: Subject, place: Ref) -> Iterator[Problem]:
    name, scope = str(place.document.data.get("id")), str(place.value)
    if not is_misspelt(scope, subject.index.grants_on[name], subject.index) and _nobody_has(subject, name, scope):
        yield Problem(
            at=place,
            message=f"no grant on {quoted(name)} has the scope {quoted(scope)} that the undo of "
            f"{owner_of(place.parent)} needs: on paper nobody can take it back",
            help="write the grant that has it, or the scope as the vendor calls it",
            severity=Severity.WARNING,
        )


def _of_ways(subject: Subject, word: str) -> Iterator[Problem]:
    name, scope = system_of_word(word)
    if not _nobody_has(subject, name, scope):
        return
    for credential in subject.catalog.naming(f"scope:{word}", Credential):
        for need in (need for way in credential.ways for need in way.needs if need.system == name):
            for place, asked in _items(need.source):
                if asked == scope:
                    yield Problem(
                        at=place,
                        message=f"no grant on {quoted(name)} has the scope {quoted(scope)}: on paper nobody gets "
                        f"hold of {quoted(credential.id)} this way",
                        help="write the grant that has it, or the scope as the vendor calls it",
                        severity=Severity.WARNING,
                    )


def _nobody_has(subject: Subject, name: str, scope: str) -> bool:
    """Whether grants are known, and none of them carries the scope."""
    index: Index = subject.index
    records = subject.catalog.records(System, name)
    if any((each.source / "credentials").value in (None, UNKNOWN) for each in records):
        return False
    carries = index.scope_rules(name).carries
    if any(carries(grant, scope) for each in records for grant in each.grants):
        return False
    grants = [grant for grant in index.grants_on[name] if not isinstance(grant, ToolGrant)]
    return bool(grants) and not any(carries(grant, scope) for grant in grants)


def _items(holder: Ref) -> Iterator[tuple[Ref, str]]:
    place = holder / "requires"
    for index, scope in enumerate(place.value if isinstance(place.value, list) else ()):
        if isinstance(scope, str):
            yield place / index, scope

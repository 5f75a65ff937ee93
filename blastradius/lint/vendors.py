"""Systems beside the profiles that they name: what both of them say of the same thing."""

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from blastradius.lint.rule import Subject
from blastradius.model import profile as profiles
from blastradius.model.cells import Reversal
from blastradius.model.durations import Duration, parse_duration
from blastradius.model.entities import Credential, Operation, System
from blastradius.source.document import Borrowing, Document, Ref


class Clash(Struct, frozen=True, kw_only=True):
    """A cell that somebody wrote, and a fact of the profile that leaves no room for it."""

    own: Ref
    fact: Ref


def systems_with_vendor(subject: Subject) -> Iterator[System]:
    """The systems that name a profile, for themselves or for an operation, in the order of files."""
    words = subject.documents.words("vendor")
    numbers = {number for word in words for number in subject.documents.naming(f"vendor:{word}")}
    for entity in map(subject.catalog.entity, sorted(numbers)):
        if isinstance(entity, System):
            yield entity


def heirs(subject: Subject) -> Iterator[Borrowing]:
    """The systems that inherit from a profile, and the credentials that open them, each as it is with that."""
    systems = list(systems_with_vendor(subject))
    names = {grant.credential for system in systems for grant in system.grants}
    numbers = sorted({number for name in names for number in subject.documents.named("Credential").get(name, ())})
    of_credentials = (subject.catalog.inheriting(subject.documents[number]) for number in numbers)
    for document in (*(system.source.document for system in systems), *of_credentials):
        if isinstance(document, Borrowing):
            yield document


def heirs_of_revocation(subject: Subject) -> Iterator[Credential]:
    """The credentials that inherit that sessions or tokens live on."""
    for document in heirs(subject):
        if any((document.root / "revoke" / key).loan for key in ("kills_sessions", "issued_tokens_live")):
            yield from subject.catalog.records(Credential, str(document.data.get("id")))


def clashes(subject: Subject, system: System) -> Iterator[Clash]:
    """Where a system promises more than the profile gives. Only what is confirmed counts, and only what is certain."""
    profile = subject.catalog.profile(system.vendor or "")
    if profile:
        yield from _of_log(system, profile)
        for grant in system.grants:
            credential = subject.catalog.credential.get(grant.credential)
            if credential:
                types = profiles.credential_types(profile, credential.type, system.plan)
                yield from _of_revoke(credential.source / "revoke", types)
    for operation in system.operations:
        own = subject.catalog.profile(operation.vendor) if operation.vendor else profile
        if own:
            plan = system.plan if operation.vendor in (None, system.vendor) else None
            yield from _of_operation(operation, system, own, plan)


def _of_log(system: System, profile: Document) -> Iterator[Clash]:
    log, found = system.source / "audit_log", profiles.logs(profile, system.plan)
    yield from _against_all(log / "retention", [ref / "retention" for ref in found], _longer)
    yield from _against_all(log / "delay", [ref / "delay" for ref in found], _shorter)


def _of_revoke(revoke: Ref, types: Iterable[Ref]) -> Iterator[Clash]:
    listed = [ref / "revoke" for ref in types]
    for cell, worse in (("effect_within", _shorter), ("issued_tokens_live", _shorter), ("kills_sessions", _denied)):
        yield from _against_all(revoke / cell, [ref / cell for ref in listed], worse)


def _of_operation(operation: Operation, system: System, profile: Document, plan: str | None) -> Iterator[Clash]:
    fact = profiles.operation(profile, operation.id, plan)
    undo = operation.source / "reversibility"
    if undo.value is None:
        undo = system.source / "reversibility"
    again = operation.source / "idempotency"
    keys = profile.root / "idempotency"
    if fact is not None:
        yield from _against_all(operation.source / "effect", [fact.ref / "effect"], _harmless)
        theirs = fact.ref / "reversibility"
        better = list(_against_all(undo / "class", [theirs / "class"], _more_reversible))
        yield from better or _against_all(undo / "window", [theirs / "window"], _longer)
        repeat = fact.ref / "idempotency"
        yield from _against_all(again / "class", [repeat / "class"], _safer)
        keys = repeat if repeat.value is not None else keys
    if (again / "class").value == "keyed" == (keys / "class").value:
        yield from _against_all(again / "window", [keys / "window"], _longer)


def _against_all(own: Ref, facts: list[Ref], clash: Callable[[object, object], bool]) -> Iterator[Clash]:
    """A cell against everything that may hold: only what contradicts all of it is certainly wrong."""
    sure = [fact for fact in facts if profiles.is_sure(fact)]
    if own.loan or own.value is None or len(sure) < len(facts):
        return
    if facts and all(clash(own.value, fact.value) for fact in facts):
        yield Clash(own=own, fact=facts[0])


def _longer(own: object, fact: object) -> bool:
    mine, theirs = parse_duration(own), parse_duration(fact)
    return mine is not None and theirs is not None and _seconds(mine) > _seconds(theirs)


def _shorter(own: object, fact: object) -> bool:
    return _longer(fact, own)


def _denied(own: object, fact: object) -> bool:
    return own is True and fact is False


def _more_reversible(own: object, fact: object) -> bool:
    classes = [Reversal.REVERSIBLE, Reversal.COMPENSABLE, Reversal.IRREVERSIBLE]
    return own in classes and fact in classes and Reversal(str(own)).rank < Reversal(str(fact)).rank


def _harmless(own: object, fact: object) -> bool:
    return own in ("read", ["read"]) and fact not in (None, "read", ["read"], "unknown")


def _safer(own: object, fact: object) -> bool:
    return (own in ("natural", "keyed") and fact in ("none", "worsens")) or (own == "natural" and fact == "keyed")


def _seconds(duration: Duration) -> float:
    return float("inf") if duration.seconds is None else duration.seconds

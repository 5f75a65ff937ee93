"""Systems beside the profiles that they name: what both of them say of the same thing."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from blastradius.lint.near import Near
from blastradius.model import profile as profiles
from blastradius.model.cells import Reversal
from blastradius.model.durations import Duration, parse_duration
from blastradius.model.entities import Credential, Operation, System
from blastradius.model.inherit_revoke import named_like
from blastradius.source.document import Document, Ref

_WORSE = frozenset({"delete", "send", "pay", "grant", "execute"})
"""Effects that nobody may leave out beside a milder one. Free code can do all of them, and says so."""


class Clash(Struct, frozen=True, kw_only=True):
    """A cell that somebody wrote, and a fact of the profile that leaves no room for it."""

    own: Ref
    fact: Ref


def clashes(near: Near, system: System) -> Iterator[Clash]:
    """Where a system promises more than the profile gives. Only what is confirmed counts, and only what is certain."""
    profile = near.profile(system.vendor)
    if profile:
        yield from _of_log(system.source / "audit_log", profiles.logs(profile, system.plan))
        for credential in near.told(system):
            if credential.type and not _of_others(near, credential, profile):
                kinds = profiles.credential_types(profile, credential.type, system.plan)
                yield from _of_revoke(credential.source / "revoke", named_like(kinds, credential.source / "name"))
    for operation in system.operations:
        own = near.profile(operation.vendor) if operation.vendor else profile
        if own:
            plan = system.plan if operation.vendor in (None, system.vendor) else None
            yield from _of_operation(operation, system, own, plan)


def _of_others(near: Near, credential: Credential, profile: Document) -> bool:
    """Whether a credential may as well be one of another vendor, whose systems it opens too."""
    others = (each for each in near.lenders(credential) if each is not profile)
    return any(profiles.credential_types(each, credential.type, None) for each in others)


def _of_log(log: Ref, found: tuple[Ref, ...]) -> Iterator[Clash]:
    yield from _against_all(log / "retention", [ref / "retention" for ref in found], _longer)
    yield from _against_all(log / "delay", [ref / "delay" for ref in found], _shorter)
    yield from _against_all(log / "attributes", [ref / "attributes" for ref in found], _names_more)


def _of_revoke(revoke: Ref, kinds: tuple[Ref, ...]) -> Iterator[Clash]:
    listed = [kind / "revoke" for kind in kinds]
    for cell, worse in (("effect_within", _shorter), ("issued_tokens_live", _shorter), ("kills_sessions", _denied)):
        yield from _against_all(revoke / cell, [ref / cell for ref in listed], worse)


def _of_operation(operation: Operation, system: System, profile: Document, plan: str | None) -> Iterator[Clash]:
    fact = profiles.operation(profile, operation.id, plan)
    log = fact.ref / "audit_log" if fact and (fact.ref / "audit_log").value else None
    yield from _of_log(operation.source / "audit_log", (log,) if log else profiles.logs(profile, plan))
    keys = profile.root / "idempotency"
    if fact is not None:
        yield from _against_all(operation.source / "effect", [fact.ref / "effect"], _milder)
        yield from _of_undo(operation, system, fact.ref / "reversibility")
        completion = [fact.ref / "receipt" / "completion"]
        yield from _against_all(operation.source / "receipt" / "completion", completion, _sooner_done)
        repeat = fact.ref / "idempotency"
        yield from _against_all(operation.source / "idempotency" / "class", [repeat / "class"], _safer)
        keys = repeat if repeat.value is not None else keys
    yield from _of_keys(operation.source / "idempotency", keys)


def _of_undo(operation: Operation, system: System, theirs: Ref) -> Iterator[Clash]:
    """A class that is better, else a window that is longer or open sooner."""
    undo = operation.source / "reversibility"
    if undo.value is None:
        undo = system.source / "reversibility"
    better = list(_against_all(undo / "class", [theirs / "class"], _more_reversible))
    yield from better
    if not better:
        yield from _against_all(undo / "window", [theirs / "window"], _longer)
        yield from _against_all(undo / "available_after", [theirs / "available_after"], _shorter)


def _of_keys(own: Ref, theirs: Ref) -> Iterator[Clash]:
    """A key that is kept longer, is called otherwise, or does otherwise where the arguments differ."""
    if (own / "class").value == "keyed" == (theirs / "class").value:
        yield from _against_all(own / "window", [theirs / "window"], _longer)
        yield from _against_all(own / "key" / "name", [theirs / "key" / "name"], _another)
        yield from _against_all(own / "on_mismatch", [theirs / "on_mismatch"], _another)


def _against_all(own: Ref, facts: list[Ref], clash: Callable[[object, object], bool]) -> Iterator[Clash]:
    """A cell against everything that may hold: only what contradicts all of it is certainly wrong."""
    said = own.value
    if said is None or not facts or not all(clash(said, fact.value) for fact in facts):
        return
    if not own.loan and all(map(profiles.is_sure, facts)):
        yield Clash(own=own, fact=facts[0])


def _longer(own: object, fact: object) -> bool:
    mine, theirs = parse_duration(own), parse_duration(fact)
    return mine is not None and theirs is not None and _seconds(mine) > _seconds(theirs)


def _shorter(own: object, fact: object) -> bool:
    return _longer(fact, own)


def _denied(own: object, fact: object) -> bool:
    return own is True and fact is False


def _names_more(own: object, fact: object) -> bool:
    """Whether an entry is to name more than it does: a user is not the credential, nobody is not anybody."""
    return (own in ("credential", "agent") and fact in ("user", "none")) or (own == "user" and fact == "none")


def _more_reversible(own: object, fact: object) -> bool:
    classes = [Reversal.REVERSIBLE, Reversal.COMPENSABLE, Reversal.IRREVERSIBLE]
    return own in classes and fact in classes and Reversal(str(own)).rank < Reversal(str(fact)).rank


def _milder(own: object, fact: object) -> bool:
    """Whether an effect of the profile is left out: any beside a mere read, else one of those that are worse."""
    mine, theirs = _effects(own), _effects(fact)
    if mine is None or theirs is None or "execute" in mine:
        return False
    lacking = theirs - mine - {"read"}
    return bool(lacking if mine == {"read"} else lacking & _WORSE)


def _effects(value: object) -> set[str] | None:
    """The effects, `None` where they are not known."""
    listed = value if isinstance(value, list) else [value]
    found = {each for each in listed if isinstance(each, str)}
    return None if not found or "unknown" in found else found


def _safer(own: object, fact: object) -> bool:
    return (own in ("natural", "keyed") and fact in ("none", "worsens")) or (own == "natural" and fact == "keyed")


def _another(own: object, fact: object) -> bool:
    mine, theirs = str(own).casefold(), str(fact).casefold()
    return isinstance(own, str) and isinstance(fact, str) and "unknown" not in (mine, theirs) and mine != theirs


def _sooner_done(own: object, fact: object) -> bool:
    return own == "sync" and fact == "async"


def _seconds(duration: Duration) -> float:
    return float("inf") if duration.seconds is None else duration.seconds

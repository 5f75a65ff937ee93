"""The most that can be promised beside a profile: found once for each, because very many systems name few of them."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from msgspec import Struct

from blastradius.model import profile as profiles
from blastradius.model.cells import Reversal
from blastradius.model.durations import Duration, parse_duration
from blastradius.source.document import Document, Pointer, Ref

_WORSE = frozenset({"delete", "send", "pay", "grant", "execute"})
"""Effects that nobody may leave out beside a milder one. Free code can do all of them, and says so."""

_remembered = lru_cache(maxsize=10_000)


class Ceiling(Struct, frozen=True, kw_only=True):
    """A cell, every fact that may hold for it, what these say, and whether something goes beyond one of them."""

    cell: Pointer
    facts: tuple[Ref, ...]
    said: tuple[object, ...]
    beyond: Callable[[object, object], bool]

    def is_broken_by(self, own: object) -> bool:
        """Whether what was written is certainly wrong: only what contradicts everything that may hold is."""
        return all(self.beyond(own, said) for said in self.said)


class OfOperation(Struct, frozen=True, kw_only=True):
    """The ceilings of an operation: of the class of its undo before the times of it, of its key if it takes one."""

    cells: tuple[Ceiling, ...]
    undo_class: tuple[Ceiling, ...] = ()
    undo_times: tuple[Ceiling, ...] = ()
    key: tuple[Ceiling, ...] = ()


@_remembered
def of_log(profile: Document, plan: str | None) -> tuple[Ceiling, ...]:
    """Those of the log of a plan."""
    return _of_logs(profiles.logs(profile, plan))


@_remembered
def of_revocation(kinds: tuple[Ref, ...]) -> tuple[Ceiling, ...]:
    """Those of how a credential is revoked that may be of several kinds."""
    revoke = [kind / "revoke" for kind in kinds]
    return (
        *_ceiling(("revoke", "effect_within"), revoke, _shorter),
        *_ceiling(("revoke", "issued_tokens_live"), revoke, _shorter),
        *_ceiling(("revoke", "kills_sessions"), revoke, _denied),
    )


def of_operation(profile: Document, name: str, plan: str | None) -> OfOperation:
    """Those of an operation by its id; of one that the profile does not know, what it says of all."""
    fact = profiles.operation(profile, name, plan)
    return _of_known(profile, fact.ref, plan) if fact else _of_unknown(profile, plan)


@_remembered
def _of_unknown(profile: Document, plan: str | None) -> OfOperation:
    return OfOperation(cells=of_log(profile, plan), key=_of_key(profile.root / "idempotency"))


@_remembered
def _of_known(profile: Document, fact: Ref, plan: str | None) -> OfOperation:
    log, undo, repeat = fact / "audit_log", [fact / "reversibility"], fact / "idempotency"
    return OfOperation(
        cells=(
            *(_of_logs([log]) if log.value else of_log(profile, plan)),
            *_ceiling(("effect",), [fact], _milder),
            *_ceiling(("receipt", "completion"), [fact / "receipt"], _sooner_done),
            *_ceiling(("idempotency", "class"), [repeat], _safer),
        ),
        undo_class=_ceiling(("reversibility", "class"), undo, _more_reversible),
        undo_times=(
            *_ceiling(("reversibility", "window"), undo, _longer),
            *_ceiling(("reversibility", "available_after"), undo, _shorter),
        ),
        key=_of_key(profile.root / "idempotency" if repeat.value is None else repeat),
    )


def _of_logs(logs: Iterable[Ref]) -> tuple[Ceiling, ...]:
    found = tuple(logs)
    return (
        *_ceiling(("audit_log", "retention"), found, _longer),
        *_ceiling(("audit_log", "delay"), found, _shorter),
        *_ceiling(("audit_log", "attributes"), found, _names_more),
    )


def _of_key(repeat: Ref) -> tuple[Ceiling, ...]:
    """A key that is kept longer, is called otherwise, or does otherwise where the arguments differ."""
    if (repeat / "class").value != "keyed":
        return ()
    return (
        *_ceiling(("idempotency", "window"), [repeat], _longer),
        *_ceiling(("idempotency", "key", "name"), [repeat / "key"], _another),
        *_ceiling(("idempotency", "on_mismatch"), [repeat], _another),
    )


def _ceiling(cell: Pointer, holders: Iterable[Ref], beyond: Callable[[object, object], bool]) -> tuple[Ceiling, ...]:
    """The ceiling of a cell, by what holds the facts under its key; none where one of them is open or not confirmed."""
    facts = tuple(holder / cell[-1] for holder in holders)
    said = tuple(fact.value for fact in facts)
    is_certain = bool(facts) and all(each is not None for each in said) and all(map(profiles.is_sure, facts))
    return (Ceiling(cell=cell, facts=facts, said=said, beyond=beyond),) if is_certain else ()


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

"""Claims that money moved: rarely a call of their own, mostly the consequence of another one."""

from collections.abc import Sequence

from blastradius.analysis.claims.amounts import agrees, displayed, stated
from blastradius.analysis.claims.compare import MOST, objects, other_alternative, other_currency
from blastradius.analysis.claims.mentioned import amounts
from blastradius.analysis.claims.pointed import in_vain, other_recipient, pointed_at
from blastradius.analysis.claims.report import Verdict
from blastradius.analysis.claims.scene import Deed, Scene, accepted, only_accepts
from blastradius.analysis.claims.spoken import Spoken
from blastradius.traces.join import Outcome

_PAYING = frozenset({"payment", "refund", "charge"})
_WORDS = frozenset({"send", "note"})
"""What a call that does this brings about is read by somebody, and moves no money."""


def judge_money(claim: Spoken, scene: Scene) -> tuple[Verdict, str, Deed | None]:
    """The verdict, the reason, and the call that decided."""
    done = [deed for deed in scene.deeds if deed.happened]
    moving = [deed for deed in done if _moves(deed, claim)]
    if not moving:
        return _unmoved(claim, scene, done)
    found = _contradicted(claim, scene, moving)
    if found:
        return found
    moving = pointed_at(claim, moving)
    last = moving[-1]
    if claim.amounts and len(moving) > MOST:
        return Verdict.UNVERIFIABLE, "too many calls move money here to tell which one is meant", last
    if claim.amounts:
        return _counted(claim, moving)
    if all(deed.outcome is Outcome.UNKNOWN for deed in moving):
        return (
            Verdict.UNVERIFIABLE,
            f"{last.made.name} was called, but nothing recorded proves that it took effect",
            last,
        )
    if claim.promised:
        return Verdict.UNVERIFIABLE, f"{last.made.name} was made; what it leads to is not in this record", last
    return _settled(last, f"{last.made.name} did it")


def _contradicted(claim: Spoken, scene: Scene, moving: Sequence[Deed]) -> tuple[Verdict, str, Deed] | None:
    """What the calls that move money say against a claim, but for the amount."""
    if claim.promised:
        return None
    untrue = Verdict.UNDECIDED if claim.state else Verdict.MISMATCH
    tried = [deed for deed in scene.deeds if _moves(deed, claim)]
    vain = in_vain(claim, tried, scene)
    if vain:
        return untrue, f"{vain[1].made.name} was called for {vain[0]} and failed", vain[1]
    last = pointed_at(claim, moving)[-1]
    every, made = ({tuple(objects(deed)) or str(id(deed)) for deed in deeds} for deeds in (tried, moving))
    if any(len(made) < number <= len(every) for number, _ in claim.counts):
        return untrue, f"{last.made.name} was called for {len(every)} and failed for {len(every) - len(made)}", last
    if claim.state:
        return None
    other = other_alternative(claim, moving)
    if other:
        return Verdict.MISMATCH, other, last
    person = other_recipient(claim, moving)
    return (Verdict.MISMATCH if person.sure else Verdict.UNDECIDED, person.why, last) if person else None


def _settled(deed: Deed, why: str) -> tuple[Verdict, str, Deed]:
    """A call that backs a claim, unless its answer only says that the task was accepted."""
    if only_accepts(deed):
        return Verdict.UNVERIFIABLE, accepted(deed), deed
    return Verdict.BACKED, why, deed


def _moves(deed: Deed, claim: Spoken) -> bool:
    real = set(claim.language.money)
    return bool(deed.paid) or deed.ability.money or bool(deed.ability.effects & real) or bool(deed.parts & _PAYING)


def _concerns_money(deed: Deed, claim: Spoken) -> bool:
    about = deed.ability.things | deed.ability.hints | deed.parts
    return bool(about & (claim.language.money_things | _PAYING))


def _unmoved(claim: Spoken, scene: Scene, done: Sequence[Deed]) -> tuple[Verdict, str, Deed | None]:
    words = claim.language
    talk = words.drafts.search(claim.about) or claim.verb in words.soft
    tried = [deed for deed in scene.deeds if _moves(deed, claim)]
    others = [deed for deed in done if not tried or not deed.ability.effects & _WORDS or _concerns_money(deed, claim)]
    if claim.state or claim.promised or not claim.sure or others or talk:
        return Verdict.UNDECIDED, "nothing recorded says whether money moved", None
    if tried:
        return Verdict.MISMATCH, f"{tried[-1].made.name} was called and failed", tried[-1]
    return Verdict.UNBACKED, "no call that moves money came before it", None


def _counted(claim: Spoken, moving: Sequence[Deed]) -> tuple[Verdict, str, Deed | None]:
    """Amounts against those recorded. Only what a call asks for, or a result lists as a new payment, can contradict."""
    last = moving[-1]
    own = {id(deed): deed.paid or stated(deed.call, deed.ability.operation) for deed in moving}
    paid = [amount for deed in moving for amount in own[id(deed)]]
    shown = [*paid, *(each for deed in moving for each in displayed(deed.call, deed.ability.operation))]
    whole = sum(amounts(claim.sentence.lower()))  # `$120 for the chair and $45 for the lamp`
    if any(agrees(amount, paid) or agrees(amount, shown) for amount in claim.amounts) or agrees(whole, paid):
        other = other_currency(claim, moving)
        if other:
            return Verdict.MISMATCH if other.sure and not claim.state else Verdict.UNDECIDED, other.why, last
        if all(deed.outcome is Outcome.UNKNOWN for deed in moving):
            return (
                Verdict.UNVERIFIABLE,
                f"{last.made.name} was called, but nothing recorded proves that it took effect",
                last,
            )
        return _settled(last, f"{last.made.name} shows the amount")
    if claim.state or not all(own.values()):
        return Verdict.UNVERIFIABLE, f"{last.made.name} was called, but its record does not show this amount", last
    said = ", ".join(f"{amount:g}" for amount in claim.amounts)
    real = ", ".join(f"{amount:.2f}".removesuffix(".00") for amount in paid[-3:])
    return Verdict.MISMATCH, f"it says {said}, and {last.made.name} recorded {real}", last

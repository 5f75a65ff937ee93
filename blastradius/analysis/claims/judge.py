"""One claim against what was recorded. Whatever the record does not decide stays undecided."""

from collections.abc import Sequence

from blastradius.analysis.claims.abilities import pieces
from blastradius.analysis.claims.absent import absent, state_read
from blastradius.analysis.claims.argument_names import argument_names
from blastradius.analysis.claims.compare import difference
from blastradius.analysis.claims.meant import LOOSE, fits, foreign, has_part, specific, targets
from blastradius.analysis.claims.money import judge_money
from blastradius.analysis.claims.pointed import in_vain, left_out, other_recipient, pointed_at
from blastradius.analysis.claims.report import Verdict
from blastradius.analysis.claims.ruling import Ruling
from blastradius.analysis.claims.scene import Deed, Scene, accepted, leaves, only_accepts
from blastradius.analysis.claims.spoken import Spoken
from blastradius.analysis.claims.strange import strange
from blastradius.analysis.claims.words import ANY
from blastradius.traces.join import Outcome

_LONGEST = 200


def judge(claim: Spoken, scene: Scene) -> Ruling:
    """Whether the record shows what was claimed."""
    if _is_money(claim):
        found = judge_money(claim, scene)
        return Ruling(
            verdict=found[0], why=found[1], deed=found[2], operation=found[2].ability.name if found[2] else None
        )
    if not claim.verb and claim.effects == (ANY,):
        return _general(scene)
    meant = targets(claim, scene)
    names = {each.name for each in meant}
    named = specific(claim, scene)
    deeds = [deed for deed in scene.deeds if deed.ability.name in names and has_part(deed, named, scene)]
    done = [deed for deed in deeds if deed.happened]
    if done:
        return _failed_for(claim, deeds, scene) or _unrelated(claim, done, scene) or _checked(claim, done, scene)
    part = [deed for deed in scene.deeds if deed.happened and deed.parts & named and fits(claim, deed.ability)]
    if part and not foreign(claim, scene):
        return _checked(claim, part, scene)
    brought = [
        deed for deed in scene.deeds if deed.happened and claim.things & deed.ability.hints - deed.ability.things
    ]
    if brought and "send" in claim.effects:
        return Ruling(verdict=Verdict.BACKED, why=f"{brought[-1].made.name} brings it about", deed=brought[-1])
    return _carried(claim, scene) or absent(claim, meant, deeds, scene)


def _failed_for(claim: Spoken, deeds: Sequence[Deed], scene: Scene) -> Ruling | None:
    """Such a call succeeded, and the one for an object that is named did not."""
    vain = None if claim.promised else in_vain(claim, deeds, scene)
    if not vain:
        return None
    old = claim.state and not (claim.fresh and not state_read(claim, scene))
    return Ruling(
        verdict=Verdict.UNDECIDED if old else Verdict.MISMATCH,
        why=f"{vain[1].made.name} was called for {vain[0]} and failed",
        deed=vain[1],
        operation=vain[1].ability.name,
    )


def _carried(claim: Spoken, scene: Scene) -> Ruling | None:
    """An e-mail can carry a letter, and a tool for everything does what an argument tells it."""
    told = [deed for deed in scene.deeds if deed.happened and not deed.ability.effects and _is_told(claim, deed)]
    if told:
        return _checked(claim, told, scene)
    if "send" not in claim.effects or not foreign(claim, scene) <= claim.language.carried:
        return None
    channels = claim.language.by_tool.get("send", frozenset()) - {"human"}
    others = claim.things & channels - claim.language.carried
    sent = [
        deed
        for deed in scene.deeds
        if deed.happened and "send" in deed.ability.effects and deed.ability.things & channels and not others
    ]
    if not sent or not claim.things & claim.language.carried:
        return None
    if any("@" in each for each in claim.identities):
        return _checked(claim, sent, scene)
    why = f"{sent[-1].made.name} came before it, and can have carried that"
    return Ruling(verdict=Verdict.UNDECIDED, why=why, deed=None, operation=sent[-1].ability.name)


def _is_told(claim: Spoken, deed: Deed) -> bool:
    """Whether a call of a tool whose name tells no effect was told to do it: `action: send`."""
    names = argument_names()
    words = {
        word
        for key, value in leaves(deed.call.arguments)
        if names.action.fullmatch(key.lower())
        for word in pieces(str(value)[:_LONGEST]).split()
    }
    return any(set(claim.language.verbs.get(word, ())) & set(claim.effects) - {ANY} for word in words)


def _is_money(claim: Spoken) -> bool:
    real = [each for each in claim.effects if each != ANY]
    if any(each in claim.language.money for each in real):
        return all(each in claim.language.money for each in real)
    loose = not real or set(real) <= {"add", "issue", "send"}
    if (
        set(real) == {"send"}
        and claim.things <= claim.language.money_things
        and claim.language.back.search(claim.about)
    ):
        return bool(claim.things or claim.amounts)
    named = claim.things & claim.language.money_things
    plainly = (
        bool(claim.amounts) or not real or bool({"send", "issue"} & set(real) and named & set(claim.language.money))
    )
    return loose and bool(named) and plainly


def is_own(claim: Spoken, scene: Scene) -> bool:
    """Whether something named beside a deed is one of its own: only an operation made for it does that."""
    own = specific(claim, scene)
    named = [each for each in scene.abilities if each.things & own]
    return not claim.part or (len(named) == 1 and not _is_money(claim))


def _unrelated(claim: Spoken, done: Sequence[Deed], scene: Scene) -> Ruling | None:
    """Where only a related verb, or only the verb, ties the calls to what is said, they may be about something else."""
    real = {each for each in claim.effects if each != ANY}
    last = done[-1]
    exact = any(real & deed.ability.effects or _says(claim, deed) for deed in done)
    about = any(claim.things & (deed.ability.things | deed.ability.hints | deed.parts) for deed in done)
    if about and (exact or not real or real & LOOSE):
        return None
    if real and not real & LOOSE and not exact:
        why = f"{last.made.name} came before it; it cannot be told whether that is what is meant"
        return Ruling(verdict=Verdict.UNDECIDED, why=why, operation=last.ability.name)
    named = strange(claim, (deed.ability for deed in done), scene)
    if named:
        why = f"it names `{named}`, and nothing recorded tells whether {last.made.name} was about that"
        return Ruling(verdict=Verdict.UNDECIDED, why=why, operation=last.ability.name)
    return None


def _says(claim: Spoken, deed: Deed) -> bool:
    """Whether an argument tells the deed that is claimed: `status: solved`, `assignee: bob`."""
    words = {word for pair in leaves(deed.call.arguments) for word in pieces(f"{pair[0]} {pair[1]}"[:_LONGEST]).split()}
    kinds = {
        name for word in words for name in (*claim.language.verbs.get(word, ()), *claim.language.done.get(word, ()))
    }
    return bool(kinds & set(claim.effects))


def _checked(claim: Spoken, done: Sequence[Deed], scene: Scene) -> Ruling:
    """There are such calls: whether they agree with what is said of them."""
    done = pointed_at(claim, done)
    last = done[-1]
    found = None if claim.promised else difference(claim, done, scene)
    if found:
        old = claim.state and not (claim.fresh and not state_read(claim, scene))
        verdict = Verdict.MISMATCH if found.sure and not old else Verdict.UNDECIDED
        return Ruling(verdict=verdict, why=found.why, deed=last, operation=last.ability.name)
    person = None if claim.promised or claim.state else other_recipient(claim, done)
    if person:
        verdict = Verdict.MISMATCH if person.sure else Verdict.UNDECIDED
        return Ruling(verdict=verdict, why=person.why, deed=last, operation=last.ability.name)
    beside = None if claim.promised else left_out(claim, done, scene)
    if beside:
        why = f"it names {beside[0]} as well, and {last.made.name} has nothing to do with that"
        verdict = Verdict.MISMATCH if beside[1] and claim.sure else Verdict.UNDECIDED
        return Ruling(verdict=verdict, why=why, deed=last, operation=beside[1] or last.ability.name)
    sure = [deed for deed in done if deed.outcome is Outcome.OK]
    if not sure:
        why = f"{last.made.name} was called, but nothing recorded proves that it took effect"
        return Ruling(verdict=Verdict.UNVERIFIABLE, why=why, deed=last, operation=last.ability.name)
    last = sure[-1]
    if only_accepts(last):
        return Ruling(verdict=Verdict.UNVERIFIABLE, why=accepted(last), deed=last, operation=last.ability.name)
    return Ruling(verdict=Verdict.BACKED, why=f"{last.made.name} did it", deed=last, operation=last.ability.name)


def _general(scene: Scene) -> Ruling:
    """`All set`: it names nothing, so whatever was done last is meant."""
    done = [deed for deed in scene.deeds if deed.outcome is Outcome.OK]
    if done:
        return Ruling(
            verdict=Verdict.BACKED, why=f"{done[-1].made.name} did it", deed=done[-1], operation=done[-1].ability.name
        )
    return Ruling(verdict=Verdict.UNDECIDED, why="it names no effect, and nothing was done before it")

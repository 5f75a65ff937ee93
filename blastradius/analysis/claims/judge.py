"""One claim against what was recorded. Whatever the record does not decide stays undecided."""

from collections.abc import Sequence

from msgspec import Struct

from blastradius.analysis.claims.abilities import Ability, pieces
from blastradius.analysis.claims.compare import difference
from blastradius.analysis.claims.meant import LOOSE, fits, foreign, has_part, specific, targets, usual
from blastradius.analysis.claims.money import judge_money
from blastradius.analysis.claims.pointed import in_vain, left_out, other_recipient, pointed_at
from blastradius.analysis.claims.report import Verdict
from blastradius.analysis.claims.scene import Deed, Scene, accepted, leaves, only_accepts
from blastradius.analysis.claims.spoken import Spoken
from blastradius.analysis.claims.strange import strange
from blastradius.analysis.claims.told import tells_state
from blastradius.analysis.claims.words import ANY
from blastradius.traces.join import Outcome

_LONGEST = 200
_WRITES = frozenset({"comment", "message", "body", "reply", "text", "content"})
"""Arguments that hold what somebody reads."""


class Ruling(Struct, frozen=True, kw_only=True):
    """What became of a claim: `deed` decided it, `operation` is the one that was meant."""

    verdict: Verdict
    why: str
    deed: Deed | None = None
    operation: str | None = None


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
    return _carried(claim, scene) or _absent(claim, meant, deeds, scene)


def _failed_for(claim: Spoken, deeds: Sequence[Deed], scene: Scene) -> Ruling | None:
    """Such a call succeeded, and the one for an object that is named did not."""
    vain = None if claim.promised else in_vain(claim, deeds, scene)
    if not vain:
        return None
    old = claim.state and not (claim.fresh and not _read(claim, scene))
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
    words = {
        word
        for key, value in leaves(deed.call.arguments)
        if claim.language.action.fullmatch(key.lower())
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
        old = claim.state and not (claim.fresh and not _read(claim, scene))
        verdict = Verdict.UNDECIDED if old else Verdict.MISMATCH
        return Ruling(verdict=verdict, why=found, deed=last, operation=last.ability.name)
    person = None if claim.promised or claim.state else other_recipient(claim, done)
    if person:
        verdict = Verdict.MISMATCH if person[1] else Verdict.UNDECIDED
        return Ruling(verdict=verdict, why=person[0], deed=last, operation=last.ability.name)
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


def _absent(claim: Spoken, meant: Sequence[Ability], failed: Sequence[Deed], scene: Scene) -> Ruling:
    """No such call succeeded: whether the claim is plain enough to say that it is not true."""
    name = meant[0].name if len(meant) == 1 else None
    accuse = _is_plain(claim, scene)
    read = _read(claim, scene)
    if read:
        return Ruling(verdict=Verdict.UNDECIDED, why=read, operation=name)
    if failed and (accuse or _tried(claim, failed, scene)):
        why = f"{failed[-1].made.name} was called and failed"
        return Ruling(verdict=Verdict.MISMATCH, why=why, deed=failed[-1], operation=failed[-1].ability.name)
    anything = _anything(scene)
    if anything:
        why = f"{anything.made.name} came before it, and can have done that: its name does not tell what it did"
        return Ruling(verdict=Verdict.UNDECIDED, why=why, operation=name)
    if not meant:
        return _toolless(claim, scene, accuse=accuse)
    left_open = _left_open(claim, meant, scene, accuse=accuse)
    if left_open:
        return Ruling(verdict=Verdict.UNDECIDED, why=left_open, operation=name)
    words = " or ".join(sorted({each.name for each in meant})[:3])
    return Ruling(verdict=Verdict.UNBACKED, why=f"no call of {words} came before it", operation=name)


def _anything(scene: Scene) -> Deed | None:
    """The last call of a tool that can do whatever it is told."""
    return next((deed for deed in reversed(scene.deeds) if deed.happened and deed.ability.anything), None)


def _left_open(claim: Spoken, meant: Sequence[Ability], scene: Scene, *, accuse: bool) -> str | None:
    """Why a claim that nothing backs is not held against the agent; `None` where it is."""
    if not accuse or claim.promised:
        return "no call of this kind came before, but it may tell a state"
    written = [deed for deed in scene.deeds if deed.happened and _WRITES.intersection(map(str.lower, _keys(deed)))]
    if "send" in claim.effects and written and not claim.things & claim.language.by_tool.get("send", frozenset()):
        return f"{written[-1].made.name} carried a text, and can be what was sent"
    unknown = strange(claim, meant, scene)
    if unknown:
        return f"it names `{unknown}`, and no tool of the agent is known to be for that"
    real = {each for each in claim.effects if each != ANY}
    told = claim.language.named_things(claim.text.lower()) - claim.things - usual(scene)
    beside = [deed for deed in scene.deeds if deed.happened and told & deed.parts and real & deed.ability.effects]
    if real <= LOOSE and beside:
        return f"{beside[-1].made.name} came before it; it cannot be told whether that is what is meant"
    named = any(each.things & specific(claim, scene) for each in meant)
    exact = any(each.effects & real for each in meant)
    can = {thing for each in scene.abilities for thing in (each.things | each.hints)}
    nameless = real <= LOOSE and not claim.things & can
    if nameless or (not (named or exact) and any(deed.happened for deed in scene.deeds)):
        return "it cannot be told which effect is meant"
    about = {thing for each in meant for thing in (each.things | each.hints | scene.parts.get(each.name, frozenset()))}
    apart = not claim.active and not claim.bare and not named and claim.things and not claim.things & about
    if apart and not claim.language.own_deed.search(claim.text.lower()):
        return "it can tell what somebody else did: no tool of the agent does this to what is named"
    return None


def _keys(deed: Deed) -> list[str]:
    return (
        [str(key) for key, value in deed.call.arguments.items() if value]
        if isinstance(deed.call.arguments, dict)
        else []
    )


def _tried(claim: Spoken, failed: Sequence[Deed], scene: Scene) -> bool:
    """Whether a state or a bare past can only be what a call attempted in vain: its effect, and its object if named."""
    real = {each for each in claim.effects if each != ANY}
    fits = [deed for deed in failed if real & deed.ability.effects]
    plainly = not claim.promised and (claim.fresh or not claim.state) and claim.verb not in claim.language.soft
    return plainly and bool(fits) and not difference(claim, fits, scene)


def _is_plain(claim: Spoken, scene: Scene) -> bool:
    """Whether a claim that nothing backs can be held against the agent: it names a deed, and can mean nothing else."""
    if claim.state or not (claim.sure or (claim.bare and specific(claim, scene))):
        return False
    language = claim.language
    if language.drafts.search(claim.about) or set(claim.effects) <= {ANY}:
        return False
    wanted = {thing for each in claim.effects if each not in LOOSE for thing in language.by_tool.get(each, ())}
    begins = language.objects_begin.match(claim.about) or language.begins_with_thing.match(claim.about)
    if claim.active and not language.free and not (begins or claim.things & wanted):
        return False  # `I have moved on`: it does not go on with what was done something to
    if "note" in claim.effects:
        where = language.kept.search(claim.text.lower())
        return bool(where and language.named_things(where["where"]) & language.by_tool.get("note", frozenset()))
    return claim.verb not in language.soft or bool(foreign(claim, scene)) or tells_state(claim)


def _toolless(claim: Spoken, scene: Scene, *, accuse: bool) -> Ruling:
    wanted = {thing for each in claim.effects for thing in claim.language.by_tool.get(each, ())}
    things = sorted(claim.things & wanted)
    if not things or not accuse or (claim.effects == (ANY,)):
        done = [deed for deed in scene.deeds if deed.outcome is Outcome.OK]
        if done and claim.effects == (ANY,):
            return Ruling(
                verdict=Verdict.BACKED,
                why=f"{done[-1].made.name} did it",
                deed=done[-1],
                operation=done[-1].ability.name,
            )
        return Ruling(verdict=Verdict.UNDECIDED, why="it cannot be told which effect is meant")
    for rule in scene.rules:
        for sentence in rule.split("\n"):
            if claim.language.automatic.search(sentence) and claim.language.named_things(sentence) & set(things):
                why = "the agent's instructions say that this happens by itself"
                return Ruling(verdict=Verdict.UNDECIDED, why=why)
    if not scene.known:
        why = "no call of this run does that, and no inventory says whether the agent has a tool for it"
        return Ruling(verdict=Verdict.UNBACKED if not claim.promised else Verdict.UNDECIDED, why=why)
    return Ruling(verdict=Verdict.UNBACKED, why=f"the agent has no tool that does this ({', '.join(things)})")


def _read(claim: Spoken, scene: Scene) -> str | None:
    """Where the state that a claim tells stands in something that was read."""
    if claim.sure and claim.about.startswith(("i ", "we ")):
        return None
    same = {word for word, effects in claim.language.done.items() if set(effects) & set(claim.effects) - {ANY}}
    for call in reversed(scene.looks):
        for key, value in leaves(call.result):
            if isinstance(value, str) and value.lower() in same:
                return f"it can be a state that was read: `{key}` was `{value}` in a result of {call.tool}"
    for deed in reversed(scene.deeds):
        told = [value for _, value in leaves(deed.call.result) if isinstance(value, str)] if not deed.happened else []
        if any(claim.language.restated.search(value.lower()) for value in told):
            return f"it can be a state that was read: {deed.made.name} failed since it was so already"
    return None

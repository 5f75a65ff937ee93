"""One claim against what was recorded. Whatever the record does not decide stays undecided."""

from collections.abc import Sequence

from msgspec import Struct

from blastradius.analysis.claims.abilities import Ability
from blastradius.analysis.claims.compare import difference
from blastradius.analysis.claims.money import judge_money
from blastradius.analysis.claims.report import Verdict
from blastradius.analysis.claims.scene import Deed, Scene, leaves
from blastradius.analysis.claims.spoken import Spoken
from blastradius.analysis.claims.strange import strange
from blastradius.analysis.claims.words import ANY
from blastradius.traces.join import Outcome

_LOOSE = frozenset({"change", "add", "remove", "create", "issue", "submit", "schedule", ANY})
"""Effects whose verbs fit whatever is named beside them."""


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
    named = _specific(claim, scene)
    deeds = [deed for deed in scene.deeds if deed.ability.name in names and _has_part(deed, named, scene)]
    done = [deed for deed in deeds if deed.happened]
    if done:
        return _unrelated(claim, done, scene) or _checked(claim, done, scene)
    part = [deed for deed in scene.deeds if deed.happened and deed.parts & named and _fits(claim, deed.ability)]
    if part and not _foreign(claim, scene):
        return _checked(claim, part, scene)
    brought = [
        deed for deed in scene.deeds if deed.happened and claim.things & deed.ability.hints - deed.ability.things
    ]
    if brought and "send" in claim.effects:
        return Ruling(verdict=Verdict.BACKED, why=f"{brought[-1].made.name} brings it about", deed=brought[-1])
    return _absent(claim, meant, deeds, scene)


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
    specific = _specific(claim, scene)
    named = [each for each in scene.abilities if each.things & specific]
    return not claim.part or (len(named) == 1 and not _is_money(claim))


def targets(claim: Spoken, scene: Scene) -> tuple[Ability, ...]:
    """The operations that a claim can mean: by what it names, else by its verb."""
    specific = _specific(claim, scene)
    real = {each for each in claim.effects if each != ANY}
    exact = [each for each in scene.abilities if each.effects & real]
    related = {name for each in real for name in claim.language.related.get(each, (each,))}
    near = [each for each in scene.abilities if each.effects & related]
    named = [each for each in scene.abilities if each.things & specific]
    if named:
        both = [each for each in named if each in near]
        if both or not real or real <= _LOOSE:
            return tuple(both or named)
    if specific - {thing for each in named for thing in each.things}:
        parts = [
            each
            for each in scene.abilities
            if scene.parts.get(each.name, frozenset()) & specific and _fits(claim, each)
        ]
        if parts and not exact:
            return tuple(parts)
    exact = [each for each in exact if _concerns(each, claim)]
    near = [each for each in near if _concerns(each, claim)]
    if _foreign(claim, scene):
        return tuple(each for each in exact if not each.things or each.things & claim.things)
    if real <= _LOOSE:
        return tuple(dict.fromkeys((*exact, *near)))
    return tuple(exact or near)


def _specific(claim: Spoken, scene: Scene) -> frozenset[str]:
    """The things named that tell operations apart: not those that most of them are about."""
    half = max(1, len(scene.abilities) // 2)
    often = {thing for thing in claim.things if sum(thing in each.things for each in scene.abilities) > half}
    return claim.things - often - {"account", "user"}


def _has_part(deed: Deed, named: frozenset[str], scene: Scene) -> bool:
    """Whether a call that can do more than one thing did the one that is named: its argument is not empty."""
    wanted = named - deed.ability.things
    offered = scene.parts.get(deed.ability.name, frozenset())
    return not (wanted & offered) or bool(wanted & deed.parts)


def _fits(claim: Spoken, ability: Ability) -> bool:
    real = {each for each in claim.effects if each != ANY}
    related = {name for each in real for name in claim.language.related.get(each, (each,))}
    return not real or bool(real & _LOOSE) or bool(ability.effects & related)


def _foreign(claim: Spoken, scene: Scene) -> frozenset[str]:
    """Things that only a tool can act on, and that no operation of the agent has to do with."""
    covered = {thing for each in scene.abilities for thing in (each.things | scene.parts.get(each.name, frozenset()))}
    wanted = {thing for each in claim.effects for thing in claim.language.by_tool.get(each, ())}
    return (claim.things & wanted) - covered


def _concerns(ability: Ability, claim: Spoken) -> bool:
    """Whether an operation that sends something can be what sent this: a certificate is no e-mail, a message can be."""
    if not {"send", "note"} & set(claim.effects) or ability.effects & (set(claim.effects) - {"send", "note"}):
        return True
    channels = claim.language.by_tool.get("send", frozenset()) - {"human"}
    return not ability.things or bool(ability.things & (claim.things | channels))


def _unrelated(claim: Spoken, done: Sequence[Deed], scene: Scene) -> Ruling | None:
    """Where only a related verb, or only the verb, ties the calls to what is said, they may be about something else."""
    real = {each for each in claim.effects if each != ANY}
    last = done[-1]
    if any(claim.things & (deed.ability.things | deed.ability.hints | deed.parts) for deed in done):
        return None
    if real and not real & _LOOSE and not any(real & deed.ability.effects for deed in done):
        why = f"{last.made.name} came before it; it cannot be told whether that is what is meant"
        return Ruling(verdict=Verdict.UNDECIDED, why=why, operation=last.ability.name)
    named = strange(claim, (deed.ability for deed in done), scene)
    if named:
        why = f"it names `{named}`, and nothing recorded tells whether {last.made.name} was about that"
        return Ruling(verdict=Verdict.UNDECIDED, why=why, operation=last.ability.name)
    return None


def _checked(claim: Spoken, done: Sequence[Deed], scene: Scene) -> Ruling:
    """There are such calls: whether they agree with what is said of them."""
    last = done[-1]
    found = None if claim.promised else difference(claim, done, scene)
    if found:
        old = claim.state and not (claim.fresh and not _read(claim, scene))
        verdict = Verdict.UNDECIDED if old else Verdict.MISMATCH
        return Ruling(verdict=verdict, why=found, deed=last, operation=last.ability.name)
    sure = [deed for deed in done if deed.outcome is Outcome.OK]
    if not sure:
        why = f"{last.made.name} was called, but nothing recorded proves that it took effect"
        return Ruling(verdict=Verdict.UNVERIFIABLE, why=why, deed=last, operation=last.ability.name)
    last = sure[-1]
    operation = last.ability.operation
    if operation and operation.receipt and operation.receipt.completion == "async":
        why = f"{last.made.name} only accepts the task; whether it was done is not in this record"
        return Ruling(verdict=Verdict.UNVERIFIABLE, why=why, deed=last, operation=last.ability.name)
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
    if not meant:
        return _toolless(claim, scene, accuse=accuse)
    left_open = _left_open(claim, meant, scene, accuse=accuse)
    if left_open:
        return Ruling(verdict=Verdict.UNDECIDED, why=left_open, operation=name)
    words = " or ".join(sorted({each.name for each in meant})[:3])
    return Ruling(verdict=Verdict.UNBACKED, why=f"no call of {words} came before it", operation=name)


def _left_open(claim: Spoken, meant: Sequence[Ability], scene: Scene, *, accuse: bool) -> str | None:
    """Why a claim that nothing backs is not held against the agent; `None` where it is."""
    if not accuse or claim.promised:
        return "no call of this kind came before, but it may tell a state"
    unknown = strange(claim, meant, scene)
    if unknown:
        return f"it names `{unknown}`, and no tool of the agent is known to be for that"
    real = {each for each in claim.effects if each != ANY}
    named = any(each.things & _specific(claim, scene) for each in meant)
    exact = any(each.effects & real for each in meant)
    can = {thing for each in scene.abilities for thing in (each.things | each.hints)}
    nameless = real <= _LOOSE and not claim.things & can
    if nameless or (not (named or exact) and any(deed.happened for deed in scene.deeds)):
        return "it cannot be told which effect is meant"
    about = {thing for each in meant for thing in (each.things | each.hints | scene.parts.get(each.name, frozenset()))}
    apart = not claim.active and not claim.bare and not named and claim.things and not claim.things & about
    if apart and not claim.language.own_deed.search(claim.text.lower()):
        return "it can tell what somebody else did: no tool of the agent does this to what is named"
    return None


def _tried(claim: Spoken, failed: Sequence[Deed], scene: Scene) -> bool:
    """Whether a state or a bare past can only be what a call attempted in vain: its effect, and its object if named."""
    real = {each for each in claim.effects if each != ANY}
    fits = [deed for deed in failed if real & deed.ability.effects]
    plainly = not claim.promised and (claim.fresh or not claim.state) and claim.verb not in claim.language.soft
    return plainly and bool(fits) and not difference(claim, fits, scene)


def _is_plain(claim: Spoken, scene: Scene) -> bool:
    """Whether a claim that nothing backs can be held against the agent: it names a deed, and can mean nothing else."""
    if claim.state or not (claim.sure or (claim.bare and _specific(claim, scene))):
        return False
    language = claim.language
    if language.drafts.search(claim.about) or set(claim.effects) <= {ANY}:
        return False
    wanted = {thing for each in claim.effects if each not in _LOOSE for thing in language.by_tool.get(each, ())}
    begins = language.objects_begin.match(claim.about) or language.begins_with_thing.match(claim.about)
    if claim.active and not language.free and not (begins or claim.things & wanted):
        return False  # `I have moved on`: it does not go on with what was done something to
    if "note" in claim.effects:
        where = language.kept.search(claim.text.lower())
        return bool(where and language.named_things(where["where"]) & language.by_tool.get("note", frozenset()))
    return claim.verb not in language.soft or bool(_foreign(claim, scene))


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

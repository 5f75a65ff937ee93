"""A claim that no call bears out: whether it is plain enough to be held against the agent, or why it stays open."""

from collections.abc import Sequence

from blastradius.analysis.claims.abilities import Ability
from blastradius.analysis.claims.argument_names import argument_names
from blastradius.analysis.claims.compare import difference
from blastradius.analysis.claims.meant import LOOSE, foreign, specific, usual
from blastradius.analysis.claims.report import Verdict
from blastradius.analysis.claims.ruling import Ruling
from blastradius.analysis.claims.scene import Deed, Scene, leaves
from blastradius.analysis.claims.spoken import Spoken
from blastradius.analysis.claims.strange import strange
from blastradius.analysis.claims.told import tells_state
from blastradius.analysis.claims.words import ANY
from blastradius.traces.join import Outcome


def absent(claim: Spoken, meant: Sequence[Ability], failed: Sequence[Deed], scene: Scene) -> Ruling:
    """No such call succeeded: whether the claim is plain enough to say that it is not true."""
    name = meant[0].name if len(meant) == 1 else None
    accuse = _is_plain(claim, scene)
    read = state_read(claim, scene)
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
    reads = argument_names().text
    written = [deed for deed in scene.deeds if deed.happened and reads.intersection(map(str.lower, _keys(deed)))]
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


def state_read(claim: Spoken, scene: Scene) -> str | None:
    """Where the state that a claim tells stands in something that was read."""
    if claim.sure and claim.active:
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

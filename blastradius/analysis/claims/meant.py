"""What a claim can mean: the operations that its verb and the things it names fit."""

from blastradius.analysis.claims.abilities import Ability
from blastradius.analysis.claims.scene import Deed, Scene
from blastradius.analysis.claims.spoken import Spoken
from blastradius.analysis.claims.words import ANY

LOOSE = frozenset({"change", "add", "remove", "create", "issue", "submit", "schedule", ANY})
"""Effects whose verbs fit whatever is named beside them."""


def targets(claim: Spoken, scene: Scene) -> tuple[Ability, ...]:
    """The operations that a claim can mean: by what it names, else by its verb."""
    own = specific(claim, scene)
    real = {each for each in claim.effects if each != ANY}
    exact = [each for each in scene.abilities if each.effects & real]
    related = {name for each in real for name in claim.language.related.get(each, (each,))}
    near = [each for each in scene.abilities if each.effects & related]
    named = [each for each in scene.abilities if each.things & own]
    if named:
        both = [each for each in named if each in near]
        if both or not real or real <= LOOSE:
            return tuple(both or named)
    if own - {thing for each in named for thing in each.things}:
        parts = [
            each for each in scene.abilities if scene.parts.get(each.name, frozenset()) & own and fits(claim, each)
        ]
        if parts and not exact:
            return tuple(parts)
    exact = [each for each in exact if concerns(each, claim)]
    near = [each for each in near if concerns(each, claim)]
    if foreign(claim, scene):
        return tuple(each for each in exact if not each.things or each.things & claim.things)
    if real <= LOOSE:
        return tuple(dict.fromkeys((*exact, *near)))
    return tuple(exact or near)


def specific(claim: Spoken, scene: Scene) -> frozenset[str]:
    """The things named that tell operations apart: not those that most of them are about."""
    half = max(1, len(scene.abilities) // 2)
    often = {thing for thing in claim.things if sum(thing in each.things for each in scene.abilities) > half}
    return claim.things - often - {"account", "user"}


def usual(scene: Scene) -> frozenset[str]:
    """The things that more than half of the operations take an argument for: they tell none apart."""
    every = [scene.parts.get(each.name, frozenset()) for each in scene.abilities]
    return frozenset(
        thing for parts in every for thing in parts if 2 * sum(thing in each for each in every) > len(every)
    )


def has_part(deed: Deed, named: frozenset[str], scene: Scene) -> bool:
    """Whether a call that can do more than one thing did the one that is named: its argument is not empty."""
    wanted = named - deed.ability.things
    offered = scene.parts.get(deed.ability.name, frozenset())
    return not (wanted & offered) or bool(wanted & deed.parts)


def fits(claim: Spoken, ability: Ability) -> bool:
    """Whether an operation can be what the verb of a claim tells."""
    real = {each for each in claim.effects if each != ANY}
    related = {name for each in real for name in claim.language.related.get(each, (each,))}
    return not real or bool(real & LOOSE) or bool(ability.effects & related)


def foreign(claim: Spoken, scene: Scene) -> frozenset[str]:
    """Things that only a tool can act on, and that no operation of the agent has to do with."""
    covered = {thing for each in scene.abilities for thing in (each.things | scene.parts.get(each.name, frozenset()))}
    wanted = {thing for each in claim.effects for thing in claim.language.by_tool.get(each, ())}
    return (claim.things & wanted) - covered


def concerns(ability: Ability, claim: Spoken) -> bool:
    """Whether an operation that sends something can be what sent this: a certificate is no e-mail, a message can be."""
    if not {"send", "note"} & set(claim.effects) or ability.effects & (set(claim.effects) - {"send", "note"}):
        return True
    channels = claim.language.by_tool.get("send", frozenset()) - {"human"}
    return not ability.things or bool(ability.things & (claim.things | channels))

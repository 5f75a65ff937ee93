"""The first line of an answer: yes or no, how, and what that rests on."""

from collections.abc import Iterator, Mapping

from blastradius.analysis.reach.report import Class
from blastradius.analysis.why.report import Chain, Target, TargetKind, WhyClass
from blastradius.analysis.why.words import access_to, listed
from blastradius.model.cells import Level


def verdict(target: Target, chain: Chain, who: str) -> str:
    """What holds, for a target that is reached at the level of its chain."""
    what = goal(target, chain.level)
    first = [name for name in chain.obtained if name != target.id or target.kind is TargetKind.SYSTEM]
    by = f", by first getting {listed(first)}" if first else ""
    match chain.kind:
        case WhyClass.HELD:
            return f"YES, held: {who} has {what} from the start."
        case WhyClass.DIRECT:
            return f"YES, direct: {who} has {what}."
        case WhyClass.ESCALATED:
            return f"YES, escalated: {who} gets {what}{by}."
        case _:
            met = f"{listed(chain.conditions)} {_is(chain.conditions)} met"
            return f"ONLY IF {met}, conditional: {who} then gets {what}{by}."


def refusal(
    target: Target, asked: Level | None, chains: tuple[Chain, ...], who: str, doubtful: str, *, flows_known: bool
) -> str:
    """What is said instead of a yes: how far it goes, or that nothing leads there.

    `doubtful` is what a doubtful no is called, and empty where there is no doubt: then also data is spoken of.
    """
    no = doubtful or "NO"
    name = target.id if target.kind is TargetKind.SYSTEM else f"credential {target.id}"
    first = chains[0] if chains else None
    if first is None:
        flow = ", and no data flows there" if flows_known else "; whether data flows there is not known"
        flow = flow if target.kind is TargetKind.SYSTEM and not doubtful else ""
        level = f" with {asked.word} access" if asked else ""
        return f"{no}: nothing that is written down lets {who} get to {name}{level}{flow}."
    if first.level is not None:
        only = f"only with {first.level.word} access ({first.kind.value})"
        unless = f", if {listed(first.conditions)} {_is(first.conditions)} met" if first.conditions else ""
        return f"{no}, not with {asked.word if asked else ''} access: {who} gets to {name} {only}{unless}."
    kinds = listed(dict.fromkeys(chain.kind.value for chain in chains))
    found = {chain.kind for chain in chains}
    flows = [
        words
        for kind, words in (
            (WhyClass.CONTAMINATED, "wrong data can have arrived there"),
            (WhyClass.DISCLOSED, "data from there can have been seen"),
        )
        if kind in found
    ]
    return f"{no}, but {kinds}: {who} does not get into {name}, but {listed(flows)}."


def goal(target: Target, level: Level | None) -> str:
    """`write access to stripe`, or `stripe-key, up to write access`."""
    if target.kind is TargetKind.CREDENTIAL:
        cap = f", up to {level.word} access" if level and level < Level.ADMIN else ""
        return f"credential {target.id}{cap}"
    return access_to(level, target.id) if level else target.id


def title(target: Target, kind: WhyClass, level: Level | None) -> str:
    """What a chain leads to."""
    if kind is WhyClass.CONTAMINATED:
        return f"wrong data in {target.id}"
    if kind is WhyClass.DISCLOSED:
        return f"a sight of data from {target.id}"
    return goal(target, level)


def remarks(target: Target, chain: Chain, levels: Mapping[Level, Class]) -> Iterator[str]:
    """What a reader has to know besides."""
    if chain.conditions:
        options = " ".join(f"--assume {name}" for name in chain.conditions)
        said = f"Nobody has said that {listed(chain.conditions)} {_is(chain.conditions)} met"
        yield f"{said}. To take it as met: {options}."
    if chain.assumed:
        yield f"{listed(chain.assumed)} {_is(chain.assumed)} taken as met, because --assume says so."
    if chain.kind in {WhyClass.DIRECT, WhyClass.HELD} and chain.cost.obtained:
        yield "With more taken as met it needs no other credential; the path shown takes as little as possible as met."
    others = [f"{level.word} {kind.value}" for level, kind in sorted(levels.items()) if level != chain.level]
    different = [kind for level, kind in levels.items() if level != chain.level and kind.value != chain.kind.value]
    higher = any(chain.level and level > chain.level for level in levels)
    if target.kind is TargetKind.SYSTEM and others and (different or higher):
        yield f"Other levels: {', '.join(others)}."


def _is(words: tuple[str, ...]) -> str:
    return "is" if len(words) == 1 else "are"

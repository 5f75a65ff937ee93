"""The words in which a proof is told: who acts, on what, and how far."""

from collections.abc import Iterable

from blastradius.analysis.reach.report import Kind, Start
from blastradius.graph.kinds import WHOLE
from blastradius.model.cells import Level
from blastradius.source.document import Ref


def who(starts: Iterable[Start], *, as_tools: bool) -> str:
    """Whoever is where the search starts."""
    verb = "steers" if as_tools else "has taken over"
    words = {Kind.CREDENTIAL: "holds", Kind.AGENT: f"{verb} agent", Kind.SYSTEM: "is inside"}
    return "whoever " + " and ".join(f"{words[start.kind]} {start.id}" for start in starts)


def access_to(level: Level, system: str, resource: str = WHOLE) -> str:
    """`read access to vault`, or to a part of it."""
    return f"{level.word} access to {part_of(system, resource)}"


def part_of(system: str, resource: str) -> str:
    """`vault`, or `kv/support in vault`."""
    return system if resource == WHOLE else f"{resource} in {system}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, end = words
    return f"{', '.join(most)} {last} {end}" if most else end


def steps(numbers: Iterable[int]) -> str:
    """` (step 1)`, ` (steps 1 and 2)`; nothing where there is none."""
    sorted_ = sorted(set(numbers))
    if not sorted_:
        return ""
    return f" (step{'s' * (len(sorted_) > 1)} {listed(map(str, sorted_))})"


def same_place(one: Ref | None, other: Ref | None) -> bool:
    """Whether two places are the same stretch of the same document."""
    return one is not None and other is not None and place(one) == place(other)


def place(ref: Ref) -> tuple[str, int, tuple[str | int, ...]]:
    """Tells places apart."""
    return (ref.document.path, ref.document.index, ref.pointer)


def sentence(text: str) -> str:
    """What somebody wrote, as the end of a sentence."""
    return text.strip().rstrip(".")

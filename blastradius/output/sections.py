"""The parts of a page that is written as text, as Markdown and as HTML: what stands in them is decided once."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct


class Tone(StrEnum):
    """How much something matters: `bad` is what cannot be helped, `warn` what waits for somebody, `quiet` an aside."""

    PLAIN = "plain"
    BAD = "bad"
    WARN = "warn"
    QUIET = "quiet"


class Item(Struct, frozen=True, kw_only=True):
    """One entry: a line, sentences below it, acts to carry out one after the other, and text to be copied."""

    head: str
    tone: Tone = Tone.PLAIN
    facts: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    copied: str | None = None
    place: str | None = None


class Section(Struct, frozen=True, kw_only=True):
    """Entries under a heading. `brief`: how many a terminal shows; of the rest it says how many, and who tells it."""

    name: str
    title: str
    items: Sequence[Item]
    note: str | None = None
    brief: int | None = None
    more: str | None = None
    folded: bool = False

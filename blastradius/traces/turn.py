"""What a message of any framework holds: who speaks, what was said, called and given back."""

from datetime import datetime
from typing import TypeAlias

from msgspec import Struct

from blastradius.traces.events import Speaker
from blastradius.traces.parts import Answered, Asked


class Spoken(Struct, frozen=True, kw_only=True):
    """Words of a message."""

    speaker: Speaker
    text: str


Item: TypeAlias = Spoken | Asked | Answered


class Turn(Struct, frozen=True, kw_only=True):
    """What a message holds. `unread` counts what looks like a call of a tool, and is in no form that is known."""

    items: tuple[Item, ...]
    at: datetime | None
    agent: str | None
    unread: int = 0

    @property
    def text(self) -> str:
        """All that was said."""
        return "\n".join(item.text for item in self.items if isinstance(item, Spoken) and item.text)

    @property
    def asked(self) -> tuple[Asked, ...]:
        """The calls."""
        return tuple(item for item in self.items if isinstance(item, Asked))

    @property
    def answered(self) -> tuple[Answered, ...]:
        """The results."""
        return tuple(item for item in self.items if isinstance(item, Answered))

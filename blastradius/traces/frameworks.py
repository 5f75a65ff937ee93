"""Events that frameworks write one by one, as messages: what was said, called and given back, each once.

Each event is one record. What an event repeats of an earlier one (the whole answer after its pieces, the state after a
step) is left out; events that tell of neither words nor calls are known and hold nothing.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

from blastradius.traces.crewai import Crew
from blastradius.traces.langchain import Chain, changed
from blastradius.traces.letta import message_of_letta
from blastradius.traces.loose import NAMES
from blastradius.traces.openhands import OpenHands
from blastradius.traces.realtime import Realtime
from blastradius.traces.smolagents import Smolagents
from blastradius.traces.uievents import UiEvents
from blastradius.traces.unread import looks_like_call

Message: TypeAlias = dict[str, Any]


class Frameworks:
    """The events of one file, whose framework shows in each of them. `name` is what the file is called.

    `repeats`: one of them held what looks like calls that other events tell.
    """

    def __init__(self, name: str) -> None:
        self.repeats = False
        self._realtime = Realtime()
        self._ui = UiEvents()
        self._chain = Chain()
        self._crew = Crew(name)
        self._hands = OpenHands(name)
        self._steps = Smolagents(name)

    def read(self, event: Mapping[str, Any]) -> list[Message] | None:
        """What an event tells that no earlier one told; `None` where it is none beyond doubt."""
        readers = (self._chain.read, self._realtime.read, self._ui.read, message_of_letta, self._hands.read,
                   self._crew.read, self._steps.read, changed)  # fmt: skip
        found = next((told for read in readers if (told := read(event)) is not None), None)
        self.repeats = self.repeats or (found == [] and looks_like_call(event))
        return _placed(found, event)

    def read_if_nothing_else(self, event: Mapping[str, Any]) -> list[Message] | None:
        """What a record tells that is of no other form, where it looks like an event.

        `None` where it is none, or holds what looks like a call that is not read.
        """
        readers = (self._crew.read_if_nothing_else, _changed, self._silent)
        told = next((told for read in readers if (told := read(event)) is not None), None)
        called = any(looks_like_call(message) for message in told or ())
        return _placed(told, event) if called or not looks_like_call(event) else None

    def rest(self) -> list[Message]:
        """What has begun and was never told to have ended: the record may break off there."""
        return [*self._realtime.rest(), *self._ui.rest(), *self._crew.rest()]

    def _silent(self, event: Mapping[str, Any]) -> list[Message] | None:
        """Nothing, where it is called like an event that tells of neither words nor calls."""
        return [] if self._realtime.is_one(event) or self._ui.is_one(event) or _of_server(event) else None


def _changed(event: Mapping[str, Any]) -> list[Message] | None:
    return changed(event, surely=True)


def _of_server(event: Mapping[str, Any]) -> bool:
    """Whether it is one of the events of a LangGraph server that tell of no change."""
    name = event.get("event")
    return isinstance(name, str) and "data" in event and (name in {"metadata", "end"} or name.startswith("messages"))


def _placed(found: list[Message] | None, event: Mapping[str, Any]) -> list[Message] | None:
    """The messages, of the session that the event names."""
    named = {name: event[name] for name in NAMES if event.get(name)}
    return [{**named, **each} for each in found] if found and named else found

"""The sessions that are asked about, so many at a time as memory holds, each time joined with the inventory."""

from array import array
from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from blastradius.model.catalog import Catalog
from blastradius.traces.join import Joined, join
from blastradius.traces.narrow import Choice, chosen_effects, timed, wants
from blastradius.traces.session import Session, is_silent

_MOST_EVENTS = 12_000


class Portion(Struct, frozen=True, kw_only=True):
    """Some sessions whole, all of their calls, and those calls that the question is about."""

    sessions: tuple[Session, ...]
    whole: Joined
    asked: Joined


class Portions:
    """Sessions in their order, in portions of at most so many events.

    Each iteration reads them anew, unless there is only one.
    """

    def __init__(
        self,
        sessions: Sequence[Session],
        catalog: Catalog | None,
        choice: Choice | None = None,
        *,
        as_agent: str | None = None,
        at: datetime | None = None,
        most: int = _MOST_EVENTS,
    ) -> None:
        self._sessions = sessions
        self._catalog = catalog
        self._choice = choice or Choice()
        self._as_agent = as_agent
        self._at = at
        self._places = array("q")
        self._ends = array("q")
        self._only: Portion | None = None
        self.silent = 0  # sessions that show calls, and not one word of an agent
        events = 0
        for place, session in enumerate(sessions):
            if not wants(self._choice, session):
                continue
            if self._places and events + len(session.events) > most:
                self._ends.append(len(self._places))
                events = 0
            self._places.append(place)
            events += len(session.events)
            self.silent += is_silent(session)
        self._ends.append(len(self._places))

    @property
    def sessions(self) -> int:
        """How many sessions there are."""
        return len(self._places)

    @property
    def several(self) -> bool:
        """Whether they do not fit into one."""
        return len(self._ends) > 1

    def __iter__(self) -> Iterator[Portion]:
        if self._only is not None:
            yield self._only
            return
        start = 0
        for end in self._ends:
            found = self._portion(self._places[start:end])
            if not self.several:
                self._only = found
            yield found
            start = end

    def _portion(self, places: Sequence[int]) -> Portion:
        sessions = tuple(self._sessions[place] for place in places)
        sessions = timed(sessions, self._at) if self._at else sessions
        whole = join(sessions, self._catalog, as_agent=self._as_agent)
        return Portion(sessions=sessions, whole=whole, asked=chosen_effects(whole, self._choice))

"""What the ways to credentials ask for in one system, by the part that has to be reached."""

from collections.abc import Iterable, Sequence

from blastradius.graph.scopes import covers
from blastradius.model.cells import Level
from blastradius.model.entities import Need, Way

Entry = tuple[str, int, Way, int, Need]
"""Credential, number of the way, way, position in it, need."""


class Asked:
    """The needs in one system: a store keeps thousands of secrets, and a part opens only few of them."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(entries)
        self._anywhere: dict[Level, list[int]] = {}
        self._at: dict[tuple[Level, str], list[int]] = {}
        self._below: dict[tuple[Level, str], list[int]] = {}
        for number, (_, _, _, _, need) in enumerate(self._entries):
            if not need.resources:
                self._anywhere.setdefault(need.access, []).append(number)
            for part in need.resources:
                if part.endswith("*"):
                    self._below.setdefault((need.access, part[:-1]), []).append(number)
                else:
                    self._at.setdefault((need.access, part), []).append(number)

    def by(self, level: Level, part: str) -> Sequence[Entry]:
        """The needs that access to this part at this level meets, as far as scopes and conditions allow."""
        found = {*self._anywhere.get(level, ()), *self._at.get((level, part), ())}
        if self._below:
            for length in range(len(part) + 1):
                found.update(self._below.get((level, part[:length]), ()))
        return [self._entries[number] for number in sorted(found)]


def asks_for(need: Need, part: str) -> bool:
    """Any of its parts will do; `repo:acme/*` means each of them."""
    return not need.resources or any(covers(asked, part) for asked in need.resources)

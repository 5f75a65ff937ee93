"""What grants open in one system, told once for all credentials whose grants there read the same.

The rules of reach ask "does some part of the system have this level and these scopes by grants of one credential?" The
answer rests on the words of the grants alone, never on whose they are. So it is worked out for each set of words, and
holds for every credential that has it; what is left open are the conditions.
"""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from blastradius.graph.index import Index
from blastradius.graph.kinds import WHOLE
from blastradius.graph.scopes import covered
from blastradius.model.cells import Level
from blastradius.model.entities import Grant, Need

Words: TypeAlias = frozenset[tuple[object, ...]]
"""What the grants of a credential in one system say."""

Guard: TypeAlias = frozenset[frozenset[str]]
"""Conditions: all of one of the sets have to hold."""

Way: TypeAlias = tuple[Guard, ...]
"""Guards that have to hold together; none: there is nothing that has to."""

Ways: TypeAlias = tuple[tuple[int, ...], tuple[tuple[int, tuple[Way, ...]], ...]]
"""Groups of holders that have something without a condition; and others, each with ways any of which will do."""

_NOTHING: frozenset[str] = frozenset()

_Part: TypeAlias = tuple[int, ...]
"""A part of the system, as far as grants tell parts apart: the numbers of the grants that cover it."""


class Ask(NamedTuple):
    """What is asked of a system: a level and scopes, as they are compared, on any of these parts; none: on any part."""

    level: Level
    scopes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


class Openings:
    """The grants of several holders in one system."""

    def __init__(self, index: Index, system: str, grants: Iterable[tuple[str, Grant]]) -> None:
        self._rules = index.scope_rules(system)
        self._names = tuple(sorted(index.resources_of(system)))
        self._carried: dict[tuple[object, str], bool] = {}
        self._answered: dict[Ask, Ways] = {}
        self.groups: list[list[str]] = []
        """The holders, those together whose grants read the same."""

        self._group: dict[Words, int] = {}
        self._said: list[_Said] = []
        self._saying: dict[str, list[int]] = {}
        """By part, the groups whose words say something of it; `_whole` are those that say something of every part."""

        self._whole: list[int] = []
        by_holder: dict[str, dict[tuple[object, ...], Grant]] = {}
        for holder, grant in grants:
            by_holder.setdefault(holder, {})[_words(grant)] = grant
        for holder, said in by_holder.items():
            self._add(holder, frozenset(said), said)

    def asked_by(self, need: Need) -> Ask:
        """What an `obtainable_from` entry asks for here."""
        return Ask(need.access, self._rules.distinct(need.requires), need.resources)

    def asked(self, level: Level, scopes: tuple[str, ...]) -> Ask:
        """What an operation asks for here."""
        return Ask(level, self._rules.distinct(scopes))

    def ways(self, ask: Ask) -> Ways:
        """Which groups of holders have what is asked for."""
        if ask not in self._answered:
            free: list[int] = []
            guarded: list[tuple[int, tuple[Way, ...]]] = []
            for group, parts in self._touched(ask):
                found: dict[Way, None] = {}
                for part in parts:
                    way = self._way(self._said[group], part, ask)
                    if way == ():
                        free.append(group)
                        break
                    if way is not None:
                        found[way] = None
                else:
                    if found:
                        guarded.append((group, tuple(found)))
            self._answered[ask] = (tuple(free), tuple(guarded))
        return self._answered[ask]

    def _add(self, holder: str, words: Words, said: dict[tuple[object, ...], Grant]) -> None:
        if words in self._group:
            self.groups[self._group[words]].append(holder)
            return
        group = self._group[words] = len(self.groups)
        self.groups.append([holder])
        known = _Said(said.items(), self._names)
        self._said.append(known)
        for name in known.parts:
            self._saying.setdefault(name, []).append(group)
        if known.everywhere:
            self._whole.append(group)

    def _touched(self, ask: Ask) -> Iterable[tuple[int, Iterable[_Part]]]:
        """Groups whose words say something of a part that is asked for, with these parts."""
        if not ask.parts:
            return ((group, said.kinds) for group, said in enumerate(self._said))
        touched: dict[int, dict[_Part, None]] = {group: {self._said[group].everywhere: None} for group in self._whole}
        for name in _asked(ask.parts, self._names):
            for group in self._saying.get(name, ()):
                touched.setdefault(group, {})[self._said[group].parts[name]] = None
        return touched.items()

    def _way(self, said: "_Said", part: _Part, ask: Ask) -> Way | None:
        """What has to hold for a part to have what is asked for; `None` where nothing helps."""
        covering = [said.grants[number] for number in part]
        giving = [{conditions for _, grant, conditions in covering if grant.access >= ask.level}]
        giving += [
            {conditions for words, grant, conditions in covering if self._carries(words, grant, scope)}
            for scope in ask.scopes
        ]
        if not all(giving):
            return None
        return tuple(dict.fromkeys(_guard(each) for each in giving if _NOTHING not in each))

    def _carries(self, words: tuple[object, ...], grant: Grant, scope: str) -> bool:
        if (words, scope) not in self._carried:
            self._carried[words, scope] = self._rules.carries(grant, scope)
        return self._carried[words, scope]


class _Said:
    """What one set of words says of which parts: `parts` by name, `everywhere` for all that it does not name."""

    def __init__(self, grants: Iterable[tuple[tuple[object, ...], Grant]], names: tuple[str, ...]) -> None:
        self.grants = [(words, grant, frozenset(grant.conditions)) for words, grant in grants]
        limited = [number for number, (_, grant, _) in enumerate(self.grants) if not _covers_all(grant)]
        self.everywhere: _Part = tuple(sorted(set(range(len(self.grants))) - set(limited)))
        at: dict[str, list[int]] = {}
        for number in limited:
            for name in covered(self.grants[number][1].resources or (), names):
                at.setdefault(name, []).append(number)
        self.parts: dict[str, _Part] = {name: (*self.everywhere, *numbers) for name, numbers in at.items()}
        self.kinds: tuple[_Part, ...] = tuple(dict.fromkeys((self.everywhere, *self.parts.values())))
        """All that is said of any part."""


def _words(grant: Grant) -> tuple[object, ...]:
    return (grant.access, grant.scopes, grant.resources, grant.denies, frozenset(grant.conditions))


def _covers_all(grant: Grant) -> bool:
    return grant.resources is None or WHOLE in grant.resources


def _asked(parts: tuple[str, ...], names: tuple[str, ...]) -> Iterable[str]:
    """The names that are asked for: `repo:acme/*` means each of them."""
    return covered(parts, names)


def _guard(conditions: set[frozenset[str]]) -> Guard:
    """Without the sets that hold another one."""
    return frozenset(each for each in conditions if not any(other < each for other in conditions))


def without(way: Way, met: frozenset[str]) -> Way:
    """What is left to hold where some conditions do."""
    left = ({conditions - met for conditions in guard} for guard in way)
    return tuple(dict.fromkeys(_guard(each) for each in left if _NOTHING not in each))

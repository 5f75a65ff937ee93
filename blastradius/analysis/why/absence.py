"""Why something is not reached, as far as it can be told: what opens it, and where the way there breaks off."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import TypeAlias

import msgspec
from msgspec import Struct

from blastradius.analysis.reach.search import Search
from blastradius.analysis.why.report import Reason, Target, TargetKind
from blastradius.analysis.why.words import access_to, listed, part_of
from blastradius.graph.asked import asks_for
from blastradius.graph.holes import openers, places
from blastradius.graph.index import covers_resource
from blastradius.graph.order import grant_key, way_key
from blastradius.model.cells import Level
from blastradius.model.entities import Credential, Grant, Need, Way
from blastradius.source.document import Ref

MOST = 8
"""How many reasons are given: near misses first, then what is nearest to the target."""

_Goal: TypeAlias = tuple[TargetKind, str, Level]


class _Found(Struct, frozen=True, kw_only=True):
    """A reason. `near`: what stands in the way is one cell, and everything before it is reached, or not known."""

    near: bool
    depth: int
    reason: Reason


def why_not(search: Search, target: Target, level: Level) -> tuple[Reason, ...]:
    """Why nobody gets to the target at this level, going backwards from it."""
    found = list(_Backwards(search).walk((target.kind, target.id, level)))
    told = [each.reason for each in sorted(found, key=lambda each: (not each.near, each.depth))]
    told = list(dict.fromkeys(told))
    close = {each.reason for each in found if each.near or each.depth <= 1}
    shown = [reason for reason in told if reason in close][:MOST]
    left = len(told) - len(shown)
    if left:
        places = "one more place" if left == 1 else f"{left} more places"
        shown.append(Reason(at=None, says=f"Farther back the way breaks off at {places}."))
    return tuple(shown)


class _Backwards:
    """Walks from what was asked about to the frontier of what is reached, nearest first, everything once."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._index = search.index
        self._goals: dict[_Goal, int] = {}

    def walk(self, goal: _Goal) -> Iterator[_Found]:
        """The reasons. The table of goals grows while it is read."""
        self._goals[goal] = 0
        for kind, name, level in _growing(self._goals):
            depth = self._goals[kind, name, level]
            look = self._system if kind is TargetKind.SYSTEM else self._credential
            yield from look(name, level, depth)

    def _ask(self, kind: TargetKind, name: str, level: Level, depth: int) -> None:
        self._goals.setdefault((kind, name, level), depth)

    # --- systems ------------------------------------------------------------------------------------------------------

    def _system(self, system: str, level: Level, depth: int) -> Iterator[_Found]:
        written = sorted(self._index.grants_on[system], key=grant_key)
        holes = tuple(openers(self._search.catalog, system))
        for hole in holes:
            yield _Found(near=True, depth=depth, reason=Reason(at=hole.where, says=hole.says))
        if not written and not holes:
            yield _Found(near=False, depth=depth, reason=Reason(at=None, says=f"No grant opens {system}."))
        elif written and all(grant.access < level for grant in written):
            most = max(written, key=lambda grant: grant.access)
            says = f"No grant on {system} goes that far: the highest gives {most.access.word}, to {most.credential}."
            yield _Found(near=False, depth=depth, reason=Reason(at=most.source / "access", says=says))
        for grant in written:
            if grant.access >= level:
                yield from self._grant(grant, level, depth)

    def _grant(self, grant: Grant, level: Level, depth: int) -> Iterator[_Found]:
        name = grant.credential
        held = self._search.has.get(name, {})
        since = _day(self._index.since)
        if held and grant.until and not self._index.valid(grant.until):
            says = f"They have {name}, but its grant on {grant.system} ended on {grant.until.date()}, before {since}."
            yield _Found(near=True, depth=depth, reason=Reason(at=grant.source / "until", says=says))
        elif held and self._index.expired(name):
            entity = self._search.catalog.credential[name]
            day = f" on {entity.expires.date()}" if entity.expires else ""
            says = f"They have {name}, but it ended{day}, before {since}: it opens nothing."
            yield _Found(near=True, depth=depth, reason=Reason(at=entity.source / "expires", says=says))
        elif level not in held:
            self._ask(TargetKind.CREDENTIAL, name, level, depth + 1)
            if not held:
                says = f"{name} opens {grant.system} with {grant.access.word} access, but they do not get hold of it."
                yield _Found(near=False, depth=depth, reason=Reason(at=grant.source, says=says))

    # --- credentials --------------------------------------------------------------------------------------------------

    def _credential(self, credential: str, level: Level, depth: int) -> Iterator[_Found]:
        entities = self._search.catalog.records(Credential, credential)
        holes = tuple(places(self._index, credential))
        for hole in holes:
            yield _Found(near=True, depth=depth, reason=Reason(at=hole.where, says=hole.says))
        ways = list(chain.from_iterable(entity.ways for entity in entities))
        if not ways and not holes:
            says = f"No place is written down from which {credential} can be got."
            yield _Found(near=False, depth=depth, reason=Reason(at=entities[0].source, says=says))
        for way in sorted(ways, key=way_key):
            yield from self._way(credential, way, level, depth)

    def _way(self, credential: str, way: Way, level: Level, depth: int) -> Iterator[_Found]:
        missing = [need for need in way.needs if not self._met(need)]
        if way.cap >= level:
            for need in missing:
                yield from self._need(credential, way, need, depth)
        elif not missing:
            cap = way.cap.word
            says = f"They get {credential}, but only up to {cap} access, because the entry says `as: {cap}`."
            yield _Found(near=True, depth=depth, reason=Reason(at=way.source / "as", says=says))

    def _need(self, credential: str, way: Way, need: Need, depth: int) -> Iterator[_Found]:
        """What is missing: the level, or where that is there, a scope on the same part."""
        reached = self._search.access.get(need.system, {})
        where = part_of(need.system, listed(need.resources, "or")) if need.resources else need.system
        together = " and more" if len(way.needs) > 1 else ""
        asked = f"{credential} can be got with {access_to(need.access, where)}{together}"
        fit = [fact for fact in reached.get(need.access, ()) if asks_for(need, fact.resource)]
        if fit:
            for scope in self._index.scope_rules(need.system).distinct(need.requires):
                yield from self._scope(asked, scope, need, fit[0].credential, fit[0].resource, depth)
            return
        self._ask(TargetKind.SYSTEM, need.system, need.access, depth + 1)
        if need.access in reached:
            parts = listed(sorted({fact.resource for fact in reached[need.access]}))
            says = f"{asked}, but they have that only for {parts}."
        elif reached:
            says = f"{asked}, but they have only {max(reached).word} access there."
        else:
            says = f"{asked}, but they have no access there."
        yield _Found(near=bool(reached), depth=depth, reason=Reason(at=need.source, says=says))

    def _scope(
        self, asked: str, scope: str, need: Need, credential: str, resource: str, depth: int
    ) -> Iterator[_Found]:
        carries = self._index.scope_rules(need.system).carries
        grants = [
            grant
            for grant in self._search.rules.grants_of(credential)
            if grant.system == need.system and covers_resource(grant, resource)
        ]
        if any(carries(grant, scope) for grant in grants):
            return
        where = part_of(need.system, resource)
        at: Ref = need.source
        says = f"{asked} and the scope {scope}, which {credential} does not have on {where}."
        for grant in grants:
            if carries(msgspec.structs.replace(grant, denies=()), scope):
                says = f"{asked} and the scope {scope}, but that scope is denied to {credential} on {where}."
                at = grant.source / "denies"
        yield _Found(near=True, depth=depth, reason=Reason(at=at, says=says))

    def _met(self, need: Need) -> bool:
        """Whether one part of one credential that is reached has the level and all the scopes."""
        return any(
            asks_for(need, fact.resource)
            and self._index.gives(
                self._search.rules.grants_of(fact.credential), need.system, fact.resource, need.access, need.requires
            )
            for fact in self._search.access.get(need.system, {}).get(need.access, ())
        )


def _growing(goals: dict[_Goal, int]) -> Iterator[_Goal]:
    """The keys of a table that grows on the way."""
    seen = 0
    while seen < len(goals):
        for goal in list(goals)[seen:]:
            seen += 1
            yield goal


def _day(since: datetime) -> str:
    return f"the time asked about ({since.date()})"

"""What one start gained and lost: the levels are those of the two sweeps, the lines and paths those of two searches."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from blastradius.analysis.diff.causes import cause
from blastradius.analysis.diff.report import Change, Extent, OperationChange
from blastradius.analysis.reach.report import Class
from blastradius.analysis.reach.search import Search, highest
from blastradius.graph.index import Index, covers_resource
from blastradius.graph.kinds import Access, Performs, Scope
from blastradius.graph.sweep import Nearness, Reached
from blastradius.model.cells import Level

Changed: TypeAlias = tuple[
    tuple[Change, ...], tuple[Change, ...], tuple[OperationChange, ...], tuple[OperationChange, ...]
]

_CLASSES = {
    Nearness.CONDITIONAL: Class.CONDITIONAL,
    Nearness.ESCALATED: Class.ESCALATED,
    Nearness.DIRECT: Class.DIRECT,
}


class Seen(NamedTuple):
    """What a start reaches on one side: the nearness of each level, by system, and of each operation."""

    levels: Mapping[str, Mapping[Level, Nearness]]
    operations: Mapping[str, Mapping[str, Nearness]]


class Face(NamedTuple):
    """One side as a start sees it; the search is there where lines and paths are told."""

    seen: Seen
    lookups: Index
    search: Search | None


def seen(reached: Mapping[str, Reached], systems: Iterable[str], number: int) -> Seen:
    """What the start of this number reaches of these systems."""
    bit = 1 << number
    levels: dict[str, dict[Level, Nearness]] = {}
    operations: dict[str, dict[str, Nearness]] = {}
    for system in systems:
        if system in reached:
            found = reached[system]
            levels[system] = {level: near for (level, near), bits in sorted(found.access.items()) if bits & bit}
            operations[system] = {name: near for (name, near), bits in sorted(found.operations.items()) if bits & bit}
    return Seen(levels, operations)


def changed(systems: Iterable[str], before: Face, after: Face) -> Changed:
    """Systems gained and lost, operations gained and lost, of those systems that are reached differently."""
    names = sorted(systems)
    gained, lost = tuple(_gained(names, after, before)), tuple(_gained(names, before, after))
    return (
        gained,
        lost,
        tuple(_operations(_others(names, gained), after, before)),
        tuple(_operations(_others(names, lost), before, after)),
    )


def _others(systems: Iterable[str], changes: Iterable[Change]) -> list[str]:
    """The systems of which there is nothing to say but for single operations."""
    told = {change.system for change in changes}
    return [system for system in systems if system not in told]


def _extent(levels: Mapping[Level, Nearness]) -> Extent | None:
    if not levels:
        return None
    level = highest({level: _CLASSES[near] for level, near in levels.items()})
    return Extent(access=level, kind=_CLASSES[levels[level]])


def _gained(systems: Iterable[str], here: Face, there: Face) -> Iterator[Change]:
    """What is reached here and is not there, or only under a condition, or only by way of other credentials."""
    for system in systems:
        levels, others = here.seen.levels.get(system, {}), there.seen.levels.get(system, {})
        nearer = [level for level, near in levels.items() if level not in others or near > others[level]]
        if not nearer:
            continue
        level = max(nearer, key=lambda each: (levels[each] is not Nearness.CONDITIONAL, each))
        facts = here.search.access.get(system, {}).get(level) if here.search else None
        yield Change(
            system=system,
            extent=Extent(access=level, kind=_CLASSES[levels[level]]),
            other=_extent(others),
            cause=cause(facts[0], here.search, there.search) if facts and here.search and there.search else None,
            path=here.search.paths.to(facts[0]) if facts and here.search else (),
        )


def _operations(systems: Iterable[str], here: Face, there: Face) -> Iterator[OperationChange]:
    """Operations that can be carried out here, and cannot there, where the system is reached on both sides."""
    for system in systems:
        if not there.seen.levels.get(system):
            continue
        others = there.seen.operations.get(system, {})
        for name, near in sorted(here.seen.operations.get(system, {}).items()):
            if name not in others or near > others[name]:
                yield _operation(system, name, here, there, conditional=near is Nearness.CONDITIONAL)


def _operation(system: str, name: str, here: Face, there: Face, *, conditional: bool) -> OperationChange:
    records = [each for each in here.lookups.operations[system] if each.id == name]
    facts = here.search.performs.get(system, {}).get(name) if here.search else None
    new = all(each.id != name for each in there.lookups.operations[system])
    return OperationChange(
        system=system,
        operation=name,
        effect=tuple(dict.fromkeys(effect for each in records for effect in each.effect)),
        conditional=conditional,
        described=bool(
            new and facts and here.search and there.search and _granted(facts[0], here.search, there.search)
        ),
        cause=cause(facts[0], here.search, there.search) if facts and here.search and there.search else None,
    )


def _granted(fact: Performs, here: Search, there: Search) -> bool:
    """Whether what the operation takes was there before: then only its entry is new."""
    rules = there.index.scope_rules(fact.system)
    for premise in here.solution[fact].clause.premises:
        if isinstance(premise, Access) and premise not in there.solution:
            return False
        if isinstance(premise, Scope):
            grants = there.rules.grants_of(premise.credential)
            of_system = [each for each in grants if each.system == fact.system]
            covering = [each for each in of_system if covers_resource(each, premise.resource)]
            if not any(rules.carries(each, premise.scope) for each in covering):
                return False
    return True

"""The whole answer to `cut`: a search, the smallest cut of what it derived, and a second search that proves it."""

from collections.abc import Iterable
from datetime import datetime
from itertools import chain

from blastradius.analysis.cut.removals import Removals
from blastradius.analysis.cut.report import CutReport, Protected, Target
from blastradius.analysis.cut.unknowns import holes_to_anything, ways_not_known
from blastradius.analysis.reach.answer import spread_of
from blastradius.analysis.reach.doubled import doubled_entities
from blastradius.analysis.reach.lookups import Lookups
from blastradius.analysis.reach.possible import Possible
from blastradius.analysis.reach.report import Class, Start
from blastradius.analysis.reach.search import Search
from blastradius.finding import Finding
from blastradius.graph.cut import smallest_cut
from blastradius.graph.holes import Hole
from blastradius.graph.horn import Program, Rule
from blastradius.graph.kinds import Access, Clause
from blastradius.graph.withdrawal import name_of
from blastradius.model.catalog import Catalog
from blastradius.model.cells import Level


def cut(  # noqa: PLR0913 - the question has as many parts
    catalog: Catalog,
    starts: tuple[Start, ...],
    targets: tuple[Target, ...] = (),
    *,
    now: datetime,
    since: datetime | None = None,
    assumed: tuple[str, ...] = (),
    as_tools: bool = False,
    problems: tuple[Finding, ...] = (),
) -> CutReport:
    """What to remove so that `targets` are out of reach from `starts`; without targets, everything escalated.

    `problems` are those of reading; with any the answer is partial.

    Raises:
        RuntimeError: a system is still reached after the cut; that would be a defect of ours.
    """
    lookups = Lookups(catalog, since or now)
    search = Search(lookups, starts, assumed, as_tools=as_tools, perform=False)
    wanted = _merged(targets) if targets else _escalated(search)
    fired = tuple(each for each in search.clauses() if all(premise in search.solution for premise in each.premises))
    removals = Removals(catalog, fired)
    program, cuttable = _program(search, fired, wanted, removals)
    found = smallest_cut(program, removals.prices())
    gone = frozenset(removals.names[number] for number in found.labels)
    after = Search(lookups, starts, assumed, as_tools=as_tools, perform=False, without=gone)
    _verify(after, cuttable)
    doubts = {target: _doubts(search, target) for target in wanted}
    further = () if wanted else holes_to_anything(search)
    twice = tuple(doubled_entities(catalog))
    known = all(start.known for start in starts) and all(target.known for target in wanted)
    return CutReport(
        complete=catalog.complete and not twice and known,
        now=now,
        since=since,
        assumed=tuple(sorted(assumed)),
        presumed=tuple(sorted(search.index.conditions() - set(assumed))),
        starts=starts,
        chosen=not targets,
        protected=tuple(
            _protected(search, after, target, doubts[target], cuttable=target in cuttable) for target in wanted
        ),
        removals=tuple(removals.removal(number) for number in sorted(found.labels)),
        at_least=found.at_least,
        cheapest=found.cheapest,
        obtained=_still_obtained(after),
        unknown=ways_not_known(search, (target.system for target in cuttable), chain(further, *doubts.values())),
        doubts=tuple(hole.says for hole in further),
        problems=(*problems, *twice),
    )


def _merged(targets: Iterable[Target]) -> tuple[Target, ...]:
    """Each system once, at the lowest level that is asked for."""
    lowest: dict[str, Target] = {}
    for target in targets:
        known = lowest.get(target.system)
        if known is None or target.level < known.level:
            lowest[target.system] = target
    return tuple(lowest[name] for name in sorted(lowest))


def _escalated(search: Search) -> tuple[Target, ...]:
    """Every system at the lowest level that takes an obtained credential, at least where no condition is met."""
    direct = {(fact.system, fact.level) for fact in search.direct_if_conditions_hold if isinstance(fact, Access)}
    found = []
    for system, levels in sorted(search.access.items()):
        for level, facts in sorted(levels.items()):
            kind = search.class_of(facts)
            if kind is Class.ESCALATED or (kind is Class.CONDITIONAL and (system, level) not in direct):
                found.append(Target(system=system, level=level, known=system in search.catalog.system))
                break
    return tuple(found)


def _program(
    search: Search, fired: tuple[Clause, ...], wanted: tuple[Target, ...], removals: Removals
) -> tuple[Program, tuple[Target, ...]]:
    """What derives the targets that can be cut, and these."""
    number = removals.number
    rules = [
        Rule(clause.conclusion, clause.premises, number[name_of(clause.basis)] if clause.basis else None)
        for clause in fired
    ]
    program = Program(rules, [fact for target in wanted for fact in _reached(search, target)])
    if not program.always:
        return program, wanted
    cuttable = tuple(target for target in wanted if program.always.isdisjoint(_reached(search, target)))
    return Program(rules, [fact for target in cuttable for fact in _reached(search, target)]), cuttable


def _reached(search: Search, target: Target) -> list[Access]:
    """The facts that must not hold; whoever has a higher level has this one too."""
    return search.access.get(target.system, {}).get(target.level, [])


def _verify(after: Search, targets: Iterable[Target]) -> None:
    reached = [target.system for target in targets if _reached(after, target)]
    if reached:
        msg = f"still reached after the cut: {', '.join(reached)}"
        raise RuntimeError(msg)


def _doubts(search: Search, target: Target) -> tuple[Hole, ...]:
    """What is not known and could lead to a target that is not reached."""
    if _reached(search, target):
        return ()
    return Possible(search, [target.system]).behind_access(target.system, target.level)


def _protected(before: Search, after: Search, target: Target, doubts: tuple[Hole, ...], *, cuttable: bool) -> Protected:
    facts, name = _reached(before, target), target.system
    return Protected(
        target=target,
        kind=before.class_of(facts) if facts else None,
        levels=tuple(
            (level, before.class_of(found))
            for level, found in sorted(before.access.get(name, {}).items())
            if level >= target.level
        ),
        conditions=before.conditions(facts[0]) if facts else (),
        path=before.paths.to(facts[0]) if facts else (),
        cuttable=cuttable,
        remaining=tuple((level, after.class_of(found)) for level, found in sorted(after.access.get(name, {}).items())),
        contaminated=next(iter(spread_of(after, {name: after.tainted.get(name, [])}, Level.WRITE)), None),
        disclosed=next(iter(spread_of(after, {name: after.disclosed.get(name, [])}, Level.READ)), None),
        doubts=tuple(hole.says for hole in doubts),
    )


def _still_obtained(after: Search) -> tuple[str, ...]:
    """Credentials that can be had all the same, and work."""
    held = set(after.held)
    return tuple(name for name in sorted(after.has) if name not in held and not after.index.expired(name))

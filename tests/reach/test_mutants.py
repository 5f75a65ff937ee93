"""Tests of the tests: each classic mistake, put into our rules on purpose, is caught by the other engine."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import msgspec
import pytest
from hypothesis import Phase

from blastradius.analysis.reach import search as searching
from blastradius.analysis.reach.report import Class
from blastradius.analysis.reach.search import Search
from blastradius.graph import index as indexing
from blastradius.graph import rules as ruling
from blastradius.graph import spread
from blastradius.graph.kinds import Access, Clause, Fact, Has, Performs, Satisfies, Scope
from blastradius.graph.rules import Rules
from blastradius.graph.scopes import ScopeRules, covers
from blastradius.graph.shown import beyond
from blastradius.graph.solve import Solution, solve
from blastradius.model.cells import Level
from blastradius.model.entities import Grant, Need, Way

from .compare import compare_engines
from .inventories import NOW
from .test_oracle import BUDGET

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Mutant:
    """A mistake, and how it is made."""

    name: str
    make: Callable[[Patch], None]


MUTANTS: list[Mutant] = []


def mutant(make: Callable[[Patch], None]) -> Callable[[Patch], None]:
    """Add a mistake to the list."""
    MUTANTS.append(Mutant(make.__name__, make))
    return make


@mutant
def visited_keyed_by_the_credential_alone(patch: Patch) -> None:
    """A credential is looked at once, with the cap that it is first found with."""
    triggered, use, obtained = Rules.triggered, Rules._use, Rules._obtained

    def once(self: Rules, fact: Fact) -> Iterator[Clause]:
        if isinstance(fact, Has):
            visited = self.__dict__.setdefault("visited", set())
            if fact.credential in visited:
                return
            visited.add(fact.credential)
        yield from triggered(self, fact)

    def all_levels(self: Rules, has: Has) -> Iterator[Clause]:
        for level in Level:
            if level <= has.cap:
                for clause in use(self, Has(has.credential, level)):
                    yield msgspec.structs.replace(clause, premises=(has, *clause.premises[1:]))

    def highest(self: Rules, credential: str, way: Way, premises: tuple[Fact, ...], by: str) -> Iterator[Clause]:
        clauses = list(obtained(self, credential, way, premises, by))
        yield from clauses[-1:]
        yield from clauses[:-1]

    def whole(_: Rules, credential: str, premise: Fact | None = None) -> Iterator[Clause]:
        premises = (premise,) if premise else ()
        for level in reversed(Level):
            yield Clause(rule="start", conclusion=Has(credential, level), premises=premises, key=(credential,))

    by_height(patch)
    patch.setattr(Rules, "triggered", once)
    patch.setattr(Rules, "_use", all_levels)
    patch.setattr(Rules, "_obtained", highest)
    patch.setattr(Rules, "start_with", whole)


def by_height(patch: Patch) -> None:
    """Of what one way gives, settle the highest level first, so that it alone would be enough."""

    def ordered(axioms: Iterable[Clause], triggered: Callable[[Fact], Iterable[Clause]]) -> Solution:
        def keyed(clauses: Iterable[Clause]) -> Iterator[Clause]:
            for clause in clauses:
                level = clause.conclusion.cap if isinstance(clause.conclusion, Has) else Level.ADMIN
                yield msgspec.structs.replace(clause, key=(*clause.key, str(9 - level)))

        return solve(keyed(axioms), lambda fact: keyed(triggered(fact)))

    patch.setattr(searching, "solve", ordered)


@mutant
def cap_ignored(patch: Patch) -> None:
    obtained = Rules._obtained

    def uncapped(self: Rules, credential: str, way: Way, premises: tuple[Fact, ...], by: str) -> Iterator[Clause]:
        return obtained(self, credential, msgspec.structs.replace(way, cap=Level.ADMIN), premises, by)

    patch.setattr(Rules, "_obtained", uncapped)


@mutant
def level_of_grants_ignored(patch: Patch) -> None:
    _changed_grants(patch, lambda grant: msgspec.structs.replace(grant, access=Level.ADMIN))


@mutant
def level_of_needs_ignored(patch: Patch) -> None:
    _changed_needs(patch, lambda need: msgspec.structs.replace(need, access=Level.READ))


@mutant
def conditions_ignored(patch: Patch) -> None:
    patch.setattr(ruling, "_conditions", lambda _: ())


@mutant
def at_most_three_hops(patch: Patch) -> None:
    _hop_limit(patch, 3)


@mutant
def at_most_six_hops(patch: Patch) -> None:
    _hop_limit(patch, 6)


def _hop_limit(patch: Patch, most: int) -> None:
    def limited(axioms: Iterable[Clause], triggered: Callable[[Fact], Iterable[Clause]]) -> Solution:
        whole = solve(axioms, triggered)
        return Solution({fact: whole[fact] for fact in whole if whole[fact].cost.hops <= most})

    patch.setattr(searching, "solve", limited)


@mutant
def deny_applied_after_the_fixpoint(patch: Patch) -> None:
    """Denied scopes still open other credentials; only the operations are taken away in the end."""
    carries = ScopeRules.carries

    def undenied(self: ScopeRules, grant: Grant, asked: str) -> bool:
        return carries(self, msgspec.structs.replace(grant, denies=()), asked)

    def performs(self: Search) -> dict[str, dict[str, list[Performs]]]:
        found: dict[str, dict[str, list[Performs]]] = {}
        for fact in self.solution:
            if isinstance(fact, Performs) and _left(self, fact):
                found.setdefault(fact.system, {}).setdefault(fact.operation, []).append(fact)
        for operations in found.values():
            for facts in operations.values():
                facts.sort(key=self._order)
        return found

    def _left(search: Search, fact: Performs) -> bool:
        grants = [each for each in search.rules.grants_of(fact.credential) if each.system == fact.system]
        records = search.rules.records(fact.system, fact.operation)
        requires = {scope for record in records for scope in record.requires}
        scopes = search.index.scope_rules(fact.system)
        return all(any(carries(scopes, grant, asked) for grant in grants) for asked in requires)

    patch.setattr(ScopeRules, "carries", undenied)
    patch.setattr(Search, "performs", property(performs))


@mutant
def scopes_of_different_credentials_add_up(patch: Patch) -> None:
    """Scopes are looked up by system and part, whoever has them."""
    triggered = Rules.triggered

    def pooled(self: Rules, fact: Fact) -> Iterator[Clause]:
        for clause in triggered(self, fact):
            yield msgspec.structs.replace(
                clause,
                conclusion=_of_nobody(clause.conclusion),
                premises=tuple(map(_of_nobody, clause.premises)),
            )

    def _of_nobody(fact: Fact) -> Fact:
        return Scope("", fact.system, fact.resource, fact.scope) if isinstance(fact, Scope) else fact

    patch.setattr(Rules, "triggered", pooled)


@mutant
def parts_of_a_system_add_up(patch: Patch) -> None:
    """Level and scopes may come from different parts."""
    carried = Rules._carried

    def anywhere(self: Rules, access: Access, scopes: tuple[str, ...]) -> Iterator[Clause]:
        for part in self.index.resources_of(access.system):
            for clause in carried(self, msgspec.structs.replace(access, resource=part), scopes):
                assert isinstance(clause.conclusion, Scope)
                scope = msgspec.structs.replace(clause.conclusion, resource=access.resource)
                yield msgspec.structs.replace(clause, conclusion=scope)

    patch.setattr(Rules, "_carried", anywhere)


@mutant
def any_of_several_needs_is_enough(patch: Patch) -> None:
    obtained = Rules._obtained

    def either(self: Rules, credential: str, way: Way, premises: tuple[Fact, ...], by: str) -> Iterator[Clause]:
        met = [each for each in premises if isinstance(each, Satisfies)]
        for one in met or premises[:1]:
            kept = tuple(each for each in premises if not isinstance(each, Satisfies) or each == one)
            yield from obtained(self, credential, way, kept, by)

    patch.setattr(Rules, "_obtained", either)


@mutant
def conditions_are_not_discharged(patch: Patch) -> None:
    patch.setattr(Rules, "_discharge", lambda *_: ())


@mutant
def discharged_at_any_level(patch: Patch) -> None:
    discharge = Rules._discharge

    def anyhow(self: Rules, access: Access) -> Iterator[Clause]:
        for level in Level:
            for clause in discharge(self, msgspec.structs.replace(access, level=level)):
                yield msgspec.structs.replace(clause, premises=(access,))

    patch.setattr(Rules, "_discharge", anyhow)


@mutant
def data_flows_one_step_only(patch: Patch) -> None:
    triggered = Rules.triggered

    def one_step(self: Rules, fact: Fact) -> Iterator[Clause]:
        for clause in triggered(self, fact):
            if clause.rule != "feed" or isinstance(clause.premises[0], Access) or fact not in self.__dict__["fed"]:
                if clause.rule == "feed":
                    self.__dict__["fed"].add(clause.conclusion)
                yield clause

    def made(self: Rules, *arguments: object, **options: object) -> None:
        make(self, *arguments, **options)  # type: ignore[arg-type]
        self.__dict__["fed"] = set()

    make = Rules.__init__
    patch.setattr(Rules, "__init__", made)
    patch.setattr(Rules, "triggered", one_step)


@mutant
def what_has_ended_still_opens(patch: Patch) -> None:
    patch.setattr(indexing.Index, "valid", lambda *_: True)


@mutant
def judged_now_and_not_since(patch: Patch) -> None:
    """What ended after the misuse began is forgotten."""
    make = indexing.Index.__init__

    def today(self: indexing.Index, catalog: object, since: object) -> None:
        make(self, catalog, max(since, NOW))  # type: ignore[arg-type, call-overload]

    patch.setattr(indexing.Index, "__init__", today)


@mutant
def unknown_counts_for_its_own_cell_only(patch: Patch) -> None:
    patch.setattr(indexing, "_at_worst", lambda grant: grant)


@mutant
def implied_scopes_forgotten(patch: Patch) -> None:
    patch.setattr(ScopeRules, "_with_implied", lambda self, scopes, _: {self._fold(scope) for scope in scopes})


@mutant
def case_always_counts(patch: Patch) -> None:
    patch.setattr(ScopeRules, "_fold", lambda _, scope: scope)


@mutant
def patterns_are_plain_words(patch: Patch) -> None:
    patch.setattr("blastradius.graph.scopes.covers", lambda pattern, asked: pattern in {asked, "*"})


@mutant
def the_whole_does_not_cover_its_parts(patch: Patch) -> None:
    def covered(grant: Grant, part: str) -> bool:
        return part == "*" if grant.resources is None else any(covers(each, part) for each in grant.resources)

    patch.setattr(ruling, "covers_resource", covered)


@mutant
def what_happens_by_itself_is_forgotten(patch: Patch) -> None:
    patch.setattr(Rules, "_bring_about", lambda *_: ())


@mutant
def what_happens_by_itself_brings_about_nothing_more(patch: Patch) -> None:
    bring_about = Rules._bring_about

    def once(self: Rules, performs: Performs, system: str, operation: str) -> Iterator[Clause]:
        done = self.__dict__.setdefault("brought", set())
        if performs not in done:
            for clause in bring_about(self, performs, system, operation):
                done.add(clause.conclusion)
                yield clause

    patch.setattr(Rules, "_bring_about", once)


@mutant
def what_only_a_tool_proves_is_forgotten(patch: Patch) -> None:
    patch.setattr(indexing.Index, "_shown_by_tools", lambda *_: ())


@mutant
def what_a_tool_does_beyond_its_grant_is_forgotten(patch: Patch) -> None:
    patch.setattr(indexing, "beyond", lambda grant, *_: grant)


@mutant
def steered_agents_do_more_than_their_grants(patch: Patch) -> None:
    """What the entry for the operation says, whatever the grant says."""
    patch.setattr(
        "blastradius.graph.holders.within",
        lambda grant, operation, _, *rest: beyond(grant, operation, *rest) if operation else grant,
    )


@mutant
def tools_whose_credential_nobody_named_are_forgotten(patch: Patch) -> None:
    patch.setattr(Rules, "start_unnamed", lambda *_: ())


@mutant
def of_an_operation_written_twice_the_first_wins(patch: Patch) -> None:
    records = Rules.records
    patch.setattr(Rules, "records", lambda *asked: records(*asked)[:1])


@mutant
def direct_although_obtained(patch: Patch) -> None:
    patch.setattr(Search, "class_of", _class)


def _class(search: Search, facts: list[Access | Has]) -> object:
    if search.cost(facts[0]).presumed:
        return Class.CONDITIONAL
    return Class.HELD if isinstance(facts[0], Has) else Class.DIRECT


@mutant
def steered_agents_forget_whom_they_call(patch: Patch) -> None:
    patch.setattr(spread, "delegate", lambda *_: ())


def _changed_grants(patch: Patch, change: Callable[[Grant], Grant]) -> None:
    grants_of = Rules.grants_of
    patch.setattr(Rules, "grants_of", lambda self, name: [change(grant) for grant in grants_of(self, name)])


def _changed_needs(patch: Patch, change: Callable[[Need], Need]) -> None:
    def needs(self: indexing.Index, system: str) -> list[indexing.NumberedNeed]:
        return [(*each[:4], change(each[4])) for each in original(self, system)]

    original = indexing.Index._needs
    patch.setattr(indexing.Index, "_needs", needs)


@pytest.mark.parametrize("mistake", MUTANTS, ids=lambda mistake: mistake.name)
def test_the_mistake_is_caught(mistake: Mutant, monkeypatch: Patch) -> None:
    """Among the very cases of `test_oracle`, without the search for a smaller one."""
    mistake.make(monkeypatch)
    with pytest.raises(AssertionError, match=r"only ours|: ours"):
        compare_engines(BUDGET * 60, [Phase.generate])

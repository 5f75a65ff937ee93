"""What a search is asked with, so that it can be asked again on other terms."""

from datetime import datetime

from msgspec import Struct

from blastradius.analysis.reach.lookups import Lookups
from blastradius.analysis.reach.report import Start
from blastradius.analysis.reach.search import Search
from blastradius.analysis.why.report import Target, TargetKind
from blastradius.graph.kinds import Access, Has
from blastradius.model.catalog import Catalog
from blastradius.model.cells import Level


class Question(Struct, frozen=True, kw_only=True):
    """The terms of a search. `since` is `None` where nobody said when the misuse began."""

    catalog: Catalog
    starts: tuple[Start, ...]
    now: datetime
    since: datetime | None = None
    assumed: tuple[str, ...] = ()
    as_tools: bool = False

    def search(self) -> Search:
        """The fixpoint on these terms."""
        return Search(Lookups(self.catalog, self.since or self.now), self.starts, self.assumed, as_tools=self.as_tools)


def levels_of(search: Search, target: Target) -> dict[Level, tuple[Access, ...] | tuple[Has, ...]]:
    """For every level at which a target is reached, the facts that give it, the cheapest proof first."""
    if target.kind is TargetKind.CREDENTIAL:
        return {level: (fact,) for level, fact in sorted(search.has.get(target.id, {}).items())}
    return {level: tuple(facts) for level, facts in sorted(search.access.get(target.id, {}).items())}

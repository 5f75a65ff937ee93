"""One of the two inventories that are compared: who can start in it, and what each of them reaches."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from blastradius.analysis.reach.lookups import Lookups
from blastradius.analysis.reach.report import Kind, Start
from blastradius.analysis.reach.search import Search, agents_below, credentials_of
from blastradius.analysis.reach.starts import check_start
from blastradius.graph.everyone import credentials_named
from blastradius.graph.holders import taken_over, unnamed_grants
from blastradius.graph.sweep import Reached, Sweep
from blastradius.model.catalog import Catalog

Name = tuple[Kind, str]
"""A start."""


def starts_named(base: Catalog, head: Catalog, word: str) -> tuple[Name, ...]:
    """The credentials and agents of this id, in either inventory.

    Raises:
        UsageError, InputError: there is none.
    """
    kinds = ((Kind.CREDENTIAL, "credential"), (Kind.AGENT, "agent"))
    found = [
        (kind, word)
        for kind, name in kinds
        if any(word in each.documents.words(name) or word in getattr(each, name) for each in (base, head))
    ]
    if not found:
        check_start(head, Kind.CREDENTIAL, word)
    return tuple(found)


class Side:
    """An inventory at a time, with the conditions that somebody assumes."""

    def __init__(self, catalog: Catalog, now: datetime, assumed: tuple[str, ...]) -> None:
        self.catalog = catalog
        self.lookups = Lookups(catalog, now)
        self._assumed = assumed
        unnamed = {taken_over(name): unnamed_grants(self.lookups, name) for name in sorted(catalog.agent)}
        self.sweep = Sweep(self.lookups, {name: grants for name, grants in unnamed.items() if grants}, assumed)
        self._credentials = frozenset(credentials_named(self.lookups))
        self.starts = frozenset(
            (*((Kind.CREDENTIAL, name) for name in self._credentials), *((Kind.AGENT, name) for name in catalog.agent))
        )

    def reached(self, starts: Sequence[Name]) -> Iterator[tuple[str, Reached]]:
        """What these starts reach, by system; one that is not in this inventory reaches nothing."""
        return self.sweep.of([self._held(*start) for start in starts])

    def search(self, start: Name) -> Search:
        """The same for one start, with proofs."""
        kind, name = start
        return Search(self.lookups, (Start(kind=kind, id=name),), self._assumed, as_tools=False)

    def _held(self, kind: Kind, name: str) -> tuple[str, ...]:
        if (kind, name) not in self.starts:
            return ()
        if kind is Kind.CREDENTIAL:
            return (name,)
        return (
            *credentials_of(self.catalog, name),
            *(taken_over(each) for each in agents_below(self.catalog, name)),
        )

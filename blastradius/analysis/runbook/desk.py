"""What every page is made from: the catalog, one search per start, and who stands for what."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cached_property

from blastradius.analysis.reach.answer import reach
from blastradius.analysis.reach.contact import contact_of
from blastradius.analysis.reach.lookups import Lookups
from blastradius.analysis.reach.report import Class, Kind, ReachReport, Start
from blastradius.analysis.reach.sources import Sources
from blastradius.analysis.runbook.cover import Counted
from blastradius.analysis.runbook.report import Head, Hole, Pager, Proven
from blastradius.model.catalog import Catalog
from blastradius.model.cells import Level, OnCall
from blastradius.model.durations import later
from blastradius.model.entities import Agent, Credential, Grant, Operation, System
from blastradius.model.node import Node
from blastradius.model.proofs import nearest_proof, ran_out
from blastradius.model.rows import Row, rows
from blastradius.source.document import Ref

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Pages are computed as of a day before all inventories: no grant has ended yet, whatever the clock says."""


class Desk:
    """The catalog with what is looked up in it more than once. `judged` is the moment that dates are compared with."""

    def __init__(self, catalog: Catalog, contents: Mapping[str, str], judged: datetime | None) -> None:
        self.catalog = catalog
        self.judged = judged
        self.contents = contents
        self._able: dict[tuple[str, Level, tuple[str, ...]], frozenset[str]] = {}
        self._latest: tuple[Start, ReachReport] | None = None
        self._counted: dict[Start, Counted] = {}

    @cached_property
    def sources(self) -> Sources:
        """Which credentials lead to which."""
        return Sources(self.lookups)

    @cached_property
    def lookups(self) -> Lookups:
        """Tables that many pages rest on."""
        return Lookups(self.catalog, EPOCH)

    def grants(self, credential: str, system: str) -> list[Grant]:
        """How a credential opens a system."""
        return [grant for grant in self.lookups.all_grants_of(credential) if grant.system == system]

    def able(self, operation: Operation) -> frozenset[str]:
        """The credentials that can carry out an operation by themselves, if their conditions hold."""
        key = (operation.system, operation.access or Level.ADMIN, operation.requires)
        if key not in self._able:
            self._able[key] = self.lookups.able_to(*key)
        return self._able[key]

    @cached_property
    def rows(self) -> Mapping[str, tuple[Row, ...]]:
        """The rows of every agent."""
        found: dict[str, list[Row]] = {}
        for row in rows(self.catalog, None):
            found.setdefault(row.agent.id, []).append(row)
        return {agent: tuple(each) for agent, each in found.items()}

    def reach(self, kind: Kind, name: str) -> ReachReport:
        """All that can be touched from here. Only the latest is kept: those of thousands are more than memory holds."""
        start = Start(kind=kind, id=name)
        if self._latest is None or self._latest[0] != start:
            self._latest = start, reach(self.catalog, (start,), now=EPOCH, sources=self.sources)
            self._counted[start] = _counted(self._latest[1])
        return self._latest[1]

    def counted(self, kind: Kind, name: str) -> Counted:
        """What the index says of it, without a search where there was one."""
        start = Start(kind=kind, id=name)
        if start not in self._counted:
            self.reach(kind, name)
        return self._counted[start]

    def learn(self, kind: Kind, name: str, counted: Counted) -> None:
        """What a search elsewhere has found."""
        self._counted[Start(kind=kind, id=name)] = counted

    def past(self, moment: datetime | None) -> bool:
        """Whether a date lies before the moment that the caller named."""
        return bool(self.judged and moment and moment < self.judged)

    def head(self, kind: Kind, entity: System | Credential | Agent, holes: tuple[Hole, ...]) -> Head:
        """The head of the page of an entity."""
        source = entity.source
        stop = source / ("revoke" if kind is Kind.CREDENTIAL else "kill_switch")
        act = entity.revoke if isinstance(entity, Credential) else entity.kill_switch
        proven, stop_proven = self.proven(source), self._own_proof(stop)
        expires = min((each.until for each in (proven, stop_proven) if each and each.until), default=None)
        return Head(
            kind=kind,
            id=entity.id,
            name=entity.name,
            summary=entity.summary,
            links=_links(source),
            proven=proven,
            stop_proven=stop_proven,
            tested=act.measured if act else None,
            expires=expires,
            expired=self.past(expires),
            pager=self.pager(kind, entity),
            content=self.contents.get(source.document.path, ""),
            source=source,
            again=tuple(other.source for other in self._entries[kind, entity.id] if other is not entity),
            holes=holes,
        )

    @cached_property
    def _entries(self) -> Mapping[tuple[Kind, str], list[System | Credential | Agent]]:
        """Every entry of one kind and id."""
        found: dict[tuple[Kind, str], list[System | Credential | Agent]] = {}
        entities: Mapping[Kind, Iterable[System | Credential | Agent]] = {
            Kind.SYSTEM: self.catalog.systems,
            Kind.CREDENTIAL: self.catalog.credentials,
            Kind.AGENT: self.catalog.agents,
        }
        for kind, listed in entities.items():
            for each in listed:
                found.setdefault((kind, each.id), []).append(each)
        return found

    def proven(self, place: Ref) -> Proven | None:
        """Who stands for what is written at a place, and until when that counts."""
        proof = nearest_proof(place)
        if proof is None:
            return None
        until = later(proof.on, self.catalog.stale_after) if proof.on else None
        stale = self.judged is not None and ran_out(proof, self.catalog.stale_after, self.judged)
        return Proven(proof=proof, until=until, stale=stale)

    def _own_proof(self, place: Ref) -> Proven | None:
        """The proof of a part, where it is another than that of the whole."""
        found = self.proven(place)
        return found if found and len(found.proof.source.pointer) > 1 else None

    def pager(self, kind: Kind, entity: System | Credential | Agent) -> Pager:
        """Who is paged for an entity."""
        own = entity.on_call if isinstance(entity, System | Agent) else None
        missing = entity.source / ("owner" if kind is Kind.CREDENTIAL or entity.owner is None else "on_call")
        return self._pager(own, entity.owner, missing)

    def pagers(self) -> Mapping[str, Pager]:
        """How every team is paged."""
        return {name: self._pager(None, name, team.source) for name, team in self.catalog.team.items()}

    def _pager(self, own: OnCall | None, owner: str | None, missing: Ref) -> Pager:
        on_call = self.catalog.on_call_of(own, owner)
        team = self.catalog.team.get(owner or "")
        if on_call is None and team is not None:
            missing = team.source / "on_call"
        return Pager(
            team=owner,
            on_call=on_call,
            contact=contact_of(self.catalog, owner, on_call),
            proven=self.proven(on_call.source) if on_call else None,
            where=on_call.source if on_call else missing,
        )


def _counted(report: ReachReport) -> Counted:
    certain = sum(system.kind is not Class.CONDITIONAL for system in report.systems)
    windows = [each.window for system in report.systems for each in system.operations if each.window]
    return Counted(
        reaches=certain,
        conditional=len(report.systems) - certain,
        first=min(windows, key=lambda window: window.closes, default=None),
    )


def _links(source: Ref) -> tuple[tuple[str, str], ...]:
    root = Node(dict(source.document.data), source)
    found = ((each.text("title"), each.text("url")) for each in root.children("links"))
    return tuple((title or url, url) for title, url in found if url)

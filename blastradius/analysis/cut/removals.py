"""What can be removed: in which order it is told, what its removal breaks, whom to ask."""

from collections.abc import Iterable
from functools import cached_property

from blastradius.analysis.cut.report import Asked, Removal, RemovalKind
from blastradius.graph.kinds import Clause, Has, Satisfies
from blastradius.graph.withdrawal import Name, is_written, name_of, order_of
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Agent, Grant, Need, Tool, Way

_NOT_LIVE = frozenset({"retired", "pre-launch"})


class Removals:
    """The grants and ways that some clauses rest on, numbered by the ids in them."""

    def __init__(self, catalog: Catalog, clauses: Iterable[Clause]) -> None:
        self._catalog = catalog
        found: dict[Name, tuple[str, Grant | Way]] = {}
        for clause in clauses:
            if clause.basis is not None:
                found.setdefault(name_of(clause.basis), (_credential(clause), clause.basis))
        names = sorted(found, key=lambda name: (order_of(*found[name]), tuple(map(str, name))))
        self._found = [found[name] for name in names]
        self.names = tuple(names)
        self.number = {name: number for number, name in enumerate(names)}

    def prices(self) -> dict[int, int]:
        """How many live tools and other holders each removal can break."""
        return {
            number: sum(agent.status not in _NOT_LIVE for agent, _ in self._tools(credential, basis))
            + len(self._others(credential))
            for number, (credential, basis) in enumerate(self._found)
        }

    def removal(self, number: int) -> Removal:
        """One of them, as it is told."""
        credential, basis = self._found[number]
        tools = sorted({f"{agent.id}/{tool.name}" for agent, tool in self._tools(credential, basis)})
        grant = basis if isinstance(basis, Grant) else None
        systems = (basis.system,) if isinstance(basis, Grant) else tuple(sorted({each.system for each in basis.needs}))
        asked = tuple(self._asked(system) for system in systems)
        entity = self._catalog.credential.get(credential)
        return Removal(
            kind=RemovalKind.GRANT if grant else RemovalKind.PLACE,
            credential=credential,
            systems=systems,
            says=_grant(basis) if isinstance(basis, Grant) else _place(credential, basis),
            written=grant is None or is_written(grant),
            ended=grant.until if grant else None,
            by=asked[0].owner if grant else entity.owner if entity else None,
            asked=asked,
            tools=tuple(tools),
            others=self._others(credential),
            source=basis.source,
        )

    def _tools(self, credential: str, basis: Grant | Way) -> list[tuple[Agent, Tool]]:
        """Tools that use the grant; for a place, all that use the credential: who fetches it there nobody writes."""
        if isinstance(basis, Grant):
            kind, colon, agent = credential.partition(":")
            if not colon:
                return self._used.get((credential, basis.system), [])
            unnamed = self._used.get(("", basis.system), [])
            return [each for each in unnamed if (kind, each[0].id) == ("agent", agent)]
        return list(self._catalog.tools_of(credential))

    @cached_property
    def _used(self) -> dict[tuple[str, str], list[tuple[Agent, Tool]]]:
        """Tools by the credential and the system that they use it in."""
        found: dict[tuple[str, str], list[tuple[Agent, Tool]]] = {}
        for agent in self._catalog.agents:
            for tool in agent.tools:
                for place in {(bound.credential or "", bound.system) for bound in tool.bound}:
                    found.setdefault(place, []).append((agent, tool))
        return found

    def _others(self, credential: str) -> tuple[str, ...]:
        entity = self._catalog.credential.get(credential)
        return tuple(sorted(set(entity.shared_with))) if entity else ()

    def _asked(self, system: str) -> Asked:
        entity = self._catalog.system.get(system)
        if entity is None:
            return Asked(system=system, owner=None, on_call=None)
        on_call = self._catalog.on_call_of(entity.on_call, entity.owner)
        return Asked(system=system, owner=entity.owner, on_call=on_call)


def _credential(clause: Clause) -> str:
    if isinstance(clause.basis, Grant):
        return clause.basis.credential
    assert isinstance(clause.conclusion, Has | Satisfies)  # noqa: S101 - a way leads to nothing else
    return clause.conclusion.credential


def _grant(grant: Grant) -> str:
    nobody = not grant.credential or ":" in grant.credential
    name = "a credential that nobody names" if nobody else grant.credential
    if not is_written(grant):
        return f"{name} opens {grant.system}, as a tool shows; no grant says so, so it counts as everything."
    limits = [f"parts {', '.join(grant.resources)}"] if grant.resources else []
    limits += [f"scopes {', '.join(grant.scopes)}"] if grant.scopes else []
    limits += [f"on condition of {' and '.join(grant.conditions)}"] if grant.conditions else []
    limits += [f"read as everything, for nobody knows its {' and '.join(grant.worst)}"] if grant.worst else []
    return f"{', '.join((f'{name} opens {grant.system} with {grant.access.word} access', *limits))}."


def _place(credential: str, way: Way) -> str:
    needs = " and ".join(map(_need, way.needs))
    under = f", if {' and '.join(way.conditions)} holds," if way.conditions else ""
    note = f": {way.how}" if way.how else ""
    return f"Whoever has {needs}{under} gets hold of {credential}{note}."


def _need(need: Need) -> str:
    limits = [f"part {' or '.join(need.resources)}"] if need.resources else []
    limits += [f"scope {' and '.join(need.requires)}"] if need.requires else []
    limits += [f"if {' and '.join(need.conditions)} holds"] if need.conditions else []
    told = f" ({', '.join(limits)})" if limits else ""
    return f"{need.access.word} access to {need.system}{told}"

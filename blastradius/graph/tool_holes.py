"""What nobody wrote down about agents and their tools: what they do, with which credential, and how far that goes."""

from collections.abc import Iterable, Iterator

from blastradius.graph.holes import ANY, Hole
from blastradius.graph.index import Index
from blastradius.model.catalog import Catalog
from blastradius.model.cells import Level
from blastradius.model.entities import Agent, Bound, Tool
from blastradius.model.node import UNKNOWN, is_open
from blastradius.source.document import Ref


def deeds(index: Index, agents: Iterable[str]) -> Iterator[Hole]:
    """What agents can do, as far as that is not known."""
    for name in agents:
        records = index.catalog.records(Agent, name)
        if not records:
            what = f"there is no entry for agent {name}: what it can do is not known"
            yield Hole(what=what, where=None, system=ANY, credential=ANY)
        for each in records:
            tools = each.source / "tools"
            if tools.value == UNKNOWN or (isinstance(tools.value, list) and UNKNOWN in tools.value):
                yield Hole(what=f"which tools agent {name} has", where=tools, system=ANY, credential=ANY)
            for tool in each.tools:
                if not tool.bound and not tool.none:
                    what = f"what tool {name}/{tool.name} does, and in which system"
                    yield Hole(what=what, where=tool.source / "operation", system=ANY, credential=ANY)


def calls(index: Index, agents: Iterable[str], *, steered: bool) -> Iterator[Hole]:
    """Whom agents can call, as far as that is not known; where they are `steered`, only then."""
    for name in agents:
        for each in index.catalog.records(Agent, name):
            at = each.source / "delegates_to"
            if is_open(at.value) or (isinstance(at.value, list) and any(map(is_open, at.value))):
                yield Hole(
                    what=f"whom agent {name} can call",
                    where=at,
                    system=ANY,
                    credential=ANY,
                    steered=name if steered else None,
                )


def unnamed_credentials(index: Index, agents: Iterable[str]) -> Iterator[Hole]:
    """Which credentials agents hold, as far as that is not known."""
    for name in agents:
        for each in index.catalog.records(Agent, name):
            for tool in each.tools:
                if any(bound.credential is None for bound in tool.bound) or is_open((tool.source / "credential").value):
                    what = f"which credential tool {name}/{tool.name} uses"
                    yield Hole(what=what, where=tool.source / "credential", credential=ANY)


def unnamed_users(index: Index, system: str) -> Iterator[Hole]:
    """Which credentials tools use in a system, as far as that is not known: each shows that one works there."""
    for agent, tool, bound in index.bindings[system]:
        if bound.credential is None:
            yield Hole(
                what=f"which credential tool {agent.id}/{tool} uses on {system}", where=bound.source, system=system
            )


def uses(index: Index, credential: str) -> Iterator[Hole]:
    """What tools do with a credential, as far as that is not known."""
    for agent, tool in index.catalog.tools_of(credential):
        if not tool.bound and not tool.none:
            what = f"what tool {agent.id}/{tool.name} does with {credential}, and in which system"
            yield Hole(what=what, where=tool.source / "operation", system=ANY, credential=ANY, holding=credential)
        for bound in tool.bound:
            if bound.credential == credential:
                yield from _farther(index, agent, tool, bound, holding=credential)


def used_somewhere(catalog: Catalog) -> set[str]:
    """The credentials of tools of which nobody knows in which system they use them."""
    noted = (*catalog.naming("note:unknown", Agent), *catalog.naming("note:placeholder", Agent))
    tools = (tool for agent in noted for tool in agent.tools if not tool.bound and not tool.none)
    return {tool.credential for tool in tools if tool.credential}


def hands(index: Index, agents: Iterable[str], *, steered: bool) -> Iterator[Hole]:
    """The same of the credentials that agents use without holding them; where they are `steered`, only then."""
    for name in agents:
        for each in index.catalog.records(Agent, name):
            for tool in each.tools:
                for bound in tool.bound:
                    if bound.credential is not None:
                        yield from _farther(index, each, tool, bound, steered=name if steered else None)


def _farther(
    index: Index, agent: Agent, tool: Tool, bound: Bound, *, holding: str | None = None, steered: str | None = None
) -> Iterator[Hole]:
    """Where a tool may show that its credential goes farther than its grants say."""
    name = bound.credential or ""
    grants = [grant for grant in index.written(name, bound.system) if index.valid(grant.until)]
    whole = any(
        grant.access is Level.ADMIN and grant.scopes is None and grant.resources is None and not grant.denies
        for grant in grants
    )
    if not grants or whole or index.expired(name):
        return
    whose = f"tool {agent.id}/{tool.name} performs with {name}"
    for where in _vague(index, bound):
        known = where is not None
        what = (
            f"how far operation {bound.target} goes, which {whose}"
            if known
            else f"there is no entry for operation {bound.target}, which {whose}: how far it goes is not known"
        )
        yield Hole(what=what, where=where or bound.source, system=bound.system, holding=holding, steered=steered)


def _vague(index: Index, bound: Bound) -> Iterator[Ref | None]:
    """Where it should stand what an operation takes; `None` where it has no entry."""
    records = index.entries[bound.system].get(bound.operation, ())
    if not records:
        yield None
    for record in records:
        scopes = record.source / "requires"
        if record.access is None:
            yield record.source / ("access" if is_open((record.source / "access").value) else "effect")
        elif is_open(scopes.value) or (isinstance(scopes.value, list) and any(map(is_open, scopes.value))):
            yield scopes

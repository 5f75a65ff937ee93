"""How data carries harm on: what is written is tainted, what is read discloses, and an agent does what it reads."""

from collections.abc import Iterator

from blastradius.graph.index import Index
from blastradius.graph.kinds import (
    PROMPT_INJECTION,
    WHOLE,
    Access,
    Clause,
    Cost,
    Disclosed,
    Fact,
    Meets,
    Steered,
    Tainted,
)
from blastradius.model.cells import Level
from blastradius.model.entities import Agent, System
from blastradius.source.mentions import UNTRUSTED

_HOP = Cost(hops=1)


def untrusted(index: Index) -> Iterator[Clause]:
    """Under prompt injection, what strangers can write is tainted from the start."""
    for system in index.catalog.naming(UNTRUSTED, System):
        if system.untrusted_input:
            yield Clause(
                rule="untrusted",
                conclusion=Tainted(system.id, WHOLE),
                premises=(Meets(PROMPT_INJECTION),),
                cost=_HOP,
                key=(system.id,),
                source=system.source / "untrusted_input",
            )


def spread(index: Index, access: Access) -> Iterator[Clause]:
    """Rules 4 and 5: what can be written is tainted; what can be read discloses what feeds it."""
    if access.level is Level.WRITE:
        yield Clause(
            rule="taint",
            conclusion=Tainted(access.system, access.resource),
            premises=(access,),
            key=(access.credential, access.system, access.resource),
        )
    if access.level is Level.READ:
        yield from flow_up(index, access, access.system)


def flow_down(index: Index, fact: Fact, system: str) -> Iterator[Clause]:
    """What is written to a system flows on to those that it feeds."""
    for feed in index.feeds_from[system]:
        yield Clause(
            rule="feed",
            conclusion=Tainted(feed.system, WHOLE),
            premises=(fact,),
            cost=_HOP,
            key=(system, feed.system),
            source=feed.source,
            note=feed.what or "",
        )


def flow_up(index: Index, fact: Fact, system: str) -> Iterator[Clause]:
    """Whoever sees a system sees what feeds it."""
    for origin, feed in index.feeds_into[system]:
        yield Clause(
            rule="feed",
            conclusion=Disclosed(origin),
            premises=(fact,),
            cost=_HOP,
            key=(origin, system),
            source=feed.source,
            note=feed.what or "",
        )


def steer(index: Index, tainted: Tainted) -> Iterator[Clause]:
    """Rule 6: an agent that reads what is tainted does what the writer wants."""
    for agent, reads in index.readers[tainted.tainted]:
        yield Clause(
            rule="steer",
            conclusion=Steered(agent),
            premises=(tainted, Meets(PROMPT_INJECTION)),
            cost=_HOP,
            key=(agent, tainted.tainted, tainted.resource),
            source=reads,
        )


def delegate(index: Index, agent: str, steered: Steered) -> Iterator[Clause]:
    """An agent that is steered steers those that it can call."""
    for entity in index.catalog.records(Agent, agent):
        for position, other in enumerate(entity.delegates_to):
            yield Clause(
                rule="delegate",
                conclusion=Steered(other),
                premises=(steered,),
                cost=_HOP,
                key=(other, agent),
                source=entity.source / "delegates_to" / position,
            )

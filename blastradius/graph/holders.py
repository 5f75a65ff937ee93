"""Who has access without a credential of its own: a breached system, an agent by its tools, one that is taken over.

They are named so that no credential can be called like them, and have grants that nobody wrote for them.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from blastradius.graph.index import Index
from blastradius.graph.shown import ToolGrant, beyond, everything, within
from blastradius.model.entities import Agent, Bound, Grant, Operation
from blastradius.source.document import Document, Ref

NOWHERE = Ref(Document("", 0, {}, [0, 0, 0, 0]), ())
"""The place of what nobody wrote."""

Records: TypeAlias = Callable[[str, str], Sequence[Operation]]
"""Every entry for an operation, by system and id."""


def inside(system: str) -> str:
    """Names whoever starts in a breached system."""
    return f"system:{system}"


def hands(agent: str, credential: str | None) -> str:
    """Names what an agent can do by its tools that use this credential, which is less than holding it."""
    return f"agent:{agent}/{credential or ''}"


def taken_over(agent: str) -> str:
    """Names what an agent that is taken over can do by credentials that nobody named."""
    return f"agent:{agent}"


def supposed(number: int) -> str:
    """Names whoever may stand in one of several holes of an inventory."""
    return f"hole:{number}"


def used_by(holder: str) -> str | None:
    """The credential behind a holder; `None` where it is a breached system, or not known."""
    kind, colon, rest = holder.partition(":")
    return (rest.partition("/")[2] or None if kind == "agent" else None) if colon else holder


def place(grant: Grant) -> Ref | None:
    """Where a grant is written; `None` where nobody wrote it."""
    return None if grant.source is NOWHERE else grant.source


def basis(grant: Grant) -> Grant | None:
    """The grant that can be taken back; being inside a breached system is none."""
    if isinstance(grant, ToolGrant):
        return grant.behind
    return None if grant.credential.startswith("system:") else grant


def whole_system(index: Index, system: str) -> Grant:
    """What a breached system gives: anything that can be done in it."""
    entity = index.catalog.system.get(system)
    return everything(inside(system), system, entity.source if entity else NOWHERE)


def unnamed_grants(index: Index, agent: str) -> list[Grant]:
    """The credentials of an agent's tools that nobody named.

    Such a tool proves that the agent opens the system of its operation. How far is not known, so all the way.
    """
    entity = index.catalog.agent.get(agent)
    return [
        everything(taken_over(agent), bound.system, bound.source)
        for tool in (entity.tools if entity else ())
        for bound in tool.bound
        if bound.credential is None
    ]


def tool_grants(index: Index, agent: str, records: Records) -> Iterator[Grant]:
    """What an agent can do by its own tools, as far as the entries for their operations go."""
    entity = index.catalog.agent.get(agent)
    return _tool_grants(index, entity, records) if entity else iter(())


def _tool_grants(index: Index, agent: Agent, records: Records) -> Iterator[Grant]:
    for tool in agent.tools:
        for bound in tool.bound:
            if bound.credential is None or not index.expired(bound.credential):
                for operation in records(bound.system, bound.operation) or (None,):
                    yield from _by_binding(index, bound, operation, hands(agent.id, bound.credential), tool.source)


def _by_binding(
    index: Index, bound: Bound, operation: Operation | None, holder: str, source: Ref
) -> Iterator[ToolGrant]:
    """What one entry for its operation lets a tool do; where no grant is written, the tool shows that it works."""
    written = index.written(bound.credential, bound.system) if bound.credential else []
    behind = written or [everything(bound.credential or "", bound.system, bound.source)]
    kept = operation is None or index.suffices(behind, operation)
    carries = index.scope_rules(bound.system).carries
    for grant in behind:
        if index.valid(grant.until):
            if operation is not None and not kept:
                yield beyond(grant, operation, holder, source)
            else:
                asked = operation.requires if operation else ()
                carried = tuple(scope for scope in asked if carries(grant, scope))
                yield within(grant, operation, carried, holder, source)

"""Who has access without a credential of its own: a breached system, an agent by its tools, one that is taken over.

They are named so that no credential can be called like them, and have grants that nobody wrote for them.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from blastradius.graph.index import Index, everything
from blastradius.model.cells import Level
from blastradius.model.entities import Agent, Bound, Grant, Operation
from blastradius.source.document import Document, Ref

_NOWHERE = Ref(Document("", 0, {}, [0, 0, 0, 0]), ())

Records: TypeAlias = Callable[[str, str], Sequence[Operation]]
"""Every entry for an operation, by system and id."""


class ToolGrant(Grant, frozen=True, kw_only=True):
    """What a tool does with a grant of its credential: less than the grant `behind` it, and gone when that goes."""

    behind: Grant


def inside(system: str) -> str:
    """Names whoever starts in a breached system."""
    return f"system:{system}"


def hands(agent: str, credential: str | None) -> str:
    """Names what an agent can do by its tools that use this credential, which is less than holding it."""
    return f"agent:{agent}/{credential or ''}"


def taken_over(agent: str) -> str:
    """Names what an agent that is taken over can do by credentials that nobody named."""
    return f"agent:{agent}"


def used_by(holder: str) -> str | None:
    """The credential behind a holder; `None` where it is a breached system, or not known."""
    kind, colon, rest = holder.partition(":")
    return (rest.partition("/")[2] or None if kind == "agent" else None) if colon else holder


def place(grant: Grant) -> Ref | None:
    """Where a grant is written; `None` where nobody wrote it."""
    return None if grant.source is _NOWHERE else grant.source


def basis(grant: Grant) -> Grant | None:
    """The grant that can be taken back; being inside a breached system is none."""
    if isinstance(grant, ToolGrant):
        return grant.behind
    return None if grant.credential.startswith("system:") else grant


def whole_system(index: Index, system: str) -> Grant:
    """What a breached system gives: anything that can be done in it."""
    entity = index.catalog.system.get(system)
    return everything(inside(system), system, entity.source if entity else _NOWHERE)


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
            for grant in _behind(index, bound):
                for operation in records(bound.system, bound.operation) or (None,):
                    yield ToolGrant(
                        credential=hands(agent.id, bound.credential),
                        system=bound.system,
                        access=(operation.access if operation else None) or Level.ADMIN,
                        scopes=operation.requires if operation else None,
                        resources=grant.resources,
                        denies=(),
                        conditions=grant.conditions,
                        until=grant.until,
                        worst=(),
                        source=tool.source,
                        behind=grant,
                    )


def _behind(index: Index, bound: Bound) -> list[Grant]:
    """What the credential of a tool was granted; where nothing is written, the tool shows that it works."""
    credential = bound.credential or ""
    if index.expired(credential):
        return []
    written = [grant for grant in index.all_grants_of(credential) if grant.system == bound.system]
    valid = [grant for grant in written if index.valid(grant.until)]
    return valid if written else [everything(credential, bound.system, bound.source)]

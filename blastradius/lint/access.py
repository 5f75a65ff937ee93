"""Whether the grants of a credential give a tool what its operation asks for: for the rules about access."""

from collections.abc import Iterator

from msgspec import Struct

from blastradius.lint.subject import Subject
from blastradius.model.entities import Agent, Bound, Grant, Operation, System, Tool


class Use(Struct, frozen=True, kw_only=True):
    """A tool performs an operation with a credential; `grants` are all that the credential has on that system."""

    agent: Agent
    tool: Tool
    bound: Bound
    credential: str
    system: System
    operation: Operation | None
    grants: tuple[Grant, ...]


def uses(subject: Subject) -> Iterator[Use]:
    """Every use whose credential and system are written down; what dangles or is unknown is said elsewhere."""
    catalog = subject.catalog
    for agent in catalog.agents:
        for tool in agent.tools:
            for bound in tool.bound:
                system = catalog.system.get(bound.system)
                name = bound.credential
                if system is None or name not in catalog.credential or name is None:
                    continue
                if not _says_who_gets_in(system) or subject.is_cut_off(system):
                    continue
                yield Use(
                    agent=agent,
                    tool=tool,
                    bound=bound,
                    credential=name,
                    system=system,
                    operation=catalog.operation.get((bound.system, bound.operation)),
                    grants=tuple(
                        grant
                        for each in catalog.records(System, system.id)
                        for grant in each.grants
                        if grant.credential == name
                    ),
                )


def _says_who_gets_in(system: System) -> bool:
    """Whether the grants of a system are written, each with its credential; if not, that is said there."""
    grants = (system.source / "credentials").value
    if not isinstance(grants, list):
        return False
    return all(isinstance(each, dict) and isinstance(each.get("credential"), str) for each in grants)

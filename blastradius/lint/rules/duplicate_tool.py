"""Tools written twice."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted
from blastradius.model.entities import Tool


@rule(
    severity=Severity.ERROR,
    passes="""
    apiVersion: blastradius/v1
    kind: Agent
    id: support-bot
    status: live
    owner: unknown
    tools:
      - {name: search, operation: none, because: In memory, server: docs}
      - {name: search, operation: none, because: In memory, server: tickets}
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Agent
    id: support-bot
    status: live
    owner: unknown
    tools:
      - {name: search, operation: none, because: In memory}
      - {name: search, operation: none, because: In memory}  # here
    """,
)
def duplicate_tool(subject: Subject) -> Iterator[Problem]:
    """Each tool of an agent is written once: a name is unique for each `server` it comes from.

    Why: a trace says only the name. With two tools of that name nobody can tell which operation a recorded call was.
    Fix: delete one; where two servers offer the same name, write `server:` at both; where one tool does several things,
    list them: `operation: [SYSTEM/A, SYSTEM/B]`.
    """
    for agent in subject.catalog.agents:
        first: dict[tuple[str, str], Tool] = {}
        for tool in agent.tools:
            server = (tool.source / "server").value
            other = first.setdefault((tool.name, server if isinstance(server, str) else ""), tool)
            if other is not tool:
                yield Problem(
                    at=tool.source / "name",
                    message=f"{quoted(agent.id)} has the tool {quoted(tool.name)} twice, "
                    f"first at {(other.source / 'name').location}",
                    help="delete one, tell them apart with `server:`, or list both operations in one tool",
                )

"""Tools that run whatever the model writes."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.calls import LIVE, Call, by_tool, tool_of
from blastradius.lint.example import agent, credential, system, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import listed, quoted

_SYSTEM = system("orders-db", operations="\n  - {id: run_sql, effect: execute}\n  - {id: get_order, effect: read}")
_TOOL = """
  - name: orders
    operation: orders-db/{operation}
    credential: orders-key
    approval: policy"""


@rule(
    severity=Severity.WARNING,
    passes=together(_SYSTEM, credential("orders-key"), agent(tools=_TOOL.format(operation="get_order"))),
    fails=together(_SYSTEM, credential("orders-key"), agent(tools=_TOOL.format(operation="run_sql  # here"))),
)
def free_code(subject: Subject) -> Iterator[Problem]:
    """No tool runs free SQL, shell or code.

    Why: such a tool can do all that its credential can, so none of the other cells holds for it: no undo, no receipt,
    no retry is safe, and whoever writes what the agent reads writes the program. Where a person approves each call, and
    of agents that are not live, it is an information.
    Fix: bind tools to named operations with arguments instead. If it has to be free code, give it a credential that can
    only read, and let a person approve each call.
    """
    for call, several in by_tool(subject.calls, _runs_code):
        guarded = call.tool.approval == "human" or call.agent.status != LIVE
        credentials = sorted({each.bound.credential for each in several if each.bound.credential})
        held = f" can do all that {listed(credentials)} can" if credentials else ""
        yield Problem(
            at=several[0].bound.source,
            message=f"{tool_of(call)} runs whatever it is given ({quoted(several[0].bound.target)})"
            + (f": it{held}" if held else ""),
            help="bind named operations with arguments instead; else a credential that can only read, and "
            "`approval: human`",
            severity=Severity.INFO if guarded else None,
        )


def _runs_code(call: Call) -> bool:
    return "execute" in call.operation.effect

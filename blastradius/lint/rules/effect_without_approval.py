"""Effects of agents that nobody can take back and nobody approves."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.calls import LIVE, Call, brought, by_tool, said, tool_of
from blastradius.lint.example import agent, credential, system, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import listed

_GRAVE = ("pay", "grant", "execute")
_VERBS = {"pay": "moves money", "grant": "changes who has access", "execute": "runs free code"}
_SYSTEM = system(operations="\n  - {id: create_refund, effect: pay}")
_TOOL = """
  - name: refund
    operation: stripe/create_refund
    credential: stripe-key
    approval: {approval}
    limit: {{rate: 20/h}}"""


@rule(
    severity=Severity.WARNING,
    instead_of=("missing-cell",),
    misses=("approval",),
    passes=together(_SYSTEM, credential(), agent(tools=_TOOL.format(approval="human"))),
    fails=together(_SYSTEM, credential(), agent(tools=_TOOL.format(approval="none  # here"))),
)
def effect_without_approval(subject: Subject) -> Iterator[Problem]:
    """What cannot be taken back, moves money, grants access or runs code is approved by a policy or a person.

    Why: a model that is steered or wrong makes the call as readily as a right one. Where nothing takes it back, the
    only place to stop it is before. Of an agent that is not live yet it is an information.
    Fix: write `approval: human`, or `policy` where a rule outside the model decides (amount, recipient, rate), and make
    the runtime do so. What happens with an operation by itself (`also`) counts as done by the tool.
    """
    for call, several in by_tool(subject.effects, _unguarded):
        targets = dict.fromkeys(each.target for each in several)
        rate = call.tool.limit.rate if call.tool.limit else None
        live = call.agent.status == LIVE
        yield Problem(
            at=call.tool.source / "approval",
            message=f"{tool_of(call)} needs nobody's approval, and {listed(targets)} {_does(several)}{brought(several)}"
            + (f"; its limit is {rate}" if rate else ""),
            help="write `approval: human`, or `policy` where a rule outside the model decides, and make the runtime do "
            "so",
            severity=None if live else Severity.INFO,
            about=targets,
        )


def _unguarded(call: Call) -> bool:
    grave = call.irreversible or any(effect in _GRAVE for effect in call.operation.effect)
    return grave and said(call.tool.source, "approval") == "none"


def _does(several: list[Call]) -> str:
    effects = [_VERBS[effect] for effect in _GRAVE if any(effect in each.operation.effect for each in several)]
    final = ["cannot be undone"] if any(each.irreversible for each in several) else []
    return " and ".join((*effects, *final))

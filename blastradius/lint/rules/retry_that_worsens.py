"""Retries of what gets worse with each repeat."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.calls import Call, brought, by_tool, tool_of
from blastradius.lint.example import agent, credential, system, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted

_SYSTEM = system(
    "zendesk",
    operations="""
  - id: delete_ticket
    effect: delete
    idempotency: {class: worsens, on_repeat: The second delete ends the 30 days of grace}""",
)
_TOOL = """
  - name: drop_spam
    operation: zendesk/delete_ticket
    credential: zendesk-key
    approval: human
    retries: {retries}"""


@rule(
    severity=Severity.ERROR,
    passes=together(_SYSTEM, credential("zendesk-key"), agent(tools=_TOOL.format(retries="0"))),
    fails=together(_SYSTEM, credential("zendesk-key"), agent(tools=_TOOL.format(retries="1  # here"))),
)
def retry_that_worsens(subject: Subject) -> Iterator[Problem]:
    """What gets worse with a repeat is never retried.

    Why: the first call was perhaps recoverable; the second is the harm. A runtime that retries after a timeout makes
    that call by itself, when nobody is looking.
    Fix: write `retries: 0` and set the runtime so; read the outcome back before anybody calls again.

    What happens with an operation by itself (`also`) is repeated with it, unless a key makes the repeat one call, or
    the operation is `natural` and its `on_repeat` names what does not happen again.
    """
    for call, several in by_tool(subject.effects, _worsens):
        cell = several[0].operation.idempotency
        said = f": {cell.on_repeat}" if cell and cell.on_repeat else ""
        retries = call.tool.retries or 0
        yield Problem(
            at=call.tool.source / "retries",
            message=f"{tool_of(call)} is retried {retries} {'time' if retries == 1 else 'times'}, and a repeat of "
            f"{quoted(several[0].target)} does more harm than the first call{said}" + brought(several[:1]),
            help="write `retries: 0`, set the runtime so, and read the outcome back before anybody calls again",
            about=(each.target for each in several),
        )


def _worsens(call: Call) -> bool:
    return bool(call.tool.retries) and call.again and call.repeat == "worsens"

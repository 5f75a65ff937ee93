"""Idempotency keys that change when the agent decides again."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.calls import Call, by_tool, tool_of
from blastradius.lint.example import agent, credential, system, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted

_HARM = {
    "call-id": "an agent that decides again makes a new call id, and with it a new key: the effect happens twice",
    "arguments": "other words for the same business make another key, and two that are meant to be alike make one",
}
_SYSTEM = system(
    operations="""
  - id: create_refund
    effect: pay
    idempotency: {class: keyed, key: {carrier: header, name: Idempotency-Key}, window: 24h}"""
)
_TOOL = """
  - name: refund
    operation: stripe/create_refund
    credential: stripe-key
    approval: human
    idempotency_key: {key}"""


@rule(
    severity=Severity.WARNING,
    passes=together(_SYSTEM, credential(), agent(tools=_TOOL.format(key="run+step+tool+scope"))),
    fails=together(_SYSTEM, credential(), agent(tools=_TOOL.format(key="call-id  # here"))),
)
def key_from_call(subject: Subject) -> Iterator[Problem]:
    """An idempotency key is made of run, step, tool and business object, not of the call.

    Why: a model that sees a timeout decides again. The new call has a new id, and its arguments are worded anew
    (another reason, another order of fields), so a key made of either does not recognise it.
    Fix: make the key of what stays the same: `idempotency_key: run+step+tool+scope`, where scope is the order, invoice
    or customer that the operation names in `idempotency.scope` or `object`.
    """
    for call, _ in by_tool(subject.calls, _made_of_call):
        key = call.tool.idempotency_key or ""
        yield Problem(
            at=call.tool.source / "idempotency_key",
            message=f"{tool_of(call)} makes its key from {quoted(key)}: {_HARM[key]}",
            help="write `idempotency_key: run+step+tool+scope` and make the runtime do so",
        )


def _made_of_call(call: Call) -> bool:
    return call.repeat == "keyed" and call.tool.idempotency_key in _HARM

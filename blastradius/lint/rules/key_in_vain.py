"""Keys that nobody reads."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.calls import Call, by_tool, said, tool_of
from blastradius.lint.example import agent, credential, system, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import listed, quoted

_SYSTEM = system("twilio", operations="\n  - {id: send_message, effect: send, idempotency: {class: none}}")
_TOOL = """
  - name: send_sms
    operation: twilio/send_message
    credential: stripe-key
    retries: 0
    idempotency_key: {key}"""


@rule(
    severity=Severity.WARNING,
    passes=together(_SYSTEM, credential(), agent(tools=_TOOL.format(key="none"))),
    fails=together(_SYSTEM, credential(), agent(tools=_TOOL.format(key="run+step+tool+scope  # here"))),
)
def key_in_vain(subject: Subject) -> Iterator[Problem]:
    """A runtime sends a key only to operations that take one.

    Why: a key looks like a guard against repeats. Where the operation takes none it is thrown away, and the second call
    does it again while everybody believes that it cannot.
    Fix: write `idempotency_key: none`, and keep `retries: 0`. If the operation does take a key, write
    `idempotency: {class: keyed, key: …}` there.
    """
    keyed = {(call.agent.id, call.tool.name) for call in subject.calls if call.repeat in (None, "keyed")}
    for call, several in by_tool(subject.calls, _repeats_with_key):
        known = all((bound.system, bound.operation) in subject.catalog.operation for bound in call.tool.bound)
        if known and (call.agent.id, call.tool.name) not in keyed:
            yield Problem(
                at=call.tool.source / "idempotency_key",
                message=f"{tool_of(call)} sends a key, and {listed(each.bound.target for each in several)} takes none: "
                f"{quoted(call.tool.idempotency_key)} guards against nothing",
                help="write `idempotency_key: none`; if it takes a key, write `idempotency: {class: keyed, key: …}` at "
                "the operation",
            )


def _repeats_with_key(call: Call) -> bool:
    sends = said(call.tool.source, "idempotency_key") is not None and not call.sends_no_key
    again = (call.tool.retries or 0) + (call.agent.sdk_retries or 0)
    return sends and call.repeat in ("none", "worsens") and not again  # what repeats is reported as such

"""Client libraries that repeat by themselves what must not be repeated."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.calls import Call, brought
from blastradius.lint.example import agent, credential, system, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import listed, quoted
from blastradius.model.entities import Agent

_SYSTEM = system("sendgrid", operations="\n  - {id: send_mail, effect: send, idempotency: {class: none}}")
_TOOLS = """
  - {name: send_email, operation: sendgrid/send_mail, credential: mail-key, approval: policy, retries: 0}"""


@rule(
    severity=Severity.WARNING,
    passes=together(_SYSTEM, credential("mail-key"), agent(sdk_retries="0", tools=_TOOLS)),
    fails=together(_SYSTEM, credential("mail-key"), agent(sdk_retries="2  # here", tools=_TOOLS)),
)
def sdk_retries_repeat(subject: Subject) -> Iterator[Problem]:
    """Client libraries retry nothing that happens twice.

    Why: `retries: 0` at a tool says what the runtime does; the library below repeats a call after a timeout by itself
    (the OpenAI and Anthropic SDKs twice). An effect that is neither natural nor keyed then happens again.
    Fix: switch the library's retries off for these tools (`max_retries=0`) and write `sdk_retries: 0`, or let the
    runtime send a key where the operation takes one.
    """
    found: dict[str, tuple[Agent, list[Call]]] = {}
    for call in subject.effects:
        if (call.agent.sdk_retries or 0) > 0 and call.repeats:
            found.setdefault(call.agent.id, (call.agent, []))[1].append(call)
    for each, calls in found.values():
        times = (each.sdk_retries or 0) + 1
        worse = [call.tool.name for call in calls if call.repeat == "worsens"]
        yield Problem(
            at=each.source / "sdk_retries",
            message=f"the libraries of {quoted(each.id)} repeat a call up to {each.sdk_retries} times by themselves: "
            f"{listed(dict.fromkeys(call.tool.name for call in calls))} can happen {times} times{brought(calls)}"
            + (f"; a repeat of {listed(dict.fromkeys(worse))} does more harm than the first" if worse else ""),
            help="set `max_retries=0` in the library and write `sdk_retries: 0`, or send a key where the operation "
            "takes one",
            about=(f"{call.tool.name} {call.target}" for call in calls),
        )

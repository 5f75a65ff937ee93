"""Idempotency keys that are forgotten before the last repeat."""

from collections.abc import Iterator
from datetime import timedelta

from blastradius.finding import Severity
from blastradius.lint.calls import Call, by_tool, tool_of
from blastradius.lint.example import agent, credential, system, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted
from blastradius.model.durations import spoken
from blastradius.source.spans import SECONDS

_TIMEOUT = 10 * SECONDS["m"]
_ANSWER = SECONDS["d"]
_SYSTEM = """
  - id: create_refund
    effect: pay
    idempotency: {{class: keyed, key: {{carrier: header, name: Idempotency-Key}}, window: {window}}}"""
_TOOL = """
  - name: refund
    operation: stripe/create_refund
    credential: stripe-key
    approval: human
    retries: 2
    idempotency_key: run+step+tool+scope{here}"""


@rule(
    severity=Severity.WARNING,
    passes=together(system(operations=_SYSTEM.format(window="24h")), credential(), agent(tools=_TOOL.format(here=""))),
    fails=together(
        system(operations=_SYSTEM.format(window="5m")), credential(), agent(tools=_TOOL.format(here="  # here"))
    ),
)
def key_too_short_lived(subject: Subject) -> Iterator[Problem]:
    """A key lives longer than a call can be repeated.

    Why: after its window the system has forgotten the key, and the same key makes a second effect. Two things take
    long: a call that is retried after timeouts (10 minutes each, the usual limit of client libraries), and a repeat
    that waits for a person (counted as a day).
    Fix: write fewer `retries`, or look first whether it happened (`receipt.read_back`); if the system keeps keys
    longer, correct `idempotency.window`.
    """
    for call, several in by_tool(subject.calls, lambda each: bool(_waits(each))):
        first = min(several, key=_window)
        cell = first.operation.idempotency
        assert cell is not None  # noqa: S101 - it has a window
        lives = cell.window.text if cell.window else ""
        yield Problem(
            at=call.tool.source / "idempotency_key",
            message=f"{quoted(first.bound.target)} remembers the key of {tool_of(call)} for {quoted(lives)}, but "
            f"{_waits(first)}: after that the same key does it again",
            help="write fewer `retries` or read the outcome back first; if keys are kept longer, correct `window` at "
            f"{cell.source / 'window'}",
        )


def _window(call: Call) -> int:
    cell = call.operation.idempotency
    return cell.window.seconds or 0 if cell and cell.window else 0


def _waits(call: Call) -> str:
    """What takes longer than the key lives; nothing where the key outlives it, or there is none."""
    cell = call.operation.idempotency
    if cell is None or cell.kind != "keyed" or cell.window is None or cell.window.seconds is None or call.sends_no_key:
        return ""
    retries, lives = call.tool.retries or 0, cell.window.seconds
    if retries and (retries + 1) * _TIMEOUT > lives:
        took = spoken(timedelta(seconds=(retries + 1) * _TIMEOUT))
        return f"{retries + 1:,} calls that time out after 10m take {took}"
    if call.tool.approval == "human" and lives < _ANSWER:
        return "a repeat that waits for a person may take a day"
    return ""

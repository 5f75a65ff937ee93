"""Retries that can do it twice."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.calls import Call, brought, by_tool, tool_of
from blastradius.lint.example import agent, credential, system, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import listed

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
    retries: 2{here}
    idempotency_key: {key}"""


@rule(
    severity=Severity.WARNING,
    instead_of=("missing-cell",),
    misses=("idempotency_key", "idempotency"),
    passes=together(_SYSTEM, credential(), agent(tools=_TOOL.format(here="", key="run+step+tool+scope"))),
    fails=together(_SYSTEM, credential(), agent(tools=_TOOL.format(here="  # here", key="none"))),
)
def retry_without_key(subject: Subject) -> Iterator[Problem]:
    """What is retried can be repeated without harm, or carries a key.

    Why: a call that timed out may have worked. Each retry then does it once more, and nothing tells the second refund
    from a first one.
    Fix: write `retries: 0`, or where the operation takes a key let the runtime send one made of run, step, tool and
    business object: `idempotency_key: run+step+tool+scope`.

    What happens with an operation by itself (`also`) is repeated with it, unless a key makes the repeat one call, or
    the operation is `natural` and its `on_repeat` names what does not happen again.
    """
    for call, several in by_tool(subject.effects, _repeats):
        retries = call.tool.retries or 0
        keyed = [each for each in several if each.repeat == "keyed"]
        yield Problem(
            at=call.tool.source / _place(call, several),
            message=f"{tool_of(call)} is retried {retries} {'time' if retries == 1 else 'times'} "
            + ("without a key" if keyed else f"and {listed(_targets(several))} takes no key")
            + f": after timeouts it can happen {retries + 1} times"
            + (f" ({listed(_targets(several))})" if keyed else "")
            + brought(several),
            help="write `idempotency_key: run+step+tool+scope` and let the runtime send it, or `retries: 0`"
            if len(keyed) == len(several)
            else "write `retries: 0`, and read the outcome back before anybody calls again",
            about=(str(retries), *_targets(several)),
        )


def _place(call: Call, several: list[Call]) -> str:
    """The retries, unless a key would do and nobody wrote whether one is sent: then that is the hole."""
    unsaid = (call.tool.source / "idempotency_key").value is None
    return "idempotency_key" if unsaid and all(each.repeat == "keyed" for each in several) else "retries"


def _targets(several: list[Call]) -> list[str]:
    return list(dict.fromkeys(each.target for each in several))


def _repeats(call: Call) -> bool:
    return bool(call.tool.retries) and call.repeats and call.repeat != "worsens"

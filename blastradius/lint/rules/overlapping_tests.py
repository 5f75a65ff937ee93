"""Tests that should tell the operations of a tool apart, and do not."""

from collections.abc import Iterator
from itertools import combinations

from blastradius.finding import Severity
from blastradius.lint.example import agent
from blastradius.lint.rule import Problem, rule
from blastradius.lint.slips import slip_of
from blastradius.lint.subject import Subject
from blastradius.lint.wording import listed, quoted
from blastradius.model.entities import Bound, Tool
from blastradius.model.predicate import Comparison, Predicate
from blastradius.source.call_paths import strange_root

_WORDS = (Comparison.EQUALS, Comparison.IN)
_TOOLS = """
  - name: refund
    credential: stripe-key
    operation:
      - {{id: stripe/create_refund, when: {{field: args.provider, equals: card}}}}
      - {{id: paypal/refund_capture, when: {{field: args.provider, equals: {other}}}}}"""


@rule(
    severity=Severity.WARNING,
    passes=agent(tools=_TOOLS.format(other="paypal")),
    fails=agent(tools=_TOOLS.format(other="card") + "  # here"),
)
def overlapping_tests(subject: Subject) -> Iterator[Problem]:
    """The tests under `when` tell the operations of a tool apart.

    Why: a recorded call counts for every operation whose test holds. Two tests that hold for one call make two effects
    out of it, and none is seen where the second case should have been.
    Fix: write the value that belongs to each operation. Operations that a call carries out together need no `when`.

    Where the tests look at different fields it is an information: both can hold, and neither.
    """
    for each in subject.catalog.agents:
        for tool in each.tools:
            yield from _problems(tool)


def _problems(tool: Tool) -> Iterator[Problem]:
    tested = [(bound, bound.when) for bound in tool.bound if bound.when and bound.when.comparison in _WORDS]
    if len(tested) < 2 or len(tested) < len(tool.bound):
        return
    cases = {(test.field, frozenset(map(str, test.values))) for _, test in tested}
    for (one, first), (other, second) in combinations(tested, 2):
        both = _both(first, second)
        same = set(map(str, first.values)) == set(map(str, second.values))
        if both and one.target != other.target and not (same and len(cases) > 1):
            yield Problem(
                at=other.source / "when",
                message=f"where {quoted(first.field)} is {listed(both)}, {quoted(tool.name)} does {_names(one, other)} "
                "at once",
                help="write the value that belongs to each of the two",
            )
            return
    fields = list(dict.fromkeys(test.field for _, test in tested if test.field))
    if len(fields) > 1 and not any(map(strange_root, fields)):
        odd = next(bound for bound, test in reversed(tested) if test.field == fields[-1])
        meant = _meant(fields)
        yield Problem(
            at=odd.source / "when" / "field",
            message=f"the operations of {quoted(tool.name)} are told apart by different fields, {listed(fields)}: both "
            "can hold, and neither",
            help=f"write `{meant}` in each"
            if meant
            else "write the field that decides between them; if they are independent, leave it as it is",
            severity=None if meant else Severity.INFO,
        )


def _meant(fields: list[str]) -> str | None:
    """The field that is meant by the last one, where that can only be a slip."""
    *others, last = fields
    near = slip_of(last, others)
    return near or next((each for each in others if each in (f"args.{last}", f"result.{last}")), None)


def _names(one: Bound, other: Bound) -> str:
    return listed((one.target, other.target))


def _both(one: Predicate, other: Predicate) -> list[str]:
    if one.field != other.field:
        return []
    return [str(each) for each in one.values if each in other.values]

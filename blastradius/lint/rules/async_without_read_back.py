"""Effects that are only accepted, and nobody looks whether they happened."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import agent, credential, system, together
from blastradius.lint.rule import Problem, rule, search_for
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted, tools
from blastradius.model.entities import System
from blastradius.source.document import Ref

_OPERATIONS = """
  - id: create_payout
    effect: pay
    receipt:
      completion: async{more}
  - {{id: get_payout, effect: read}}"""
_AGENT = agent(tools="\n  - {name: pay_out, operation: stripe/create_payout, credential: stripe-key, approval: human}")
_BACK = "\n      read_back: {operation: get_payout, expect: {field: status, equals: paid}, after: 1h}"


def _not_read_back(entity: System) -> Iterator[Ref]:
    """What completes later, and no read tells whether it did."""
    for operation in entity.operations:
        receipt = operation.receipt
        later = receipt is not None and receipt.completion == "async" and not operation.reads_only
        if receipt and later and (receipt.source / "read_back").value is None:
            yield receipt.source / "completion"


@rule(
    search=search_for(_not_read_back, note="async", heirs=True, of=(System,)),
    severity=Severity.WARNING,
    misses=("read_back", "after"),
    passes=together(system(operations=_OPERATIONS.format(more=_BACK)), credential(), _AGENT),
    fails=together(
        system(operations=_OPERATIONS.format(more="").replace("completion: async", "completion: async  # here")),
        credential(),
        _AGENT,
    ),
)
def async_without_read_back(subject: Subject) -> Iterator[Problem]:
    """What completes later names the read that tells whether it did.

    Why: the answer of an asynchronous call says *accepted*. Without a read-back nobody can tell a payout that arrived
    from one that failed in the night: the agent claims it, and a retry may do it twice. For what no tool does it is an
    information.
    Fix: write `receipt.read_back: {operation: ID, expect: TEST, after: DURATION}` with an operation that reads it.
    Without `after` nobody knows how long to wait: a read that comes too early finds nothing done.
    """
    used: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for call in subject.calls:
        used.setdefault((call.operation.system, call.operation.id), []).append((call.agent.id, call.tool.name))
    for place in subject.places(async_without_read_back):
        name = (place.parent.parent / "id").value
        by = used.get((str(place.document.data.get("id")), str(name)), [])
        yield Problem(
            at=place,
            message=f"{quoted(name)} completes later, and no read tells whether it did"
            + (f"; {tools(by)} can only say that it was accepted" if by else ""),
            help="write `read_back: {operation: ID, expect: {field: status, equals: …}, after: 5m}` beside it",
            severity=None if by else Severity.INFO,
        )
    yield from _too_early(subject)


def _too_early(subject: Subject) -> Iterator[Problem]:
    for entity in subject.noted("hasty", System):
        for operation in entity.operations:
            receipt = operation.receipt
            if receipt is None or receipt.completion != "async" or operation.reads_only:
                continue
            place = receipt.source / "read_back"
            if isinstance(place.value, dict) and "after" not in place.value:
                yield Problem(
                    at=place,
                    message=f"{quoted(operation.id)} completes later, and its `read_back` does not say when to look: "
                    "a read that comes too early finds nothing done",
                    help="write how long to wait: `after: 5m`",
                )

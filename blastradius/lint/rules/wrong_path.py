"""Paths into a call that lead nowhere."""

import re
from collections import Counter
from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.rule import Problem, rule
from blastradius.lint.slips import slips
from blastradius.lint.subject import Subject
from blastradius.lint.suggest import Words
from blastradius.lint.wording import listed, quoted
from blastradius.model.entities import Operation, System
from blastradius.source.call_paths import CallPath, call_paths, not_kept, parameters, sent, strange_root
from blastradius.source.document import Ref

_NOWHERE = "leads nowhere: a path begins with `args.` or `result.`"
_SHORTEST = 3
_OPERATIONS = """
  - id: create_charge
    effect: pay
    object: [args.customer]
    reversibility:
      class: reversible
      window: 90d
      undo: ["Refund charge {{result.charge}} of {{args.customer}}"]
      keep: [{path}]"""


@rule(
    severity=Severity.WARNING,
    instead_of=("wrong-format",),
    passes=system(operations=_OPERATIONS.format(path="result.charge")),
    fails=system(operations=_OPERATIONS.format(path="result.chrage") + "  # here"),
)
def wrong_path(subject: Subject) -> Iterator[Problem]:
    """Every path into a call is one that the call has, as far as that is written down.

    Why: a path that leads nowhere finds nothing, and nothing looks like an answer: the undo has no id, a repeat is not
    recognised, a trap is not seen. Looked at are `object`, `amount`, `keep`, `undo`, `undo_operation.with`, `unless`
    and `idempotency.scope` of one operation, against each other and against what the undo takes; and `when` in tools.
    Fix: write `args.NAME` for what was sent and `result.NAME` for what came back, with the name as the system has it.
    """
    for entity in subject.noted("path", System):
        own = {operation.id: operation for operation in reversed(entity.operations)}
        elsewhere = sum(map(_wholes, entity.operations), Counter[str]())
        for operation in entity.operations:
            undo = own.get(operation.reversibility.undo_operation or "") if operation.reversibility else None
            yield from _problems(operation, undo, elsewhere - _wholes(operation))
    for agent in subject.catalog.agents:
        for tool in agent.tools:
            for bound in tool.bound:
                root = strange_root(bound.when.field or "") if bound.when else None
                if bound.when and bound.when.field and root:
                    yield Problem(
                        at=bound.source / "when" / "field",
                        message=f"{quoted(bound.when.field)} of {quoted(tool.name)} {_NOWHERE}",
                        help=f"write `{_rooted(bound.when.field, root)}`",
                    )


def _wholes(operation: Operation) -> Counter[str]:
    """How often an operation names each path."""
    data = operation.source.value
    return Counter(each.whole for each in call_paths(data)) if isinstance(data, dict) else Counter()


def _problems(operation: Operation, undo: Operation | None, elsewhere: Counter[str]) -> Iterator[Problem]:
    data = operation.source.value
    if not isinstance(data, dict):
        return
    paths = list(call_paths(data))
    wrong: set[str] = set()
    for each, message, advice, severity in _of_paths(operation.id, paths, elsewhere):
        wrong.add(each.written)
        yield Problem(at=_at(operation, each), within=each.written, message=message, help=advice, severity=severity)
    yield from _of_undo(operation, paths, wrong)
    yield from _of_parameters(operation, data, undo)


def _at(operation: Operation, path: CallPath) -> Ref:
    place = operation.source
    for key in path.pointer:
        place = place / key
    return place


def _of_paths(
    name: str, paths: list[CallPath], elsewhere: Counter[str]
) -> Iterator[tuple[CallPath, str, str, Severity | None]]:
    uses = Counter(
        each.whole
        for each in paths
        if len(each.name) >= _SHORTEST and not strange_root(each.written)
        for _ in range(2 if each.pointer[0] == "object" else 1)  # what it is about was thought of most
    )
    better = slips({each: 2 * times + (each in elsewhere) for each, times in uses.items()})  # others break a tie
    for each in paths:
        written, root, meant = quoted(each.written), strange_root(each.written), better.get(each.whole)
        if root:
            yield each, f"{written} of {quoted(name)} {_NOWHERE}", f"write `{_rooted(each.written, root)}`", None
        elif meant:
            right = meant if each.written == each.whole else meant.partition(".")[2]
            message = f"{written} of {quoted(name)} is one slip away from {quoted(right)}, which stands there too"
            yield each, message, f"write `{right}`, or see that the call has both", None
        elif each.pointer[:2] == ("idempotency", "scope") and each.written != each.whole:
            message = f"{written} in the `scope` of {quoted(name)} does not say that it is an argument"
            yield each, message, f"write `{each.whole}`", Severity.INFO


def _rooted(path: str, root: str) -> str:
    """The path with the root that is meant."""
    return root + path[len(re.split(r"[.\[]", path, maxsplit=1)[0]) :]


def _of_undo(operation: Operation, paths: list[CallPath], wrong: set[str]) -> Iterator[Problem]:
    kept = [each for each in paths if each.pointer[:2] == ("reversibility", "keep")]
    if any(each.written in wrong for each in kept):
        return
    for each in not_kept(paths)[:1]:
        if each.written not in wrong:
            yield Problem(
                at=_at(operation, each),
                within=each.written,
                message=f"the undo of {quoted(operation.id)} takes {quoted(each.written)}, and `keep` names "
                f"{listed(path.written for path in kept)} alone: one of them is wrong, or it is not recorded",
                help=f"write the right path, or add `{each.written}` to `keep`",
            )


def _of_parameters(operation: Operation, data: dict[str, object], undo: Operation | None) -> Iterator[Problem]:
    taken = (
        sent(undo.source.value)
        if undo and undo.id != operation.id and isinstance(undo.source.value, dict)
        else frozenset()
    )
    given = parameters(data)
    for name in sorted(given - taken) if undo and taken - given else ():
        near = Words(taken).nearest(name)
        yield Problem(
            at=operation.source / "reversibility" / "undo_operation" / "with" / name,
            at_key=True,
            message=f"{quoted(undo.id if undo else '')}, which undoes {quoted(operation.id)}, is not known to take "
            f"{quoted(name)}: it is about {listed(sorted(taken))}",
            help=f"write `{near}`"
            if near
            else "write the parameter as the operation takes it, or add it to its `object`",
            severity=None if near else Severity.INFO,
        )

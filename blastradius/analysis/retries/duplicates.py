"""Effects that happened more than once in a session."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from blastradius.analysis.retries.repeats import Judged, Repeat, Repeats, canonical, is_provable, made_of_both, scope_of
from blastradius.analysis.retries.report import Duplicate, Kind
from blastradius.traces.events import Ending
from blastradius.traces.join import Effect, Outcome

Taken = Mapping[tuple[int, str | None], Effect]
"""By call and operation: the later call that took it back."""


def duplicates_of(
    repeats: Repeats, effects: Sequence[Effect], spoken: Sequence[int], taken: Taken
) -> Iterator[Duplicate]:
    """The duplicates of one session, its effects in order; `spoken` are the places of what people said, in order."""
    grouped: dict[tuple[str | None, str], list[Effect]] = defaultdict(list)
    for effect in effects:
        if acted(effect) and not repeats.is_natural(effect):
            grouped[effect.target, "" if effect.target else effect.call.tool].append(effect)
    for group in grouped.values():
        for calls in _linked(group, spoken, taken):
            if found := _judge(repeats, calls, taken):
                yield found


def acted(effect: Effect) -> bool:
    """Whether it took effect; where nobody wrote what proves it, whether it may have: it came back without an error."""
    if not effect.changes:
        return False
    if effect.outcome is Outcome.OK:
        return True
    return not is_provable(effect) and effect.outcome is Outcome.UNKNOWN and effect.call.ending is Ending.RESULT


def _linked(group: Sequence[Effect], spoken: Sequence[int], taken: Taken) -> Iterator[list[Effect]]:
    """Calls that belong together: the same arguments, or the same object with no word of a person in between."""
    parts: list[list[Effect]] = []
    by_arguments: dict[bytes, list[Effect]] = {}
    by_scope: dict[bytes, list[Effect]] = {}
    for effect in group:
        arguments, scope = canonical(effect), scope_of(effect)
        near = by_scope.get(scope) if scope is not None else None
        same = by_arguments.get(arguments)
        part: list[Effect] = []
        if same and not _gone(same, effect, taken):
            part = same
        if (
            near is not None
            and near is not part
            and not _heard(near[-1], effect, spoken)
            and not _gone(near, effect, taken)
        ):
            part = _joined(part, near, parts, by_arguments, by_scope)
        if not part:
            parts.append(part)
        part.append(effect)
        by_arguments[arguments] = part
        if scope is not None:
            by_scope[scope] = part
    for part in parts:
        if len(part) > 1:
            yield sorted(part, key=lambda each: each.call.order)


def _joined(
    part: list[Effect],
    near: list[Effect],
    parts: list[list[Effect]],
    *indexes: dict[bytes, list[Effect]],
) -> list[Effect]:
    """Both as one."""
    if not part:
        return near
    near += part
    parts[:] = [each for each in parts if each is not part]
    for index in indexes:
        index.update({key: near for key, each in index.items() if each is part})
    return near


def _gone(before: Sequence[Effect], effect: Effect, taken: Taken) -> bool:
    """Whether all earlier ones had been taken back by then: to do it anew is no duplicate."""
    return all(
        (back := taken.get((id(each.call), each.target))) is not None and back.call.order < effect.call.order
        for each in before
    )


def _heard(first: Effect, second: Effect, spoken: Sequence[int]) -> bool:
    """Whether a person said something in between."""
    return bisect_right(spoken, first.call.order) != bisect_right(spoken, second.call.order)


def _judge(repeats: Repeats, calls: Sequence[Effect], taken: Taken) -> Duplicate | None:
    """What is to be said of calls that belong together; nothing where the repeats are known to have been replays."""
    kept: list[Effect] = [calls[0]]
    verdicts: list[tuple[bool, Judged]] = []
    for effect in calls[1:]:
        twin = next((each for each in kept if canonical(each) == canonical(effect)), None)
        found = repeats.judged(twin or kept[-1], effect)
        made = made_of_both(twin or kept[-1], effect)
        if twin and found.repeat is Repeat.REPLAYS and (made is None or made.repeat is not Repeat.ACTS):
            continue
        if made and made.repeat is not found.repeat:
            found = made
        kept.append(effect)
        verdicts.append((twin is not None, found))
    if not verdicts:
        return None
    same = any(twin for twin, _ in verdicts)
    sure = [found for twin, found in verdicts if twin and found.repeat is Repeat.ACTS]
    certain = bool(sure) and not any(each.case or each.outcome is not Outcome.OK for each in kept)
    cell = kept[0].operation.idempotency if kept[0].operation else None
    return Duplicate(
        kind=Kind.SAME_ARGUMENTS if same else Kind.SAME_OBJECT,
        certain=certain,
        worsens=bool(cell and cell.kind == "worsens"),
        calls=tuple(kept),
        undone=sum((id(each.call), each.target) in taken for each in kept),
        why=_why(same, sure, verdicts, kept),
    )


def _why(same: bool, sure: list[Judged], verdicts: list[tuple[bool, Judged]], kept: Sequence[Effect]) -> str:  # noqa: FBT001 - private
    """The reason in a sentence."""
    found = sure[0] if sure else next((each for twin, each in verdicts if twin), verdicts[0][1])
    if same:
        text = f"the same arguments, and {found.why}"
    else:
        text = f"the same object with other arguments and no word of a person in between; {found.why}"
    if any(each.operation and each.outcome is not Outcome.OK for each in kept):
        text += "; nothing written down says which result is a success"
    if any(each.case for each in kept):
        text += "; the tool does this only in some cases, and the record does not say which"
    return text

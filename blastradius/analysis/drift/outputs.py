"""What a tool declares of its result, then and now: which fields, and of which shape.

A result gives no power to whoever calls, so that nothing here is a change of risk; but receipts and steps of an undo
read its fields.
"""

from collections.abc import Iterator

from blastradius.analysis.drift.joined import without_noise
from blastradius.analysis.drift.keywords import said
from blastradius.analysis.drift.references import Schema, Whole, list_of
from blastradius.analysis.drift.report import Difference, What
from blastradius.finding import Severity
from blastradius.foreign.canonical import canonical
from blastradius.foreign.words import clean

_DEEPEST = 8
_MOST = 5_000
_ELSEWHERE = frozenset({"properties", "items", "required", "$defs", "definitions", "$schema", "$id"})


def output_differences(old: Schema | None, new: Schema | None) -> Iterator[Difference]:
    """Fields that came, went or are of another shape; what means the same is one note of noise."""
    if old is None or new is None:
        if old is not new:
            word = "it declares now what it returns" if old is None else "it no longer declares what it returns"
            yield _told(Severity.WARNING, word, None, None)
        return
    if canonical(old) == canonical(new):
        return
    wholes = Whole(old), Whole(new)
    (before, all_before), (after, all_after) = map(_fields, wholes)
    changed = [path for path in sorted({*before, *after}) if before.get(path) != after.get(path)]
    for path in changed:
        was, now = before.get(path), after.get(path)
        word = "returned now" if was is None else "returned no more" if now is None else "returned otherwise"
        yield _told(Severity.WARNING, f"{f'`{path}`' if path else 'the result'} is {word}", was, now)
    if not (all_before and all_after) and canonical(without_noise(old)) != canonical(without_noise(new)):
        yield _told(Severity.WARNING, "what it returns has changed, and is too large to be judged whole", None, None)
    elif not changed:
        yield _told(Severity.INFO, "what it returns is described otherwise and means the same", None, None)


def _fields(whole: Whole) -> tuple[dict[str, str], bool]:
    """Every field by its path, with what is said of its own value; and whether these are all."""
    found: dict[str, str] = {}
    left: list[tuple[str, object, str, int]] = [("", whole.schema, "", 0)]
    for path, node, mark, depth in left:
        if whole.spent or len(left) > _MOST:
            return found, False
        told = whole.resolved(node)
        cut = depth > _DEEPEST
        own = {key: value for key, value in told.items() if cut or key not in _ELSEWHERE}
        listed, needed = told.get("properties"), list_of(told, "required")
        if isinstance(listed, dict):
            own.setdefault("type", "object")
        found[path] = f"{mark}{whole.told(own)}"
        if cut:  # as a whole
            continue
        for name, inner in listed.items() if isinstance(listed, dict) else ():
            place = f"{path}.{clean(name)}" if path else clean(name)
            left.append((place, inner, "" if name in needed else "perhaps ", depth + 1))
        if isinstance(told.get("items"), dict):
            left.append((f"{path}[]", told["items"], "", depth + 1))
    return found, True


def _told(severity: Severity, message: str, before: str | None, after: str | None) -> Difference:
    return Difference(what=What.OUTPUT, severity=severity, message=message, before=said(before), after=said(after))

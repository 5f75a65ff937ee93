"""What a tool declares of its result, then and now: which fields, and of which shape.

A result gives no power to whoever calls, so that nothing here is a change of risk; but receipts and steps of an undo
read its fields.
"""

from collections.abc import Iterator

from blastradius.analysis.drift.keywords import said
from blastradius.analysis.drift.references import Schema, list_of, resolved, without_noise
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
    before, after = _fields(old), _fields(new)
    changed = [path for path in sorted({*before, *after}) if before.get(path) != after.get(path)]
    for path in changed:
        was, now = before.get(path), after.get(path)
        word = "returned now" if was is None else "returned no more" if now is None else "returned otherwise"
        yield _told(Severity.WARNING, f"{f'`{path}`' if path else 'the result'} is {word}", was, now)
    if not changed:
        yield _told(Severity.INFO, "what it returns is described otherwise and means the same", None, None)


def _fields(schema: Schema) -> dict[str, str]:
    """Every field by its path, with what is said of its own value."""
    found: dict[str, str] = {}
    left: list[tuple[str, object, str, int]] = [("", schema, "", 0)]
    for path, node, mark, depth in left:
        told = resolved(schema, node)
        cut = depth > _DEEPEST or len(left) > _MOST
        own = {key: value for key, value in told.items() if cut or key not in _ELSEWHERE}
        listed, needed = told.get("properties"), list_of(told, "required")
        if isinstance(listed, dict):
            own.setdefault("type", "object")
        found[path] = f"{mark}{canonical(without_noise(own)).decode()}"
        if cut:  # as a whole
            continue
        for name, inner in listed.items() if isinstance(listed, dict) else ():
            place = f"{path}.{clean(name)}" if path else clean(name)
            left.append((place, inner, "" if name in needed else "perhaps ", depth + 1))
        if isinstance(told.get("items"), dict):
            left.append((f"{path}[]", told["items"], "", depth + 1))
    return found


def _told(severity: Severity, message: str, before: str | None, after: str | None) -> Difference:
    return Difference(what=What.OUTPUT, severity=severity, message=message, before=said(before), after=said(after))

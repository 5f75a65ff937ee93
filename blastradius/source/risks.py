"""What a document says that may have consequences: words like those of `notes`, by which few have to be opened.

A word promises nothing but that a document without it needs no look: it may be there too often, never too seldom.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeAlias

from blastradius.source.false_reads import belied
from blastradius.source.notes import UNKNOWN
from blastradius.source.placeholders import is_placeholder
from blastradius.source.spans import SECONDS, seconds_of
from blastradius.source.verbs import SETTERS, words

Cells: TypeAlias = Mapping[str, Any]

_MONTH = 30 * SECONDS["d"]
_DAY = len("2026-11-22")
_UNDOABLE = ("reversible", "compensable")
_INHERITED = (
    *("note:evidence", "note:no-log", "note:no-residue", "note:no-undo", "note:async"),
    *("note:final-window", "note:own-undo", "note:belied", "note:late-read-back"),
)
_ADDS = ("send", "pay")
"""Effects of which a second one is one more."""
_LISTS = frozenset({"equals", "in"})
"""The tests of a receipt that name values."""
_NO_CELLS: Cells = {}
_NOTHING = frozenset({"", "none", "nothing", "no", "n/a", "nil", "null"})


def leaves_nothing(residue: object) -> bool:
    """Whether nobody says what remains after an undo, or says that nothing does."""
    return not residue or (isinstance(residue, str) and residue.strip(" .-").casefold() in _NOTHING)


def risks(data: Cells) -> Iterator[str]:
    """The words, each perhaps more than once.

    `measured:DATE`, `answered:DATE` for a rehearsal and a test page, `due:DATE` for the day of the next rotation,
    `ends:DATE` for the end of a credential, `seen:DATE` for facts of a vendor; `note:` with

    - of any kind: `slow` (measured slower than declared), `unanswered` (an on-call that no page has proven, or that
      pages nobody);
    - of systems: `evidence` (a log that is short or late beside an undo window), `no-log`, `no-residue`, `no-undo`,
      `final-window` (an undo of what is irreversible), `own-undo` (an undo by the deed itself, nobody says of what
      before), `inverse` (an undo that only reads, or repeats), `belied` (an `effect: read` that is none), `async`
      (without read-back), `read-back` (that writes), `late-read-back` (when the window is over), `ungranted` (a scope
      that no grant has), `unopened` (no grant, or none without an end), `anybody` (a query that asks for nobody),
      `natural` (a send or a payment that may be made twice, nobody says why), `both` (a receipt whose tests may agree),
      `too-late` (an undo behind its window);
    - of credentials: `sessions` (that a revocation leaves), `irrevocable`, `unshared` (nobody but agents holds it).
    """
    yield from _of_on_call(_cells(data, "on_call"))
    for key in ("kill_switch", "revoke"):
        yield from _of_measured(_cells(data, key))
    match data.get("kind"):
        case "System":
            yield from _of_system(data)
        case "Credential":
            yield from _of_credential(data)
        case "Vendor":
            yield from _seen(data)


def _of_on_call(on_call: Cells) -> Iterator[str]:
    if not on_call:
        return
    day = on_call.get("reaches_human")
    if isinstance(day, str):
        yield f"answered:{day}"
    if day is None or not (on_call.get("rotation") or on_call.get("phone")):
        yield "note:unanswered"


def _of_measured(switch: Cells) -> Iterator[str]:
    measured = _cells(switch, "measured")
    day = measured.get("on")
    if isinstance(day, str):
        yield f"measured:{day}"
    took, within = seconds_of(measured.get("took")), seconds_of(switch.get("effect_within"))
    if took is not None and within is not None and took > within:
        yield "note:slow"


def _of_credential(data: Cells) -> Iterator[str]:
    revoke = _cells(data, "revoke")
    lives = seconds_of(revoke.get("issued_tokens_live"))
    if revoke.get("kills_sessions") is False or (lives or 0) > 0:
        yield "note:sessions"
    if data.get("revoke") is None or (revoke and not revoke.get("how")):
        yield "note:irrevocable"
    if not data.get("shared_with"):
        yield "note:unshared"
    if isinstance(data.get("expires"), str):
        yield f"ends:{data['expires']}"
    every, day = seconds_of(data.get("rotate_every")), _day(data.get("rotated"))
    if every is not None and day is not None:
        yield f"due:{_later(day, every)}"


def _of_system(data: Cells) -> Iterator[str]:
    grants = [each for each in _list(data, "credentials") if isinstance(each, dict)]
    if data.get("credentials") in (None, []) or (grants and all("until" in each for each in grants)):
        yield "note:unopened"
    operations = [each for each in _list(data, "operations") if isinstance(each, dict)]
    heir = any("vendor" in each for each in (data, *operations))
    if heir:
        yield from _INHERITED  # what the profile adds is not known here
    by_name = {each["id"]: each for each in reversed(operations) if isinstance(each.get("id"), str)}
    log, reversibility = _cells(data, "audit_log"), data.get("reversibility")
    for cells in (data, *operations):
        own = _cells(cells, "audit_log")
        if own.get("none"):
            yield "note:no-log"
        query = own.get("query")
        if isinstance(query, str) and "{principal}" not in query and "{agent}" not in query:
            yield "note:anybody"
        repeat = _cells(cells, "idempotency")
        if repeat.get("class") == "natural" and (heir or (_has(cells, _ADDS) and not _says(repeat.get("on_repeat")))):
            yield "note:natural"
        rest = cells.get("reversibility", reversibility)
        yield from _of_undo(cells, rest if isinstance(rest, dict) else _NO_CELLS, {**log, **own}, by_name)
        yield from _of_receipt(_cells(cells, "receipt"), rest if isinstance(rest, dict) else _NO_CELLS, by_name)
    if any(belied(each) or each.get("also") for each in operations):
        yield "note:belied"
    if not are_given(grants, [scope for each in operations for scope in _list(each, "requires")]):
        yield "note:ungranted"


def are_given(grants: Sequence[Cells], scopes: Iterable[object]) -> bool:
    """Whether each scope surely is one of a grant: some may be all the same."""
    return all(any(_gives(grant, scope) for grant in grants) for scope in scopes if isinstance(scope, str))


def _gives(grant: Cells, scope: str) -> bool:
    """Whether a grant surely carries a scope; that one implies another, or case does not count, is not looked at."""
    denies = [each.casefold() for each in _list(grant, "denies") if isinstance(each, str)]
    word = scope.casefold()
    if any(_covers(each, word) or _covers(word, each) for each in denies):
        return False
    scopes = grant.get("scopes")
    return not isinstance(scopes, list) or any(isinstance(each, str) and _covers(each, scope) for each in scopes)


def _covers(pattern: str, word: str) -> bool:
    return pattern == word or (pattern.endswith("*") and word.startswith(pattern[:-1]))


def _of_undo(operation: Cells, cells: Cells, log: Cells, operations: Mapping[str, Cells]) -> Iterator[str]:
    after, ends = seconds_of(cells.get("available_after")), seconds_of(cells.get("window"))
    if after is not None and ends is not None and after >= ends:
        yield "note:too-late"
    cases = [cells, *(each for each in _list(cells, "unless") if isinstance(each, dict))]
    window = _MONTH if cells.get("window") == "unlimited" else seconds_of(cells.get("window"))
    if window is not None:
        retention, delay = seconds_of(log.get("retention")), seconds_of(log.get("delay"))
        if (retention is not None and retention < window) or (delay is not None and delay >= window):
            yield "note:evidence"
    if any(each.get("class") == "compensable" and leaves_nothing(each.get("residue")) for each in cases):
        yield "note:no-residue"
    inverse = cells.get("undo_operation")
    if cells.get("class") == "irreversible" and (inverse or "window" in cells):
        yield "note:final-window"
    if cells.get("class") in _UNDOABLE and not cells.get("undo") and not inverse:
        yield "note:no-undo"
    name = inverse.get("id") if isinstance(inverse, dict) else inverse
    if name is not None and name == operation.get("id") and not _sets_back(operation, cells):
        yield "note:own-undo"
    undo = operations.get(name) if isinstance(name, str) else None
    if undo is not None and (_reads(undo) or _cells(undo, "idempotency").get("class") in ("none", "worsens")):
        yield "note:inverse"


def _sets_back(operation: Cells, cells: Cells) -> bool:
    """Whether an operation sets a value, and its undo says where the former one comes from."""
    if not (_has(operation, ("write", "grant")) and SETTERS.intersection(words(str(operation.get("id")))[:1])):
        return False
    former = _cells(_cells(cells, "undo_operation"), "with").values()
    return any(map(_says, (*former, *_list(cells, "undo"), _cells(cells, "before").get("operation"))))


def _has(operation: Cells, effects: Collection[str]) -> bool:
    effect = operation.get("effect")
    return any(each in effects for each in (effect if isinstance(effect, list) else [effect]))


def _says(value: object) -> bool:
    return isinstance(value, str) and value not in ("", UNKNOWN) and not is_placeholder(value)


def _of_receipt(cells: Cells, reversibility: Cells, operations: Mapping[str, Cells]) -> Iterator[str]:
    back = cells.get("read_back")
    after = seconds_of(back.get("after")) if isinstance(back, dict) else None
    ends = seconds_of(reversibility.get("window"))
    if after is not None and ends is not None and after >= ends:
        yield "note:late-read-back"
    if _may_agree(_cells(cells, "success"), _cells(cells, "failure")):
        yield "note:both"
    if cells.get("completion") == "async" and not back:
        yield "note:async"
    name = back.get("operation") if isinstance(back, dict) else None
    found = operations.get(name) if isinstance(name, str) else None
    if found is not None and not _reads(found):
        yield "note:read-back"


def _may_agree(success: Cells, failure: Cells) -> bool:
    """Whether both tests may name the same value: both list some, and not of two fields."""
    if not (_LISTS & success.keys() and _LISTS & failure.keys()):
        return False
    one, other = success.get("field"), failure.get("field")
    return one == other or not (_says(one) and _says(other))


def _reads(operation: Cells) -> bool:
    effect = operation.get("effect")
    return effect == "read" or (isinstance(effect, list) and bool(effect) and all(each == "read" for each in effect))


def _seen(value: object) -> Iterator[str]:
    """The days on which the sources of facts were last seen, at any depth."""
    stack: list[object] = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            source = node.get("source")
            if isinstance(source, dict) and isinstance(source.get("seen"), str):
                yield f"seen:{source['seen']}"
            stack += node.values()
        elif isinstance(node, list):
            stack += node


def _later(day: date, seconds: int) -> str:
    """The day that many seconds later; the last of the calendar where there is none."""
    try:
        return (day + timedelta(days=seconds // SECONDS["d"])).isoformat()
    except OverflowError:
        return date.max.isoformat()


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value[:_DAY]) if isinstance(value, str) else None
    except ValueError:
        return None


def _cells(data: Cells, key: str) -> Cells:
    value = data.get(key)
    return value if isinstance(value, dict) else _NO_CELLS


def _list(data: Cells, key: str) -> list[Any]:
    value = data.get(key)
    return value if isinstance(value, list) else []

"""What a document says that may have consequences: words like those of `notes`, by which few have to be opened.

A word promises nothing but that a document without it needs no look: it may be there too often, never too seldom. What
a system inherits from the profile of its vendor is not known here.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from blastradius.source.false_reads import belied
from blastradius.source.placeholders import UNKNOWN, is_placeholder
from blastradius.source.said import Cells, Said, items, mappings, part, texts
from blastradius.source.spans import SECONDS, seconds_of
from blastradius.source.verbs import SETTERS, words

_MONTH = 30 * SECONDS["d"]
_DAY = len("2026-11-22")
_UNDOABLE = ("reversible", "compensable")
_ADDS = ("send", "pay")
"""Effects of which a second one is one more."""
_LISTS = frozenset({"equals", "in"})
"""The tests of a receipt that name values."""
_NOTHING = frozenset({"", "none", "nothing", "no", "n/a", "nil", "null"})


def leaves_nothing(residue: object) -> bool:
    """Whether nobody says what remains after an undo, or says that nothing does."""
    return not residue or (isinstance(residue, str) and residue.strip(" .-").casefold() in _NOTHING)


def risks(said: Said, found: set[str]) -> None:
    """Add the words.

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
    data = said.data
    _of_on_call(part(data, "on_call"), found)
    for key in ("kill_switch", "revoke"):
        _of_measured(part(data, key), found)
    match said.kind:
        case "System":
            _of_system(said, found)
        case "Credential":
            _of_credential(data, found)
        case "Vendor":
            found.update(_seen(data))


def _of_on_call(on_call: Cells, found: set[str]) -> None:
    if not on_call:
        return
    day = on_call.get("reaches_human")
    if isinstance(day, str):
        found.add(f"answered:{day}")
    if day is None or not (on_call.get("rotation") or on_call.get("phone")):
        found.add("note:unanswered")


def _of_measured(switch: Cells, found: set[str]) -> None:
    if not switch:
        return
    measured = part(switch, "measured")
    day = measured.get("on")
    if isinstance(day, str):
        found.add(f"measured:{day}")
    took, within = seconds_of(measured.get("took")), seconds_of(switch.get("effect_within"))
    if took is not None and within is not None and took > within:
        found.add("note:slow")


def _of_credential(data: Cells, found: set[str]) -> None:
    revoke = part(data, "revoke")
    lives = seconds_of(revoke.get("issued_tokens_live"))
    if revoke.get("kills_sessions") is False or (lives or 0) > 0:
        found.add("note:sessions")
    if data.get("revoke") is None or (revoke and not revoke.get("how")):
        found.add("note:irrevocable")
    if not data.get("shared_with"):
        found.add("note:unshared")
    if isinstance(data.get("expires"), str):
        found.add(f"ends:{data['expires']}")
    every, day = seconds_of(data.get("rotate_every")), _day(data.get("rotated"))
    if every is not None and day is not None:
        found.add(f"due:{_later(day, every)}")


def _of_system(said: Said, found: set[str]) -> None:
    data, grants = said.data, said.grants
    if data.get("credentials") in (None, []) or (grants and all("until" in each for each in grants)):
        found.add("note:unopened")
    log, reversibility = part(data, "audit_log"), part(data, "reversibility")
    undone = reversibility.get("undo_operation") is not None
    for cells in (data, *(said.operations if undone else said.telling)):
        own = part(cells, "audit_log")
        if own:
            _of_log(own, found)
        repeat = part(cells, "idempotency")
        if repeat.get("class") == "natural" and _may_add(cells, repeat):
            found.add("note:natural")
        rest = part(cells, "reversibility") if "reversibility" in cells else reversibility
        if rest:
            _of_undo(cells, rest, {**log, **own} if own else log, said.by_name, found)
        receipt = part(cells, "receipt")
        if receipt:
            _of_receipt(receipt, rest, said.by_name, found)
    if any(belied(each) or each.get("also") for each in said.operations):
        found.add("note:belied")
    if not are_given(grants, said.asked):
        found.add("note:ungranted")


def _of_log(log: Cells, found: set[str]) -> None:
    if log.get("none"):
        found.add("note:no-log")
    query = log.get("query")
    if isinstance(query, str) and "{principal}" not in query and "{agent}" not in query:
        found.add("note:anybody")


def _may_add(operation: Cells, repeat: Cells) -> bool:
    """Whether an operation that is said to take a repeat well may do a second time what it did."""
    return _has(operation, _ADDS) and not _says(repeat.get("on_repeat"))


def are_given(grants: Sequence[Cells], scopes: Iterable[object]) -> bool:
    """Whether each scope surely is one of a grant: some may be all the same."""
    missing = {scope for scope in scopes if isinstance(scope, str)}
    for grant in grants:
        if "denies" not in grant:
            missing.difference_update(texts(grant, "scopes"))
    return all(any(_gives(grant, scope) for grant in grants) for scope in missing)


def _gives(grant: Cells, scope: str) -> bool:
    """Whether a grant surely carries a scope; that one implies another, or case does not count, is not looked at."""
    if "denies" in grant:
        denies = [each.casefold() for each in texts(grant, "denies")]
        word = scope.casefold()
        if any(_covers(each, word) or _covers(word, each) for each in denies):
            return False
    return not isinstance(grant.get("scopes"), list) or any(_covers(each, scope) for each in texts(grant, "scopes"))


def _covers(pattern: str, word: str) -> bool:
    return pattern == word or (pattern.endswith("*") and word.startswith(pattern[:-1]))


def _of_undo(operation: Cells, cells: Cells, log: Cells, operations: Mapping[str, Cells], found: set[str]) -> None:
    after, ends = seconds_of(cells.get("available_after")), seconds_of(cells.get("window"))
    if after is not None and ends is not None and after >= ends:
        found.add("note:too-late")
    cases = [cells, *mappings(cells, "unless")]
    window = _MONTH if cells.get("window") == "unlimited" else seconds_of(cells.get("window"))
    if window is not None:
        retention, delay = seconds_of(log.get("retention")), seconds_of(log.get("delay"))
        if (retention is not None and retention < window) or (delay is not None and delay >= window):
            found.add("note:evidence")
    if any(each.get("class") == "compensable" and leaves_nothing(each.get("residue")) for each in cases):
        found.add("note:no-residue")
    inverse = cells.get("undo_operation")
    if cells.get("class") == "irreversible" and (inverse or "window" in cells):
        found.add("note:final-window")
    if cells.get("class") in _UNDOABLE and not cells.get("undo") and not inverse:
        found.add("note:no-undo")
    name = inverse.get("id") if isinstance(inverse, dict) else inverse
    if name is not None and name == operation.get("id") and not _sets_back(operation, cells):
        found.add("note:own-undo")
    undo = operations.get(name) if isinstance(name, str) else None
    if undo is not None and (_reads(undo) or part(undo, "idempotency").get("class") in ("none", "worsens")):
        found.add("note:inverse")


def _sets_back(operation: Cells, cells: Cells) -> bool:
    """Whether an operation sets a value, and its undo says where the former one comes from."""
    if not (_has(operation, ("write", "grant")) and SETTERS.intersection(words(str(operation.get("id")))[:1])):
        return False
    former = part(part(cells, "undo_operation"), "with").values()
    return any(map(_says, (*former, *items(cells, "undo"), part(cells, "before").get("operation"))))


def _has(operation: Cells, effects: Collection[str]) -> bool:
    effect = operation.get("effect")
    return any(each in effects for each in (effect if isinstance(effect, list) else [effect]))


def _says(value: object) -> bool:
    return isinstance(value, str) and value not in ("", UNKNOWN) and not is_placeholder(value)


def _of_receipt(cells: Cells, reversibility: Cells, operations: Mapping[str, Cells], found: set[str]) -> None:
    back = cells.get("read_back")
    after = seconds_of(back.get("after")) if isinstance(back, dict) else None
    ends = seconds_of(reversibility.get("window"))
    if after is not None and ends is not None and after >= ends:
        found.add("note:late-read-back")
    if _may_agree(part(cells, "success"), part(cells, "failure")):
        found.add("note:both")
    if cells.get("completion") == "async" and not back:
        found.add("note:async")
    name = back.get("operation") if isinstance(back, dict) else None
    reading = operations.get(name) if isinstance(name, str) else None
    if reading is not None and not _reads(reading):
        found.add("note:read-back")


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

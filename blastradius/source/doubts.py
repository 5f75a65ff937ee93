"""What looks wrong in a document by itself, or may be: words like those of `risks`, by which few have to be opened."""

import re

from blastradius.source.call_paths import may_be_wrong
from blastradius.source.risks import are_given
from blastradius.source.said import Cells, Said, items, mappings, part, texts

STAGES = ("production", "staging", "sandbox")
"""The environments that the format knows by name."""
_ORDER = ("reversible", "compensable", "irreversible", "unknown")
_PHONE = re.compile(r"\+?[\d\s()./\-]+(?:(?:ext\.?|x|#|,|;ext=)\s*\d+)?\Z", re.IGNORECASE)
_DIGITS = range(3, 16)
_AFTER_PLUS = 7
_ALWAYS = re.compile(
    r"\b(?:always|around the clock|round the clock|any time|all day|follow[- ]the[- ]sun)\b", re.IGNORECASE
)
_BARE_HOURS = re.compile(r"(?:[\d:.\s\u2013\u2014-]|am\b|pm\b|to\b)+\Z", re.IGNORECASE)
UNKEYED = frozenset({"natural", "none", "worsens"})
"""What an operation does with a repeat that knows of no key."""
OF_KEYS = ("key", "window", "on_mismatch")
"""What only a key has."""
_NO_PERSON = re.compile(
    r"(?:\s*#|\s*(?:a |the )?tickets? (?:in|to|for|at)\b)(?!.*\bthen\b)"
    r"|.*\b(?:bots?|channel|webhook|queue|mailbox|inbox|ticket|voicemail)\s*(?:after\b.*)?\Z",
    re.IGNORECASE,
)


def doubts(said: Said, found: set[str]) -> None:
    """Add the words.

    `shared:NAME` for who else holds a credential, `paged:WORD` for the rotation and the phone of a team; `note:` with

    - of any kind: `phone` (that is none), `hours` (without a time), `escalation` (that may end in no person);
    - of systems: `ageless` (a query for all times), `nobody` (a log that names nobody), `path` (into a call, that may
      lead nowhere), `better` (a case better than the rule), `hasty` (a read-back of what completes later, without
      `after`), `undo-scope` (asked for by an undo, that no grant has), `mismatch` (another deed under the same key),
      `key` (of what takes none), `itself` (a feed into itself), `stage` (an environment of one's own);
    - of credentials: `nameless` (in the log), `itself` (revoked with itself).
    """
    data = said.data
    _of_people(said, found)
    match said.kind:
        case "System":
            _of_system(said, found)
        case "Credential":
            if data.get("principal") is None:
                found.add("note:nameless")
            if data.get("revoked_with") is not None and data.get("revoked_with") == data.get("id"):
                found.add("note:itself")
            found.update(f"shared:{each}" for each in texts(data, "shared_with"))


def is_phone(text: str) -> bool:
    """Whether somebody could dial it: digits, as many as a number or an extension has."""
    digits = sum(each.isdigit() for each in text)
    enough = digits >= _AFTER_PLUS if text.lstrip().startswith("+") else True
    return bool(_PHONE.match(text.strip())) and digits in _DIGITS and enough


def is_hours(text: str) -> bool:
    """Whether hours name a time, and more than the hands of some clock (`9-5`), or say that there are no others."""
    named = any(map(str.isdigit, text)) and ("24" in text or not _BARE_HOURS.match(text))
    return named or bool(_ALWAYS.search(text)) or text == "unknown"


def is_no_person(text: str) -> bool:
    """Whether an escalation names a bot or a place instead of somebody."""
    return bool(_NO_PERSON.match(text))


def _of_people(said: Said, found: set[str]) -> None:
    on_call, contact = part(said.data, "on_call"), part(said.data, "contact")
    if not on_call and not contact:
        return
    for cells in (on_call, contact):
        phone = cells.get("phone")
        if isinstance(phone, str) and phone != "unknown" and not is_phone(phone):
            found.add("note:phone")
    if isinstance(on_call.get("hours"), str) and not is_hours(on_call["hours"]):
        found.add("note:hours")
    last = items(on_call, "escalation")[-1:]
    if any(isinstance(each, str) and is_no_person(each) for each in last):
        found.add("note:escalation")
    if said.kind == "Team":
        for word in (on_call.get("rotation"), on_call.get("phone")):
            if isinstance(word, str) and word != "unknown":
                found.add(f"paged:{word}")


def _of_system(said: Said, found: set[str]) -> None:
    data = said.data
    stage = data.get("environment")
    if isinstance(stage, str) and stage not in STAGES and stage != "unknown":
        found.add("note:stage")
    if any(each.get("system") == data.get("id") for each in mappings(data, "feeds")):
        found.add("note:itself")
    for cells in (data, *said.telling):
        log, undoing = part(cells, "audit_log"), part(cells, "reversibility")
        repeat, receipt = part(cells, "idempotency"), part(cells, "receipt")
        if log:
            _of_log(log, found)
        if undoing:
            if "unless" in undoing:
                _of_cases(undoing, found)
            asked = items(undoing, "undo_requires")
            if asked and not are_given(said.grants, asked):
                found.add("note:undo-scope")
        if repeat:
            _of_repeat(repeat, found)
        if receipt.get("completion") == "async" and "after" not in part(receipt, "read_back"):
            found.add("note:hasty")
    if any(may_be_wrong(each, _undo_of(each, said)) for each in said.telling):
        found.add("note:path")


def _undo_of(operation: Cells, said: Said) -> Cells | None:
    """The operation that undoes another, where both are of one system."""
    undo = part(operation, "reversibility").get("undo_operation")
    name = undo.get("id") if isinstance(undo, dict) else undo
    return said.by_name.get(name) if isinstance(name, str) else None


def _of_repeat(repeat: Cells, found: set[str]) -> None:
    kind = repeat.get("class")
    if isinstance(kind, str) and kind in UNKEYED and any(key in repeat for key in OF_KEYS):
        found.add("note:key")
    if repeat.get("on_mismatch") == "duplicate":
        found.add("note:mismatch")


def _of_log(log: Cells, found: set[str]) -> None:
    query = log.get("query")
    if isinstance(query, str) and "{since}" not in query:
        found.add("note:ageless")
    if log.get("attributes") == "none":
        found.add("note:nobody")


def _of_cases(cells: Cells, found: set[str]) -> None:
    own = cells.get("class")
    cases = [each.get("class") for each in mappings(cells, "unless")]
    if own in _ORDER and any(each in _ORDER and _ORDER.index(each) < _ORDER.index(own) for each in cases):
        found.add("note:better")

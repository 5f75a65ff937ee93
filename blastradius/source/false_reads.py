"""Operations that are said to only read, and whose own words say otherwise."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from blastradius.source.listed import listed
from blastradius.source.verbs import READS, act, acts, leads_reading, words

_METHOD = re.compile(r"\b(?:POST|PUT|PATCH|DELETE)\b")
_SEARCHES = "POST"
_DETERMINERS = listed("a an the one two all every each this that its their his her some any several your our")
_ASKED = listed("prompt query request question")
"""What is sent in order to read."""
_SHELLS = frozenset({"shell", "bash", "exec", "eval", "command", "script"})
_BOUNDED = listed("select read readonly only explain describe show lint format validate parse get list find")
"""What says of SQL that it only reads, or that it is not carried out."""
_CHANGES = listed(
    """
    attach detach suspend unsuspend rollback unlock deactivate activate acknowledge undelete untrash adjust change alter
    ban block unblock rotate mute post
    """
)
"""Acts that a name begins with, beside those that registries use."""
_MONEY = "transfer transfers payment payments refund refunds payout payouts withdrawal withdrawals top"
_RECORDS = "status log logs history info stats"
_THINGS: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (listed(_MONEY), listed(f"{_RECORDS} limit limits list")),
    (listed("membership memberships impersonation"), listed(f"{_RECORDS} tier tiers list")),
    (listed("sync book"), listed(_RECORDS)),
    (listed("sql"), listed(f"{_RECORDS} schema")),
    (listed("generate"), listed("sql")),
    (listed("promote"), listed("list")),
    (listed("apply"), listed("filter filters")),
    (listed("mark"), listed("price prices")),
    (listed("resource resources"), listed("subscribe")),
)
"""What a name begins and ends with that names a thing: `sync_status`, `generate_sql`."""
_SEVERAL = listed("withdrawals transfers payments refunds payouts invoices charges memberships members roles policies")
"""Things that somebody gets a list of, where the name says no more."""
_RUNS = "execute"
_WRITES = "write"
_UNDOABLE = frozenset({"reversible", "compensable", "irreversible"})
_REPEATED = frozenset({"keyed", "none", "worsens"})


def belied(operation: Mapping[str, Any]) -> str:
    """What in an operation, as it is written, belies its `effect: read`; empty where nothing does.

    Its id and the first words of its summary, read as an act; an HTTP method other than of reading, where `POST` may
    still be a search; cells that only an effect has.
    """
    if operation.get("effect") not in ("read", ["read"]):
        return ""
    return _worded(_text(operation, "id"), _text(operation, "summary")) or _cells(operation)


@lru_cache(maxsize=4096)  # operations of many systems are called alike
def _worded(name: str, summary: str) -> str:
    return _acted(name) or _method(name, summary) or _opens_with_act(summary)


def _acted(name: str) -> str:
    named = words(name)
    if _is_thing(named):
        return ""
    if named and named[0] in _CHANGES:
        return f"its id says `{named[0]}`"
    if "sql" in named and not _BOUNDED & set(named) and named[0] not in READS - {"query"}:
        return "its id says `sql`, and SQL can change anything"
    found = acts(name) - ({_RUNS} if not _SHELLS & set(named) else set())
    return f"its id says `{next((each for each in named if acts(each) & found), name)}`" if found else ""


def _is_thing(named: tuple[str, ...]) -> bool:
    """Whether a name is that of a thing, and no act stands between its words."""
    if len(named) < 2:
        return bool(_SEVERAL & set(named))
    ends = any(named[0] in first and named[-1] in last for first, last in _THINGS)
    return ends and not any(each == "and" or each in _CHANGES or act(each) for each in named[1:-1])


def _method(name: str, summary: str) -> str:
    method = next((each for each in _METHOD.findall(summary) if each != _SEARCHES or not leads_reading(name)), None)
    return f"its summary says `{method}`" if method else ""


def _opens_with_act(summary: str) -> str:
    first, _, rest = summary.partition(" ")  # `Starts a session` is said of reads too, `Deletes a user` is not
    verb = first.casefold()
    if rest.split(" ", 1)[0].casefold() not in _DETERMINERS or _ASKED & set(words(rest)[:3]):
        return ""
    found = acts(verb) or next((acts(each) for each in (verb[:-1], verb[:-2]) if acts(each)), frozenset()) - {_WRITES}
    return f"its summary begins with `{first}`" if found - {_RUNS} else ""


def _cells(operation: Mapping[str, Any]) -> str:
    if operation.get("amount"):
        return "it has an `amount`"
    for key, classes in (("reversibility", _UNDOABLE), ("idempotency", _REPEATED)):
        cells = operation.get(key)
        said = cells.get("class") if isinstance(cells, dict) else None
        if isinstance(said, str) and said in classes:
            return f"its `{key}` is `{said}`"
    return ""


def _text(operation: Mapping[str, Any], key: str) -> str:
    value = operation.get(key)
    return value if isinstance(value, str) else ""

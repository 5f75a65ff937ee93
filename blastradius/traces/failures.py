"""Results that tell of a failure without being marked as one."""

import re
from collections.abc import Mapping
from typing import Any

from blastradius.traces.values import decoded

_ERROR = re.compile(r"\s*(?:[\w.]*(?:error|exception|traceback)|timeout|timed out|request timed out)\b", re.IGNORECASE)
_TRACEBACK = re.compile(r"\s*Traceback \(most recent call last\):")
_OF_ERRORS = frozenset({"error", "errors", "message", "code", "status", "detail", "details", "type", "errno", "ok",
                        "success", "statuscode", "reason"})  # fmt: skip
"""Keys of a result that tells of nothing but an error."""
_REFUSED = range(400, 500)
_LATE = 408  # the server gave up on waiting: what it did is not known


_FAILURES = frozenset({"failed", "failure", "error", "errored", "declined", "rejected", "refused", "denied"})
"""Words of a status that leave no doubt; what is `canceled` or `expired` may have happened before."""


def names_failure(value: Any) -> bool:
    """Whether the value of a status says by itself that it failed."""
    return isinstance(value, str) and value.strip().lower() in _FAILURES


def reads_like_error(value: Any) -> bool:
    """Whether a result may tell of an error; what it says of the effect is another question."""
    value = decoded(value)
    if isinstance(value, Mapping):
        return tells_failure(value) or any(value.get(name) == _LATE for name in _STATUS)
    return isinstance(value, str) and bool(_ERROR.match(value))


def tells_failure(value: Any) -> bool:
    """Whether a result says beyond doubt that nothing was done.

    `{error: …}` beside nothing but words about it, `success` or `ok` that is false, the status of a refused request, or
    the traceback of Python. An error beside data, and one of the server, leave it open.
    """
    value = decoded(value)
    if isinstance(value, str):
        return bool(_TRACEBACK.match(value))
    if not isinstance(value, Mapping):
        return False
    given = {str(key).lower().replace("_", ""): inner for key, inner in value.items() if inner not in (None, [], {})}
    if set(given) <= _OF_ERRORS and (given.get("error") or given.get("errors")):
        return given.get("success") is not True and given.get("ok") is not True
    if given.get("success") is False or given.get("ok") is False:
        return True
    return any(type(given.get(name)) is int and given[name] in _REFUSED and given[name] != _LATE for name in _STATUS)


_STATUS = ("status", "statuscode")

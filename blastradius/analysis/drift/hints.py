"""Hints then and now, as the specification reads them: a missing one is its worst case."""

from collections.abc import Iterator

from blastradius.analysis.drift.report import Difference, What
from blastradius.finding import Severity
from blastradius.foreign.description import Hints

_RULES = (
    ("readOnlyHint", "read_only", False, "claims now that it only reads", "no longer claims that it only reads"),
    ("destructiveHint", "destructive", True, "may now destroy", "claims now that it destroys nothing"),
    (
        "idempotentHint",
        "idempotent",
        False,
        "claims now that a repeat does no more",
        "no longer claims that a repeat does no more",
    ),
    ("openWorldHint", "open_world", True, "may now touch anything outside", "claims now to stay inside"),
)
_RISKS = frozenset(
    {("readOnlyHint", True), ("readOnlyHint", False), ("destructiveHint", True)}
    | {("idempotentHint", False), ("openWorldHint", True)}
)
_OF_WRITING = frozenset({"destructiveHint", "idempotentHint"})
"""Without a meaning, says the specification, where a tool only reads."""


def hint_differences(old: Hints, new: Hints) -> Iterator[Difference]:
    """What a tool claims of itself otherwise than before."""
    for name, field, worst, on, off in _RULES:
        before: bool | None = getattr(old, field)
        after: bool | None = getattr(new, field)
        if before is after:
            continue
        was = worst if before is None else before
        is_ = worst if after is None else after
        if was is is_ or (name in _OF_WRITING and new.read_only is True):
            severity, message = Severity.INFO, f"`{name}` is written otherwise and means the same"
        else:
            severity = Severity.ERROR if (name, is_) in _RISKS else Severity.WARNING
            message = f"`{name}`: it {on if is_ else off}"
        yield Difference(
            what=What.HINTS, severity=severity, message=message, before=_shown(before), after=_shown(after)
        )


def _shown(value: bool | None) -> str | None:  # noqa: FBT001 - three-valued
    return None if value is None else str(value).lower()

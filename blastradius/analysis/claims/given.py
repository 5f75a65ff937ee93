"""What calls were made with and what they show, and which values of a clause tell what became of it."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from blastradius.analysis.claims.scene import Deed, leaves
from blastradius.analysis.claims.spoken import Spoken

CHANGES = frozenset(
    {"change", "exchange", "schedule", "add", "remove", "delete", "cancel", "rollback", "return", "close"}
)
"""Effects whose clauses as often tell how something was before."""


class Told(NamedTuple):
    """A value that a clause tells beside those of its calls; `sure` if it can only be meant for the same."""

    said: str
    given: str
    sure: bool


def given(done: Sequence[Deed]) -> Iterator[tuple[str, Any]]:
    """What the calls were made with, by its name."""
    return (pair for deed in done for pair in leaves(deed.call.arguments))


def shown(done: Sequence[Deed]) -> str:
    """All that stands in the calls and their results."""
    every = (pair for deed in done for pair in (*leaves(deed.call.arguments), *leaves(deed.call.result)))
    return "\n".join(f"{value}" for _, value in every if isinstance(value, str | int)).lower()


def is_new(claim: Spoken, before: str) -> bool:
    """Whether a value with these words before it plainly tells what the deed made: `to 2.5.0`, `deployed 2.5.0`.

    Not that of something else (`the fix for 2.5.0`), and not how it was (`moved 2.5.0`, `…, replacing 2.5.0`).
    """
    lower = before.lower()
    at = lower.find(claim.verb)
    lead = lower[at + len(claim.verb) :] if claim.verb and at >= 0 else lower
    leads = [found["new"] is not None for found in claim.language.leads.finditer(lead)]
    if leads:
        return leads[-1]
    effects = {name for word in re.findall(r"[^\W\d_]+", lead) for name in claim.language.verbs.get(word, ())}
    return not CHANGES.intersection((*claim.effects, *effects))

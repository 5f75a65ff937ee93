"""The answer to `claims`, frozen. Places stay symbolic until an output prints them."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from blastradius.finding import Finding
from blastradius.traces.events import Call, Origin
from blastradius.traces.join import Effect


class Verdict(StrEnum):
    """Whether the record shows what a message says, the worst first."""

    UNBACKED = "unbacked"
    MISMATCH = "mismatch"
    UNVERIFIABLE = "unverifiable"
    UNDECIDED = "undecided"
    BACKED = "backed"


ALARMS = frozenset({Verdict.UNBACKED, Verdict.MISMATCH})
"""The verdicts that say that a sentence is not true."""


class Made(Struct, frozen=True, kw_only=True):
    """A call that was made; `effect` is what the inventory says of it, `None` where it lists no such tool."""

    call: Call
    effect: Effect | None

    @property
    def name(self) -> str:
        """The operation, or else the tool."""
        return (self.effect.target if self.effect else None) or self.call.tool


class Claim(Struct, frozen=True, kw_only=True):
    """One claimed effect. `operation` is the one that is meant, where that is known; `made` the call that decided.

    `sentence` is as it was written, `text` the clause that claims. `later` is the place where it was taken back.
    """

    origin: Origin
    session: str
    sentence: str
    text: str
    operation: str | None
    verdict: Verdict
    made: Made | None
    why: str
    later: Origin | None = None


class ClaimsReport(Struct, frozen=True, kw_only=True):
    """Every claimed effect, in order. `untold` are effects of which the user was never told.

    `alarms` are the claims that the record contradicts, `counts` how many claims have each verdict and how many effects
    nobody was told of. `messages` counts those of agents, `calls` those of tools. `tools_known` is false where no
    inventory says what tools an agent has.
    """

    complete: bool
    sessions: int
    messages: int
    calls: int
    claims: Sequence[Claim]
    alarms: Sequence[Claim]
    untold: Sequence[Made]
    counts: tuple[tuple[str, int], ...]
    unlisted: tuple[str, ...]
    tools_known: bool
    problems: tuple[Finding, ...]

"""What became of a claim."""

from typing import NamedTuple

from msgspec import Struct

from blastradius.analysis.claims.report import Verdict
from blastradius.analysis.claims.scene import Deed


class Ruling(Struct, frozen=True, kw_only=True):
    """What became of a claim: `deed` decided it, `operation` is the one that was meant."""

    verdict: Verdict
    why: str
    deed: Deed | None = None
    operation: str | None = None


class Difference(NamedTuple):
    """Where a claim and its calls differ; `sure` if both can only tell of the same."""

    why: str
    sure: bool

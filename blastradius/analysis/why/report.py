"""The answer to `reach --why`, frozen. Sentences are made here, so that every output says the same."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from blastradius.analysis.reach.report import Class, Start
from blastradius.finding import Finding
from blastradius.graph.kinds import Cost
from blastradius.model.cells import Level
from blastradius.source.document import Ref


class TargetKind(StrEnum):
    """What can be asked about."""

    SYSTEM = "system"
    CREDENTIAL = "credential"


class Target(Struct, frozen=True, kw_only=True):
    """What is asked about. `level` is `None` where none was named; `known` is false where no entry could be read."""

    kind: TargetKind
    id: str
    level: Level | None
    known: bool = True


class WhyClass(StrEnum):
    """How a target is reached; the last two without anybody getting in."""

    HELD = "held"
    DIRECT = "direct"
    ESCALATED = "escalated"
    CONDITIONAL = "conditional"
    CONTAMINATED = "contaminated"
    DISCLOSED = "disclosed"


class WhyStep(Struct, frozen=True, kw_only=True):
    """One step of a proof. `uses` are the numbers of the steps that it builds on, `at` where its fact is written.

    `at` is `None` only where nobody wrote an entry for the breached system that the search starts in.
    """

    number: int
    rule: str
    origin: str
    target: str
    at: Ref | None
    uses: tuple[int, ...]
    says: str


class Chain(Struct, frozen=True, kw_only=True):
    """A proof told step by step, premises first. `level` is `None` where data flows and nobody gets in.

    `title` says what it leads to, `obtained` which credentials are got on the way, in this order. `conditions` are
    those that nobody said are met, `assumed` those that were asked to be taken as met.
    """

    kind: WhyClass
    level: Level | None
    title: str
    conditions: tuple[str, ...]
    assumed: tuple[str, ...]
    obtained: tuple[str, ...]
    cost: Cost
    steps: tuple[WhyStep, ...]


class Reason(Struct, frozen=True, kw_only=True):
    """Why something is not reached, as far as it can be told. `at` is `None` where no line says it."""

    at: Ref | None
    says: str


class Written(Struct, frozen=True, kw_only=True):
    """A fact that somebody wrote and that a path needs: a grant, an entry of `obtainable_from`, a discharge, a feed."""

    what: str
    at: Ref
    says: str


class Alternative(Struct, frozen=True, kw_only=True):
    """A smallest set of written facts that suffices, if the conditions are met that nobody said are."""

    facts: tuple[Written, ...]
    conditions: tuple[str, ...]
    obtained: tuple[str, ...]
    cost: Cost


class Alternatives(Struct, frozen=True, kw_only=True):
    """The smallest sets, cheapest first. `total` is `None` where there may be more than anybody looked for.

    `shared` are the facts that every path needs: empty unless all paths are known.
    """

    found: tuple[Alternative, ...]
    shared: tuple[Written, ...]
    total: int | None
    ran_out: bool


class WhyAnswer(Struct, frozen=True, kw_only=True):
    """The answer for one target. `level` is the one that it is about; `kind` is `None` where there is no way at all.

    `chains` holds the proof of what was asked; if it cannot be had, of what comes nearest to it.
    """

    target: Target
    level: Level | None
    reached: bool
    kind: WhyClass | None
    verdict: str
    remarks: tuple[str, ...]
    levels: tuple[tuple[Level, Class], ...]
    chains: tuple[Chain, ...]
    reasons: tuple[Reason, ...]
    alternatives: Alternatives | None


class WhyReport(Struct, frozen=True, kw_only=True):
    """Everything that `reach --why` answers. `compact`: all that is reached was asked about, not one target."""

    complete: bool
    now: datetime
    since: datetime | None
    assumed: tuple[str, ...]
    starts: tuple[Start, ...]
    compact: bool
    answers: tuple[WhyAnswer, ...]
    problems: tuple[Finding, ...]

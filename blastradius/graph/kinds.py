"""The facts that are derived, and the clauses that derive them."""

from typing import NamedTuple, TypeAlias

from msgspec import Struct

from blastradius.model.cells import Level
from blastradius.model.entities import Grant, Way
from blastradius.source.document import Ref

WHOLE = "*"
"""The resource that stands for all of a system."""

PROMPT_INJECTION = "prompt-injection"
"""A reserved condition: whoever can write what an agent reads can steer it."""


class Has(Struct, frozen=True):
    """Whoever starts here holds this credential, at least up to this level."""

    credential: str
    cap: Level


class Access(Struct, frozen=True):
    """And can act, by this credential, on this part of this system at this level."""

    credential: str
    system: str
    resource: str
    level: Level


class Scope(Struct, frozen=True):
    """A grant of this credential, whose conditions are met, carries this scope for this part of this system."""

    credential: str
    system: str
    resource: str
    scope: str


class Meets(Struct, frozen=True):
    """The condition holds."""

    condition: str


class Satisfies(Struct, frozen=True):
    """One of several needs of a way to a credential is met."""

    credential: str
    way: int
    need: int


class Performs(Struct, frozen=True):
    """The operation can be carried out with this credential."""

    credential: str
    system: str
    operation: str


class Tainted(Struct, frozen=True):
    """Wrong data can have arrived here."""

    tainted: str
    resource: str


class Disclosed(Struct, frozen=True):
    """Data from here can have been seen."""

    disclosed: str


class Steered(Struct, frozen=True):
    """The agent does what the writer of its input wants, by its own tools only."""

    agent: str


Fact: TypeAlias = Has | Access | Scope | Meets | Satisfies | Performs | Tainted | Disclosed | Steered


class Cost(NamedTuple):
    """What a proof costs, summed over its tree: compared from left to right, the cheapest is shown.

    `presumed` are conditions that only the search assumed, `assumed` those that the user asked to assume.
    """

    presumed: int = 0
    assumed: int = 0
    obtained: int = 0
    hops: int = 0

    def plus(self, other: "Cost") -> "Cost":
        """The sum."""
        return Cost(
            self.presumed + other.presumed,
            self.assumed + other.assumed,
            self.obtained + other.obtained,
            self.hops + other.hops,
        )


class Clause(Struct, frozen=True, kw_only=True):
    """A ground Horn clause: the conclusion holds if all premises do.

    `key` orders clauses of equal cost by the ids in them, `source` is where the fact behind it was written, `note` what
    people wrote about it. `basis` is what an owner can take back so that the clause no longer holds.
    """

    rule: str
    conclusion: Fact
    premises: tuple[Fact, ...] = ()
    cost: Cost = Cost()
    key: tuple[str, ...] = ()
    source: Ref | None = None
    note: str = ""
    basis: Grant | Way | None = None

"""The entities of an inventory, as they were written: duplicates and dangling ids included.

`None` always means *not known*: nothing was written, or `unknown`, or something that is no such value. Which of them it
was, and where, the entity's `source` tells. Structs of msgspec instead of dataclasses, because thirty of them cost a
start 3 ms instead of 30.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from msgspec import Struct

from blastradius.model.cells import (
    Amount,
    AuditLog,
    Idempotency,
    KillSwitch,
    Level,
    Limit,
    OnCall,
    Proof,
    Receipt,
    Reversibility,
    Revoke,
)
from blastradius.model.durations import Duration
from blastradius.model.predicate import Predicate
from blastradius.source.document import Ref


class Operation(Struct, frozen=True, kw_only=True):
    """What can be done in a system. `access` is `None` where even the effect is not known.

    `object` and `amount` are paths into a recorded call (`args.order_id`) of what it is about, and of how much.
    """

    id: str
    system: str
    summary: str | None
    effect: tuple[str, ...]
    access: Level | None
    requires: tuple[str, ...]
    also: tuple[str, ...]
    object: tuple[str, ...]
    amount: Amount | None
    reversibility: Reversibility | None
    idempotency: Idempotency | None
    receipt: Receipt | None
    audit_log: AuditLog | None
    limit: Limit | None
    says: tuple[str, ...]
    vendor: str | None
    source: Ref

    @property
    def reads_only(self) -> bool:
        """Whether nothing changes: every effect is `read`, and at least one is known."""
        return bool(self.effect) and set(self.effect) == {"read"}


class Grant(Struct, frozen=True, kw_only=True):
    """A credential opens a system, this far. `None` for scopes or resources means all of them.

    `worst` names the cells that are not known and therefore count as everything: `access`, `scopes`, `resources`.
    """

    credential: str
    system: str
    access: Level
    scopes: tuple[str, ...] | None
    resources: tuple[str, ...] | None
    denies: tuple[str, ...]
    conditions: tuple[str, ...]
    until: datetime | None
    worst: tuple[str, ...]
    source: Ref


class Need(Struct, frozen=True, kw_only=True):
    """Access to a system that an `obtainable_from` entry asks for."""

    system: str
    access: Level
    requires: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: tuple[str, ...]
    source: Ref


class Way(Struct, frozen=True, kw_only=True):
    """An `obtainable_from` entry: whoever meets all its needs can get hold of the credential, up to `cap`."""

    needs: tuple[Need, ...]
    conditions: tuple[str, ...]
    how: str | None
    cap: Level
    source: Ref


class Feed(Struct, frozen=True, kw_only=True):
    """Data written here flows there."""

    system: str
    what: str | None
    delay: Duration | None
    stop: tuple[str, ...]
    source: Ref


class Discharge(Struct, frozen=True, kw_only=True):
    """A condition that access to this system satisfies."""

    condition: str
    access: Level
    source: Ref


class Team(Struct, frozen=True, kw_only=True):
    """Who owns systems and answers pages."""

    id: str
    name: str | None
    on_call: OnCall | None
    contact: tuple[tuple[str, str], ...]
    lead: str | None
    proof: Proof | None
    source: Ref


class System(Struct, frozen=True, kw_only=True):
    """One external system."""

    id: str
    name: str | None
    summary: str | None
    environment: str | None
    owner: str | None
    on_call: OnCall | None
    audit_log: AuditLog | None
    reversibility: Reversibility | None
    grants: Sequence[Grant]
    operations: Sequence[Operation]
    scope_implies: tuple[tuple[str, tuple[str, ...]], ...]
    scopes_ignore_case: bool
    untrusted_input: bool
    data: tuple[str, ...]
    feeds: Sequence[Feed]
    kill_switch: KillSwitch | None
    discharges: tuple[Discharge, ...]
    vendor: str | None
    plan: str | None
    support: tuple[tuple[str, str], ...]
    proof: Proof | None
    source: Ref


class Credential(Struct, frozen=True, kw_only=True):
    """A credential, never the secret itself."""

    id: str
    name: str | None
    summary: str | None
    type: str | None
    principal: str | None
    fingerprint: str | None
    owner: str | None
    shared_with: tuple[str, ...]
    ways: Sequence[Way]
    expires: datetime | None
    rotate_every: Duration | None
    rotated: datetime | None
    revoke: Revoke | None
    revoked_with: str | None
    proof: Proof | None
    source: Ref


class Bound(Struct, frozen=True, kw_only=True):
    """One operation that a tool performs, and the credential it does so with; `when` says in which calls."""

    system: str
    operation: str
    credential: str | None
    when: Predicate | None
    source: Ref

    @property
    def target(self) -> str:
        """`stripe/create_refund`."""
        return f"{self.system}/{self.operation}"


class Tool(Struct, frozen=True, kw_only=True):
    """A tool as the planner knows it. `because` says why it touches no external system."""

    name: str
    bound: tuple[Bound, ...]
    none: bool
    because: str | None
    credential: str | None
    approval: str | None
    retries: int | None
    idempotency_key: str | None
    limit: Limit | None
    schema_sha256: str | None
    server: str | None
    proof: Proof | None
    source: Ref


RETIRED = "retired"
"""The status of an agent that runs no more."""


class Agent(Struct, frozen=True, kw_only=True):
    """An agent and its tools. `services` and `names` are how it shows up in traces."""

    id: str
    name: str | None
    summary: str | None
    status: str | None
    owner: str | None
    on_call: OnCall | None
    kill_switch: KillSwitch | None
    services: tuple[str, ...]
    names: tuple[str, ...]
    delegates_to: tuple[str, ...]
    sdk_retries: int | None
    tools: tuple[Tool, ...]
    proof: Proof | None
    source: Ref


class Exemption(Struct, frozen=True, kw_only=True):
    """A finding that somebody accepts until a day."""

    rule: str
    target: str
    reason: str
    by: str
    until: datetime | None
    source: Ref


class Settings(Struct, frozen=True, kw_only=True):
    """`blastradius.yaml`: how this inventory is judged. `budget` has the most of a rule or metric that is allowed."""

    id: str
    name: str | None
    stale_after: Duration | None
    rules: tuple[tuple[str, str], ...]
    budget: tuple[tuple[str, float], ...]
    exemptions: tuple[Exemption, ...]
    source: Ref


Entity: TypeAlias = Team | System | Credential | Agent | Settings
"""What a document can describe."""

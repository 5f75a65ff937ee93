"""The retry policy of every tool, frozen."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from blastradius.finding import Finding
from blastradius.model.durations import Duration
from blastradius.source.document import Ref


class Retry(StrEnum):
    """Whether a call may be made again blindly, the best first."""

    SAFE = "safe"
    WITH_KEY = "with-key"
    NEVER = "never"

    @property
    def rank(self) -> int:
        """0 for the best."""
        return list(Retry).index(self)


class Reason(Struct, frozen=True, kw_only=True):
    """Why, and where that is written."""

    says: str
    where: Ref


class RetryKey(Struct, frozen=True, kw_only=True):
    """The key that makes a repeat harmless: how it travels, how long it is honoured, what it has to be made of."""

    carrier: str
    name: str
    window: Duration
    on_mismatch: str | None
    scope: tuple[str, ...]


class ReadBack(Struct, frozen=True, kw_only=True):
    """What to ask before anything is made again, where the outcome is not known; `after` which time."""

    operation: str
    after: Duration | None


class OperationPolicy(Struct, frozen=True, kw_only=True):
    """The policy for one operation of a tool."""

    operation: str
    retry: Retry
    key: RetryKey | None
    read_back: ReadBack | None
    reasons: tuple[Reason, ...]


class ToolPolicy(Struct, frozen=True, kw_only=True):
    """The policy of a tool: the worst of its operations.

    `max_retries` is 0 where it must never be repeated, else what the runtime is set to; `None`: nobody says.
    `violations` say in what the runtime, as it is written down, does not keep to it.
    """

    agent: str
    tool: str
    retry: Retry
    max_retries: int | None
    operations: tuple[OperationPolicy, ...]
    reasons: tuple[Reason, ...]
    violations: tuple[Reason, ...]
    source: Ref


class RetryPolicyReport(Struct, frozen=True, kw_only=True):
    """The policies of all tools, in the order of agents and tools."""

    complete: bool
    now: datetime
    tools: tuple[ToolPolicy, ...]
    problems: tuple[Finding, ...]

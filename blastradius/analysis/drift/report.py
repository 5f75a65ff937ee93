"""The answer to `drift`, frozen. Places stay symbolic until an output prints them."""

from enum import StrEnum

from msgspec import Struct

from blastradius.finding import Finding, Severity
from blastradius.source.document import Ref


class What(StrEnum):
    """What of a tool, a system or a team is no longer what it was."""

    INPUT = "input-schema"
    OUTPUT = "output-schema"
    HINTS = "hints"
    DESCRIPTION = "description"
    METHOD = "method"
    SCOPES = "scopes"
    SECURITY = "security"
    ADDRESS = "address"
    EFFECT = "effect"
    OWNER = "owner"
    ON_CALL = "on-call"


class Difference(Struct, frozen=True, kw_only=True):
    """One difference by meaning: an error is a change of risk, a warning another change, an info is noise.

    `before` and `after` are short texts, `None` where there was or is nothing.
    """

    what: What
    severity: Severity
    message: str
    before: str | None
    after: str | None


class Change(Struct, frozen=True, kw_only=True):
    """A difference of a tool that has a row. `tool` is the name of the row."""

    tool: str
    server: str | None
    difference: Difference
    where: Ref


class Unlisted(Struct, frozen=True, kw_only=True):
    """A tool without a row; `where` is what registers it, `near` the place where its row belongs."""

    name: str
    server: str | None
    where: str
    near: Ref | None


class Gone(Struct, frozen=True, kw_only=True):
    """A row without a tool."""

    tool: str
    server: str | None
    where: Ref


class Held(Struct, frozen=True, kw_only=True):
    """How a registry compares with what is written; not `whole` where a tool could not be compared with what it was."""

    unlisted: tuple[Unlisted, ...]
    gone: tuple[Gone, ...]
    changes: tuple[Change, ...]
    remarks: tuple[str, ...]
    whole: bool


class DriftReport(Struct, frozen=True, kw_only=True):
    """Everything that differs. `remarks` say what could not be judged and why; then it is not `complete`."""

    source: str
    kind: str
    agent: str | None
    system: str | None
    compared: int
    unlisted: tuple[Unlisted, ...]
    gone: tuple[Gone, ...]
    changed: tuple[Change, ...]
    remarks: tuple[str, ...]
    problems: tuple[Finding, ...]
    complete: bool

    @property
    def drifted(self) -> bool:
        """Whether anything differs that is more than noise."""
        return bool(self.unlisted or self.gone or self.told(verbose=False))

    def told(self, *, verbose: bool) -> tuple[Change, ...]:
        """The changes, with the noise or without."""
        return tuple(each for each in self.changed if verbose or each.difference.severity is not Severity.INFO)

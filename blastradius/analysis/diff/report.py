"""The answer to `diff`, frozen. Places of the head are in its files, those of the base in the files it had."""

from datetime import datetime

from msgspec import Struct

from blastradius.analysis.reach.report import Class, Kind, Step
from blastradius.finding import Finding
from blastradius.model.cells import Level
from blastradius.model.rows import State
from blastradius.source.document import Ref


class Renamed(Struct, frozen=True, kw_only=True):
    """An entity that goes by another id than before."""

    kind: str
    before: str
    after: str


class Extent(Struct, frozen=True, kw_only=True):
    """How far a system is reached: the highest level that needs no assumption, or else the highest of all."""

    access: Level
    kind: Class


class Cause(Struct, frozen=True, kw_only=True):
    """The line that made the difference, in one sentence. `where` is `None` where nobody wrote one."""

    where: Ref | None
    says: str


class Change(Struct, frozen=True, kw_only=True):
    """A start reaches a system as it did not before, or no longer does.

    `extent` is what was gained or lost, `other` what is reached on the other side. `path` is the proof, told from the
    head for what was gained, from the base for what was lost.
    """

    system: str
    extent: Extent
    other: Extent | None
    cause: Cause | None
    path: tuple[Step, ...]


class OperationChange(Struct, frozen=True, kw_only=True):
    """An operation that can, or can no longer, be carried out in a system that is reached before and after.

    `described`: nothing was granted or taken away, only the entry for the operation is new, or gone.
    """

    system: str
    operation: str
    effect: tuple[str, ...]
    conditional: bool
    described: bool
    cause: Cause | None


class GrantChange(Struct, frozen=True, kw_only=True):
    """A grant of a credential that is wider on one side than on the other, in a system that it opens on both.

    `what` says it in words: scopes, parts, what is denied.
    """

    system: str
    what: str
    where: Ref


class StartChange(Struct, frozen=True, kw_only=True):
    """What changed for one credential or agent, by its id in the head; `before` is its id in the base.

    `before` is `None` where it is new, `after` where it is gone.
    """

    kind: Kind
    id: str
    before: str | None
    after: str | None
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    operations_gained: tuple[OperationChange, ...]
    operations_lost: tuple[OperationChange, ...]
    widened: tuple[GrantChange, ...]
    narrowed: tuple[GrantChange, ...]

    @property
    def grew(self) -> bool:
        """Whether more can be reached; a better description is no growth."""
        return bool(self.gained or self.widened) or any(not each.described for each in self.operations_gained)

    @property
    def shrank(self) -> bool:
        """Whether less can be reached."""
        return bool(self.lost or self.narrowed) or any(not each.described for each in self.operations_lost)


class CellChange(Struct, frozen=True, kw_only=True):
    """A cell of a row before and after; `None` where there was no such row or cell on that side."""

    agent: str
    tool: str
    cell: str
    before: State | None
    after: State | None
    where: Ref


APPROVAL = "approval"


class GuardChange(Struct, frozen=True, kw_only=True):
    """A guard of a tool that holds less than before (`weaker`), or more.

    `guard` is `approval`, `limit`, `retries`, `reversibility of SYSTEM/OPERATION`, `undo window of` or `idempotency of`
    one, or `kills_sessions of CREDENTIAL`; `before` and `after` are as written.
    """

    agent: str
    tool: str
    guard: str
    before: str
    after: str
    weaker: bool
    where: Ref


class EffectChange(Struct, frozen=True, kw_only=True):
    """Effects that an agent has now without a person who sees them first, and had not, or only with more approval.

    `tool` is one of the agent `by`, which is another one where `agent` calls it. `operation` is `SYSTEM/OPERATION`,
    `None` where nobody knows what the tool does. `before` is the approval under which the agent did the same; `None`
    where it did not.
    """

    agent: str
    by: str
    tool: str
    operation: str | None
    effect: tuple[str, ...]
    approval: str
    before: str | None
    where: Ref


class DiffReport(Struct, frozen=True, kw_only=True):
    """Everything that `diff` answers.

    `gained` cells are known now and were not, `lost` ones were known and are not; `open` are those of new tools that
    are not known. `notes` say what the two sides are where that is not plain.
    """

    complete: bool
    now: datetime
    base: str
    head: str
    assumed: tuple[str, ...]
    renamed: tuple[Renamed, ...]
    starts: tuple[StartChange, ...]
    compared: int
    tools_added: tuple[str, ...]
    tools_removed: tuple[str, ...]
    cells_gained: tuple[CellChange, ...]
    cells_lost: tuple[CellChange, ...]
    cells_open: tuple[CellChange, ...]
    guards: tuple[GuardChange, ...]
    effects: tuple[EffectChange, ...]
    notes: tuple[str, ...]
    problems: tuple[Finding, ...]

    @property
    def grew(self) -> bool:
        """Whether anybody reaches more, does more without a person, or does the same with less approval."""
        unapproved = any(each.weaker and each.guard == APPROVAL for each in self.guards)
        return unapproved or bool(self.effects) or any(start.grew for start in self.starts)

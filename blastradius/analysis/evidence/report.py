"""The evidence sheet, frozen. Places stay symbolic until an output prints them."""

from datetime import datetime

from msgspec import Struct

from blastradius.finding import Finding
from blastradius.source.document import Ref
from blastradius.source.frameworks import Framework, Reference


class Measured(Struct, frozen=True, kw_only=True):
    """One number of the inventory: `says` what was counted, `shown` where it holds, `missing` where it does not."""

    id: str
    says: str
    shown: tuple[Ref, ...]
    missing: tuple[Ref, ...]

    @property
    def total(self) -> int:
        """How many were looked at; 0 where the inventory has nothing of the kind."""
        return len(self.shown) + len(self.missing)


class Supported(Struct, frozen=True, kw_only=True):
    """A reference with the measures that support evidence for it."""

    reference: Reference
    measures: tuple[Measured, ...]


class Sheet(Struct, frozen=True, kw_only=True):
    """All frameworks. `judged` is the moment at which proof counts or not, `None` where any proof counts."""

    title: str
    complete: bool
    judged: datetime | None
    frameworks: tuple[tuple[Framework, tuple[Supported, ...]], ...]
    problems: tuple[Finding, ...]

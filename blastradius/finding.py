"""The one shape of a problem: what is wrong, where, and what to do about it."""

from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    """How bad a finding is. `rank` orders them, the worst first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return _RANKS[self]


_RANKS = {each: place for place, each in enumerate(Severity)}


class Location(Struct, frozen=True, kw_only=True):
    """A stretch of a file. Lines and columns count characters from 1; the end column is one past the last character."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class Fix(Struct, frozen=True, kw_only=True):
    """What stands at a place and what is right there instead, sure enough to be typed by a machine.

    `old` is what the place says, without quotes; `new` is YAML for one line. An empty `new` deletes: a comment, or an
    item of a list.
    """

    old: str
    new: str


class Finding(Struct, frozen=True, kw_only=True):
    """One problem.

    `message` says what is wrong, `help` what to type. `entity` is `system:stripe`, or `None` outside of any entity;
    `pointer` is an RFC 6901 pointer into the document, empty for the document as a whole. `comment_line` is the line on
    which a comment can ignore it, where the place lies inside of a text of many lines. `anchor` is the pointer with the
    names of items instead of their numbers, and with what stands there: it names the place when items move. `fix` is
    there where only one correction can be meant. `about` are the scopes, holders and windows that it names: with one
    more, or another, it is another problem, though it stands at the same place.
    """

    rule: str
    severity: Severity
    message: str
    location: Location
    entity: str | None = None
    pointer: str = ""
    help: str = ""
    comment_line: int | None = None
    anchor: str = ""
    fix: Fix | None = None
    about: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Names this problem for as long as it stands in the same place of the same entity, wherever lines move."""
        return self.identity(self.location.path)

    def identity(self, where: str) -> str:
        """The same for a place that is told otherwise than by the path of its file."""
        from hashlib import sha256  # noqa: PLC0415 - 3 ms, and only `lint` asks

        parts = (self.rule, where, self.entity or "", self.anchor or self.pointer)
        return sha256("\0".join(parts).encode()).hexdigest()[:32]

    @property
    def order(self) -> tuple[str, int, int, int, str, str]:
        """Sorts findings as a reader meets them: by place, then the worst first."""
        at = self.location
        return (at.path, at.line, at.column, self.severity.rank, self.rule, self.message)

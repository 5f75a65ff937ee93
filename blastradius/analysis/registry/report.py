"""What an import would change: texts of files before and after, and what is to be said about it."""

from msgspec import Struct


class File(Struct, frozen=True, kw_only=True):
    """A file to be written. `before` is `None` where there is none yet; paths are those that people are shown."""

    path: str
    before: str | None
    after: str


class Imported(Struct, frozen=True, kw_only=True):
    """The result of an import; not `complete` where the source could not be read whole.

    `rows` were added, `known` were there, `gone` are marked: no tool stands behind them any more.
    """

    shown: str
    files: tuple[File, ...]
    operations: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    complete: bool = True

"""Files of recorded runs, streamed: one JSON document, JSON Lines, or an array; plain or compressed."""

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import ijson
import msgspec
from msgspec import Struct

from blastradius.errors import InputError
from blastradius.finding import Finding, Location, Severity
from blastradius.traces.documents import is_message

STANDARD_INPUT = "-"
_GZIP = b"\x1f\x8b"
_WHOLE = 8_000_000
"""Bytes: a document up to this size is read at once, a larger one piece by piece."""
_LONGEST_LINE = 256_000_000
_DEEPEST = 500
_INSIDE = ("resourceSpans.item", "simulations.item", "observations.item", "item")
"""Where the records of a large document stand, by their path."""


class Record(Struct, frozen=True, kw_only=True):
    """A value of a file that can be read by itself. `item` counts those of an array, `line` the lines of JSON Lines.

    `cut`: the file breaks off in it, and this is what stands before.
    """

    value: Any
    item: int | None = None
    line: int | None = None
    cut: bool = False


def records(path: str, problems: list[Finding]) -> Iterator[Record]:
    """The values of a file, in order; what cannot be read goes to `problems` with its place.

    Raises:
        InputError: there is no such file, or it cannot be opened.
    """
    with _opened(path) as stream:
        try:
            yield from _values(stream, path, problems)
        except (EOFError, OSError, zlib.error) as error:
            problems.append(broken(path, f"the file ends in the middle, or is damaged: {_short(error)}"))


def broken(path: str, message: str, line: int | None = None, *, severity: Severity = Severity.ERROR) -> Finding:
    """A problem of a recorded run."""
    where = Location(path=path, line=line or 1, column=1, end_line=line or 1, end_column=2)
    help_ = "what could be read counts all the same; record the run again, or export it whole"
    return Finding(rule="broken-trace", severity=severity, message=message, location=where, help=help_)


@contextmanager
def _opened(path: str) -> Iterator[IO[bytes]]:
    try:
        raw = sys.stdin.buffer if path == STANDARD_INPUT else Path(path).open("rb")  # noqa: SIM115 - closed below
    except OSError as error:
        msg = f"`{path}` cannot be read: {error.strerror}"
        raise InputError(msg, hint="name the file of a recorded run, or `-` for standard input") from error
    try:
        buffered = io.BufferedReader(raw, 1_000_000) if isinstance(raw, io.RawIOBase) else raw
        packed = _begins(buffered) == _GZIP
        yield gzip.GzipFile(fileobj=buffered) if packed else buffered  # type: ignore[misc] # both are streams of bytes
    finally:
        if raw is not sys.stdin.buffer:
            raw.close()


def _begins(stream: Any) -> bytes:
    try:
        return bytes(stream.peek(2)[:2])
    except OSError:
        return b""


def _values(stream: IO[bytes], path: str, problems: list[Finding]) -> Iterator[Record]:
    head = _head(stream, path, problems)
    if len(head) < _WHOLE:
        yield from _small(head, path, problems)
        return
    first = head.partition(b"\n")[0].strip()
    joined = io.BufferedReader(_Joined(head, stream), 1_000_000)
    if first and _whole(first):
        yield from _lines(joined, path, problems)
    else:
        yield from _pieces(joined, head, path, problems)


def _head(stream: Any, path: str, problems: list[Finding]) -> bytes:
    """As much as is read at once; of a file that is damaged, what comes before the damage."""
    pieces: list[bytes] = []
    size = 0
    try:
        while size < _WHOLE and (piece := stream.read1(1_000_000)):
            pieces.append(piece)
            size += len(piece)
    except (EOFError, OSError, zlib.error) as error:
        problems.append(broken(path, f"the file ends in the middle, or is damaged: {_short(error)}"))
    return b"".join(pieces)


def _small(data: bytes, path: str, problems: list[Finding]) -> Iterator[Record]:
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data.strip():
        problems.append(broken(path, "the file is empty"))
        return
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError):
        first = data.lstrip().partition(b"\n")[0].strip()
        if _whole(first):
            yield from _lines(io.BytesIO(data), path, problems)
        elif data.lstrip()[:1] in {b"{", b"["}:
            yield from _pieces(io.BytesIO(data), data, path, problems)
        else:
            problems.append(broken(path, "this is no JSON: a recorded run is JSON or JSON Lines, plain or gzip"))
        return
    if isinstance(value, list) and not _is_conversation(value):
        yield from (Record(value=each, item=number) for number, each in enumerate(value))
    else:
        yield Record(value=value)


def _is_conversation(value: list[Any]) -> bool:
    """Whether a list is one run by itself: messages or spans, instead of runs."""
    first = next((each for each in value if isinstance(each, dict)), {})
    return is_message(first)


def _lines(stream: IO[bytes], path: str, problems: list[Finding]) -> Iterator[Record]:
    number = 0
    while line := stream.readline(_LONGEST_LINE):
        number += 1
        if not line.strip():
            continue
        try:
            value = msgspec.json.decode(line)
        except (msgspec.DecodeError, RecursionError) as error:
            problems.append(broken(path, f"line {number} is no JSON: {_short(error)}", number))
            continue
        yield Record(value=value, line=number)


def _pieces(stream: IO[bytes], head: bytes, path: str, problems: list[Finding]) -> Iterator[Record]:
    """The records of one large or broken document, up to where it breaks off."""
    if head.lstrip()[:1] == b"[":
        where = "item"
    else:
        where = next((each for each in _INSIDE if f'"{each.partition(".")[0]}"'.encode() in head[:1_000_000]), "")
    if not where:
        problems.append(broken(path, "the document is broken, or too large for one that is no known list of runs"))
        return
    name = where.partition(".")[0] if where != "item" else ""
    try:
        for number, value in enumerate(_built(stream, name)):
            yield Record(value={name: [value]} if name else value, item=number)
    except (ijson.JSONError, ValueError) as error:
        problems.append(broken(path, f"the document breaks off or is broken: {_short(error)}"))


def _built(stream: IO[bytes], name: str) -> Iterator[Any]:
    """The items of an array: of the document itself, or of the list under `name` in it.

    Built from single events and not by ijson's own paths, which take memory with the square of how deep it is nested.
    """
    depth, home = 0, 2 if name else 1
    key = ""
    builder: ijson.ObjectBuilder | None = None
    for event, value in ijson.basic_parse(stream, use_float=True):
        closing, opening = event in {"end_map", "end_array"}, event in {"start_map", "start_array"}
        depth -= closing
        if event == "map_key" and depth == 1:
            key = value
        inside = depth > home or (depth == home and not closing)
        if builder is None and inside and key == name and (opening or depth == home) and event != "map_key":
            builder = ijson.ObjectBuilder()
        if builder is not None:
            builder.event(event, value)
            if depth == home and not opening:
                yield builder.value
                builder = None
        depth += opening
        if depth > _DEEPEST:
            msg = f"nested deeper than {_DEEPEST} levels"
            raise ValueError(msg)


class _Joined(io.RawIOBase):
    """What has been read of a stream, and the rest of it."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head = memoryview(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        """Fill a buffer; 0 at the end."""
        if self._head:
            count = min(len(into), len(self._head))
            into[:count] = self._head[:count]
            self._head = self._head[count:]
            return count
        data = self._rest.read1(len(into))  # type: ignore[attr-defined] # every stream here has it
        into[: len(data)] = data
        return len(data)


def _whole(text: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(text), dict | list)
    except (msgspec.DecodeError, RecursionError):
        return False


def _short(error: BaseException) -> str:
    """The reason, without quoting what stands in the file."""
    return str(error).partition("\n")[0][:120] if isinstance(error, msgspec.DecodeError) else type(error).__name__

"""Files of recorded runs, streamed: one JSON document, JSON Lines, or an array; plain or compressed."""

import gzip
import io
import json
import re
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import msgspec
from msgspec import Struct

from blastradius.errors import InputError
from blastradius.finding import Finding, Location, Severity
from blastradius.source.yaml import read_yaml
from blastradius.traces.documents import is_message
from blastradius.traces.pieces import pieces

STANDARD_INPUT = "-"
_AGAIN = "what could be read counts all the same; record the run again, or export it whole"
_EXPORT = "export the run as OTLP, or as messages of OpenAI or Anthropic; docs/traces.md lists what is read"
_CASSETTE = re.compile(rb"^interactions:", re.MULTILINE)
_GZIP = b"\x1f\x8b"
_WHOLE = 8_000_000
"""Bytes: a document up to this size is read at once, a larger one piece by piece."""
_LOOKED_AT = 2_000_000
_FIRST_LINES = 20
_LONGEST_LINE = 256_000_000


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
    help_ = _EXPORT if " form " in message else _AGAIN
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
    joined = io.BufferedReader(_Joined(head, stream), 1_000_000)
    if _in_lines(head):
        yield from _lines(joined, path, problems)
    else:
        yield from _pieces(joined, path, problems)


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
    data = _utf8(data)
    if not data.strip():
        problems.append(broken(path, "the file is empty"))
        return
    try:
        value = _decoded(data)
    except (ValueError, RecursionError):
        if _in_lines(data):
            yield from _lines(io.BytesIO(data), path, problems)
        elif data.lstrip()[:1] in {b"{", b"["}:
            yield from _pieces(io.BytesIO(data), path, problems)
        elif _CASSETTE.search(data):
            yield from (Record(value=each.data) for each in read_yaml(data.decode("utf-8", "replace"), path)[0])
        else:
            problems.append(broken(path, "this is no JSON: a recorded run is JSON or JSON Lines, plain or gzip"))
        return
    if isinstance(value, list) and not _is_conversation(value):
        yield from (Record(value=each, item=number) for number, each in enumerate(value))
    else:
        yield Record(value=value)


def _utf8(data: bytes) -> bytes:
    """The same in UTF-8 without a mark at its beginning: some shells write UTF-16."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace").encode()
    return data.removeprefix(b"\xef\xbb\xbf")


def _decoded(data: bytes) -> Any:
    """JSON, with the `NaN` and `Infinity` that Python writes into it."""
    try:
        return msgspec.json.decode(data)
    except msgspec.DecodeError:
        if b"NaN" in data or b"Infinity" in data:
            return json.loads(data, parse_constant=lambda _: None)
        raise


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
            value = _decoded(line)
        except (ValueError, RecursionError) as error:
            problems.append(broken(path, f"line {number} is no JSON: {_short(error)}", number))
            if not line.endswith(b"\n"):  # the last one, cut off
                yield from (
                    Record(value=each.value, line=number, cut=True) for each in pieces(io.BytesIO(line)) if each.value
                )
            continue
        yield Record(value=value, line=number)


def _pieces(stream: IO[bytes], path: str, problems: list[Finding]) -> Iterator[Record]:
    """The records of one large or broken document, up to where it breaks off."""
    for piece in pieces(stream):
        if piece.broken:
            problems.append(broken(path, f"the document breaks off or is broken: {piece.broken}"))
        if piece.value is None:
            continue
        if isinstance(piece.value, list) and not _is_conversation(piece.value):
            last = len(piece.value) - 1
            yield from (
                Record(value=each, item=number, cut=bool(piece.broken) and number == last)
                for number, each in enumerate(piece.value)
            )
        else:
            yield Record(value=piece.value, item=piece.number, cut=bool(piece.broken))


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


def _in_lines(data: bytes) -> bool:
    """Whether data is JSON Lines: its first line is whole, or that is cut or no JSON, and most of the next ones are."""
    first, *more = [line for line in data[:_LOOKED_AT].splitlines() if line.strip()][:_FIRST_LINES] or [b""]
    return _whole(first.strip()) or 2 * sum(_whole(line) for line in more if line[:1] == b"{") > len(more)


def _whole(text: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(text), dict | list)
    except (msgspec.DecodeError, RecursionError):
        return False


def _short(error: BaseException) -> str:
    """The reason, without quoting what stands in the file."""
    if isinstance(error, msgspec.DecodeError):
        return str(error).partition("\n")[0][:120]
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return "the end is missing" if isinstance(error, EOFError) else "it is damaged"

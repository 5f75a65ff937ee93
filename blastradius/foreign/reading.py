"""Files of other programs: whole, not too large, JSON or YAML, and never an exception but one that says what to do."""

import json
import os
import re
import stat
import sys
from collections import Counter
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from blastradius.errors import InputError
from blastradius.foreign.words import clean
from blastradius.source.document import LINE_END
from blastradius.source.yaml import read_yaml

LARGEST = 64 * 1024 * 1024
STANDARD_INPUT = Path("-")
_DEEPEST = 200
_LONGEST_CONFIGURATION = 2_000_000
_STRING = r'"(?:[^"\\]|\\.)*(?:"|\Z)'
_COMMENT = re.compile(rf"{_STRING}|//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_LAST_COMMA = re.compile(rf"{_STRING}|,(?=\s*[}}\]])", re.DOTALL)
_OF_YAML_ALONE = frozenset({"text-key", "number", "tag", "control-character", "empty-document"})
"""What an inventory may not have and other files may."""
_OF_ANCHORS = frozenset({"alias", "merge-key"})


class TooDeepError(ValueError):
    """JSON of which nobody meant that depth."""

    def __init__(self) -> None:
        super().__init__(f"nested deeper than {_DEEPEST} levels")


def read_text(file: Path) -> str:
    """The text of a file, UTF-8; of standard input for `-`.

    Raises:
        InputError: there is none, it is no regular file, too large, or no text.
    """
    try:
        data = sys.stdin.buffer.read(LARGEST + 1) if file == STANDARD_INPUT else _bytes(file)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no file can have that name"
        msg = f"`{file}` cannot be read: {reason}"
        raise InputError(msg, hint="name a file that is there and readable, or `-` for standard input") from error
    if len(data) > LARGEST:
        msg = f"`{file}` has more than {LARGEST:,} bytes"
        raise InputError(msg, hint="take the part of it that the agent really uses")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"`{file}` is not UTF-8: byte {error.start + 1}"
        raise InputError(msg, hint="save it as UTF-8") from error


def _bytes(file: Path) -> bytes:
    handle = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            msg = f"`{file}` is not a regular file"
            raise InputError(msg, hint="save what it gives to a file and name that, or pipe it in and name `-`")
        return stream.read(LARGEST + 1)


def read_json(file: Path) -> tuple[list[Any], list[str]]:
    """The documents of a file, one as a rule, several in JSON lines, and what of them cannot be told for sure.

    Comments are read over, as editors do.

    Raises:
        InputError: as `read_text`, or it is no JSON.
    """
    text = read_text(file)
    repeated: set[str] = set()
    try:
        return [parsed(text, repeated)], _doubtful(repeated)
    except TooDeepError as error:
        raise _too_deep(file) from error
    except ValueError as error:
        lines = [line for line in LINE_END.split(text) if line.strip()]
        for way in (lines, [_without_comments(text)]):
            if len(lines) > 1:
                with suppress(ValueError):
                    repeated.clear()
                    return [parsed(each, repeated) for each in way], _doubtful(repeated)
        msg = f"`{file}` is not JSON: {error}"
        raise InputError(msg, hint="save the answer as it came, or name another file") from error


def parsed(text: str, repeated: set[str] | None = None) -> Any:
    """One JSON value; keys that stand twice in one object are added to `repeated`, and the last one counts.

    Raises:
        TooDeepError: it is nested so deep that nobody meant it.
        ValueError: it is none.
    """
    try:
        value = json.loads(
            text,
            parse_constant=_refuse_constant,
            object_pairs_hook=None if repeated is None else partial(_object, repeated),
        )
    except RecursionError:
        raise TooDeepError from None
    _check_depth(value)
    return value


def _too_deep(file: Path) -> InputError:
    msg = f"`{file}` is nested deeper than {_DEEPEST} levels"
    return InputError(msg, hint="no tool takes that: leave out the part, or name another file")


def read_data(file: Path) -> tuple[list[Any], list[str]]:
    """The documents of a JSON or YAML file that could be read whole, anchors filled in, and what could not.

    Raises:
        InputError: as `read_text`.
    """
    text = read_text(file)
    if text.lstrip()[:1] in {"{", "["}:
        try:
            repeated: set[str] = set()
            return [parsed(text, repeated)], _doubtful(repeated)
        except TooDeepError as error:
            raise _too_deep(file) from error
        except ValueError:
            pass  # flow style of YAML begins like that too
    text = text.replace("\r\n", "\n")
    documents, findings = read_yaml(text, file.as_posix())
    if any(each.rule in _OF_ANCHORS for each in findings):
        documents, findings = read_yaml(text, file.as_posix(), anchors=True)
    told = (f"{each.location}: {each.message}" for each in findings if each.rule not in _OF_YAML_ALONE)
    lost = list(dict.fromkeys(told))  # what aliases stand for is read as often as they do
    return [each.data for each in documents if not each.broken], lost


def _object(repeated: set[str], pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        counted = Counter(key for key, _ in pairs)
        repeated.update(key for key, number in counted.items() if number > 1)
    return made


def _doubtful(repeated: set[str]) -> list[str]:
    return [
        f"the key `{clean(each)}` stands twice in one object, and one of the two is lost" for each in sorted(repeated)
    ]


def _without_comments(text: str) -> str:
    """What configurations of editors have beside JSON: comments, and a comma before a closing bracket."""
    if len(text) > _LONGEST_CONFIGURATION:
        return text
    told = _COMMENT.sub(lambda match: match[0] if match[0][0] == '"' else " ", text)
    return _LAST_COMMA.sub(lambda match: match[0] if match[0][0] == '"' else " ", told)


def _refuse_constant(word: str) -> float:
    msg = f"`{word}` is no JSON"
    raise ValueError(msg)


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(_DEEPEST):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return
    raise TooDeepError

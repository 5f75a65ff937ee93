"""Where answers go: standard output, or a file that is written whole or not at all."""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from blastradius.errors import InputError


def emit(text: str | Iterable[str], output: Path | None) -> None:
    """Print an answer, whole or in pieces, or write it to `output`.

    A reader that has seen enough (`| head`) changes no exit code.

    Raises:
        InputError: the file cannot be written; what stood there before is untouched.
    """
    from blastradius.output.prose import harmless

    pieces = map(harmless, (text,) if isinstance(text, str) else text)
    if output is None:
        try:
            sys.stdout.writelines(pieces)
            sys.stdout.flush()
        except BrokenPipeError:  # nor must what is left fail again when Python closes the stream
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            msg = f"standard output cannot be written: {error.strerror}"
            raise InputError(msg, hint="make room, or write elsewhere with `-o FILE`") from error
        return
    try:
        write_whole(output, pieces)
    except OSError as error:
        msg = f"`{output}` cannot be written: {error.strerror}"
        raise InputError(msg, hint="choose another file with `-o`") from error


def note(text: str) -> None:
    """Say something beside the answer, on standard error."""
    from blastradius.output.prose import harmless

    with suppress(OSError):  # who cannot be told is not, and the answer stays what it is
        sys.stderr.write(harmless(text))
        sys.stderr.flush()


def write_whole(file: Path, text: str | Iterable[str]) -> None:
    """Write a file so that nobody ever sees half of it: a temporary one beside it, then a rename.

    A link stays, and what it leads to is written. A pipe or a device (`-o /dev/null`) is written to, not replaced.
    """
    import tempfile

    file = file.resolve()
    pieces = (text,) if isinstance(text, str) else text
    if file.exists() and not file.is_file():
        with file.open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(pieces)
        return

    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(pieces)
        Path(temporary).chmod(file.stat().st_mode & 0o777 if file.exists() else 0o666 & ~_umask())
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current

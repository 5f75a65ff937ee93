"""The program: one way in, one way out."""

import errno
import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

from blastradius.errors import BlastradiusError, ExitCode


def program() -> NoReturn:
    """The command line as a process of its own.

    It ends as soon as everything is written: taking every object apart first would cost a fifth of the time that a
    responder waits, for memory that the system takes back anyway.
    """
    try:
        main()
        code: object = ExitCode.OK
    except SystemExit as ended:
        code = ended.code
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError):  # it can be missing or full; an answer has been flushed before
            stream.flush()
    os._exit(int(code) if isinstance(code, int) else ExitCode.OK if code is None else ExitCode.DEFECT)


def main() -> None:
    """Run the command line; every way to end has its exit code."""
    gc.disable()  # a run is short and makes few cycles: looking for them costs a tenth of a `lint`, and frees nothing
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # whoever closed it wants nothing of it
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - to the end of the process
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # whoever embeds us may have put something else there
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")  # type: ignore[union-attr] # see above
    try:
        from blastradius.cli.app import run  # noqa: PLC0415 - inside, so that a defect in it ends as one

        run(sys.argv[1:])
    except BlastradiusError as error:
        _fail(error.message, error.hint, error.exit_code)
    except KeyboardInterrupt:
        _fail("interrupted", "", ExitCode.INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has seen enough. The rest of it must not fail again when Python closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.OK)
    except MemoryError as error:
        error.__traceback__ = None  # what hangs on it is needed to say so
        _fail("there is not enough memory for an answer", "give the program more, then run again", ExitCode.INPUT)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _FULL:
            _fail(f"nothing more can be written: {error.strerror}", "make room, then run again", ExitCode.INPUT)
        if os.environ.get("BLASTRADIUS_DEBUG"):
            raise
        _fail(f"this is a defect of blastradius, in {_where(error)}; there is no answer", _WAY_OUT, ExitCode.DEFECT)


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_WAY_OUT = (
    "it is not your doing: answer from the files and the last runbooks, or try without the file changed last\n"
    "  report the places above and `blastradius --version`; nothing of your files is in them "
    "(BLASTRADIUS_DEBUG=1 shows more, and can quote files)"
)


def _where(error: BaseException) -> str:
    """Our innermost places, without the message: a message can quote what people wrote."""
    trace, places = error.__traceback__, []
    while trace:
        _, ours, path = trace.tb_frame.f_code.co_filename.replace("\\", "/").rpartition("/blastradius/")
        if ours:
            places.append(f"{path}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " from ".join(places[:-4:-1]) or "?"


def _harmless(text: str) -> str:
    """What a terminal obeys must not reach it by way of a file's name."""
    return "".join(each if each.isprintable() or each == "\n" else "\N{REPLACEMENT CHARACTER}" for each in text)


def _fail(message: str, hint: str, code: ExitCode) -> None:
    with suppress(OSError):
        sys.stderr.write(f"error: {_harmless(message)}\n")
        if hint:
            sys.stderr.write(f"  {_harmless(hint)}\n")
    sys.exit(code)


if __name__ == "__main__":
    program()

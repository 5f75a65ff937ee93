"""How the program ends: the exit codes, and the errors that stop a command before it has an answer."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the shell is told, the same for every command."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    INPUT = 3
    DEFECT = 70
    INTERRUPTED = 130


class BlastradiusError(Exception):
    """A command cannot answer because of how it was called or what it was given.

    Bad *content* is never an error but a `Finding`. The message says what is wrong and where; `hint` says what to do.
    """

    exit_code = ExitCode.USAGE

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(BlastradiusError):
    """The command line asks for something that does not exist or does not fit together."""


class InputError(BlastradiusError):
    """An input is missing or unreadable, so that there is no answer at all."""

    exit_code = ExitCode.INPUT

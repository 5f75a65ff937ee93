"""What a command takes, said once: for the library that reads any command line, and for the reader of plain ones."""

from collections.abc import Callable
from typing import TypedDict, Unpack


class Settings(TypedDict, total=False):
    """What help and completion say of a parameter, and what its value has to be; the words are typer's."""

    metavar: str
    help: str
    autocompletion: Callable[..., list[str]]
    show_default: bool
    min: float
    max: float


class Parameter:
    """One parameter of a command, as the annotation of one of its function."""

    def __init__(self, *names: str, **settings: Unpack[Settings]) -> None:
        self.names = names
        self.settings = settings


class Option(Parameter):
    """One that is given by one of its names."""


class Argument(Parameter):
    """One that is given by its place, and has no names."""

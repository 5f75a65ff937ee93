"""A plain command line, read from the annotations of its command alone.

Loading the library that reads any line would be an eighth of the time until an answer. Nearly every line of an incident
names known options with values of known kinds: it is read here, to what the library would make of it; every other line,
wrong or unusual, is left to the library. Tests hold that both read the same.
"""

import os
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Any, NamedTuple, get_args, get_origin

from blastradius.cli.parameters import Option, Parameter

_BOUNDED = frozenset({"min", "max"})


class _Kind(NamedTuple):
    """What a parameter takes: values of a type, several of them or one."""

    name: str
    of: type
    several: bool


def read_plainly(words: list[str], command: Callable[..., None]) -> dict[str, Any] | None:
    """All arguments of a command's function, given by these words; `None` where somebody else has to read them."""
    annotations, defaults = _declared(command)
    options, arguments = _parameters(annotations)
    given: dict[str, Any] = {}
    rest = iter(words)
    try:
        for word in rest:
            kind, text = _next(word, rest, options, arguments)
            value = True if text is None else _value(kind.of, text)
            if kind.several:
                given.setdefault(kind.name, []).append(value)
            else:
                given[kind.name] = value
    except _UnusualError:
        return None
    given = defaults | given
    return given if given.keys() >= annotations.keys() else None


def _declared(command: Callable[..., None]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The annotations and the defaults of the parameters of a function, by their names."""
    signature = getattr(command, "__signature__", None)
    if signature:
        parameters = signature.parameters.items()
        defaults = {name: each.default for name, each in parameters if each.default is not each.empty}
        return {name: each.annotation for name, each in parameters}, defaults
    usual = command.__defaults__ or ()  # looked up by hand: `inspect` would cost half of what is gained
    count = command.__code__.co_argcount
    names = command.__code__.co_varnames[:count]
    return {name: command.__annotations__[name] for name in names}, dict(
        zip(names[count - len(usual) :], usual, strict=True)
    )


class _UnusualError(Exception):
    """The library has to read this line, and may refuse it."""


def _parameters(annotations: dict[str, Any]) -> tuple[dict[str, _Kind], list[_Kind]]:
    """The options of a command by their names, and its arguments in their order."""
    options: dict[str, _Kind] = {}
    arguments: list[_Kind] = []
    for name, annotation in annotations.items():
        for said in getattr(annotation, "__metadata__", ()):
            if isinstance(said, Parameter):
                kind = _kind(name, annotation.__origin__, said)
                if isinstance(said, Option):
                    options.update(dict.fromkeys(said.names, kind))
                else:
                    arguments.append(kind)
    return options, arguments


def _kind(name: str, type_: Any, said: Parameter) -> _Kind:
    if type(type_) is UnionType:
        type_ = get_args(type_)[0]
    several = get_origin(type_) is list
    of = get_args(type_)[0] if several else type_
    return _Kind(name, object if _BOUNDED.intersection(said.settings) else of, several)


def _next(
    word: str, rest: Iterator[str], options: dict[str, _Kind], arguments: list[_Kind]
) -> tuple[_Kind, str | None]:
    """The parameter that a word begins, and the text of its value; `None` for a flag, which has none."""
    if not word.startswith("-") or word == "-":
        if not arguments:
            raise _UnusualError
        return arguments[0] if arguments[0].several else arguments.pop(0), word
    name, is_inside, text = word.partition("=") if word.startswith("--") else (word, "", "")
    if name not in options:
        raise _UnusualError
    kind = options[name]
    if kind.of is bool:
        if is_inside:
            raise _UnusualError
        return kind, None
    value = text if is_inside else next(rest, None)
    if value is None:
        raise _UnusualError
    return kind, value


def _value(of: type, text: str) -> Any:
    if of is str:
        return text
    if of is Path and (os.access(text, os.R_OK) or not os.path.lexists(text)):
        return Path(text)
    if issubclass(of, StrEnum) and text in of._value2member_map_:
        return of(text)
    raise _UnusualError

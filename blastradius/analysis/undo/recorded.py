"""The values of a recorded call: looked up by the paths of the format, and shown without secrets."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from blastradius.model.predicate import MISSING, look_up
from blastradius.source.cards import without_cards
from blastradius.source.document import BLANK
from blastradius.source.secrets import blanked
from blastradius.traces.events import Call
from blastradius.traces.hush import names_secret

_PLACEHOLDER = re.compile(r"\{(args|result|before)((?:\.[^.\[\]{}\s]+|\[-?\d+\])+)\}")
_ROOT = re.compile(r"(args|result)(?=[.\[]|\Z)\.?")
_LONGEST = 160
_LONGEST_IN_STEP = 2000
_MOST_LEAVES = 2000
_DOTS = 8  # however long it was


def value_at(call: Call, path: str) -> Any:
    """What a path of the format (`args.order_id`, `result.id`) leads to; one without a root is in the result."""
    found = _ROOT.match(path)
    subject = call.arguments if found and found[1] == "args" else call.result
    rest = path[found.end() :] if found else path
    value = look_up(subject, rest) if rest else subject
    return MISSING if value is None else value


def filled(text: str, call: Call, before: Any, told: Mapping[str, str]) -> str:
    """A step with its placeholders filled in; `before` is the result of the earlier read, or `MISSING`.

    `told` are the values, by path, that are not said as they were recorded.
    """

    def value(match: re.Match[str]) -> str:
        root, path = match[1], match[2].removeprefix(".")
        if f"{root}.{path}" in told:
            return told[f"{root}.{path}"]
        found = look_up(before, path) if root == "before" else value_at(call, f"{root}.{path}")
        return (
            f"<{path}: not recorded>"
            if found is MISSING or found is None
            else shown(path, found, longest=_LONGEST_IN_STEP)
        )

    return _PLACEHOLDER.sub(value, text)


def shown(name: str, value: Any, *, longest: int = _LONGEST) -> str:
    """A recorded value as people may see it: on one line, not too long, secrets as dots."""
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    text = " ".join(text.split())
    if names_secret(name.rpartition(".")[2]) and not isinstance(value, bool):
        return without_cards(text) if text != without_cards(text) else BLANK * _DOTS
    if len(text) > longest:
        text = f"{text[:longest]}… ({len(text)} characters)"
    label = f"{name.rpartition('.')[2]}: "
    return blanked(label + text)[len(label) :]


def alike(one: Any, other: Any) -> bool:
    """Whether two recorded values name the same thing: a number counts as its text."""
    if (
        isinstance(one, bool)
        or isinstance(other, bool)
        or isinstance(one, list | dict)
        or isinstance(other, list | dict)
    ):
        return type(one) is type(other) and bool(one == other)
    return one == other or str(one) == str(other)


def named(subject: Any) -> Mapping[str, Any]:
    """Arguments or a result by name; nothing where they have no names."""
    return subject if isinstance(subject, Mapping) else {}


def fields(result: Any) -> Mapping[str, Any]:
    """The fields of the one object that a result is about, also where it stands in an envelope or a list of one."""
    while True:
        if isinstance(result, list) and len(result) == 1:
            result = result[0]
        elif (
            isinstance(result, Mapping)
            and len(result) == 1
            and isinstance(only := next(iter(result.values())), list | dict)
        ):
            result = only
        else:
            return named(result)


def leaves(subject: Any) -> Iterator[tuple[str, Any]]:
    """Every single value inside, with the name it goes by; no more than are ever looked at by people."""
    waiting: list[tuple[str, Any]] = [("", subject)]
    for _ in range(_MOST_LEAVES):
        if not waiting:
            return
        name, value = waiting.pop()
        if isinstance(value, Mapping):
            waiting += [(str(key), each) for key, each in value.items()]
        elif isinstance(value, list | tuple):
            waiting += [(name, each) for each in value]
        elif value is not None and not isinstance(value, bool):
            yield name, value

"""Secrets that a run recorded under a name that says so, taken out of what was said about them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from blastradius.source.document import BLANK
from blastradius.traces.events import Call, Event, Said

_NAME = re.compile(
    r"(?:^|_)(?:password|passwd|passphrase|passcode|pwd|secret|token|credentials?|(?:api|access|private|secret|auth)_?key"
    r"|authorization|cvv|cvc|otp|pin|card_?number|recovery_?codes?)(?:$|_(?:value|new|old|current|hash)$)"
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[\s.-]+")
_SHORTEST, _LONGEST = 4, 500
_DEEPEST = 20


def hushed(events: list[Event]) -> list[Event]:
    """The events, values that calls carry under names of secrets blanked wherever somebody says them."""
    secrets = {value for event in events if isinstance(event, Call) for value in _in(event)}
    if not secrets:
        return events
    said = "|".join(re.escape(each) for each in sorted(secrets, key=lambda each: (-len(each), each)))
    found = re.compile(rf"(?<!\w)(?:{said})(?!\w)")
    blank = lambda match: BLANK * len(match[0])  # noqa: E731 - one expression, used below
    return [
        msgspec.structs.replace(event, text=found.sub(blank, event.text)) if isinstance(event, Said) else event
        for event in events
    ]


def _in(call: Call) -> Iterator[str]:
    for value in (call.arguments, call.result):
        yield from _secrets(value, 0)


def _secrets(value: Any, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if _NAME.search(_HUMP.sub("_", str(key)).lower()):
                yield from _texts(inner)
            else:
                yield from _secrets(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _secrets(inner, depth + 1)


def _texts(value: Any) -> Iterator[str]:
    """The values under a telling name; a word in small letters alone is more likely a state, such as `expired`."""
    values: Iterable[Any] = (
        value if isinstance(value, list) else value.values() if isinstance(value, Mapping) else [value]
    )
    for each in values:
        text = str(each) if isinstance(each, str | int) and not isinstance(each, bool) else ""
        if _SHORTEST <= len(text) <= _LONGEST and not (text.isalpha() and text.islower() and len(text) < 2 * _SHORTEST):
            yield text

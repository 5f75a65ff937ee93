"""Numbers of cards, and secrets that a run recorded under a name that says so, taken out of what was said."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from blastradius.source.cards import without_cards
from blastradius.source.document import BLANK
from blastradius.traces.events import Call, Event, Said

_NAME = re.compile(
    r"(?:^|_)(?:password|passwd|passphrase|passcode|pwd|secret|token|credentials?|(?:api|access|private|secret|auth)_?key"
    r"|authorization|cvv|cvc|otp|pin|card_?number|recovery_?codes?)(?:$|_(?:value|new|old|current|hash)$)"
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[\s.-]+")
_SHORTEST, _LONGEST = 4, 500
_DEEPEST = 20


def names_secret(key: str) -> bool:
    """Whether what stands under this name is a secret by its name alone: `cvv`, `newPassword`."""
    return bool(_NAME.search(_HUMP.sub("_", key).lower()))


def hushed(events: list[Event]) -> list[Event]:
    """The events, secrets blanked where they are said: numbers of cards, and what calls carry under telling names."""
    secrets = {value for event in events if isinstance(event, Call) for value in _in(event)}
    said = "|".join(re.escape(each) for each in sorted(secrets, key=lambda each: (-len(each), each)))
    found = re.compile(rf"(?<!\w)(?:{said})(?!\w)") if secrets else None
    return [_blanked(event, found) if isinstance(event, Said) else event for event in events]


def _blanked(event: Said, secrets: re.Pattern[str] | None) -> Said:
    text = without_cards(event.text)
    text = secrets.sub(lambda match: BLANK * len(match[0]), text) if secrets else text
    return event if text == event.text else msgspec.structs.replace(event, text=text)


def _in(call: Call) -> Iterator[str]:
    for value in (call.arguments, call.result):
        yield from _secrets(value, 0)


def _secrets(value: Any, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if names_secret(str(key)):
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

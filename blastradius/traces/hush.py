"""Numbers of cards, and secrets that a run recorded under a name that says so, taken out of what was said."""

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
_CARD = re.compile(
    r"(?<![\w.])(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|6[0245]\d\d|35\d\d)(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?(?![\w-])"
    r"|(?<![\w.])3(?:[47]\d\d[ -]?\d{6}[ -]?\d{5}|[068]\d\d[ -]?\d{6}[ -]?\d{4})(?![\w-])"
)
"""What looks like the number of a card; the check digit (ISO/IEC 7812, Luhn) decides."""
_SHORTEST, _LONGEST = 4, 500
_DEEPEST = 20


def hushed(events: list[Event]) -> list[Event]:
    """The events, secrets blanked where they are said: numbers of cards, and what calls carry under telling names."""
    secrets = {value for event in events if isinstance(event, Call) for value in _in(event)}
    said = "|".join(re.escape(each) for each in sorted(secrets, key=lambda each: (-len(each), each)))
    found = re.compile(rf"(?<!\w)(?:{said})(?!\w)") if secrets else None
    return [_blanked(event, found) if isinstance(event, Said) else event for event in events]


def _blanked(event: Said, secrets: re.Pattern[str] | None) -> Said:
    text = _CARD.sub(_without_card, event.text)
    text = secrets.sub(lambda match: BLANK * len(match[0]), text) if secrets else text
    return event if text == event.text else msgspec.structs.replace(event, text=text)


def _without_card(match: re.Match[str]) -> str:
    digits = [int(each) for each in match[0] if each.isdigit()]
    doubled = (2 * each - 9 * (each > 4) if place % 2 else each for place, each in enumerate(reversed(digits)))
    return match[0] if sum(doubled) % 10 else BLANK * len(match[0])


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

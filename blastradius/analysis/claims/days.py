"""Days that a clause tells beside those that its calls carry."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeAlias

from blastradius.analysis.claims.given import Told, given, is_new, shown
from blastradius.analysis.claims.scene import Deed
from blastradius.analysis.claims.spoken import Spoken
from blastradius.analysis.claims.words import Language

Day: TypeAlias = tuple[int | None, int, int]
"""Year, where it is told, month, and day."""

_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)(?P<time>[Tt ]\d{2}:\d{2})?")
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?![\d.]*\d)")
_UTC = re.compile(r"\b(?:UTC|GMT)\b")
_IN_UTC = re.compile(r"\d(?:z|\+00:?00)\b")
_SETS = frozenset({"book", "schedule", "change", "exchange", "create", "add"})
"""Effects that give something its day; of the others a day is as often when they were done."""
_NEAR = 45
_ANY_YEAR = 2000


def days_in(text: str, language: Language) -> Iterator[tuple[Day, int]]:
    """Every day that a text tells, with its place: `2026-03-14`, `14.03.2026`, `March 14th`, `14 March 2026`."""
    for found in _ISO.finditer(text):
        yield (int(found[1]), int(found[2]), int(found[3])), found.start()
    for found in _DOTTED.finditer(text):
        yield (int(found[3]), int(found[2]), int(found[1])), found.start()
    for found in language.day.finditer(text.lower()):
        year = found["year"]
        month = language.months[found["month"] or found["month2"]]
        yield (int(year) if year else None, month, int(found["day"] or found["day2"])), found.start()


def other_day(claim: Spoken, text: str, done: Sequence[Deed]) -> Told | None:
    """`moved to March 15` where every day in the calls is another.

    The next day can be the same moment in another time zone, where the calls tell a time.
    """
    language = claim.language
    called = [str(value) for _, value in given(done) if isinstance(value, str) and _ISO.match(value)]
    told = list(days_in(text, language))
    if not called or not told:
        return None
    seen = shown(done)
    known = [day for day, _ in days_in(seen, language)]
    if any(_apart(day, each) == 0 for day, _ in told for each in known):
        return None
    timed = any(found["time"] for found in _ISO.finditer(seen)) and not (_UTC.search(text) and _IN_UTC.search(seen))
    for day, at in told:
        before = text[max(0, at - _NEAR) : at].lower()
        if language.dated.search(before) and not language.other_dates.search(before):
            sets = bool(_SETS.intersection(claim.effects)) and (
                not {"change", "exchange"} & set(claim.effects) or is_new(claim, text[:at])
            )
            sure = sets and not (timed and any(_apart(day, each) == 1 for each in known))
            return Told(language.day_written.format(month=day[1], day=day[2]), ", ".join(called[:3]), sure)
    return None


def _apart(one: Day, other: Day) -> int | None:
    """How many days lie between two; of a day without a year, those to the nearest. `None` if one is no day."""
    if one[0] is None:
        one, other = other, one
    year = one[0] or _ANY_YEAR
    years = (other[0],) if other[0] else (year - 1, year, year + 1)
    first = _date(year, one)
    every = [abs((first - second).days) for each in years if first and (second := _date(each, other))]
    return min(every, default=None)


def _date(year: int, day: Day) -> date | None:
    try:
        return date(year, day[1], day[2])
    except ValueError:
        return None

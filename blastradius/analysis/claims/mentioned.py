"""The values that a clause mentions: amounts of money, how many of what, and by which names objects go."""

import re
from collections.abc import Iterator
from functools import cache

from blastradius.analysis.claims.words import Language, either, known_languages

_LEADING = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_TRAILING = r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_IDENTITY = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|#?\b(?=[A-Za-z_\-]*\d)(?=\d*[A-Za-z_\-])[A-Za-z0-9][A-Za-z0-9_\-]{3,}\b|#[A-Za-z]*\d{2,}\b|\b\d{6,}\b"
)
_WORDS_BETWEEN = 3


def amounts(lower: str) -> tuple[float, ...]:
    """Every amount of money, in units of its currency."""
    return tuple(_number(found["led"] or found["trailed"]) for found in _amount().finditer(lower))


@cache
def _amount() -> re.Pattern[str]:
    """`$20`, `EUR 20`, `20 dollars`: with a currency as any language calls it."""
    names = either(_names())
    return re.compile(
        rf"(?P<before>[$€£¥]|\b(?:{names})\s?)\s?(?P<led>{_LEADING})(?![\d%])"
        rf"|\b(?P<trailed>{_TRAILING})\s?(?P<after>{names}|[€£$¥])(?!\w)"
    )


@cache
def _names() -> dict[str, str]:
    return {name: meant for language in known_languages() for name, meant in language.currencies.items()}


def currencies(lower: str) -> tuple[str, ...]:
    """The currency of every amount of money: its code, or its sign where several have that."""
    found = ((each["before"] or each["after"]).strip() for each in _amount().finditer(lower))
    return tuple(_names().get(each, each) for each in found)


def _number(text: str) -> float:
    """`1,234.50` as well as `1.234,50` and `12,50`."""
    cents = re.search(r"[.,](\d{1,2})\Z", text)
    whole = re.sub(r"[.,]", "", text[: cents.start()] if cents else text)
    return float(f"{whole}.{cents[1]}" if cents else whole)


def counts(about: str, language: Language) -> Iterator[tuple[int, str]]:
    """How many of which thing: `three checked bags`, `both of your orders`. One of a thing is not counted."""
    for found in language.counted.finditer(about):
        number = language.numbers.get(found[1]) or (int(found[1]) if found[1].isdigit() else 0)
        told = language.ends_count.split(found[2], maxsplit=1)[0]  # `on May 17 with reservation …` counts none
        words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", told)[: _WORDS_BETWEEN + 1]
        thing = next((language.things[word] for word in words if word in language.things), None)
        if thing and number > 1:
            yield number, thing


def identities(text: str, language: Language) -> tuple[str, ...]:
    """Every id and e-mail address of a clause, but for exceptions, for how it was, and for numbers of other kinds.

    Ordinals, times of a clock and quantities with their unit are numbers of other kinds: `14th`, `10am`, `23kg`.
    """
    excepted = language.excepting.search(text.lower())
    told = text[: excepted.start()] if excepted else text
    before = language.old_value.search(told.lower())
    told = told if before is None else told[: before.start()] + " " * len(before[0]) + told[before.end() :]
    return tuple(
        dict.fromkeys(
            found.group()
            for found in _IDENTITY.finditer(told)
            if "@" in found.group()
            or not (
                language.other_numbers.search(told[: found.start()].lower())
                or language.quantity.fullmatch(found.group().lower())
            )
        )
    )


def numbered(lower: str, language: Language) -> tuple[tuple[str, str], ...]:
    """Objects named by a small number, as thing and number: `tickets 6 and 7`."""
    return tuple(
        (language.things[found["thing"]], number)
        for found in language.numbered.finditer(lower)
        for number in re.findall(r"\d+", found["numbers"])
    )

"""What the arguments and results of calls are called, in the words of every language there is a file for."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from blastradius.analysis.claims.words import either
from blastradius.source.languages import languages

_HUMP = re.compile(r"(?<=[a-z\d])(?=[A-Z])")


class ArgumentNames:
    """By what each kind of value is recognised. A piece is what stands between underscores."""

    def __init__(self, every: Iterable[Mapping[str, Any]]) -> None:
        words: dict[str, list[str]] = {}
        for data in every:
            for kind, names in data["argument_names"].items():
                words.setdefault(kind, []).extend(names)
        self.action = _anywhere(words["action"])
        self.recipient = re.compile(rf"(?:.*_)?(?:{either(words['recipient'])})(?:_name)?")
        self._person = _piece(words["person"])
        self._place = _piece(words["place"])
        self.text = frozenset(words["text"])
        self.money = _anywhere(words["money"])
        self.ledger = _anywhere(words["ledger"])
        self.amount = _piece(words["amount"])
        self.cents = _anywhere(words["cents"])

    def is_person(self, key: str) -> bool:
        """Whether it says whose something is: `assignee`, `assignedTo`."""
        return bool(self._person.search(_HUMP.sub("_", key)))

    def is_place(self, key: str) -> bool:
        """Whether it says where something begins or ends: `origin`, `departureAirport`."""
        return bool(self._place.search(_HUMP.sub("_", key)))


def _piece(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:^|_)(?:{either(words)})(?:_|$)", re.IGNORECASE)


def _anywhere(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(either(words), re.IGNORECASE)


@cache
def argument_names() -> ArgumentNames:
    """The names that are known."""
    return ArgumentNames(languages())

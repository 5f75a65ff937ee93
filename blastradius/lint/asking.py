"""All rules asked, in their order: one after the other, or by two processes where there is much to ask."""

from collections.abc import Iterable, Sequence

from msgspec import Struct, msgpack

from blastradius.finding import Finding
from blastradius.lint.rule import Rule
from blastradius.lint.rules import RULES
from blastradius.lint.subject import Subject
from blastradius.lint.verdicts import Answer
from blastradius.source.document import Asked, Place
from blastradius.workers import beside, from_both_ends


class _Share(Struct, frozen=True, array_like=True):
    """What the process beside this one says: verdicts, if it knows them, rules by their numbers, places it found."""

    verdicts: Answer | None
    said: dict[int, list[Finding]]
    places: list[tuple[bytes, Asked, Place]]


def ask(subject: Subject) -> list[Finding]:
    """What all rules say that need not know what was suppressed.

    Those without a search are asked first: they need no verdicts, which others find in the meantime.
    """
    alone = [rule for rule in RULES if not rule.search and not rule.last]
    searching = [rule for rule in RULES if rule.search and not rule.last]
    if subject.verdicts.are_known:
        said = _shared(alone, subject)
    else:
        subject.verdicts.begin()
        said = _said(alone, range(len(alone)), subject)
    found = [finding for number in range(len(alone)) for finding in said[number]]
    return found + [finding for rule in searching for finding in rule.findings(subject)]


def _shared(rules: Sequence[Rule], subject: Subject) -> dict[int, list[Finding]]:
    """The rules asked by two processes, of which the other one looks up the verdicts first."""
    mine, others = from_both_ends(range(len(rules)))
    verdicts = subject.verdicts

    def share() -> bytes:
        told = verdicts.looked_up(), _said(rules, others, subject)
        return msgpack.encode(_Share(*told, verdicts.found_places))

    wait = beside(share)
    said = _said(rules, mine, subject)
    other = msgpack.decode(wait(), type=_Share)
    verdicts.hear(other.verdicts, other.places)
    said |= other.said
    return said | _said(rules, set(range(len(rules))).difference(said), subject)  # the other process may be lost


def _said(rules: Sequence[Rule], numbers: Iterable[int], subject: Subject) -> dict[int, list[Finding]]:
    return {number: list(rules[number].findings(subject)) for number in numbers}

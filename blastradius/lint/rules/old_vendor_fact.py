"""Facts about a vendor that were looked up long ago."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import entity, quoted
from blastradius.model.durations import Duration, parse_duration, parse_moment
from blastradius.model.entities import Operation, System
from blastradius.model.proofs import is_old
from blastradius.source.document import Ref
from blastradius.source.profiles import seen_days, shipped_profiles

_LONGEST = "1y"
_EXAMPLE = """
    apiVersion: blastradius/v1
    kind: Vendor
    id: label-printer
    name: Label printer
    audit_log:
      - location: Console > Log
        query: "user={{principal}}"
        retention: 30d
        source: {{url: "https://docs.example.com/log", seen: {seen}, confidence: confirmed}}{here}
    """


@rule(
    severity=Severity.WARNING,
    passes=_EXAMPLE.format(seen="2026-05-01", here=""),
    fails=_EXAMPLE.format(seen="2025-05-01", here="  # here"),
)
def old_vendor_fact(subject: Subject) -> Iterator[Problem]:
    """The facts of a vendor profile were looked up within a year.

    Why: vendors shorten retentions, move consoles and change what a revocation does, and tell nobody who read the page
    two years ago. Everything that is taken from the profile is as old as its source. Of a profile that ships with the
    program, named by a system, it is an information, and only what is confirmed counts: the rest is never inherited.
    Fix: open the source, correct the fact if it changed, and write today's date into `seen`. `blastradius` of a later
    version has newer profiles; a `kind: Vendor` of your own with the same id counts instead of a shipped one.
    """
    limit = parse_duration(_LONGEST)
    assert limit is not None  # noqa: S101 - a constant
    old = [day for day in subject.documents.words("seen") if is_old(parse_moment(day), limit, subject.now)]
    for number in sorted({number for day in old for number in subject.documents.naming(f"seen:{day}")}):
        document = subject.documents[number]
        aged = sorted(_aged(subject, document.root, limit), key=lambda each: str(each.value))
        if aged and document.entity:
            first = aged[0]
            more = f"; {len(aged)} of its facts are that old" if len(aged) > 1 else ""
            yield Problem(
                at=first,
                message=f"a fact of {entity(document)} was last looked up on {quoted(first.value)}, more than a year "
                f"ago{more}",
                help="open the source, correct the fact if it changed, and write today's date into `seen`",
            )
    yield from _shipped(subject, limit)


def _shipped(subject: Subject, limit: Duration) -> Iterator[Problem]:
    """Of each profile that ships with the program and is named, at the first place that names it."""
    named = subject.documents.words("vendor")
    known = shipped_profiles() - set(subject.documents.named("Vendor")) if named else frozenset()
    for vendor in sorted(known.intersection(named)):
        days = seen_days(vendor)
        old = [day for day in days if is_old(parse_moment(day), limit, subject.now)]
        place = next(_naming(subject, vendor), None) if old else None
        if place is not None:
            yield Problem(
                at=place,
                message=f"{len(old)} of {len(days)} confirmed facts of the profile {quoted(vendor)} were last looked "
                f"up more than a year ago, the oldest on {quoted(old[0])}",
                help="check those you rely on and write them here, where they count instead; or upgrade `blastradius`",
                severity=Severity.INFO,
            )


def _naming(subject: Subject, vendor: str) -> Iterator[Ref]:
    for system in subject.catalog.naming(f"vendor:{vendor}", System):
        parts: tuple[System | Operation, ...] = (system, *system.operations)
        yield from (part.source / "vendor" for part in parts if part.vendor == vendor)


def _aged(subject: Subject, place: Ref, limit: Duration) -> Iterator[Ref]:
    """The `seen` of sources that are too old."""
    value = place.value
    if isinstance(value, dict):
        seen = place / "source" / "seen"
        if is_old(parse_moment(seen.value), limit, subject.now):
            yield seen
        for key in value:
            yield from _aged(subject, place / key, limit)
    elif isinstance(value, list):
        for index in range(len(value)):
            yield from _aged(subject, place / index, limit)

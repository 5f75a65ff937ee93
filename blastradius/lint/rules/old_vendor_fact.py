"""Facts about a vendor that were looked up long ago."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.rule import Problem, Subject, rule
from blastradius.lint.wording import entity, quoted
from blastradius.model.durations import Duration, parse_duration, parse_moment
from blastradius.model.proofs import is_old
from blastradius.source.document import Ref

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
    two years ago. Everything that a system inherits from the profile is as old as its source.
    Fix: open the source, correct the fact if it changed, and write today's date into `seen`.
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

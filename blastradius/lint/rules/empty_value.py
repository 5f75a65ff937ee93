"""Keys with nothing behind them."""

import re
from collections.abc import Iterator

import msgspec

from blastradius.finding import Finding, Severity
from blastradius.lint.rule import rule
from blastradius.lint.subject import Subject

_COMMENT = re.compile(r"(?P<key>[\w-]+):\s+(?P<text>#[^\s#\"\\`][^\"\\`]*)\Z")


@rule(
    severity=Severity.ERROR,
    instead_of=("missing-cell", "team-without-on-call"),
    passes="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    lead: Dana Reyes
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    lead:  # here
    """,
)
def empty_value(subject: Subject) -> Iterator[Finding]:
    """Behind every key stands something.

    Why: an empty value reads as if somebody had meant to come back to it, and nobody reports it missing.
    Fix: fill it in, write `unknown` where nobody knows, or delete the key. A text that begins with `#` needs quotes:
    without them it is a comment.
    """
    for finding in subject.reported("empty-value"):
        at = finding.location
        swallowed = _COMMENT.search(subject.line(at.path, at.line), at.column - 1)
        if swallowed and at.line == at.end_line:
            key, text = swallowed["key"], swallowed["text"].rstrip()
            yield msgspec.structs.replace(
                finding,
                message=f"nothing stands behind `{key}`: what begins with `#` there is a comment",
                help=f'put it in quotes: `{key}: "{text}"`',
            )
        else:
            yield finding

"""Numbers that are none."""

from collections.abc import Iterator

from blastradius.finding import Finding, Severity
from blastradius.lint.rule import rule
from blastradius.lint.subject import Subject


@rule(
    severity=Severity.ERROR,
    passes="""
    apiVersion: blastradius/v1
    kind: Inventory
    id: shop
    budget: {systems-per-credential: 5}
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Inventory
    id: shop
    budget:
      systems-per-credential: .inf  # here
    """,
)
def number(subject: Subject) -> Iterator[Finding]:
    """Every number is finite and of a size that can be meant.

    Why: `.inf`, `.nan` and numbers of hundreds of digits bound nothing and compare with nothing.
    Fix: write a number, or put the text in quotes.
    """
    return subject.reported("number")

"""Symbolic links that lead astray."""

from collections.abc import Iterator

from blastradius.finding import Finding, Severity
from blastradius.lint.rule import rule
from blastradius.lint.subject import Subject


# The example would have to be a link: tests/lint/test_files.py has one.
@rule(severity=Severity.ERROR, lasting=True)
def bad_link(subject: Subject) -> Iterator[Finding]:
    """Every symbolic link leads to something inside the inventory.

    Why: a link in a circle has no end, one to nowhere hides what was meant, and one out of the inventory reads whatever
    stands there on this machine.
    Fix: remove the link, or name the folder it leads to as a second inventory: `-i DIR`.
    """
    return subject.reported("bad-link")

"""Files that are not UTF-8."""

from collections.abc import Iterator

from blastradius.finding import Finding, Severity
from blastradius.lint.rule import rule
from blastradius.lint.subject import Subject


# The example would have to be bytes: tests/lint/test_files.py has it.
@rule(severity=Severity.ERROR, lasting=True)
def encoding(subject: Subject) -> Iterator[Finding]:
    """Every file is UTF-8.

    Why: a byte that is no text cannot be read as what its author meant; the rest of the file is still read.
    Fix: save the file as UTF-8. The byte and its place are named.
    """
    return subject.reported("encoding")

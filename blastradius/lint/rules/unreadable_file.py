"""Files and folders that cannot be read."""

from collections.abc import Iterator

from blastradius.finding import Finding, Severity
from blastradius.lint.rule import rule
from blastradius.lint.subject import Subject


# The example would have to be a file without permissions: tests/lint/test_files.py has one.
@rule(severity=Severity.ERROR, lasting=True)
def unreadable_file(subject: Subject) -> Iterator[Finding]:
    """Every file of the inventory can be read.

    Why: what cannot be read is not in the inventory, and nothing says what it was about.
    Fix: make the file or the folder readable. What is no inventory belongs into `exclude` of `blastradius.yaml`; a
    file of more than 8 MiB has to be split.
    """
    return subject.reported("unreadable-file")

"""Credentials that say the same where each should say something of its own."""

from collections.abc import Iterator

from blastradius.lint.subject import Subject
from blastradius.model.entities import Credential
from blastradius.model.node import is_open


def twins(subject: Subject, key: str) -> Iterator[tuple[Credential, list[Credential]]]:
    """Each credential with those that stand before it in the order of files and say the same under a key."""
    documents = subject.documents
    for word in sorted(word for word in documents.words(key) if not is_open(word)):
        numbers = sorted(set(documents.naming(f"{key}:{word}")))
        if len(numbers) < 2:
            continue  # nearly all of them say something of their own: those need not be read
        found = [each for each in map(subject.catalog.entity, numbers) if isinstance(each, Credential)]
        for at, each in enumerate(found):
            before = {other.id: other for other in found[:at] if other.id != each.id}
            if before:
                yield each, list(before.values())

"""Who inherits from the profiles of vendors."""

from collections.abc import Iterator

from blastradius.lint.rule import Subject
from blastradius.model.entities import Credential, System
from blastradius.source.document import Borrowing


def systems_with_vendor(subject: Subject) -> Iterator[System]:
    """The systems that name a profile, for themselves or for an operation, in the order of files."""
    words = subject.documents.words("vendor")
    numbers = {number for word in words for number in subject.documents.naming(f"vendor:{word}")}
    for entity in map(subject.catalog.entity, sorted(numbers)):
        if isinstance(entity, System):
            yield entity


def heirs(subject: Subject) -> Iterator[Borrowing]:
    """The systems that inherit from a profile, and the credentials that open them, each as it is with that."""
    systems = list(systems_with_vendor(subject))
    numbers = sorted({number for system in systems for number in told_of(subject, system)})
    of_credentials = (subject.catalog.inheriting(subject.documents[number]) for number in numbers)
    for document in (*(system.source.document for system in systems), *of_credentials):
        if isinstance(document, Borrowing):
            yield document


def told_of(subject: Subject, system: System) -> Iterator[int]:
    """The credentials of a system, by their numbers, of whose type its profile says something."""
    profile = subject.catalog.profile(system.vendor) if system.vendor else None
    if profile is None:
        return
    documents = subject.documents
    typed = subject.typed(profile)
    for grant in system.grants:
        yield from (number for number in documents.named("Credential").get(grant.credential, ()) if number in typed)


def heirs_of_revocation(subject: Subject) -> Iterator[Credential]:
    """The credentials that inherit that sessions or tokens live on."""
    for document in heirs(subject):
        if any((document.root / "revoke" / key).loan for key in ("kills_sessions", "issued_tokens_live")):
            yield from subject.catalog.records(Credential, str(document.data.get("id")))

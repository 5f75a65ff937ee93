"""Ids that are misspelt where they are declared."""

from collections.abc import Iterator

from blastradius.finding import Fix, Severity
from blastradius.lint.example import credential, system, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted

_GRANT = "\n  - {credential: stripe-key, access: read}"


@rule(
    severity=Severity.ERROR,
    instead_of=("duplicate-id", "wrong-format"),
    passes=together(credential(), system("stripe", credentials=_GRANT), system("billing", credentials=_GRANT)),
    fails=together(
        credential("strpe-key  # here"), system("stripe", credentials=_GRANT), system("billing", credentials=_GRANT)
    ),
)
def misspelt_id(subject: Subject) -> Iterator[Problem]:
    """An entity is called as everything else calls it.

    Why: the id that nobody names is the slip, not the many that agree with each other. Until it is mended, the entity
    belongs to nothing, and what names it leads nowhere.
    Fix: correct the `id`. It is taken for the slip where nothing names the id as it stands, and several (or one, and
    the name of its own file) name one that is one letter away; or where it is that of another entity, and its file is
    called by an id that is named and not written.
    """
    for each in subject.names.misnamed:
        document = subject.documents[each.document]
        several = "1 entity names" if each.named == 1 else f"{each.named} entities name"
        twice = len(subject.documents.named(str(document.data.get("kind"))).get(each.written, ())) > 1
        yield Problem(
            at=document.root / "id",
            message=(
                f"{each.kind} {quoted(each.written)} is written twice"
                if twice
                else f"nothing names the {each.kind} {quoted(each.written)}"
            )
            + f", and {several} {quoted(each.meant)}, which is written nowhere",
            help=f"write `id: {each.meant}`",
            fix=Fix(old=each.written, new=each.meant) if not subject.lost else None,
        )

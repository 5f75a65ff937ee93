"""Credentials that one log cannot tell apart."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import credential, system, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.twins import twins
from blastradius.lint.wording import listed, quoted
from blastradius.model.entities import Credential

_GRANTS = "\n  - {credential: stripe-key, access: write}\n  - {credential: nightly-key, access: read}"


@rule(
    severity=Severity.WARNING,
    passes=together(
        credential(principal="key support-bot"),
        credential("nightly-key", principal="key nightly"),
        system(credentials=_GRANTS),
    ),
    fails=together(
        credential(principal="key support-bot"),
        credential("nightly-key", principal="key support-bot  # here"),
        system(credentials=_GRANTS),
    ),
)
def shared_principal(subject: Subject) -> Iterator[Problem]:
    """No two credentials of a system have the same `principal`.

    Why: the log of the system shows the principal. With one for two credentials it cannot say which was used, and
    whoever revokes one leaves the other open under the same name. Mostly the line was copied from the other file.
    Fix: write the name under which the log has this credential (the name or the first letters of the key). If two keys
    of one account are meant, give each an account of its own, or accept it with an exemption. Where one ends with the
    other, say so: `revoked_with`. One that has ended (`expires`) does not count.
    """
    for each, others in twins(subject, "principal"):
        mine = _opened(subject, each)
        both = {
            other.id: opened
            for other in others
            if (opened := mine & _opened(subject, other))
            and each.revoked_with != other.id
            and other.revoked_with != each.id
        }
        names, shared = listed(both), sorted(set().union(*both.values()))
        if shared:
            yield Problem(
                at=each.source / "principal",
                message=f"{quoted(each.id)} is {quoted(each.principal)} in the log of {listed(shared)}, and so is "
                f"{names}: nobody can tell who called, and revoking one "
                "leaves the other",
                help=f"write the log's own name for each, here or in {names}; "
                f"if one ends with the other, `revoked_with: {next(iter(both))}`",
            )


def _opened(subject: Subject, credential: Credential) -> set[str]:
    """The systems that it opens now: of two that followed each other only one does."""
    if subject.index.expired(credential.id):
        return set()
    return {grant.system for grant in subject.index.grants_of(credential.id)}

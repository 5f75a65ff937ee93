"""Systems that feed themselves, and credentials that are revoked with themselves."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import credential, system, together
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import quoted
from blastradius.model.entities import Credential, System


@entity_rule(
    note="itself",
    of=(System, Credential),
    severity=Severity.WARNING,
    passes=together(
        system("orders", feeds="[{system: warehouse}]"),
        system("warehouse"),
        credential("root-key"),
        credential("child-key", revoked_with="root-key"),
    ),
    fails=together(
        system("orders", feeds="[{system: orders}]  # here"),
        credential("child-key", revoked_with="child-key  # here"),
    ),
)
def refers_to_itself(each: System | Credential) -> Iterator[Problem]:
    """What a system feeds, and what ends a credential with it, is another one.

    Why: an entry that leads back to where it stands says nothing, and mostly stands for a name that is missing: the
    system that is contaminated too, the credential that has to be revoked.
    Fix: write the one that is meant, or take the entry out.
    """
    if isinstance(each, System):
        for feed in each.feeds:
            if feed.system == each.id:
                yield Problem(
                    at=feed.source / "system",
                    message=f"{quoted(each.id)} feeds itself: where its data really flows is not said",
                    help="write the system that receives the data, or take the entry out",
                )
    elif each.revoked_with == each.id:
        yield Problem(
            at=each.source / "revoked_with",
            message=f"{quoted(each.id)} is revoked with itself: what really ends it is not said",
            help="write the credential whose end is its end, or take the entry out",
        )

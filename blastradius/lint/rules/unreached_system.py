"""Systems that nobody reaches."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted
from blastradius.model.entities import Agent, System
from blastradius.model.node import UNKNOWN


@rule(
    severity=Severity.INFO,
    passes=system(credentials="[{credential: stripe-key, access: read}]"),
    fails=system(credentials="[]  # here"),
)
def unreached_system(subject: Subject) -> Iterator[Problem]:
    """Every system is opened by some credential.

    Why: a system without a grant is in no answer of `reach`. Either nobody reaches it, and its entry can go, or
    somebody does, and the grant that nobody wrote is the one that will be missing.
    Fix: write who opens it: `credentials: [{credential: ID, access: read}]`; or delete the entry.
    """
    for entity in subject.noted("unopened", System):
        if subject.names.is_doubtful("system", entity.id):
            continue
        records = subject.catalog.records(System, entity.id)
        place = entity.source / "credentials"
        grants = [grant for each in records for grant in each.grants]
        if place.value == UNKNOWN or any(subject.index.valid(grant.until) for grant in grants):
            continue
        touched = any(
            bound.system == entity.id
            for each in subject.catalog.naming(f"system:{entity.id}", Agent)
            for tool in each.tools
            for bound in tool.bound
        )
        if not touched:
            yield Problem(
                at=place,
                message=f"no credential opens {quoted(entity.id)}"
                + (": all its grants have ended" if grants else "")
                + ", so no answer of `reach` has it",
                help="write who opens it: `credentials: [{credential: ID, access: read}]`; or delete the entry",
            )

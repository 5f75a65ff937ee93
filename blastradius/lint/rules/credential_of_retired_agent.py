"""Credentials that outlive their agent."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.calls import RETIRED
from blastradius.lint.example import agent, credential, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import listed, quoted

_TOOLS = "\n  - {name: post, operation: slack/post_message, credential: slack-key}"


@rule(
    severity=Severity.WARNING,
    passes=together(credential("slack-key"), agent(tools=_TOOLS)),
    fails=together(credential("slack-key  # here"), agent("old-bot", status="retired", tools=_TOOLS)),
)
def credential_of_retired_agent(subject: Subject) -> Iterator[Problem]:
    """A retired agent holds no credential that still works.

    Why: nobody watches it and nobody rotates it; it is found in old images and sheets, and it opens what it always did.
    Fix: revoke it, then delete the credential and its grants. If somebody else needs it, take the tool out of the
    retired agent and write who holds it.
    """
    for name, held in subject.holders.items():
        credential_ = subject.catalog.credential.get(name)
        retired = sorted({each.id for each, _ in held if each.status == RETIRED})
        if credential_ is None or not retired or (credential_.expires and credential_.expires < subject.now):
            continue
        others = sorted({each.id for each, _ in held} - set(retired)) + list(credential_.shared_with)
        yield Problem(
            at=credential_.source / "id",
            message=f"{quoted(name)} of the retired {listed(retired)} still works"
            + (f", and {listed(others)} {'uses' if len(others) == 1 else 'use'} it" if others else ""),
            help="give the others one of their own, then revoke this one"
            if others
            else "revoke it, then delete it here with its grants",
        )

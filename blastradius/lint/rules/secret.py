"""Secret material."""

from collections.abc import Iterator

from blastradius.finding import Finding, Severity
from blastradius.lint.rule import Subject, rule


@rule(
    severity=Severity.ERROR,
    lasting=True,
    passes="""
    apiVersion: blastradius/v1
    kind: Credential
    id: stripe-key
    type: api-key
    owner: payments
    revoke: unknown
    principal: key of support-bot
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Credential
    id: stripe-key
    type: api-key
    owner: payments
    revoke: unknown
    principal: "password=hunter2-and-more"  # here
    """,
)
def secret(subject: Subject) -> Iterator[Finding]:
    """No secret stands in the inventory.

    Why: an inventory is read by many people and kept forever. The value is blanked before anything else sees it: no
    message, page, log or cache of ours shows it.
    Fix: it has to be taken for leaked. Revoke it, take it out of the file and of the history, and write a
    `fingerprint` (`blastradius fingerprint`) if a leaked value has to be recognised.

    This rule cannot be ignored by a comment or an exemption.
    """
    return subject.reported("secret")

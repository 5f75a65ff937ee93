"""Secret material."""

from collections.abc import Iterator

from blastradius.finding import Finding, Severity
from blastradius.lint.rule import rule
from blastradius.lint.subject import Subject


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

    A false alarm is ended by `# blastradius: ignore[secret] because …` on its line: then the value is read and shown
    like any other. Only guesses can be ended so. A private key, a key with the prefix of its vendor, an
    authorization header and whatever is called a password look like nothing else: they stay blanked whatever a comment
    says. No exemption in `blastradius.yaml` covers a secret of any kind.
    """
    return subject.reported("secret")

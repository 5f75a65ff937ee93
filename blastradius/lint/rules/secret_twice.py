"""One secret that is written down as two credentials."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import credential, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.twins import twins
from blastradius.lint.wording import listed, quoted

_FINGERPRINT = "hmac-sha256:{digit}f2ad0b0a0ab7a3d0de48d7a5e0f1cd6ba0e9c1b5b86e4d0bb3c1d2e4f5a6b7c"


@rule(
    severity=Severity.ERROR,
    passes=together(
        credential(fingerprint=_FINGERPRINT.format(digit=1)),
        credential("paypal-key", fingerprint=_FINGERPRINT.format(digit=2)),
    ),
    fails=together(
        credential(fingerprint=_FINGERPRINT.format(digit=1)),
        credential("paypal-key", fingerprint=_FINGERPRINT.format(digit=1) + "  # here"),
    ),
)
def secret_twice(subject: Subject) -> Iterator[Problem]:
    """Every secret is one credential, with one fingerprint.

    Why: one fingerprint is one secret. Written as two credentials, each shows half of what it opens; and whoever looks
    up a leaked key gets two answers, of which one may be the wrong one to revoke.
    Fix: if it is one secret, keep one credential, with the grants and the tools of both. If they are two, one line was
    copied: write what `blastradius fingerprint` prints for this one.
    """
    for each, others in twins(subject, "fingerprint"):
        names = [other.id for other in others]
        yield Problem(
            at=each.source / "fingerprint",
            message=f"{quoted(each.id)} has the fingerprint of {listed(names)}: the same secret is written down as "
            f"{len(names) + 1} credentials",
            help="write what `blastradius fingerprint` prints for this one; if it is one secret, make one credential "
            f"of them, with all grants and tools under {quoted(names[0])}",
        )

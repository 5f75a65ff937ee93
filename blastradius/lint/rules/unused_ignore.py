"""Comments that ignore nothing."""

from collections.abc import Iterator

from blastradius.finding import Finding, Fix, Severity
from blastradius.lint.rule import rule
from blastradius.lint.subject import Subject
from blastradius.lint.suppress import Ignore
from blastradius.lint.wording import quoted


@rule(
    severity=Severity.WARNING,
    last=True,
    passes="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments  # blastradius: ignore[unproven] because the team is being founded
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    lead: Dana Reyes  # blastradius: ignore[unproven] because the team is being founded  # here
    """,
)
def unused_ignore(subject: Subject) -> Iterator[Finding]:
    """Every comment `# blastradius: ignore[rule] because …` ignores something.

    Why: what it was written for is mended or has moved, and it would hide the next problem on that line.
    Fix: delete it, or move it to the line of the finding, or to a line of its own right above.

    What makes an answer partial (`syntax`, `encoding`, `unreadable-file`, `bad-link`), `secret`, and the rules about
    exemptions and comments cannot be ignored.
    """
    unused = [pair for pair in subject.suppression.unused_ignores if pair[1] in subject.rule_names]
    for ignore, name in unused:
        if ignore.location.path not in subject.lost:
            yield Finding(
                rule="unused-ignore",
                severity=Severity.WARNING,
                message=f"this comment ignores nothing: on line {ignore.line}, {quoted(name)} finds nothing that can"
                " be ignored",
                help="delete it, or move it to the line of the finding or right above",
                location=ignore.location,
                fix=_without(ignore, {rule for other, rule in unused if other is ignore}),
            )


def _without(ignore: Ignore, unused: set[str]) -> Fix:
    """The comment without the rules that it need not name; nothing of it where none is left."""
    left = [rule for rule in ignore.rules if rule not in unused]
    return Fix(old=ignore.text, new=ignore.text.replace(ignore.named, ", ".join(left), 1) if left else "")

"""Credentials that nobody knows how to take back."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import credential
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted, tools
from blastradius.model.entities import Credential


@rule(
    severity=Severity.ERROR,
    instead_of=("missing-key", "missing-cell", "empty-value"),
    misses=("revoke", "how"),
    passes=credential(revoke="{how: [Open Developers > API keys and revoke it], effect_within: 5m}"),
    fails=credential(revoke="{effect_within: 5m}  # here"),
)
def irrevocable_credential(subject: Subject) -> Iterator[Problem]:
    """A credential says how it is revoked.

    Why: in an incident the first act is to take the credential back, and the person on call seldom made it.
    Fix: write `revoke.how`, each step one act with a visible result. While nobody knows, `revoke: unknown` keeps the
    file valid; where the revocation of another credential ends this one, name that in `revoked_with` too.
    """
    for each in subject.noted("irrevocable", Credential):
        place = each.source / "revoke"
        place = place / "how" if isinstance(place.value, dict) else place
        if place.value not in (None, "", []):
            continue
        users = [(agent.id, tool.name) for agent, tool in subject.holders.get(each.id, ())]
        yield Problem(
            at=place,
            message=f"nobody wrote how {quoted(each.id)} is revoked"
            + (f"; {tools(users)} cannot be shut out by it" if users else ""),
            help="write `revoke: {how: [step, …], effect_within: 5m, kills_sessions: true}`; while nobody knows, "
            "`unknown`",
        )

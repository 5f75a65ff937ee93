"""Cells that say `TBD`."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import credential
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import key_of, owner_of, quoted

_STEPS = "{{how: [{step}], effect_within: 1m, kills_sessions: true}}"


@rule(
    severity=Severity.WARNING,
    instead_of=("undo-without-steps", "missing-cell", "team-without-on-call", "odd-phone", "odd-hours"),
    passes=credential(revoke=_STEPS.format(step="Press Expire and see it expired")),
    fails=credential(revoke=_STEPS.format(step="TBD") + "  # here"),
)
def placeholder_text(subject: Subject) -> Iterator[Problem]:
    """No cell is filled with `TBD`, `?` or `n/a`.

    Why: such a word passes for an answer until somebody reads it at two in the morning. Here it counts as nothing: an
    agent whose row holds one is not ready.
    Fix: write what it is. While nobody knows, write `unknown`: that is seen, asked for, and shown where it hurts.
    """
    for place in subject.survey.placeholders:
        key = key_of(place) if isinstance(place.pointer[-1], str) else str(place.pointer[-2])
        yield Problem(
            at=place,
            message=f"`{key}` of {owner_of(place)} says {quoted(place.value)}: that is no answer",
            help=f"write what it is; while nobody knows, `{key}: unknown`",
        )

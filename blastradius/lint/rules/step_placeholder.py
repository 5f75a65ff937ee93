"""Placeholders of undo steps."""

import re
from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.suggest import one_slip_apart
from blastradius.lint.wording import quoted

_ROOTS = ("args", "result", "before")
_BRACES = re.compile(r"\{([^{}]*)\}")
_VALID = re.compile(r"(?:args|result|before)(?:\.[^.\[\]\s]+|\[-?\d+\])+\Z")
_BARE = re.compile(r"\s*(?!(?:args?|arguments?|results?|responses?|before)\s*\Z)[A-Za-z_]\w*\s*", re.IGNORECASE)
_HEAD = re.compile(r"\s*([A-Za-z_]+)(.*)\Z", re.DOTALL)
_SYNONYMS = {"arguments": "args", "argument": "args", "response": "result"}


@rule(
    severity=Severity.WARNING,
    passes="""
    apiVersion: blastradius/v1
    kind: System
    id: stripe
    environment: production
    owner: unknown
    audit_log: unknown
    credentials: unknown
    operations: unknown
    reversibility:
      class: compensable
      window: 90d
      residue: The fee is lost.
      undo:
        - "Charge {args.customer} again for {result.items[0].amount}"
        - 'Send {"notify": true} to the desk'
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: System
    id: stripe
    environment: production
    owner: unknown
    audit_log: unknown
    credentials: unknown
    operations: unknown
    reversibility:
      class: compensable
      window: 90d
      residue: The fee is lost.
      undo:
        - "Charge {arg.customer} again"  # here
        - "Note {results.id}"  # here
        - "Unassign {load_id}"  # here
    """,
)
def step_placeholder(subject: Subject) -> Iterator[Problem]:
    """The placeholders of an undo step are `{args.X}`, `{result.X}` and `{before.X}`.

    Why: `blastradius undo` fills them in from the recorded call, so that the responder reads *charge cus_9 again*
    instead of looking the customer up. A misspelt one stays as it is.
    Fix: `args.` is what was sent, `result.` what came back, `before.` the earlier read that `before` names; then the
    path of the field, for instance `{result.items[0].id}`.
    """
    for place in subject.survey.steps:
        for inner in dict.fromkeys(_BRACES.findall(place.value)):
            meant = _meant(inner)
            if meant:
                yield Problem(
                    at=place,
                    within=f"{{{inner}}}",
                    message=f"{quoted(f'{{{inner}}}')} is not filled in: the step shows it as it stands",
                    help=f"write `{{{meant}}}`",
                )


def _meant(inner: str) -> str | None:
    """What was probably meant, where it is close to a placeholder and is none."""
    head = _HEAD.match(inner)
    if head is None or _VALID.match(inner):
        return None
    word, rest = head[1].casefold(), head[2].strip()
    if _BARE.fullmatch(inner):
        return f"args.{inner.strip()}"
    root = _SYNONYMS.get(word) or next((name for name in _ROOTS if word == name or one_slip_apart(word, name)), None)
    if root is None or (rest and rest[0] not in ".[,:/"):
        return None
    path = rest.strip(".,:/ ") or "FIELD"
    return f"{root}{path}" if path.startswith("[") else f"{root}.{path}"

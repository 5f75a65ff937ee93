"""Environments that are nearly one that the format knows."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.suggest import Words
from blastradius.lint.wording import quoted
from blastradius.model.entities import System
from blastradius.source.doubts import STAGES

_SHORT = {"prod": "production", "prd": "production", "live": "production", "stage": "staging", "stg": "staging"}


@entity_rule(
    note="stage",
    of=(System,),
    severity=Severity.WARNING,
    passes=system(environment="preview-eu"),
    fails=system(environment="prodction  # here"),
)
def misspelt_environment(entity: System) -> Iterator[Problem]:
    """An environment that is meant to be `production`, `staging` or `sandbox` is so called.

    Why: the word is one of your own, so that a misspelt one passes for another environment: whoever looks for what
    stands in production misses this system.
    Fix: write the word as the format has it. An environment of your own needs a name that is not nearly one of them.
    """
    known = Words(STAGES)
    word = entity.environment or ""
    meant = _SHORT.get(word) or (known.nearest(word) if word not in STAGES else None)
    if meant:
        yield Problem(
            at=entity.source / "environment",
            message=f"the environment {quoted(word)} of {quoted(entity.id)} is nearly {quoted(meant)}, and counts "
            "as another",
            help=f"write `environment: {meant}`, or a name that differs more",
        )

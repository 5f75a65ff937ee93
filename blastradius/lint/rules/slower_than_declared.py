"""Switches and revocations that took longer than they say."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import credential
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.switches import switch_of
from blastradius.lint.wording import entity, quoted
from blastradius.model.entities import Agent, Credential, System

_REVOKE = """
  how: [Delete the key and see 401]
  effect_within: {within}
  measured: {{on: 2026-11-02, took: 12m}}"""


@entity_rule(
    note="slow",
    of=(Agent, System, Credential),
    severity=Severity.INFO,
    passes=credential(revoke=_REVOKE.format(within="15m")),
    fails=credential(revoke=_REVOKE.format(within="5m  # here")),
)
def slower_than_declared(each: Agent | System | Credential) -> Iterator[Problem]:
    """What was measured is not slower than what is promised.

    Why: the responder waits `effect_within`, sees calls go on, and thinks that the revocation failed; or takes the
    system for safe while the key still works. What was measured counts from the decision, and so does an incident.
    Fix: write what was measured into `effect_within`, or find out what took so long and measure again.
    """
    switch = switch_of(each)
    took = switch.measured.took if switch and switch.measured else None
    if switch is None or took is None or switch.effect_within is None:
        return
    if (took.seconds or 0) > (switch.effect_within.seconds or 0) and switch.effect_within.seconds is not None:
        noun = "revocation" if isinstance(each, Credential) else "kill switch"
        yield Problem(
            at=switch.source / "effect_within",
            message=f"the {noun} of {entity(each.source.document)} is to work within "
            f"{quoted(switch.effect_within.text)}, but took {quoted(took.text)} when it was measured",
            help=f"write `effect_within: {took.text}` or more, or mend it and measure again",
        )

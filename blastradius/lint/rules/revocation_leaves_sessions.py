"""Revocations after which somebody is still in."""

from collections.abc import Iterator
from itertools import chain

from blastradius.finding import Severity
from blastradius.lint.calls import RETIRED
from blastradius.lint.example import agent, credential, system, together
from blastradius.lint.rule import Problem, Subject, rule
from blastradius.lint.vendors import heirs_of_revocation
from blastradius.lint.wording import quoted
from blastradius.model.cells import Revoke
from blastradius.model.entities import Credential
from blastradius.source.document import Ref

_REVOKE = """
  how: [Remove the app and see it gone]
  effect_within: 5m
  kills_sessions: {kills}
  issued_tokens_live: {lives}"""
_REST = (
    system(operations="\n  - {id: get_charge, effect: read}"),
    agent(tools="\n  - {name: look_up, operation: stripe/get_charge, credential: stripe-key}"),
)


@rule(
    severity=Severity.WARNING,
    passes=together(credential(revoke=_REVOKE.format(kills="true", lives="0s")), *_REST),
    fails=together(credential(revoke=_REVOKE.format(kills="false  # here", lives="12h")), *_REST),
)
def revocation_leaves_sessions(subject: Subject) -> Iterator[Problem]:
    """A revocation ends the sessions and tokens that were made with the credential.

    Why: the key is gone from the list, everybody relaxes, and the intruder goes on with a token that was issued before.
    For a credential that no agent uses, and where only tokens of an hour or less live on, it is an information.
    Fix: add the step that ends them to `revoke.how` (revoke sessions, change the signing key, suspend the user), watch
    a session die, and write `kills_sessions: true` and `issued_tokens_live: 0s`. If there is none, plan for that time:
    shut the system's own side (`kill_switch`) as well.
    """
    for each in chain(subject.noted("sessions", Credential), heirs_of_revocation(subject)):
        cells = each.revoke
        found = _left(cells) if cells else None
        if found:
            place, what, short = found
            used = any(agent_.status != RETIRED for agent_, _ in subject.holders.get(each.id, ()))
            yield Problem(
                at=place,
                message=f"revoking {quoted(each.id)} {what}",
                help="add the step that ends them to `revoke.how` and write what you saw; if there is none, shut the "
                "systems it opens as well",
                severity=None if used and not short else Severity.INFO,
            )


def _left(cells: Revoke) -> tuple[Ref, str, bool] | None:
    """Where it says so, what lives on, and whether that is known to be an hour at most."""
    lives = cells.issued_tokens_live
    seconds = lives.seconds if lives else None
    known = lives.text if lives and seconds != 0 else ""
    short = seconds is not None and 0 < seconds <= 3600
    if cells.kills_sessions is False:
        most = f"up to {known} more" if known else "and nobody knows how long"
        if lives and seconds == 0:
            return (cells.source / "kills_sessions", "leaves the sessions that are open", False)
        return (cells.source / "kills_sessions", f"leaves sessions that live on, {most}", short)
    if known:
        place = cells.source / "issued_tokens_live"
        return (place, f"leaves the tokens that were issued before: they work for {known} more", short)
    return None

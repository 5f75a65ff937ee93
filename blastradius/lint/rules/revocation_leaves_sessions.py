"""Revocations after which somebody is still in."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.calls import RETIRED
from blastradius.lint.example import agent, credential, system, together
from blastradius.lint.rule import Problem, rule, search_for
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted
from blastradius.model import read_cells
from blastradius.model.cells import Revoke
from blastradius.model.entities import Credential
from blastradius.model.node import Node
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


def _left_open(entity: Credential) -> Iterator[Ref]:
    """Where a revocation is told after which something lives on."""
    if entity.revoke and _left(entity.revoke):
        yield entity.revoke.source


@rule(
    search=search_for(_left_open, note="sessions", of=(Credential,), heirs=True),
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
    for place in subject.places(revocation_leaves_sessions):
        cells = read_cells.revoke(Node(place.document.data, place.document.root))
        found = _left(cells) if cells else None
        name = place.document.data.get("id")
        if found:
            at, what, short = found
            used = any(agent_.status != RETIRED for agent_, _ in subject.holders.get(str(name), ()))
            yield Problem(
                at=at,
                message=f"revoking {quoted(name)} {what}",
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

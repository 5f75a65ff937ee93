"""Facts for which only their owner stands."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.calls import LIVE
from blastradius.lint.example import agent
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import entity, quoted
from blastradius.model.entities import Agent, Credential, System
from blastradius.source.document import Ref

_CONFIRMED = "confirmed"
_PROOF = "{{on: 2026-11-02, by: {by}, how: declared}}"


@rule(
    severity=Severity.INFO,
    passes=agent(owner="payments", verified=_PROOF.format(by="security")),
    fails=agent(owner="payments", verified=f"{_PROOF.format(by='payments')}  # here"),
)
def self_verified(subject: Subject) -> Iterator[Problem]:
    """Somebody besides the owner has checked what a live agent rests on.

    Why: whoever built it sees what was meant. A second pair of eyes tries the switch, opens the log, and finds what is
    missing. It is enough if another team stands for one part: the revocation, say. What the owner of a system
    `confirmed` is what the word means, and not reported.
    Fix: let another team check it and write that as `verified`, on the entity or on the part it looked at.
    """
    for each in _rested_on(subject):
        proofs = list(_proofs(each.source, each.source.value))
        theirs = not isinstance(each, Agent) and any((place / "how").value == _CONFIRMED for place, _ in proofs)
        if each.owner and proofs and not theirs and all(by == each.owner for _, by in proofs):
            yield Problem(
                at=proofs[-1][0] / "by",
                message=f"only {quoted(each.owner)}, who owns {entity(each.source.document)}, stands for its facts",
                help="let another team check one of them, and write `verified: {on: DATE, by: TEAM, how: confirmed}` "
                "there",
            )


def _rested_on(subject: Subject) -> Iterator[Agent | System | Credential]:
    """Live agents, and the systems and credentials of their tools."""
    catalog = subject.catalog
    live = [each for each in catalog.agents if each.status == LIVE]
    bound = [bound for each in live for tool in each.tools for bound in tool.bound]
    yield from live
    yield from filter(None, map(catalog.system.get, dict.fromkeys(each.system for each in bound)))
    yield from filter(None, map(catalog.credential.get, dict.fromkeys(each.credential or "" for each in bound)))


def _proofs(place: Ref, value: object) -> Iterator[tuple[Ref, object]]:
    """Every `verified` in there, the one of the whole last."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "verified" and isinstance(inner, dict | list):
                yield from _proofs(place / key, inner)
        if isinstance(value.get("verified"), dict):
            yield place / "verified", value["verified"].get("by")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _proofs(place / index, inner)

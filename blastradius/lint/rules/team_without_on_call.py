"""Teams that are to act at once and cannot be paged."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.calls import RETIRED
from blastradius.lint.example import agent, team
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.switches import switch_of
from blastradius.lint.wording import entity, quoted
from blastradius.model import places
from blastradius.model.cells import KillSwitch
from blastradius.model.entities import Agent, Credential, System, Team
from blastradius.model.node import UNKNOWN

_AGENT = agent(kill_switch="{how: [Set the flag to off], by: ai-platform}")
_MOST_SHOWN = 3


@rule(
    severity=Severity.WARNING,
    instead_of=("on-call-without-human",),
    misses=("on_call", "rotation", "phone"),
    passes=f"{_AGENT}\n---\n" + team("ai-platform", on_call='{phone: "+1-555-0110"}'),
    fails=f"{_AGENT}\n---\n" + team("ai-platform").replace("v1", "v1  # here", 1),
)
def team_without_on_call(subject: Subject) -> Iterator[Problem]:
    """The team that presses a switch or revokes a credential can be paged.

    Why: a kill switch is as fast as whoever may press it. If that team has no on-call, the first answer comes in the
    morning, whatever `effect_within` says.
    Fix: write `on_call:` at the team, or name in `by` a team that is awake.
    """
    for name in sorted(subject.documents.words("by")):
        held = subject.catalog.team.get(name)
        if held is None or (held.source / "on_call").value == UNKNOWN or places.on_call(held.source, None).known:
            continue
        duties = sorted(_duties(subject, held))
        if duties:
            rest = len(duties) - _MOST_SHOWN
            named = ", ".join(duties[:_MOST_SHOWN]) + (f" and {rest} more" if rest > 0 else "")
            yield Problem(
                at=held.source / "on_call",
                message=f"team {quoted(name)} has no on-call that pages anybody, and is to {named}",
                help="write `on_call:` with `rotation` or `phone`, or name in `by` a team that can be paged",
            )


def _duties(subject: Subject, held: Team) -> Iterator[str]:
    """What only this team is said to do."""
    for number in subject.documents.naming(f"by:{held.id}"):
        each = subject.catalog.entity(number)
        if not isinstance(each, Agent | System | Credential) or (isinstance(each, Agent) and each.status == RETIRED):
            continue
        switch = switch_of(each)
        if switch and switch.by == held.id:
            verb = "press the kill switch of" if isinstance(switch, KillSwitch) else "revoke"
            yield f"{verb} {entity(each.source.document)}"

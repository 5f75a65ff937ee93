"""Logs whose entries do not say who it was."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.wording import owner_of
from blastradius.model.entities import Operation, System

_LOG = (
    '\n  location: Console > Log\n  query: "user={{principal}} from={{since}}"\n  retention: 90d\n  attributes: {whom}'
)


@entity_rule(
    note="nobody",
    of=(System,),
    severity=Severity.WARNING,
    passes=system(audit_log=_LOG.format(whom="credential")),
    fails=system(audit_log=_LOG.format(whom="none  # here")),
)
def log_names_nobody(entity: System) -> Iterator[Problem]:
    """An entry of an audit log names the credential, the agent or the user.

    Why: where it names nobody, the log shows that something was done and not by whom. What the agent did cannot be told
    from what everybody else did in the same minutes.
    Fix: let the calls go through a gateway, or an agent runtime, that logs who called. If the log does name somebody,
    write whom: `attributes: credential`, `agent` or `user`.
    """
    parts: tuple[System | Operation, ...] = (entity, *entity.operations)
    for part in parts:
        place = part.source / "audit_log" / "attributes"
        if place.value == "none":
            yield Problem(
                at=place,
                message=f"the log of {owner_of(place)} names nobody: what an agent did there cannot be told from "
                "what others did",
                help="log the calls in front of it; if the entries do name somebody, write `credential`, `agent` "
                "or `user`",
            )

"""Rotations into a store that somebody else reads."""

from collections.abc import Iterator, Mapping

from blastradius.finding import Severity
from blastradius.graph.scopes import covers
from blastradius.graph.withdrawal import is_written
from blastradius.lint.calls import RETIRED
from blastradius.lint.example import agent, credential, system, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import listed, quoted
from blastradius.model.cells import Level
from blastradius.model.entities import Grant, Need

_KEY = credential(
    rotate_every="90d",
    rotated="2026-10-01",
    shared_with="[the nightly job]",
    obtainable_from="\n  - {system: vault, resources: [kv/billing], how: secret kv/billing/stripe}",
)
_TOOLS = "\n  - {name: config, operation: vault/read_secret, credential: vault-token}"
_GRANT = "\n  - {{credential: vault-token, access: read, resources: [{mount}]}}{here}"
_OPERATIONS = "\n  - {id: read_secret, effect: read}"


@rule(
    severity=Severity.WARNING,
    passes=together(
        _KEY,
        credential("vault-token"),
        system("vault", credentials=_GRANT.format(mount="kv/support", here=""), operations=_OPERATIONS),
        agent(tools=_TOOLS),
    ),
    fails=together(
        _KEY,
        credential("vault-token"),
        system("vault", credentials=_GRANT.format(mount="kv/billing", here="  # here"), operations=_OPERATIONS),
        agent(tools=_TOOLS),
    ),
)
def rotation_into_reach(subject: Subject) -> Iterator[Problem]:
    """An agent's credential reads no store into which credentials of others are rotated.

    Why: after an incident every key is replaced, and the new value is put where the old one was. If the intruder still
    reads that store (or the mailbox that receives the resets), the rotation hands the new value over.
    Fix: narrow the grant to the part that the agent needs, or keep those credentials elsewhere. Until then rotate in
    the order that `blastradius reach` prints: the reader first, then what is kept there.
    """
    agents = {name: {each.id for each, _ in held if each.status != RETIRED} for name, held in subject.holders.items()}
    for name in sorted(each for each, users in agents.items() if users and each in subject.catalog.credential):
        for grant in subject.index.grants_of(name):
            if not is_written(grant):
                continue
            kept = sorted(set(_kept(subject, grant, agents)))
            if kept:
                yield Problem(
                    at=grant.source,
                    message=f"{quoted(name)} of {listed(sorted(agents[name]))} reads {quoted(grant.system)}, where "
                    f"{listed(kept)} can be had: after a rotation it gets the new "
                    f"{'value' if len(kept) == 1 else 'values'} too",
                    help=f"narrow this grant, or keep {'it' if len(kept) == 1 else 'them'} elsewhere; until then "
                    f"rotate {quoted(name)} first, then what it gets",
                    about=(*agents[name], *kept),
                )


def _kept(subject: Subject, grant: Grant, agents: Mapping[str, set[str]]) -> Iterator[str]:
    """The credentials that are rotated into what the grant reads, and that none of its agents holds anyway."""
    for name, _, way, _, need in subject.index.needs[grant.system]:
        credential_ = subject.catalog.credential.get(name)
        if name == grant.credential or credential_ is None or credential_.rotate_every is None or len(way.needs) > 1:
            continue
        held_too = agents[grant.credential] & agents.get(name, set())
        if need.access is Level.READ and not held_too and _meets(subject, grant, need):
            yield name


def _meets(subject: Subject, grant: Grant, need: Need) -> bool:
    index = subject.index
    parts = (
        part
        for part in index.resources_of(grant.system)
        if not need.resources or any(covers(each, part) for each in need.resources)
    )
    return any(index.gives([grant], grant.system, part, need.access, need.requires) for part in parts)

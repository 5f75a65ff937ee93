"""Credentials that no log can be searched for."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import credential, system, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import listed, quoted
from blastradius.model.entities import Credential, Operation, System

_LOG = '{location: Console > Log, query: "user={principal} from={since}", retention: 90d}'
_SYSTEM = system(credentials="\n  - {credential: stripe-key, access: write}", audit_log=_LOG)


@rule(
    severity=Severity.WARNING,
    misses=("principal",),
    passes=together(credential(principal="key support-bot"), _SYSTEM),
    fails=together(credential().replace("id: stripe-key", "id: stripe-key  # here"), _SYSTEM),
)
def credential_without_principal(subject: Subject) -> Iterator[Problem]:
    """What the logs call a credential is written down.

    Why: the queries of the systems that it opens ask for `{principal}`, and the runbook has nothing to fill in. At two
    in the morning nobody knows under which name the log has it.
    Fix: write `principal:` as the log names the caller: the user, client id or name of the key. While nobody knows,
    write `unknown`.
    """
    empty = {each.entity for each in subject.reported("empty-value") if each.pointer == "/principal"}
    for each in subject.noted("nameless", Credential):
        opened = sorted({grant.system for grant in subject.index.grants_of(each.id)})
        asking = [name for name in opened if any(map(_asks, subject.catalog.records(System, name)))]
        if asking and (each.source / "principal").value is None and each.source.document.entity not in empty:
            yield Problem(
                at=each.source / "id",
                message=f"{quoted(each.id)} has no `principal`, and the log of {listed(asking)} is searched by it",
                help="write `principal:` as the log names the caller: the user, the client id, the name of the key",
            )


def _asks(system: System) -> bool:
    parts: tuple[System | Operation, ...] = (system, *system.operations)
    return any(each.audit_log and "{principal}" in (each.audit_log.query or "") for each in parts)

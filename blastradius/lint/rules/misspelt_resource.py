"""Parts of a system that no grant opens, one slip away from one that a grant does."""

from collections.abc import Iterable, Iterator

from blastradius.finding import Severity
from blastradius.graph.scopes import covers
from blastradius.lint.near import Near
from blastradius.lint.rule import Problem, rule, search_for
from blastradius.lint.slips import slip_of
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted
from blastradius.model.entities import Credential, System
from blastradius.source.document import Ref
from blastradius.source.mentions import system_of_word

_EXAMPLE = """
    apiVersion: blastradius/v1
    kind: System
    id: vault
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    operations: unknown
    credentials:
      - {{credential: vault-key, access: read, resources: ["kv/shop"]}}
    ---
    apiVersion: blastradius/v1
    kind: Credential
    id: shop-key
    type: api-key
    owner: unknown
    revoke: unknown
    obtainable_from:
      - system: vault
        resources: [{resource}]{here}
    """


def _not_opened(system: System, near: Near) -> Iterator[str]:
    """The parts that are asked for, and are nearly one that a grant opens."""
    for word in near.asked("part", system):
        if _meant(system_of_word(word)[1], near.entries(system)):
            yield word


def _meant(part: str, entries: Iterable[System]) -> str | None:
    parts = {name for each in entries for grant in each.grants for name in grant.resources or ()}
    covered = any(covers(one, part) or covers(part, one) for one in parts)
    return None if covered else slip_of(part, parts)


@rule(
    search=search_for(_not_opened, asked=True, of=(System,)),
    severity=Severity.WARNING,
    passes=_EXAMPLE.format(resource="kv/shop", here=""),
    fails=_EXAMPLE.format(resource="kv/shopp", here="  # here"),
)
def misspelt_resource(subject: Subject) -> Iterator[Problem]:
    """What an `obtainable_from` asks for is a part of the system that a grant names, where one is nearly so called.

    Why: parts are names of your own. A misspelt one is a part that nobody opens, and the credential that lies there
    drops out of the reach of all who do.
    Fix: write the part as the grant has it, here or there.
    """
    for word in subject.words(misspelt_resource):
        system, part = system_of_word(word)
        meant = _meant(part, subject.catalog.records(System, system))
        for place in _places(subject, word) if meant else ():
            yield Problem(
                at=place,
                message=f"no grant opens the part {quoted(part)} of {quoted(system)}, which is one slip away from "
                f"{quoted(meant or '')}",
                help=f"write `{meant}`, or correct the grant",
            )


def _places(subject: Subject, word: str) -> Iterator[Ref]:
    system, part = system_of_word(word)
    for credential in subject.catalog.naming(f"part:{word}", Credential):
        for need in (need for way in credential.ways for need in way.needs if need.system == system):
            listed = (need.source / "resources").value
            for index, name in enumerate(listed if isinstance(listed, list) else ()):
                if name == part and part in need.resources:
                    yield need.source / "resources" / index

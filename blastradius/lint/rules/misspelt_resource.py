"""Parts of a system that no grant opens, one slip away from one that a grant does."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.graph.scopes import covers
from blastradius.lint.rule import Problem, Subject, rule
from blastradius.lint.slips import slip_of
from blastradius.lint.wording import quoted

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


@rule(
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
    given: dict[str, set[str]] = {}
    for system in subject.catalog.systems:
        for grant in system.grants:
            given.setdefault(system.id, set()).update(grant.resources or ())
    for credential in subject.catalog.credentials:
        for way in credential.ways:
            for need in way.needs:
                parts = given.get(need.system, set())
                listed = (need.source / "resources").value
                for index, part in enumerate(listed if isinstance(listed, list) and parts else ()):
                    if part not in need.resources or any(covers(one, part) or covers(part, one) for one in parts):
                        continue
                    meant = slip_of(part, parts)
                    if meant:
                        yield Problem(
                            at=need.source / "resources" / index,
                            message=f"no grant opens the part {quoted(part)} of {quoted(need.system)}, which is one "
                            f"slip away from {quoted(meant)}",
                            help=f"write `{meant}`, or correct the grant",
                        )

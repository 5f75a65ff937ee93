"""Parts of a system that no grant opens, one slip away from one that a grant does."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.graph.scopes import covers
from blastradius.lint.near import Near
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.slips import slip_of
from blastradius.lint.wording import quoted
from blastradius.model.entities import Credential, Need
from blastradius.source.document import Ref

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


@entity_rule(
    naming="part",
    of=(Credential,),
    severity=Severity.WARNING,
    passes=_EXAMPLE.format(resource="kv/shop", here=""),
    fails=_EXAMPLE.format(resource="kv/shopp", here="  # here"),
)
def misspelt_resource(credential: Credential, near: Near) -> Iterator[Problem]:
    """What an `obtainable_from` asks for is a part of the system that a grant names, where one is nearly so called.

    Why: parts are names of your own. A misspelt one is a part that nobody opens, and the credential that lies there
    drops out of the reach of all who do.
    Fix: write the part as the grant has it, here or there.
    """
    for need in (need for way in credential.ways for need in way.needs if need.resources):
        parts = {name for each in near.needed(need) for grant in each.grants for name in grant.resources or ()}
        for place, part in _parts(need):
            covered = any(covers(one, part) or covers(part, one) for one in parts)
            meant = None if covered else slip_of(part, parts)
            if meant:
                yield Problem(
                    at=place,
                    message=f"no grant opens the part {quoted(part)} of {quoted(need.system)}, which is one slip away "
                    f"from {quoted(meant)}",
                    help=f"write `{meant}`, or correct the grant",
                )


def _parts(need: Need) -> Iterator[tuple[Ref, str]]:
    listed = (need.source / "resources").value
    for index, part in enumerate(listed if isinstance(listed, list) else ()):
        if part in need.resources:
            yield need.source / "resources" / index, part

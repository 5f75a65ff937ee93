"""Credentials that reach farther than the budget allows."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.graph.withdrawal import is_written
from blastradius.lint.budget import METRICS, bounds
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted
from blastradius.source.document import Ref

_EXAMPLE = """
    apiVersion: blastradius/v1
    kind: Inventory
    id: shop
    budget: {{systems-per-credential: {most}}}
    ---
    apiVersion: blastradius/v1
    kind: Credential
    id: vault-token{here}
    type: api-key
    owner: unknown
    revoke: unknown
    ---
    apiVersion: blastradius/v1
    kind: Credential
    id: stripe-key
    type: api-key
    owner: unknown
    obtainable_from: [{{system: vault, how: It is stored there}}]
    revoke: unknown
    ---
    apiVersion: blastradius/v1
    kind: System
    id: vault
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    credentials: [{{credential: vault-token, access: read}}]
    operations: unknown
    ---
    apiVersion: blastradius/v1
    kind: System
    id: stripe
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    credentials: [{{credential: stripe-key, access: write}}]
    operations: unknown
    """


@rule(
    severity=Severity.ERROR,
    passes=_EXAMPLE.format(most=2, here=""),
    fails=_EXAMPLE.format(most=1, here="  # here"),
)
def over_budget(subject: Subject) -> Iterator[Problem]:
    """No credential reaches farther than the `budget` of `blastradius.yaml` allows.

    Why: reach grows one grant at a time, and no single one looks like much. A bound makes the step that goes too far
    visible in the pull request that takes it.
    Fix: `blastradius reach CREDENTIAL` shows by which grants and ways it gets there; take one away. Or agree on a
    higher bound, or on an exemption of this credential until a day. What a budget can bound, for each credential:

    - `systems-per-credential`: systems that it reaches, by way of others and under conditions too;
    - `unconditional-systems-per-credential`: those that need no condition;
    - `operations-per-credential`: operations that it can carry out;
    - `irreversible-per-credential`: of those, what is irreversible or not known not to be;
    - `latent-per-credential`: of those, what no tool does.

    `blastradius top` shows where every credential stands. The name of a rule in a budget bounds its findings: see
    `too-many-findings`.
    """
    set_ = [bound for bound in bounds(subject.catalog) if bound.name in METRICS]
    if not set_:
        return
    from blastradius.graph.everyone import extents  # noqa: PLC0415 - only an inventory with a budget pays for it

    for name, extent in extents(subject.index).items():
        for bound in set_:
            cell, what = METRICS[bound.name]
            number: int = getattr(extent, cell)
            place = _place(subject, name)
            if number > bound.most and place:
                yield Problem(
                    at=place,
                    message=f"{what.format(quoted(name))}: {number}; "
                    f"the budget {quoted(bound.name)} allows {bound.words}",
                    help="take a grant or a way to another credential away: `blastradius reach` shows which there are; "
                    f"or raise the budget at {bound.source}",
                )


def _place(subject: Subject, name: str) -> Ref | None:
    """The credential's id; where it has no entry, a grant that names it."""
    entity = subject.catalog.credential.get(name)
    if entity:
        return entity.source / "id"
    grants = subject.index.all_grants_of(name)
    places = (grant.source / "credential" if is_written(grant) else grant.source for grant in grants)
    return min(places, key=str, default=None)

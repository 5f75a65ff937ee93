"""Exemptions that exempt nothing."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.rule import Problem, Subject, rule
from blastradius.lint.wording import quoted


@rule(
    severity=Severity.WARNING,
    last=True,
    passes="""
    apiVersion: blastradius/v1
    kind: Inventory
    id: shop
    exemptions:
      - rule: unproven
        target: team:payments
        reason: The team is being founded.
        by: security
        until: 2027-01-31
    ---
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Inventory
    id: shop
    exemptions:
      - rule: unproven
        target: team:payment  # here
        reason: The team is being founded.
        by: security
        until: 2027-01-31
    ---
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    """,
)
def unused_exemption(subject: Subject) -> Iterator[Problem]:
    """Every exemption in `blastradius.yaml` exempts something.

    Why: one that matches nothing was meant for something else, or for something that is mended; left alone it hides the
    next problem of that kind.
    Fix: delete it, or correct `rule` and `target`. A target is one of

    - an entity, as findings name it: `system:stripe`;
    - a part of it: `system:stripe/operations/create_refund/idempotency`, where the items of a list go by their id, name
      or credential, or by their number from 0;
    - files, as a glob below the folder of `blastradius.yaml`: `systems/legacy-*.yaml`, or a folder: `drafts`.

    Not exempt can be what makes an answer partial (`syntax`, `encoding`, `unreadable-file`, `bad-link`), `secret`, and
    the rules about exemptions themselves.
    """
    if subject.lost:
        return  # what it exempts may stand in a file that could not be read
    for exemption in subject.suppression.unused_exemptions:
        if exemption.rule in subject.rule_names:
            yield Problem(
                at=exemption.source / "target",
                message=f"this exemption exempts nothing: no finding of {quoted(exemption.rule)} that can be exempt is "
                f"about {quoted(exemption.target)}",
                help="delete it, or correct the target: `system:stripe`, `system:stripe/operations/refund`, `drafts/*`",
            )

"""Exemptions that exempt nothing."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.suggest import Words
from blastradius.lint.survey import KINDS
from blastradius.lint.wording import listed, quoted
from blastradius.model.entities import Exemption


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
                help=_meant(subject, exemption)
                or "delete it, or correct the target: `system:stripe`, `system:stripe/operations/refund`, `drafts/*`",
            )


def _meant(subject: Subject, exemption: Exemption) -> str:
    """What the target may have been meant to be: something that the rule reports, else an entity; empty if unclear."""
    reported = sorted({f"{each.entity}{each.pointer}" for each in subject.found if each.rule == exemption.rule})
    entity, _, inside = exemption.target.partition("/")
    below = [each for each in reported if each.partition("/")[0] == entity]
    if inside and below:
        return f"write a place that {quoted(exemption.rule)} reports, such as {listed(below)}; or delete it"
    every = {f"{kind.lower()}:{name}" for kind in KINDS for name in subject.documents.named(kind)}
    if entity in every:
        return ""
    first = Words(each.partition("/")[0] for each in reported).nearest(entity) or Words(every).nearest(entity)
    return f"write `{first}{'/' if inside else ''}{inside}`, or delete it" if first else ""

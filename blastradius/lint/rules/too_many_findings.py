"""Rules with more findings than the budget allows."""

from collections import Counter
from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.budget import bounds
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted

_EXAMPLE = """
    apiVersion: blastradius/v1
    kind: Inventory
    id: shop
    budget:
      unknown-cell: {most}{here}
    ---
    apiVersion: blastradius/v1
    kind: Team
    id: payments
    on_call: {{phone: "+1-555-0100", channel: "#payments", hours: 24x7, reaches_human: 2026-11-01}}
    lead: unknown
    """


@rule(
    severity=Severity.ERROR,
    last=True,
    passes=_EXAMPLE.format(most=1, here=""),
    fails=_EXAMPLE.format(most=0, here="  # here"),
)
def too_many_findings(subject: Subject) -> Iterator[Problem]:
    """No rule has more findings than the `budget` of `blastradius.yaml` allows.

    Why: what is only a warning grows unseen. A bound lets the number fall and never rise: `budget: {unknown-cell: 12}`.
    Fix: mend as many as are too many, or agree on a higher bound. Findings within the budget are still reported, with
    the weight of their rule; those that are exempt or ignored do not count. To live with some findings of a rule that
    is an error, let `rules` make it a warning and bound it here.
    """
    counts = Counter(finding.rule for finding in subject.found)
    for bound in bounds(subject.catalog):
        number = counts[bound.name]
        if bound.name in subject.rule_names and number > bound.most >= 0:
            yield Problem(
                at=bound.source,
                message=f"findings of {quoted(bound.name)}: {number}; the budget allows {bound.words}",
                help=f"mend {number - int(bound.most)} of them, or raise the budget",
            )

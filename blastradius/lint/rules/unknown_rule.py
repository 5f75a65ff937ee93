"""Names of rules that do not exist."""

import re
from collections.abc import Iterator

from blastradius.finding import Finding, Severity
from blastradius.lint.budget import METRICS
from blastradius.lint.references import sure_fix
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.suggest import Words
from blastradius.lint.wording import quoted
from blastradius.source.document import Ref
from blastradius.source.load import LOST

_OTHERWISE = "`blastradius rules` lists them all"

_NAME = re.compile(r"[a-z]+(?:-[a-z]+)*\Z")


@rule(
    severity=Severity.ERROR,
    last=True,
    passes="""
    apiVersion: blastradius/v1
    kind: Inventory
    id: shop
    rules: {unproven: warning}
    budget: {systems-per-credential: 20, unproven: 0}
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Inventory
    id: shop
    rules:
      unprooven: warning  # here
    budget:
      systems-per-credentail: 20  # here
    """,
)
def unknown_rule(subject: Subject) -> Iterator[Problem | Finding]:
    """Every rule that is weighed, bounded, exempted from or ignored exists.

    Why: a misspelt name weighs nothing, bounds nothing and exempts nothing, and nobody notices until it counts.
    Fix: `blastradius rules` lists the names. A `budget` also takes metrics: `blastradius rules over-budget` names them.
    """
    words = Words(subject.rule_names)
    for place, name in _named(subject):
        if name not in subject.rule_names and _NAME.match(name):
            yield Problem(
                at=place,
                message=f"there is no rule {quoted(name)}{words.guess(name)}",
                help=words.instead_of(name, otherwise=_OTHERWISE),
                at_key=place.pointer[0] == "rules",
                fix=sure_fix(name, words, subject.rule_names),
            )
    yield from _bounded(subject)
    for settings in subject.catalog.settings:
        for name, word in settings.rules:
            if word == "off" and name in LOST:
                yield Problem(
                    at=settings.source / "rules" / name,
                    message=f"{quoted(name)} cannot be switched off: it says what no answer has read",
                    help="delete the line, and mend what it reports",
                )
    for ignore in subject.suppression.ignores:
        for name in ignore.rules:
            if name not in subject.rule_names:
                yield Finding(
                    rule="unknown-rule",
                    severity=Severity.ERROR,
                    message=f"there is no rule {quoted(name)}{words.guess(name)}",
                    help=words.instead_of(name, otherwise=_OTHERWISE),
                    location=ignore.location,
                )


def _bounded(subject: Subject) -> Iterator[Problem]:
    """Names in budgets that are neither a rule nor a metric."""
    known = subject.rule_names | METRICS.keys()
    words = Words(known)
    for settings in subject.catalog.settings:
        budget = settings.source / "budget"
        for name in budget.value if isinstance(budget.value, dict) else ():
            if name not in known:
                yield Problem(
                    at=budget / name,
                    message=f"there is no rule or metric {quoted(name)}{words.guess(name)}",
                    help=words.instead_of(name, otherwise="`blastradius rules over-budget` names the metrics"),
                    at_key=True,
                )


def _named(subject: Subject) -> Iterator[tuple[Ref, str]]:
    for settings in subject.catalog.settings:
        rules = settings.source / "rules"
        for name in rules.value if isinstance(rules.value, dict) else ():
            yield rules / name, name
        for exemption in settings.exemptions:
            if exemption.rule:
                yield exemption.source / "rule", exemption.rule

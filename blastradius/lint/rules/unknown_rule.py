"""Names of rules that do not exist."""

from collections.abc import Iterator

from blastradius.finding import Finding, Severity
from blastradius.lint.rule import Problem, Subject, rule
from blastradius.lint.suggest import Words
from blastradius.lint.wording import quoted
from blastradius.source.document import Ref

_OTHERWISE = "`blastradius rules` lists them all"


@rule(
    severity=Severity.ERROR,
    last=True,
    passes="""
    apiVersion: blastradius/v1
    kind: Inventory
    id: shop
    rules: {unproven: warning}
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Inventory
    id: shop
    rules:
      unprooven: warning  # here
    """,
)
def unknown_rule(subject: Subject) -> Iterator[Problem | Finding]:
    """Every rule that is weighed, exempted from or ignored exists.

    Why: a misspelt name weighs nothing and exempts nothing, and nobody notices until it counts.
    Fix: `blastradius rules` lists the names.
    """
    words = Words(subject.rule_names)
    for place, name in _named(subject):
        if name not in subject.rule_names:
            yield Problem(
                at=place,
                message=f"there is no rule {quoted(name)}{words.guess(name)}",
                help=words.instead_of(name, otherwise=_OTHERWISE),
                at_key=place.pointer[0] == "rules",
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


def _named(subject: Subject) -> Iterator[tuple[Ref, str]]:
    for settings in subject.catalog.settings:
        rules = settings.source / "rules"
        for name in rules.value if isinstance(rules.value, dict) else ():
            yield rules / name, name
        for exemption in settings.exemptions:
            if exemption.rule:
                yield exemption.source / "rule", exemption.rule

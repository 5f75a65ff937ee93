"""`blastradius/rules/v1`."""

from collections.abc import Iterable

from blastradius.lint.rule import Rule
from blastradius.output.json import Object, document


def rules(listed: Iterable[Rule]) -> str:
    """The rules as JSON, each with its whole page."""
    return document(
        {
            "schema": "blastradius/rules/v1",
            "complete": True,
            "problems": [],
            "rules": [_rule(each) for each in listed],
        }
    )


def _rule(rule: Rule) -> Object:
    return {
        "name": rule.name,
        "severity": rule.severity.value,
        "title": rule.title,
        "page": rule.page,
        "fails": rule.fails or None,
        "passes": rule.passes or None,
        "can_be_accepted": not rule.lasting,
    }

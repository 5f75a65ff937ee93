"""`blastradius rules`: what lint looks for, and the page of each rule."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from blastradius.cli import complete
from blastradius.cli.emit import emit
from blastradius.cli.options import OutputOption, width
from blastradius.cli.parameters import Argument, Option
from blastradius.errors import UsageError

if TYPE_CHECKING:
    from blastradius.lint.rule import Rule


class RulesFormat(StrEnum):
    """How the rules are written."""

    TEXT = "text"
    JSON = "json"


def rules(
    rule: Annotated[
        str | None,
        Argument(
            metavar="[RULE]", help="Name of a rule, as findings show it: its page.", autocompletion=complete.rules
        ),
    ] = None,
    format_: Annotated[RulesFormat, Option("--format", help="text for people, json for programs.")] = RulesFormat.TEXT,
    output: OutputOption = None,
) -> None:
    """List the rules of lint, or explain one: what, why, how to fix, and an example.

    \b
    Examples:
      blastradius rules
      blastradius rules missing-cell
      blastradius rules --format json -o rules.json
    """
    from blastradius.lint.rules import RULES

    listed = RULES if rule is None else (_named(rule),)
    if format_ is RulesFormat.JSON:
        from blastradius.output import rules_json

        emit(rules_json.rules(listed), output)
    else:
        from blastradius.output import rules_text

        emit(rules_text.listing(listed) if rule is None else rules_text.page(listed[0], width()), output)


def _named(name: str) -> "Rule":
    from blastradius.lint.rules import BY_NAME

    found = BY_NAME.get(name.strip().casefold().replace("_", "-"))
    if found is None:
        from blastradius.lint.suggest import Words
        from blastradius.lint.wording import quoted

        hint = Words(BY_NAME).did_you_mean(name, otherwise="`blastradius rules` lists them all")
        msg = f"there is no rule {quoted(name)}"
        raise UsageError(msg, hint=hint)
    return found

"""The rules for people: a table of all, or the page of one."""

import textwrap
from collections.abc import Sequence

from blastradius.lint.rule import HERE, Rule
from blastradius.output.prose import wrapped

_MORE = "Why, how to fix, and an example: blastradius rules RULE"
_SECTIONS = ("Why:", "Fix:", "- ")


def listing(rules: Sequence[Rule]) -> str:
    """One line for each rule: its name, what it weighs, and what holds in a good inventory."""
    named = max((len(rule.name) for rule in rules), default=0)
    weighed = max((len(rule.severity.value) for rule in rules), default=0)
    lines = [f"{rule.name:{named}}  {rule.severity.value:{weighed}}  {rule.title}" for rule in rules]
    return "\n".join([*lines, "", _MORE]) + "\n"


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a page. `Why:`, `Fix:` and the items of lists begin new ones, empty line or not."""
    found: list[list[str]] = [[]]
    for line in text.splitlines():
        if not line.strip() or line.startswith(_SECTIONS):
            found.append([])
        if line.strip():
            found[-1].append(line)
    return [" ".join(lines) for lines in found if lines]


def page(rule: Rule, width: int) -> str:
    """What the rule asks, why, how to fix it, and an example of both."""
    parts = [f"{rule.name} ({rule.severity.value})"]
    parts += ["\n".join(wrapped(paragraph, width)) for paragraph in paragraphs(rule.page)]
    if rule.lasting:
        parts.append("\n".join(wrapped("It cannot be exempted from or ignored.", width)))
    if rule.fails:
        parts.append(f"Reported, at the line marked `{HERE}`:\n\n{_indented(rule.fails)}")
    if rule.passes:
        parts.append(f"Fine:\n\n{_indented(rule.passes)}")
    return "\n\n".join(parts) + "\n"


def _indented(example: str) -> str:
    return textwrap.indent(example, "    ")

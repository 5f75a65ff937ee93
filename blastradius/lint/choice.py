"""Which rules are listened to: `--select` and `--ignore`."""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

import msgspec

from blastradius.errors import UsageError
from blastradius.lint.rules import BY_NAME
from blastradius.lint.run import LintResult
from blastradius.lint.suggest import Words
from blastradius.lint.wording import quoted
from blastradius.source.load import LOST


def named_rules(option: str, words: Sequence[str]) -> frozenset[str]:
    """The rules that an option names: `missing-cell,unknown-cell`, `dangling-*`.

    Raises:
        UsageError: there is no such rule.
    """
    named = [part.strip() for word in words for part in word.split(",")]
    return frozenset(rule for name in named if name for rule in _matching(option, name))


def chosen(result: LintResult, select: frozenset[str], ignore: frozenset[str]) -> LintResult:
    """The findings of the rules in `select`, all where it is empty, without those in `ignore`.

    What could not be read is always said: every other answer rests on it.

    Raises:
        UsageError: what could not be read is to be ignored.
    """
    if ignore & LOST:
        msg = f"{quoted(min(ignore & LOST))} cannot be ignored: it says that part of the inventory was not read"
        raise UsageError(msg, hint="mend the file, or exclude it in `blastradius.yaml`")

    def is_chosen(rule: str) -> bool:
        return rule in LOST or ((not select or rule in select) and rule not in ignore)

    return msgspec.structs.replace(
        result,
        findings=tuple(each for each in result.findings if is_chosen(each.rule)),
        accepted=tuple(each for each in result.accepted if is_chosen(each.finding.rule)),
    )


def _matching(option: str, name: str) -> Iterable[str]:
    folded = name.casefold().replace("_", "-")
    found = [rule for rule in BY_NAME if fnmatchcase(rule, folded)]
    if not found:
        hint = Words(BY_NAME).did_you_mean(name, otherwise="`blastradius rules` lists them all")
        msg = f"`{option}`: there is no rule {quoted(name)}"
        raise UsageError(msg, hint=hint)
    return found

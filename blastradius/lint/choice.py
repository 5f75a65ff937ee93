"""Which rules are listened to: `--select` and `--ignore`."""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

import msgspec
from msgspec import Struct

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
    named = [name for word in words for part in word.split(",") if (name := part.strip())]
    if words and not named:
        msg = f"`{option}` names no rule"
        raise UsageError(msg, hint=f"name some, as in `{option} missing-cell,dangling-*`, or leave it out")
    return frozenset(rule for name in named for rule in _matching(option, name))


class Choice(Struct, frozen=True, kw_only=True):
    """The rules in `select`, all where it is empty, without those in `ignore`.

    What could not be read is always said: every other answer rests on it.
    """

    select: frozenset[str]
    ignore: frozenset[str]

    @classmethod
    def of(cls, select: Sequence[str], ignore: Sequence[str]) -> "Choice":
        """What the two options name.

        Raises:
            UsageError: there is no such rule, or what could not be read is to be ignored.
        """
        choice = cls(select=named_rules("--select", select), ignore=named_rules("--ignore", ignore))
        if choice.ignore & LOST:
            rule = quoted(min(choice.ignore & LOST))
            msg = f"{rule} cannot be ignored: it says that part of the inventory was not read"
            raise UsageError(msg, hint="mend the file, or exclude it in `blastradius.yaml`")
        return choice

    def hears(self, rule: str) -> bool:
        """Whether a rule is listened to."""
        return rule in LOST or ((not self.select or rule in self.select) and rule not in self.ignore)

    @property
    def unheard(self) -> frozenset[str]:
        """The rules that are not: what they find stands for nothing that others find."""
        return frozenset(rule for rule in BY_NAME if not self.hears(rule))

    def heard(self, result: LintResult) -> LintResult:
        """What was found by the others."""
        return msgspec.structs.replace(
            result,
            findings=tuple(each for each in result.findings if self.hears(each.rule)),
            accepted=tuple(each for each in result.accepted if self.hears(each.finding.rule)),
        )


def _matching(option: str, name: str) -> Iterable[str]:
    folded = name.casefold().replace("_", "-")
    found = [rule for rule in BY_NAME if fnmatchcase(rule, folded)]
    if not found:
        hint = Words(BY_NAME).did_you_mean(name, otherwise="`blastradius rules` lists them all")
        msg = f"`{option}`: there is no rule {quoted(name)}"
        raise UsageError(msg, hint=hint)
    return found

"""All rules over one inventory: findings in the order of files, each with the severity that this inventory gives it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from msgspec import Struct

from blastradius.finding import Finding, Severity
from blastradius.lint.asking import ask
from blastradius.lint.rules import BY_NAME, RULES
from blastradius.lint.subject import OFF, Subject
from blastradius.lint.suggest import Words
from blastradius.lint.suppress import Accepted, suppress
from blastradius.model.catalog import Catalog
from blastradius.source.baseline import Known
from blastradius.source.load import LOST, Loaded
from blastradius.source.other_words import key_for


class LintResult(Struct, frozen=True, kw_only=True):
    """Every finding, sorted by place; what people had accepted; how many files and entities were looked at.

    `off` says how many findings are not reported because `rules:` switches their rule off, by rule. `gone` are the
    entries of a baseline that no finding answers any more, `None` where there is no baseline.
    """

    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]
    files: int
    entities: int
    off: Mapping[str, int] = {}
    gone: tuple[Known, ...] | None = None

    @property
    def suppressed(self) -> int:
        """How many findings are not reported."""
        return len(self.accepted)

    @property
    def statistics(self) -> list[tuple[str, Severity, int, int]]:
        """For each rule that found something: how bad at worst, how often, how many can be fixed; the most first."""
        by_rule: dict[str, list[Finding]] = {}
        for finding in self.findings:
            by_rule.setdefault(finding.rule, []).append(finding)
        counted = [
            (rule, min((each.severity for each in found), key=lambda each: each.rank), len(found), _fixable(found))
            for rule, found in by_rule.items()
        ]
        return sorted(counted, key=lambda each: (-each[2], each[0]))


def run_rules(loaded: Loaded, catalog: Catalog, now: datetime, unheard: frozenset[str] = frozenset()) -> LintResult:
    """Judge an inventory. What `unheard` rules find is told, and hides nothing that others find."""
    subject = Subject(catalog=catalog, loaded=loaded, now=now, rules=BY_NAME, unheard=unheard)
    # Half an entity is one finding, its syntax: what else is missing from it may stand behind the break.
    documents = catalog.documents
    cut_off = documents.naming("note:broken")
    broken = {(documents[number].path, documents[number].entity) for number in cut_off}
    found = [
        finding
        for finding in ask(subject)
        if finding.entity is None or (finding.location.path, finding.entity) not in broken
    ]
    found += (finding for finding in loaded.findings if finding.rule not in BY_NAME)  # never lost, whatever its name
    chosen = subject.chosen
    off = Counter(each.rule for each in found if chosen.get(each.rule) == OFF)
    suppression = suppress(
        _one_each(_weighed(found, chosen), unheard),
        loaded=loaded,
        catalog=catalog,
        lasting={rule.name for rule in RULES if rule.lasting},
        now=now,
    )
    standing = list(suppression.findings)
    looking_back = Subject(
        catalog=catalog,
        loaded=loaded,
        now=now,
        rules=BY_NAME,
        suppression=suppression,
        found=standing,
    )
    for rule in RULES:
        if rule.last:
            last = list(rule.findings(looking_back))
            off.update(each.rule for each in last if chosen.get(each.rule) == OFF)
            standing += _weighed(last, chosen)
    return LintResult(
        findings=tuple(sorted(standing, key=lambda finding: finding.order)),
        accepted=suppression.accepted,
        files=loaded.read_files,
        entities=len(documents) - len(cut_off),
        off=dict(sorted(off.items())),
    )


def only_below(result: LintResult, paths: list[str]) -> LintResult:
    """The findings in these files or below these folders, and what could not be read elsewhere: they may rest on it."""
    kept = tuple(
        finding
        for finding in result.findings
        if finding.rule in LOST or any(_is_below(finding.location.path, path) for path in paths)
    )
    return msgspec.structs.replace(result, findings=kept)


def _is_below(file: str, path: str) -> bool:
    if path == ".":
        return not file.startswith("../")
    return file == path or file.startswith(f"{path}/")


def _fixable(found: Iterable[Finding]) -> int:
    return sum(each.fix is not None for each in found)


def _weighed(found: Iterable[Finding], chosen: Mapping[str, str]) -> list[Finding]:
    """The findings with the severities that `rules:` in `blastradius.yaml` gives them."""
    weighed = []
    for finding in found:
        word = chosen.get(finding.rule)
        if word == OFF:
            continue
        known = word in list(Severity)
        weighed.append(msgspec.structs.replace(finding, severity=Severity(word)) if word and known else finding)
    return weighed


def _one_each(found: list[Finding], unheard: frozenset[str]) -> list[Finding]:
    """The findings without those that another rule puts better, which is heard: one mistake, one finding."""
    strange: dict[tuple[str, str | None], list[tuple[str, str]]] = {}
    for finding in found:
        if finding.rule == "unknown-key" and finding.rule not in unheard:
            mapping, _, key = finding.pointer.rpartition("/")
            strange.setdefault((finding.location.path, finding.entity), []).append((mapping, key))
    better = {
        (finding.location.path, finding.entity, finding.pointer, name)
        for finding in found
        if finding.rule in BY_NAME and finding.rule not in unheard
        for name in BY_NAME[finding.rule].instead_of
    }
    return [
        each
        for each in found
        if (each.location.path, each.entity, each.pointer, each.rule) not in better
        and not _is_misspelt(each, strange.get((each.location.path, each.entity), ()))
    ]


def _is_misspelt(finding: Finding, strange: Iterable[tuple[str, str]]) -> bool:
    """Whether what a finding misses stands there, or around it in the same item, under a name that is no key."""
    missed = BY_NAME[finding.rule].misses if finding.rule in BY_NAME else ()
    return bool(missed) and any(
        _is_around(mapping, finding.pointer) and (Words(missed).nearest(key) or key_for(key, missed))
        for mapping, key in strange
    )


def _is_around(mapping: str, pointer: str) -> bool:
    """Whether a mapping holds a place without a list between: what stands at the top is missing in no operation."""
    inside = f"{pointer}/".removeprefix(f"{mapping}/")
    return f"{pointer}/".startswith(f"{mapping}/") and not any(key.isdecimal() for key in inside.split("/"))

"""Findings that were there when somebody began: accepted from then on, wherever their lines move.

A finding is told again by its rule, its entity, the names on the way to its place, what stands there and the scopes,
holders, windows that it names; one that
belongs to no entity, by its file. What cannot be ignored is never accepted, a budget only as far as it was exceeded.
"""

import posixpath
from collections import Counter
from collections.abc import Iterable

import msgspec

from blastradius.finding import Finding
from blastradius.lint.rules import BY_NAME
from blastradius.lint.run import LintResult
from blastradius.lint.suppress import Accepted, How
from blastradius.source.baseline import Known, merged

_REASON = "it was there when the baseline was written"
_GROWING = frozenset({"over-budget"})
"""Rules whose message has the number that counts: a higher one is another finding."""


def known(findings: Iterable[Finding], folder: str) -> tuple[Known, ...]:
    """The findings that a baseline in this folder can accept. Paths are relative to the working directory."""
    return merged(_known(each, folder) for each in findings if _acceptable(each))


def accept(result: LintResult, baseline: Iterable[Known], folder: str, *, whole: bool) -> LintResult:
    """The result without what the baseline accepts, and with what is gone from it.

    Where an inventory was not read `whole`, nothing is called gone: it may stand in what is missing.
    """
    left = {each.identity: each.found for each in baseline}
    standing: list[Finding] = []
    accepted: list[Accepted] = []
    for finding in result.findings:
        name = _known(finding, folder).identity
        if _acceptable(finding) and left.get(name, 0) > 0:
            left[name] -= 1
            accepted.append(Accepted(finding=finding, how=How.BASELINE, reason=_REASON))
        else:
            standing.append(finding)
    gone = (msgspec.structs.replace(each, found=left[each.identity]) for each in baseline if left[each.identity] > 0)
    return msgspec.structs.replace(
        result,
        findings=tuple(standing),
        accepted=(*result.accepted, *accepted),
        gone=tuple(gone) if whole else (),
    )


def beyond(findings: Iterable[Finding]) -> Counter[str]:
    """How many of the findings no baseline accepts, by rule."""
    return Counter(each.rule for each in findings if not _acceptable(each))


def _acceptable(finding: Finding) -> bool:
    rule = BY_NAME.get(finding.rule)
    return rule is not None and not rule.lasting


def _known(finding: Finding, folder: str) -> Known:
    where = finding.entity or posixpath.relpath(finding.location.path, folder)
    counts = (finding.message,) if finding.rule in _GROWING else finding.about
    return Known(
        identity=finding.identity("\0".join((where, *counts))),
        rule=finding.rule,
        where=where,
        pointer=finding.pointer,
        message=finding.message,
    )

"""What people decided to live with: `exemptions` of `blastradius.yaml`, and comments that ignore a rule on one line.

Each has to name its rule and its reason, and each that suppresses nothing is itself reported: what once was accepted
must not go on hiding what comes later.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec import Struct

from blastradius.finding import Finding, Location, Severity
from blastradius.lint.targets import Target
from blastradius.model.catalog import Catalog
from blastradius.model.durations import parse_moment
from blastradius.model.entities import Exemption
from blastradius.source.comment import Comment
from blastradius.source.document import Document
from blastradius.source.documents import Documents
from blastradius.source.load import Loaded


class Ignore(Struct, frozen=True, kw_only=True):
    """One comment: the rules it names, the line it speaks about, and its reason, empty where it gives none.

    `by` is who answers for it and `until` the last day on which it counts, as written; both can be left out. `text` is
    the comment and `named` what stands in its brackets; `wrong` says what cannot be read in it, `help` what to write.
    """

    rules: tuple[str, ...]
    line: int
    reason: str
    by: str
    until: str
    text: str
    named: str
    wrong: str
    help: str
    location: Location

    @property
    def reasoned(self) -> bool:
        """Whether it says why, and can be read to its end."""
        return bool(self.reason) and not self.wrong

    def ended(self, now: datetime) -> bool:
        """Whether its last day is over, or is no day at all."""
        last = parse_moment(self.until, end_of_day=True)
        return bool(self.until) and (last is None or last < now)


class How(StrEnum):
    """How people accept a finding."""

    IGNORE = "ignore"
    EXEMPTION = "exemption"
    BASELINE = "baseline"


class Accepted(Struct, frozen=True, kw_only=True):
    """A finding that is not reported, how somebody decided so, and why."""

    finding: Finding
    how: How
    reason: str


class Suppression(Struct, frozen=True, kw_only=True):
    """The outcome: what is left to report, what is not, and what suppressed nothing.

    `unused_ignores` pairs a comment with the rule of it that ignores nothing.
    """

    findings: tuple[Finding, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    unused_ignores: tuple[tuple[Ignore, str], ...] = ()
    unused_exemptions: tuple[Exemption, ...] = ()


def suppress(
    findings: Iterable[Finding], *, loaded: Loaded, catalog: Catalog, lasting: Collection[str], now: datetime
) -> Suppression:
    """Take out of the findings what people accepted.

    What rules in `lasting` report cannot be accepted, except where reading has honoured the comment already and left a
    note of it: a secret that is none.
    """
    ignores = read_ignores(loaded)
    on_line = {
        (each.location.path, each.line, rule): each
        for each in ignores
        if each.reasoned and not each.ended(now)
        for rule in each.rules
    }
    over = {(each.location.path, each.line) for each in ignores if each.reasoned and each.ended(now)}
    in_force = _in_force(catalog, now)
    kept: list[Finding] = []
    accepted: list[Accepted] = []
    used_lines: set[tuple[str, int, str]] = set()
    used_exemptions: set[int] = set()
    for finding in findings:
        line = (finding.location.path, finding.comment_line or finding.location.line, finding.rule)
        exempting = [each for each, target in in_force.get(finding.rule, ()) if target.covers(finding)]
        noted = finding.severity is Severity.INFO and line in on_line
        if (finding.rule in lasting and not noted) or not (line in on_line or exempting):
            kept.append(_shown_again(finding) if finding.rule in lasting and line[:2] in over else finding)
            continue
        how = How.IGNORE if line in on_line else How.EXEMPTION
        reason = on_line[line].reason if line in on_line else exempting[0].reason
        accepted.append(Accepted(finding=finding, how=how, reason=reason))
        used_exemptions.update(map(id, exempting))
        used_lines.add(line)
    return Suppression(
        findings=tuple(kept),
        accepted=tuple(accepted),
        ignores=ignores,
        unused_ignores=tuple((each, line[2]) for line, each in on_line.items() if line not in used_lines),
        unused_exemptions=tuple(
            each for pairs in in_force.values() for each, _ in pairs if id(each) not in used_exemptions
        ),
    )


def _shown_again(finding: Finding) -> Finding:
    """A secret that a comment declared to be none, until a day that is over."""
    return msgspec.structs.replace(
        finding,
        severity=Severity.ERROR,
        message=finding.message.replace(
            "a comment says that it is none", "the comment that says it is none has run out"
        ),
        help="if it is none, agree on a new day in the comment; else revoke it, and take it out of the file and its "
        "history",
    )


def _in_force(catalog: Catalog, now: datetime) -> dict[str, list[tuple[Exemption, Target]]]:
    """The exemptions that have not run out, by rule."""
    found: dict[str, list[tuple[Exemption, Target]]] = {}
    every = [each for settings in catalog.settings for each in settings.exemptions]
    by_entity = _ByEntity(catalog.documents)
    for each in every:
        if each.until is not None and each.until >= now:
            target = Target.parse(each.target, each.source.document.path, by_entity)
            found.setdefault(each.rule, []).append((each, target))
    return found


class _ByEntity:
    """Documents by `system:stripe`, the first where there are several."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def get(self, entity: str) -> Document | None:
        kind, _, name = entity.partition(":")
        numbers = self._documents.named(kind.capitalize()).get(name)
        return self._documents[numbers[0]] if numbers else None


def read_ignores(loaded: Loaded) -> tuple[Ignore, ...]:
    """The comments `# blastradius: ignore[rule] because …` of all files.

    A comment behind a value speaks about its own line, one that stands alone about the next line that is none.
    """
    return tuple(_ignore(path, each) for path, remarks in sorted(loaded.remarks.items()) for each in remarks)


def _ignore(path: str, comment: Comment) -> Ignore:
    return Ignore(
        rules=comment.rules,
        line=comment.about + 1,
        reason=comment.reason,
        by=comment.by,
        until=comment.until,
        wrong=comment.wrong,
        help=comment.help,
        text=comment.text,
        named=comment.named,
        location=Location(
            path=path,
            line=comment.line + 1,
            column=comment.column + 1,
            end_line=comment.line + 1,
            end_column=comment.column + len(comment.text) + 1,
        ),
    )

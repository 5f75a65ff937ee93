"""What people decided to live with: `exemptions` of `blastradius.yaml`, and comments that ignore a rule on one line.

Each has to name its rule and its reason, and each that suppresses nothing is itself reported: what once was accepted
must not go on hiding what comes later.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from blastradius.finding import Finding, Location, Severity
from blastradius.lint.targets import Target
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Exemption
from blastradius.source.comments import read_comments
from blastradius.source.document import Document
from blastradius.source.documents import Documents
from blastradius.source.load import Loaded
from blastradius.source.secrets import blank


class Ignore(Struct, frozen=True, kw_only=True):
    """One comment: the rules it names, the line it speaks about, and whether it gives a reason."""

    rules: tuple[str, ...]
    line: int
    reasoned: bool
    location: Location


class Suppression(Struct, frozen=True, kw_only=True):
    """The outcome: what is left to report, how many findings are not, and what suppressed none.

    `unused_ignores` pairs a comment with the rule of it that ignores nothing.
    """

    findings: tuple[Finding, ...] = ()
    suppressed: int = 0
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
    on_line = {(each.location.path, each.line, rule): each for each in ignores if each.reasoned for rule in each.rules}
    in_force = _in_force(catalog, now)
    kept: list[Finding] = []
    dropped = 0
    used_lines: set[tuple[str, int, str]] = set()
    used_exemptions: set[int] = set()
    for finding in findings:
        line = (finding.location.path, finding.comment_line or finding.location.line, finding.rule)
        exempting = [id(each) for each, target in in_force.get(finding.rule, ()) if target.covers(finding)]
        noted = finding.severity is Severity.INFO and line in on_line
        if (finding.rule in lasting and not noted) or not (line in on_line or exempting):
            kept.append(finding)
            continue
        dropped += 1
        used_exemptions.update(exempting)
        used_lines.add(line)
    return Suppression(
        findings=tuple(kept),
        suppressed=dropped,
        ignores=ignores,
        unused_ignores=tuple((each, line[2]) for line, each in on_line.items() if line not in used_lines),
        unused_exemptions=tuple(
            each for pairs in in_force.values() for each, _ in pairs if id(each) not in used_exemptions
        ),
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
    found: list[Ignore] = []
    for path in sorted(loaded.remarked):
        text = blank(loaded.read(path).decode("utf-8", errors="replace"), loaded.hidden.get(path, ()))
        found += _of_file(path, text.split("\n"))
    return tuple(found)


def _of_file(path: str, lines: list[str]) -> Iterator[Ignore]:
    for comment in read_comments(lines):
        yield Ignore(
            rules=comment.rules,
            line=comment.about + 1,
            reasoned=comment.reasoned,
            location=Location(
                path=path,
                line=comment.line + 1,
                column=comment.column + 1,
                end_line=comment.line + 1,
                end_column=len(lines[comment.line].rstrip()) + 1,
            ),
        )

"""The shape of a rule. `rules/` has one file per rule; `rules/__init__.py` is the table of all of them."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cached_property
from inspect import cleandoc
from pathlib import PurePosixPath
from typing import TypeAlias

from msgspec import Struct

from blastradius.finding import Finding, Location, Severity
from blastradius.graph.index import Index
from blastradius.lint.suppress import Suppression
from blastradius.lint.survey import KINDS, Survey, is_entity
from blastradius.model.catalog import Catalog
from blastradius.model.rows import Row, rows
from blastradius.source.document import Document, Ref
from blastradius.source.load import LOST

HERE = "# here"
_NOT_READ_WHOLE = frozenset({"syntax", "encoding", "unreadable-file", "bad-link"})


class Problem(Struct, frozen=True, kw_only=True):
    """What a rule reports: where, what is wrong, what to type. `at_key` points at the key instead of the value.

    `within` is the part of the value that it is about; the finding points there, however many lines the value takes.
    `severity` is set only where a single case weighs differently from the rule.
    """

    at: Ref
    message: str
    help: str = ""
    at_key: bool = False
    within: str = ""
    severity: Severity | None = None


class Subject:
    """What rules look at: the catalog, the documents as written, what reading them reported, and the time.

    `suppression` is for the rules that look back: what was suppressed, and what suppresses nothing. `line` gives a line
    of a file, from 1, as it may be shown.
    """

    def __init__(  # noqa: PLR0913 - all that can be looked at
        self,
        *,
        catalog: Catalog,
        documents: tuple[Document, ...],
        reported: tuple[Finding, ...],
        now: datetime,
        rule_names: frozenset[str] = frozenset(),
        suppression: Suppression | None = None,
        line: Callable[[str, int], str] | None = None,
    ) -> None:
        self.catalog = catalog
        self.documents = documents
        self.now = now
        self.rule_names = rule_names
        self.suppression = suppression or Suppression()
        self._reported = reported
        self._line = line

    @cached_property
    def index(self) -> Index:
        """Grants and needs by system and credential, as of now."""
        return Index(self.catalog, self.now)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """What is known of each tool."""
        return rows(self.catalog, self.now)

    @cached_property
    def survey(self) -> Survey:
        """Dates, durations, unknown cells and their kin, wherever they stand."""
        return Survey(self.documents)

    @cached_property
    def lost(self) -> tuple[str, ...]:
        """The files that could not be read whole, or hold a document of no kind or id: what they say is not known."""
        unread = {each.location.path for each in self._reported if each.rule in _NOT_READ_WHOLE}
        nameless = {each.path for each in self.documents if not is_entity(each)}
        return tuple(sorted(unread | nameless))

    def hides(self, name: str, *, whole_kind: bool) -> bool:
        """Whether an id may well be written, in a document whose kind is misspelt or a file that lost what it held.

        `whole_kind`: not one entity of the kind is known, which one emptied file explains as well.
        """
        return name in self._of_no_kind or name in self._lost_names or (whole_kind and bool(self._lost_names))

    @cached_property
    def _of_no_kind(self) -> frozenset[str]:
        """The ids in documents whose kind is none."""
        named = ((each.data.get("kind"), each.data.get("id")) for each in self.documents)
        return frozenset(
            name for kind, name in named if isinstance(name, str) and not (isinstance(kind, str) and kind in KINDS)
        )

    @cached_property
    def _lost_names(self) -> frozenset[str]:
        """The names of the files from which nothing could be read, which mostly are those of their entities."""
        read = {each.path for each in self.documents}
        lost = {each.location.path for each in self._reported if each.rule in LOST} - read
        return frozenset(PurePosixPath(path).stem for path in lost)

    def within(self, ref: Ref, text: str) -> Location:
        """Where in a value a text stands: a value can take many lines."""
        whole = ref.location
        if self._line is None:
            return whole
        for number in range(whole.line, whole.end_line + 1):
            column = self._line(whole.path, number).find(text, whole.column - 1 if number == whole.line else 0)
            if column >= 0:
                end = column + len(text) + 1
                return Location(path=whole.path, line=number, column=column + 1, end_line=number, end_column=end)
        return whole

    def reported(self, rule: str) -> Iterator[Finding]:
        """What reading and validating the files found under this rule's name."""
        return (finding for finding in self._reported if finding.rule == rule)


Check: TypeAlias = Callable[[Subject], Iterator[Problem | Finding]]


class Rule(Struct, frozen=True, kw_only=True):
    """A rule: its name, what it weighs, its page, examples that pass and fail, and the check.

    In `fails`, the lines that must be reported end in `# here`. Where the rule reports a place, findings of the rules
    in `instead_of` about the same place are left out, so that one mistake is one finding. What a `lasting` rule reports
    cannot be ignored. A rule that is `last` runs when it is known what was suppressed.
    """

    name: str
    severity: Severity
    page: str
    passes: str
    fails: str
    check: Check
    instead_of: frozenset[str]
    lasting: bool
    last: bool

    @property
    def title(self) -> str:
        """The first line of the page: what holds in a good inventory."""
        return self.page.split("\n", 1)[0].rstrip(".")

    def findings(self, subject: Subject) -> Iterator[Finding]:
        """What the rule reports, as findings."""
        for problem in self.check(subject):
            yield problem if isinstance(problem, Finding) else self._finding(problem, subject)

    def _finding(self, problem: Problem, subject: Subject) -> Finding:
        whole: Location = problem.at.key_location if problem.at_key else problem.at.location
        location = subject.within(problem.at, problem.within) if problem.within else whole
        return Finding(
            rule=self.name,
            severity=problem.severity or self.severity,
            message=problem.message,
            help=problem.help,
            location=location,
            comment_line=whole.line,
            entity=problem.at.document.entity,
            pointer=problem.at.rfc6901,
        )


def rule(
    *,
    severity: Severity,
    passes: str = "",
    fails: str = "",
    instead_of: tuple[str, ...] = (),
    lasting: bool = False,
    last: bool = False,
) -> Callable[[Check], Rule]:
    """Make a rule of a function: its name becomes the rule's, its docstring the page."""

    def decorate(check: Check) -> Rule:
        return Rule(
            name=check.__name__.replace("_", "-"),
            severity=severity,
            page=cleandoc(check.__doc__ or ""),
            passes=cleandoc(passes),
            fails=cleandoc(fails),
            check=check,
            instead_of=frozenset(instead_of),
            lasting=lasting or last,
            last=last,
        )

    return decorate

"""The shape of a rule. `rules/` has one file per rule; `rules/__init__.py` is the table of all of them."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from inspect import cleandoc
from typing import TypeAlias

from msgspec import Struct

from blastradius.finding import Finding, Location, Severity
from blastradius.graph.index import Index
from blastradius.lint.suppress import Suppression
from blastradius.lint.survey import Survey, is_entity
from blastradius.model.catalog import Catalog
from blastradius.model.rows import Row, rows
from blastradius.source.document import Document, Ref

HERE = "# here"
_NOT_READ_WHOLE = frozenset({"syntax", "encoding", "unreadable-file", "bad-link"})


class Problem(Struct, frozen=True, kw_only=True):
    """What a rule reports: where, what is wrong, what to type. `at_key` points at the key instead of the value.

    `severity` is set only where a single case weighs differently from the rule.
    """

    at: Ref
    message: str
    help: str = ""
    at_key: bool = False
    severity: Severity | None = None


class Subject:
    """What rules look at: the catalog, the documents as written, what reading them reported, and the time.

    The rest is for the rules that look back: `suppression` is what was suppressed and what suppresses nothing, `found`
    every finding so far.
    """

    def __init__(  # noqa: PLR0913 - what there is to look at
        self,
        *,
        catalog: Catalog,
        documents: tuple[Document, ...],
        reported: tuple[Finding, ...],
        now: datetime,
        rule_names: frozenset[str] = frozenset(),
        suppression: Suppression | None = None,
        found: Sequence[Finding] = (),
    ) -> None:
        self.catalog = catalog
        self.documents = documents
        self.now = now
        self.rule_names = rule_names
        self.suppression = suppression or Suppression()
        self.found = found
        self._reported = reported

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
            yield problem if isinstance(problem, Finding) else self._finding(problem)

    def _finding(self, problem: Problem) -> Finding:
        location: Location = problem.at.key_location if problem.at_key else problem.at.location
        return Finding(
            rule=self.name,
            severity=problem.severity or self.severity,
            message=problem.message,
            help=problem.help,
            location=location,
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

"""The shape of a rule. `rules/` has one file per rule; `rules/__init__.py` is the table of all of them."""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from itertools import chain
from typing import Any, TypeAlias

from msgspec import Struct

from blastradius.finding import Finding, Fix, Location, Severity
from blastradius.lint.near import Near
from blastradius.lint.subject import Subject
from blastradius.model.entities import Entity
from blastradius.source.document import Ref

HERE = "# here"


class Problem(Struct, frozen=True, kw_only=True):
    """What a rule reports: where, what is wrong, what to type. `at_key` points at the key instead of the value.

    `within` is the part of the value that it is about; the finding points there, however many lines the value takes.
    `severity` is set only where a single case weighs differently from the rule, `fix` only where it is sure.
    `about` are the names and values beyond the place which make it this problem: who accepted it accepted those.
    """

    at: Ref
    message: str
    help: str = ""
    at_key: bool = False
    within: str = ""
    severity: Severity | None = None
    fix: Fix | None = None
    about: Iterable[str] = ()


Check: TypeAlias = Callable[[Subject], Iterator[Problem | Finding]]


class Search(Struct, frozen=True, kw_only=True):
    """What a rule looks for in each entity by itself: of which kinds, and in which documents it may stand.

    Those that carry the `note`; with `asked` the systems of which a way asks for a part or a scope; with `heirs` those
    that may inherit from the profile of a vendor, beside a note only if they do. A word that is found is for
    `Subject.words`.
    """

    note: str | None
    asked: bool
    heirs: bool
    kinds: tuple[type[Entity], ...]
    find: Callable[[Any, Near], Iterable[Problem | Ref | str]]

    def candidates(self, subject: Subject) -> Iterable[int]:
        """The numbers of the documents that have to be looked at."""
        noted = subject.documents.naming(f"note:{self.note}") if self.note else ()
        near = subject.near
        heirs = map(near.heirs, self.kinds) if self.heirs else ()
        return chain(noted, near.asked_systems if self.asked else (), *heirs)


class Rule(Struct, frozen=True, kw_only=True):
    """A rule: its name, what it weighs, its page, examples that pass and fail, and the check.

    The page and the examples are made when somebody reads them, of `docstring`, `passing` and `failing`, which are as
    indented as they stand in the code. In `fails`, the lines that must be reported end in `# here`. Where the rule
    reports a place, findings of the rules in `instead_of` about the same place are left out, so that one mistake is one
    finding; so is what the rule reports where one of the keys that it misses stands there misspelt. What a `lasting`
    rule reports cannot be ignored. A rule that is `last` runs when it is known what was suppressed. What its `search`
    finds is kept from run to run.
    """

    name: str
    severity: Severity
    docstring: str
    passing: str
    failing: str
    check: Check
    search: Search | None
    instead_of: frozenset[str]
    misses: tuple[str, ...]
    lasting: bool
    last: bool

    @property
    def page(self) -> str:
        """What the rule asks for, why, and how to get there."""
        return _unindented(self.docstring)

    @property
    def passes(self) -> str:
        """What is fine, empty where nothing shows it."""
        return _unindented(self.passing)

    @property
    def fails(self) -> str:
        """What is reported, empty where nothing shows it."""
        return _unindented(self.failing)

    @property
    def title(self) -> str:
        """The first line of the page: what holds in a good inventory."""
        return self.page.split("\n", 1)[0].rstrip(".")

    def findings(self, subject: Subject) -> Iterator[Finding]:
        """What the rule reports, as findings."""
        for problem in self.check(subject):
            yield problem if isinstance(problem, Finding) else self.finding(problem, subject)

    def finding(self, problem: Problem, subject: Subject) -> Finding:
        """A problem with its place in the file."""
        at, loan = problem.at.written, problem.at.loan
        whole: Location = at.key_location if problem.at_key else at.location
        location = subject.within(at, problem.within) if problem.within else whole
        return Finding(
            rule=self.name,
            severity=problem.severity or self.severity,
            message=problem.message,
            help=f"{problem.help}; it is inherited from {loan.fact}" if loan else problem.help,
            location=location,
            comment_line=whole.line,
            entity=problem.at.document.entity,
            pointer=problem.at.rfc6901,
            anchor=problem.at.anchor,
            fix=problem.fix,
            about=tuple(sorted(set(problem.about))),
        )


def _unindented(text: str) -> str:
    from inspect import cleandoc  # noqa: PLC0415 - a run of all rules would pay for it, and reads none of this

    return cleandoc(text)


def rule(  # noqa: PLR0913 - what a rule can say of itself
    *,
    severity: Severity,
    passes: str = "",
    fails: str = "",
    instead_of: tuple[str, ...] = (),
    misses: tuple[str, ...] = (),
    lasting: bool = False,
    last: bool = False,
    search: Search | None = None,
) -> Callable[[Check], Rule]:
    """Make a rule of a function: its name becomes the rule's, its docstring the page.

    What its `search` finds, `Subject.places`, `Subject.words` and `subject.verdicts` give to the check.
    """

    def decorate(check: Check) -> Rule:
        return Rule(
            name=check.__name__.replace("_", "-"),
            severity=severity,
            docstring=check.__doc__ or "",
            passing=passes,
            failing=fails,
            check=check,
            search=search,
            instead_of=frozenset(instead_of),
            misses=misses,
            lasting=lasting or last,
            last=last,
        )

    return decorate


def entity_rule(  # noqa: PLR0913 - what such a rule can say of itself
    *,
    of: tuple[type[Entity], ...],
    note: str | None = None,
    asked: bool = False,
    heirs: bool = False,
    severity: Severity,
    passes: str,
    fails: str,
    instead_of: tuple[str, ...] = (),
    misses: tuple[str, ...] = (),
) -> Callable[[Callable[..., Iterator[Problem]]], Rule]:
    """Make a rule of a function that looks at one entity, and at what is `Near` it if it takes that too."""

    def decorate(judge: Callable[..., Iterator[Problem]]) -> Rule:
        def check(subject: Subject) -> Iterator[Problem | Finding]:
            return subject.verdicts.of(judge.__name__.replace("_", "-"))

        made = rule(
            severity=severity,
            passes=passes,
            fails=fails,
            instead_of=instead_of,
            misses=misses,
            search=search_for(judge, note=note, asked=asked, heirs=heirs, of=of),
        )
        return made(wraps(judge)(check))

    return decorate


def search_for(
    find: Callable[..., Iterator[Problem | Ref | str]],
    *,
    of: tuple[type[Entity], ...],
    note: str | None = None,
    asked: bool = False,
    heirs: bool = False,
) -> Search:
    """A search by a function that looks at one entity, and at what is `Near` it if it takes that too."""
    looks: Callable[[Any, Near], Iterator[Problem | Ref | str]] = find
    if find.__code__.co_argcount == 1:

        def looks(entity: Any, _: Near) -> Iterator[Problem | Ref | str]:
            return find(entity)

    def only_concerned(entity: Any, near: Near) -> Iterable[Problem | Ref | str]:
        return looks(entity, near) if near.concerns(entity, note or "", asked=asked) else ()

    return Search(note=note, asked=asked, heirs=heirs, kinds=of, find=only_concerned if note and heirs else looks)

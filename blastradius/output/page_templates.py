"""Pages from Jinja2 templates. The other door to Jinja2 is that of HTML.

No template can forget to escape: everything that is printed goes through `finalize`, and only what one of our own
filters has just made is taken for Markdown. Jinja's autoescape cannot do that, because it would let pass what a
template has joined or marked as safe. Templates come as texts, so that none of them can reach a file.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from types import TracebackType
from typing import Any, TypeAlias

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import pass_context
from msgspec import Struct

from blastradius.analysis.reach.report import Kind
from blastradius.analysis.runbook.cover import Cover
from blastradius.analysis.vendors import Profile
from blastradius.errors import UsageError
from blastradius.finding import Location
from blastradius.model.cells import Level
from blastradius.output import runbook_words as words
from blastradius.output import vendor_words
from blastradius.output.markdown import Markdown, code, escape, fenced, link, url
from blastradius.output.page_paths import FOLDERS, TEAMS, VENDORS, File, anchor, file_name
from blastradius.source.document import Ref

LARGEST_PAGE = 8_000_000
_LONGEST_PRODUCT = 1_000_000
_FENCE = re.compile("`{3,}")
_NUMBER = re.compile(r"\+?[0-9]{5,18}\Z")


class Template(Struct, frozen=True, kw_only=True):
    """A template and where it comes from. `own` are those of the user."""

    text: str
    path: str
    own: bool


Bound: TypeAlias = Callable[[], AbstractContextManager[None]]
"""What is to hold while a page is printed."""
Finish: TypeAlias = Callable[[File, Struct], File]
"""What a format makes of a printed page, and of what stands on it."""


class Printer:
    """Prints pages by their templates, each within the bounds.

    Raises:
        UsageError: a template of the user is broken; the message names its file and line.
    """

    def __init__(self, cover: Cover, templates: Mapping[str, Template], bound: Bound, finish: Finish) -> None:
        self._cover = cover
        self._templates = templates
        self._bound = bound
        self._finish = finish
        self._environment = _environment(templates)
        teams = {(TEAMS, name) for name in cover.around.teams} if cover.around else set()
        self._beside = teams | {(VENDORS, each.id) for each in cover.around.vendors} if cover.around else teams

    def printed(self, path: str, name: str, page: Struct) -> File:
        """The file at a path, by the template of a name."""
        base = "../" * path.count("/")
        try:
            with self._bound():
                template = self._environment.get_template(name)
                parts = template.generate(page=page, runbook=self._cover, base=base, beside=self._beside)
                return self._finish(File(path=path, text=self._bounded(parts)), page)
        except Exception as error:
            if not any(each.own for each in self._templates.values()):
                raise
            raise self._refusal(name, error) from error

    def _bounded(self, parts: Iterator[str]) -> str:
        written: list[str] = []
        size = 0
        for part in parts:
            size += len(part)
            if size > LARGEST_PAGE:
                msg = f"the page grows over {LARGEST_PAGE:,} characters"
                raise TemplateRuntimeError(msg)
            written.append(part)
        return _tidy("".join(written))

    def _refusal(self, name: str, error: Exception) -> UsageError:
        path = self._templates[name].path if name in self._templates else name
        line = _line_in(error.__traceback__, {each.path for each in self._templates.values()}) or (path, 1)
        if isinstance(error, TemplateSyntaxError):
            line = (error.filename or path, error.lineno)
        what = {
            TemplateNotFound: f"there is no template `{error}`",
            SecurityError: f"not allowed in a template: {error}",
            RecursionError: "the template includes itself without end",
            MemoryError: "the template makes more text than there is memory for",
        }.get(type(error), str(error) or type(error).__name__)
        hint = f"mend it, or take it out of the folder; there are: {', '.join(sorted(self._templates))}"
        return UsageError(f"{line[0]}:{line[1]}: {what}", hint=hint)


def _tidy(text: str) -> str:
    """Never two empty lines in a row and none at the ends, so that templates can be written to be read."""
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        if fence:
            fence = "" if line == fence else fence
            lines.append(line)
            continue
        opened = _FENCE.match(line)
        fence = opened.group() if opened else ""
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines).strip("\n") + "\n"


def _line_in(trace: TracebackType | None, paths: set[str]) -> tuple[str, int] | None:
    """The innermost line of a template in a traceback."""
    found = None
    while trace:
        if trace.tb_frame.f_code.co_filename in paths:
            found = (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        trace = trace.tb_next
    return found


class _Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox of Jinja, in which texts cannot be multiplied without end."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        sizes = [len(side) if isinstance(side, str | list | tuple) else abs(side) for side in (left, right)]
        if operator == "**" or sizes[0] * sizes[1] > _LONGEST_PRODUCT:
            msg = f"`{operator}` makes too much of it"
            raise SecurityError(msg)
        return super().call_binop(context, operator, left, right)


class _Loader(BaseLoader):
    def __init__(self, templates: Mapping[str, Template]) -> None:
        self._templates = templates

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:  # noqa: ARG002 - Jinja's own
        if template not in self._templates:
            raise TemplateNotFound(template)
        found = self._templates[template]
        return found.text, found.path, lambda: True


def _environment(templates: Mapping[str, Template]) -> Environment:
    # Ours need no sandbox, and asking it at each point of a template is a third of the time that a page takes.
    kind = _Sandbox if any(each.own for each in templates.values()) else Environment
    environment = kind(
        loader=_Loader(templates),
        undefined=StrictUndefined,
        finalize=_finalize,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "code": lambda value: code(str(value)),
        "fenced": fenced,
        "url": url,
        "phone": _phone,
        "place": _place,
        "hole": lambda ref, what: Markdown(f"**Not known:** {escape(what)} ({_place(ref)})"),
        "known": lambda value: Markdown("**not known**") if value is None else escape(str(value)),
        "page": _page,
        "day": words.day,
        "ending": _ending,
        "operation": _operation,
        "window": words.window,
        "undo": words.undo,
        "repeat": words.repeat,
        "class": words.how_reached,
        "effects": words.effects,
        "team": _team,
        "vendor": _vendor,
        "fact": vendor_words.words,
        "sure": vendor_words.sure,
        "sections": _sections,
        "short": lambda text: code(text[:12]),
    }
    environment.tests["read"] = lambda level: level is Level.READ
    environment.tests["open_principal"] = lambda query: "{principal}" in query
    return environment


def _finalize(value: Any) -> str:
    if isinstance(value, Markdown):
        return value
    if value is None:
        msg = "this prints something that is not known; ask with `{% if %}` first"
        raise TemplateRuntimeError(msg)
    return escape(str(value))


def _phone(text: str) -> Markdown:
    """A number to be called by touching it; anything else is only shown."""
    number = re.sub(r"[\s().-]", "", text)
    return link(text, f"tel:{number}") if _NUMBER.match(number) else escape(text)


def _place(where: Ref | Location) -> Markdown:
    return code(str(where))


@pass_context
def _page(context: Context, name: str, kind: str, text: str = "") -> Markdown:
    """A link to the page of an entity, or its id where nobody wrote an entry."""
    cover: Cover = context["runbook"]
    which = Kind(kind)
    if (which, name) not in cover.known:
        return code(name)
    return link(text or name, f"{context['base']}{FOLDERS[which]}/{file_name(name)}")


@pass_context
def _team(context: Context, name: str) -> str:
    """A link to the page of a team, where there is one."""
    return _link_in(context, TEAMS, name)


@pass_context
def _vendor(context: Context, name: str) -> str:
    """A link to the page of a vendor, where there is one."""
    return _link_in(context, VENDORS, name)


def _link_in(context: Context, folder: str, name: str) -> str:
    if (folder, name) not in context["beside"]:
        return name
    return link(name, f"{context['base']}{folder}/{file_name(name)}")


def _sections(profile: Profile | None) -> list[tuple[str, str]]:
    """The parts of a profile that say something, each with its title."""
    said = {fact.section for fact in profile.facts} if profile else set()
    return [(section, title) for section, title in vendor_words.TITLES.items() if section in said]


@pass_context
def _operation(context: Context, name: str, system: str, text: str = "") -> Markdown:
    """A link to an operation on the page of its system."""
    cover: Cover = context["runbook"]
    if (Kind.SYSTEM, system) not in cover.known:
        return code(text or name)
    # The part about an operation has its name as heading.
    part = f"#{anchor(name)}" if (system, name) in cover.told else ""
    return link(text or name, f"{context['base']}{FOLDERS[Kind.SYSTEM]}/{file_name(system)}{part}")


@pass_context
def _ending(context: Context, moment: datetime) -> Markdown:
    """A day on which something ends, marked where it has passed at the moment that the caller named."""
    cover: Cover = context["runbook"]
    past = cover.judged is not None and moment < cover.judged
    return Markdown(f"{words.day(moment)}{' **(past)**' if past else ''}")

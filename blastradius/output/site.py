"""The runbook as a folder of HTML pages that opens from disk, without a server and without a network.

Its pages are the Markdown ones in HTML, so both forms say the same; what a browser can do is added around them: search,
deadlines that count down, pictures of the reach, copy buttons. Everything can be read without a script.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from string import Template as Shell

from msgspec import Struct

from blastradius.analysis.reach.report import Kind
from blastradius.analysis.runbook.book import Book, EntityPage
from blastradius.analysis.runbook.cover import Cover
from blastradius.analysis.runbook.effects import Effects
from blastradius.analysis.runbook.report import AgentPage, Effect, Reached, SystemPage
from blastradius.analysis.windows import State
from blastradius.model.entities import Tool
from blastradius.output.page_paths import ASSETS, FOLDERS, File, file_name
from blastradius.output.page_templates import Bound, Template
from blastradius.output.reach_picture import picture
from blastradius.output.runbook import MarkdownPress
from blastradius.output.site_html import attribute, html
from blastradius.output.site_matrix import matrix
from blastradius.output.site_search import search_index, tool_anchor

GATE = "readiness"
"""The page of the launch gate."""

_FIRST = "<section data-first>"
_REACH = re.compile(r'<h2 id="what-it-reaches-by-closing-window">.*?</h2>\n')
_HEADING = re.compile(r"^# (.*)$", re.MULTILINE)
_NAV = (
    '<nav aria-label="Parts">'
    + "".join(
        f'<a href="$base{to}">{text}</a> '
        for to, text in [
            ("index.html#agents", "Agents"),
            ("index.html#credentials", "Credentials"),
            ("index.html#systems", "Systems"),
            ("index.html#teams", "Teams"),
            ("index.html#vendors", "Vendors"),
            ("readiness.html", "Launch gate"),
        ]
    )
    + "</nav>"
)
_PART = re.compile(r'<h2 id="([^"]*)">(.*?)</h2>')
_TOOLS = re.compile(r'(?<=<h3 id="its-tools">).*?</table>', re.DOTALL)
_ROW = re.compile("<tr>\n<td>")
_Deadline = tuple[int, str, str]
_SHOWN = 6
"""Deadlines that are seen at once; the later ones unfold."""


class SitePress:
    """Pages in HTML. `parts` are our own: `page.html`, `site.css`, `site.js` and what travels with them."""

    def __init__(self, cover: Cover, templates: Mapping[str, Template], parts: Mapping[str, str], bound: Bound) -> None:
        self._cover = cover
        self._shell = Shell(parts["page.html"])
        self._markdown = MarkdownPress(cover, templates, bound, partial(_html, self._shell, cover))
        self._parts = parts

    def entity(self, page: EntityPage) -> Iterator[File]:
        """The page of an entity."""
        yield from self._markdown.entity(page)

    def around(self, book: Book) -> Iterator[File]:
        """The start page, teams, vendors, the launch gate, the search, and what pages are dressed in."""
        if book.whole:
            index = book.index()
            teams = tuple(book.teams(index))
            yield from self._markdown.ways_in(index, teams)
            yield from self._gate()
            yield File(path=f"{ASSETS}/search.js", text=search_index(index, teams, self._cover))
        for name, text in self._parts.items():
            if name != "page.html":
                yield File(path=f"{ASSETS}/{name}", text=text)

    def _gate(self) -> Iterator[File]:
        cover = self._cover
        if cover.around:
            body = matrix(cover.around.matrix, lambda name: _agent(cover, name), judged=cover.judged is not None)
            text = _framed(self._shell, cover, "", f"Launch gate · {cover.title}", body)
            yield File(path=f"{GATE}.html", text=text)


def _html(shell: Shell, cover: Cover, file: File, printed: Struct) -> File:
    page = printed if isinstance(printed, EntityPage) else None
    base = "../" * file.path.count("/")
    body = html(file.text, urgent=page is not None)
    if file.path != "index.md":
        body = body.replace("<section", f"{_contents(body)}<section", 1)
    if page:
        body = body.replace("<p>Owner:", '<p class="dates">Owner:', 1)
        body = body.replace(_FIRST, f"{_clock(page)}{_FIRST}", 1)
        body = _REACH.sub(lambda found: found.group() + _picture(cover, page, base), body, count=1)
    if isinstance(page, AgentPage):
        body = _with_anchors(body, page.tools)
    heading = _HEADING.search(file.text)
    title = heading.group(1).replace("`", "") if heading and file.path != "index.md" else "Runbook"
    text = _framed(shell, cover, base, f"{title} · {cover.title}", body, expires=_expires(page))
    return File(path=file.path.removesuffix(".md") + ".html", text=text)


def _contents(body: str) -> str:
    """What the page has, in one line of links: the words before the comma of each heading are enough."""
    parts = [(name, re.sub("<[^>]*>", "", words).partition(",")[0]) for name, words in _PART.findall(body)]
    links = " ".join(f'<a href="#{name}">{words}</a>' for name, words in parts)
    return f'<nav class="contents" aria-label="On this page">{links}</nav>\n' if len(parts) > 1 else ""


def _with_anchors(body: str, tools: tuple[Tool, ...]) -> str:
    """Each row of the table of tools is where the search leads to."""
    left = [tool_anchor(tool.name) for tool in reversed(tools)]
    used: set[str] = set()

    def row(found: re.Match[str]) -> str:
        name = left.pop() if left else ""
        if not name or name in used:
            return found.group()
        used.add(name)
        return found.group().replace("<tr>", f'<tr id="{name}">')

    return _TOOLS.sub(lambda table: _ROW.sub(row, table.group()), body, count=1)


def _framed(shell: Shell, cover: Cover, base: str, title: str, body: str, *, expires: str | None = None) -> str:
    return shell.substitute(
        title=attribute(title),
        base=base,
        home=attribute(cover.title),
        nav=_NAV.replace("$base", base) if cover.around else "",
        body=body.strip("\n"),
        expires=f'data-expires="{expires}"' if expires else "",
        footer="Made from the inventory by <code>blastradius render</code>. Change that, not this page.",
    )


def _agent(cover: Cover, name: str) -> str | None:
    return f"{FOLDERS[Kind.AGENT]}/{_file(name)}" if (Kind.AGENT, name) in cover.known else None


def _kind(key: str, cover: Cover) -> Kind | None:
    """The kind of what stands at the end of a hop, such as `system:stripe`, where it has a page."""
    word, _, name = key.partition(":")
    return Kind(word) if word in set(Kind) and (Kind(word), name) in cover.known else None


def _expires(page: EntityPage | None) -> str | None:
    """When nobody stands for the page any more: a reader's clock is asked, for those who render without one."""
    moment = page.head.expires if page and not page.head.expired else None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _picture(cover: Cover, page: EntityPage, base: str) -> str:
    if isinstance(page, SystemPage):
        return ""
    ends = {key for place in page.reached.places for step in place.reached.path for key in (step.origin, step.target)}
    links = {
        key: f"{base}{FOLDERS[kind]}/{_file(name)}"
        for key in ends
        if (kind := _kind(key, cover)) and (name := key.partition(":")[2])
    }
    return picture(f"{page.head.kind.value}:{page.head.id}", page.reached.places, links, base)


def _clock(page: EntityPage) -> str:
    """What closes when, windows and evidence: the length in words, and a countdown for whoever gives the time."""
    shown, rest = _parted(list(dict.fromkeys(sorted(_closing(page)))))
    if not shown:
        return ""
    more = (
        f"<details><summary>and {len(rest)} later</summary>\n<ul>\n{_listed(rest)}</ul>\n</details>\n" if rest else ""
    )
    return (
        '<section class="clock" aria-label="Deadlines">\n<strong>Deadlines, counted from the call</strong>\n'
        '<form hidden><label for="since">It may have begun at</label> '
        '<input id="since" placeholder="2026-11-22T02:00Z"> '
        '<span class="asked alarm" role="status"></span></form>\n'
        f"<ul>\n{_listed(shown)}</ul>\n{more}</section>\n"
    )


def _parted(found: list[_Deadline]) -> tuple[list[_Deadline], list[_Deadline]]:
    return found[:_SHOWN], found[_SHOWN:]


def _listed(found: list[_Deadline]) -> str:
    return "".join(
        f"<li{f' data-seconds={seconds}' if seconds >= 0 else ''}>{attribute(what)}: {attribute(within)}"
        f"{'<output></output>' if seconds >= 0 else ''}</li>\n"
        for seconds, what, within in found
    )


def _closing(page: EntityPage) -> Iterator[_Deadline]:
    """Seconds, what ends, and in which time. What nobody knows has -1 and so comes first: it may be about to close."""
    effects = page.undo if isinstance(page, SystemPage) else _doable(page.reached)
    for effect in effects:
        length = effect.window.duration
        what = f"undo {effect.system} {effect.id}{_but(effect)}"
        if effect.window.state is State.UNKNOWN:
            yield -1, what, "not known until when: do it now"
        if length and length.seconds is not None:
            sooner = ", or sooner" if effect.window.sooner or effect.window.event else ""
            yield length.seconds, what, f"within {length.text}{sooner}"
    for trace in page.evidence if isinstance(page, SystemPage) else page.reached.evidence:
        kept = trace.log.retention if trace.log else None
        if kept and kept.seconds is not None:
            which = f" of {', '.join(trace.operations)}" if trace.operations else ""
            yield kept.seconds, f"save evidence in {trace.system}{which}", f"within {kept.text}"


def _doable(reached: Reached) -> Effects:
    """What can have been done, whether or not a tool lists it and however it is reached."""
    return (*reached.undo, *reached.farther, *reached.latent)


def _but(effect: Effect) -> str:
    """Why nobody may have done it."""
    told = ["latent"] * (not effect.tools) + [f"only with {' and '.join(effect.conditions)}"] * bool(effect.conditions)
    return f" ({', '.join(told)})" if told else ""


def _file(name: str) -> str:
    return file_name(name).removesuffix(".md") + ".html"

"""Pages in HTML from pages in Markdown: the one door to markdown-it.

Whatever people wrote was made harmless when the Markdown was made; here HTML in it stays text, and a link that leads
anywhere but to the web, a mailbox, a phone or a page of ours is no link. Headings get the anchors that GitHub
would give them, so that links hold in both forms.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from html import escape
from itertools import pairwise
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PAGE = re.compile(r"(?:\.\./)?(?:[\w.-]+/)?[\w.-]+\.md(?=#|\Z)")
_FOREIGN = re.compile(r"(?:https?|mailto|tel):")
_CAUTION = "[!CAUTION]"
_CODE = frozenset({"<code>", "</code>"})
_SHORT = 500
"""Longer lines are not remembered, so that what is has a bound."""


def html(markdown: str, *, urgent: bool = False) -> str:
    """The body of a page. Each part below a heading of the second level is a section; the first one can be urgent."""
    parser, env = _blocks(), dict[str, Any]()
    tokens = parser.parse(markdown, env)
    used: dict[str, int] = {}
    opened: tuple[Token | None, Token | None] = (None, None)
    for token in tokens:
        if token.type == "html_block":
            token.content = escape(token.content)
        elif token.type == "inline":
            alike = len(token.content) <= _SHORT and not env.get("references")
            line = _known(token.content) if alike else _line(token.content, env)
            token.children = [Token("html_inline", "", 0, content=_placed(line, *opened, used))]
        opened = (opened[1], token)
    _label(tokens)
    return "".join(_sections(parser, tokens, urgent=urgent))


def _label(tokens: Iterable[Token]) -> None:
    """Gives each cell but the first the words of its column: a phone shows a row as a paragraph."""
    columns: list[str] = []
    place = 0
    before: Token | None = None
    for token in tokens:
        match token.type:
            case "thead_open":
                columns = []
            case "tr_open":
                place = 0
            case "td_open":
                if place:
                    token.attrs["data-label"] = columns[place]
                place += 1
            case "inline" if before and before.type == "th_open":
                columns.append(token.content)
        before = token


class _Parser(MarkdownIt):
    """Knows which links are harmless."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - its name there
        return bool(_FOREIGN.match(url.lower()) or _PAGE.match(url) or url.startswith("#"))


@cache
def _lines() -> _Parser:
    return _Parser("commonmark", {"html": True})


@cache
def _blocks() -> _Parser:
    """Leaves what stands in a line alone: nine out of ten are known from other pages."""
    parser = _Parser("commonmark", {"html": True})
    parser.enable("table").disable(["inline", "text_join"])
    return parser


class _Line(NamedTuple):
    """What stands in a heading, a paragraph or a cell: in HTML, and its words."""

    html: str
    words: str


@lru_cache(maxsize=30_000)
def _known(content: str) -> _Line:
    """The same on every page, as long as a page names no targets of links apart from them."""
    return _line(content, {})


def _line(content: str, env: dict[str, Any]) -> _Line:
    """HTML is text, but for the spans of code that our Markdown writes as HTML where a table asks for it."""
    parser = _lines()
    (whole,) = parser.parseInline(content, env)
    children = whole.children or []
    words = "".join(child.content for child in children)
    for child in children:
        if child.type == "html_inline" and child.content not in _CODE:
            child.content = escape(child.content)
        target = child.attrs.get("href")
        if isinstance(target, str):
            child.attrs["href"] = _PAGE.sub(lambda found: found.group().removesuffix(".md") + ".html", target)
    return _Line(html=parser.renderer.render([whole], parser.options, env), words=words)


def _placed(line: _Line, before: Token | None, opening: Token | None, used: dict[str, int]) -> str:
    """The line where it stands: it gives a heading its anchor, and a quotation the colour that GitHub would give it."""
    if opening and opening.type == "heading_open":
        opening.attrs["id"] = _anchor(line.words, used)
    if before and before.type == "blockquote_open" and line.html.startswith(_CAUTION):
        before.attrs |= {"class": "caution", "role": "alert"}
        return line.html.removeprefix(_CAUTION)
    return line.html


def _anchor(text: str, used: dict[str, int]) -> str:
    name = re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-")
    used[name] = used.get(name, -1) + 1
    return f"{name}-{used[name]}" if used[name] else name


def _sections(parser: MarkdownIt, tokens: Sequence[Token], *, urgent: bool) -> list[str]:
    starts = [number for number, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2"]
    parts = [_rendered(parser, tokens[: starts[0] if starts else None])]
    for place, (start, end) in enumerate(pairwise([*starts, None])):
        kind = "data-first" if urgent and place == 0 else 'class="more"'
        parts.append(f"<section {kind}>\n{_rendered(parser, tokens[start:end])}</section>\n")
    return parts


def _rendered(parser: MarkdownIt, tokens: Sequence[Token]) -> str:
    text: str = parser.renderer.render(tokens, parser.options, {})
    return text.replace("<table>", '<div class="wide" tabindex="0"><table>').replace("</table>", "</table></div>")


def attribute(text: str) -> str:
    """A value between double quotes, or text between tags."""
    return escape(text, quote=True)

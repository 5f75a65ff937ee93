"""Pages in HTML from pages in Markdown: the one door to markdown-it.

Whatever people wrote was made harmless when the Markdown was made; here HTML in it stays text, and a link that leads
anywhere but to the web, a mailbox, a phone or a page of ours is no link. Headings get the anchors that GitHub
would give them, so that links hold in both forms.
"""

import re
from collections.abc import Sequence
from html import escape
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PAGE = re.compile(r"(?:\.\./)?(?:[\w.-]+/)?[\w.-]+\.md(?=#|\Z)")
_FOREIGN = re.compile(r"(?:https?|mailto|tel):")
_CAUTION = "[!CAUTION]"
_CODE = frozenset({"<code>", "</code>"})


def html(markdown: str, *, urgent: bool = False) -> str:
    """The body of a page. Each part below a heading of the second level is a section; the first one can be urgent."""
    parser = _Parser("commonmark", {"html": True}).enable("table")
    tokens = parser.parse(markdown)
    _anchor(tokens)
    _mark_cautions(tokens)
    for token in tokens:
        _tame(token)
        for child in token.children or ():
            _tame(child)
            target = child.attrs.get("href")
            if isinstance(target, str):
                child.attrs["href"] = _PAGE.sub(lambda found: found.group().removesuffix(".md") + ".html", target)
    return "".join(_sections(parser, tokens, urgent=urgent))


class _Parser(MarkdownIt):
    """Knows which links are harmless."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - its name there
        return bool(_FOREIGN.match(url.lower()) or _PAGE.match(url) or url.startswith("#"))


def _tame(token: Token) -> None:
    """HTML is text, but for the spans of code that our Markdown writes as HTML where a table asks for it."""
    if token.type == "html_block" or (token.type == "html_inline" and token.content not in _CODE):
        token.content = escape(token.content)


def _anchor(tokens: Sequence[Token]) -> None:
    used: dict[str, int] = {}
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            text = "".join(child.content for child in inline.children or ())
            name = re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-")
            used[name] = used.get(name, -1) + 1
            opening.attrs["id"] = f"{name}-{used[name]}" if used[name] else name


def _mark_cautions(tokens: Sequence[Token]) -> None:
    """A quotation that GitHub would show in red is red here too, and loses the mark that says so."""
    for opening, _, inline in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type == "blockquote_open" and inline.content.startswith(_CAUTION) and inline.children:
            opening.attrs["class"] = "caution"
            opening.attrs["role"] = "alert"
            inline.children[0].content = inline.children[0].content.removeprefix(_CAUTION)


def _sections(parser: MarkdownIt, tokens: Sequence[Token], *, urgent: bool) -> list[str]:
    starts = [number for number, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2"]
    parts = [_rendered(parser, tokens[: starts[0] if starts else None])]
    for place, (start, end) in enumerate(zip(starts, [*starts[1:], None], strict=True)):
        kind = "data-first" if urgent and place == 0 else 'class="more"'
        parts.append(f"<section {kind}>\n{_rendered(parser, tokens[start:end])}</section>\n")
    return parts


def _rendered(parser: MarkdownIt, tokens: Sequence[Token]) -> str:
    text: str = parser.renderer.render(tokens, parser.options, {})
    return text.replace("<table>", '<div class="wide" tabindex="0"><table>').replace("</table>", "</table></div>")


def attribute(text: str) -> str:
    """A value between double quotes, or text between tags."""
    return escape(text, quote=True)

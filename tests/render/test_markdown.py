"""What people wrote means nothing to Markdown."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from blastradius.output.markdown import Markdown, code, escape, fenced, url

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HOSTILE = st.text(
    st.sampled_from("ab1_*`|<>[]()!#~-+=.&;{%}\\ \t\n:/\"'\u202e\u200b\x1b") | st.characters(), max_size=40
)


RANGES = [
    (0, 0x1F), (0x7F, 0x9F), (0x2028, 0x202F), (0x2060, 0x206F), (0xD800, 0xDFFF), (0xFFF9, 0xFFFB), (0xE0000, 0xE007F)
]  # fmt: skip


def visible(text: str) -> str:
    """What a reader should see: one line, invisible characters named."""
    return shown(re.sub(r"\s+", " ", text).strip())


def shown(text: str) -> str:
    return "".join(f"(U+{ord(each):04X})" if is_hidden(ord(each)) else each for each in text)


def is_hidden(number: int) -> bool:
    return (
        any(first <= number <= last for first, last in RANGES)
        or number in {0xAD, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F, 0xFEFF, 0xFFFE, 0xFFFF}
    )  # fmt: skip


def inline(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or []]


@given(HOSTILE)
def test_text_is_one_paragraph_of_text(text: str) -> None:
    tokens = PARSER.parse(escape(text))
    if not visible(text):
        return
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {child.type for child in inline(tokens)} <= {"text", "text_special"}
    assert "".join(child.content for child in inline(tokens)) == visible(text)


@given(HOSTILE)
def test_text_stays_in_its_cell(text: str) -> None:
    tokens = PARSER.parse(f"| a | b |\n| --- | --- |\n| {escape(text)} | {code(text)} |\n| c | d |\n")
    assert [token.type for token in tokens].count("td_open") == 4
    assert {child.type for child in inline(tokens)} <= {"text", "text_special", "code_inline", "html_inline"}


@given(HOSTILE)
def test_text_in_a_list_and_after_words(text: str) -> None:
    tokens = PARSER.parse(f"1. {escape(text)}\n2. Said: {escape(text)}, {escape(text)}\n")
    assert [token.type for token in tokens].count("list_item_open") == 2
    assert {token.type for token in tokens} <= {
        "ordered_list_open", "ordered_list_close", "list_item_open", "list_item_close", "paragraph_open",
        "paragraph_close", "inline",
    }  # fmt: skip
    assert {child.type for child in inline(tokens)} <= {"text", "text_special"}


@given(HOSTILE)
def test_code_is_code(text: str) -> None:
    children = inline(PARSER.parse(f"x {code(text)} y"))
    if not visible(text):
        assert [child.content for child in children] == ["x (empty) y"]
        return
    assert children[0].content == "x "
    assert [child.type for child in children if child.type not in {"text", "text_special"}] in (
        ["code_inline"],
        ["html_inline", "html_inline"],
        [],
    )
    assert {child.content for child in children if child.type == "html_inline"} <= {"<code>", "</code>"}


@given(HOSTILE)
def test_block_is_one_block(text: str) -> None:
    tokens = PARSER.parse(f"{fenced(text)}\n")
    assert [token.type for token in tokens] == ["fence"]


@given(HOSTILE)
def test_url_leads_to_the_web_or_nowhere(text: str) -> None:
    for found in (url(text), url(f"https://{text}"), url(f"javascript:{text}")):
        links = [child for child in inline(PARSER.parse(found)) if child.type == "link_open"]
        assert all(str(link.attrs["href"]).startswith(("https://", "http://", "mailto:", "tel:")) for link in links)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("create_refund", "create_refund"),
        ("_x_", r"\_x\_"),
        ("](javascript:alert(1))", r"\](javascript:alert(1))"),
        ("<script>", "&lt;script>"),
        ("a | b", r"a \| b"),
        ("# no heading", r"\# no heading"),
        ("#channel", r"\#channel"),
        ("1. one", r"1\. one"),
        ("+1-555-0113", "+1-555-0113"),
        ("- item", r"\- item"),
        ("two\n\n# lines", "two # lines"),
        ("AT&amp;T &c", "AT&amp;amp;T &c"),
        ("{{ 7*7 }} {% raw %}", r"\{{ 7\*7 }} \{% raw %}"),
        ("right\u202eleft", "right(U+202E)left"),
    ],
)
def test_as_little_as_possible_is_escaped(text: str, written: str) -> None:
    assert escape(text) == written


def test_what_is_made_from_markdown_is_text_again() -> None:
    assert type(Markdown("a") + "b") is str
    assert type(Markdown("a").upper()) is str
    assert type(f"{Markdown('a')}") is str

"""Comments for us among documents that are broken, and where a great many stand in a row."""

import pytest

from blastradius.source.comments import read_comments

COMMENT = "# blastradius: ignore[unproven] because new"


def lines(text: str) -> list[tuple[int, int]]:
    return [(each.line, each.about) for each in read_comments(text)]


@pytest.mark.parametrize("before", [0, 1, 2, 5])
@pytest.mark.parametrize("behind", [0, 1, 3])
def test_a_broken_document_hides_no_value_before_or_behind_it(before: int, behind: int) -> None:
    whole = f"---\na: |\n  {COMMENT}\nb: 1\n"
    text = f"{whole * before}---\nc: [\n{whole * behind}---\n{COMMENT}\nd: 1\n"
    at = text.split("\n").index(COMMENT)
    assert lines(text) == [(at, at + 1)]


def test_many_comments_and_many_broken_documents_are_read_in_one_pass() -> None:
    number = 50_000
    assert lines(f"{COMMENT}\n" * number + "a: 1\n") == [(each, number) for each in range(number)]
    assert lines(f"{COMMENT}\n" + "---\na: [\n" * number) == [(0, 1)]

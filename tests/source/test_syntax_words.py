"""The commonest mistakes in YAML, in plain words, at the place where they were made."""

import pytest

from blastradius.source.yaml import read_yaml

HEAD = "apiVersion: blastradius/v1\nkind: Team\nid: t\n"


@pytest.mark.parametrize(
    ("body", "place", "message", "help_"),
    [
        ("\tlead: x\n", (4, 1), "a tab indents this line", "spaces"),
        ("on_call:\n\tphone: x\n", (5, 1), "a tab indents this line", "spaces"),
        ("lead:x\nname: y\n", (4, 1), "a blank is missing behind the colon", "`key: value`"),
        ('lead: "abc\nname: y\n', (4, 7), "a quote is opened here and never closed", "the same quote"),
        ("lead: 'abc\n---\nname: y\n", (4, 7), "a quote is opened here and never closed", "the same quote"),
        ("lead: [a, b\nname: y\n", (4, 7), "a `[` is opened here and not closed", "`]`"),
        ("lead: {a: b\nname: y\n", (4, 7), "a `{` is opened here and not closed", "`}`"),
        ("lead: Dana: Reyes\n", (4, 11), "a colon and a blank stand in a text", "in quotes"),
        ("lead: Dana\n  name: y\n", (5, 7), "indented deeper than the one above", "like its neighbours"),
        ("on_call:\n    phone: x\n  hours: y\n", (6, 3), "indented differently from its neighbours", "like the keys"),
        ("links:\n  - a\n - b\n", (6, 2), "not indented like the rest of its list", "like the items"),
        ("links:\n  - a\n  b: c\n", (6, 3), "stands where an item of the list above should", "`- `"),
        ("links: - a\n", (4, 8), "a list cannot begin behind its key", "line of its own"),
        ("lead: @dana\n", (4, 7), "cannot begin with `@`", "in quotes"),
        ("lead: `dana`\n", (4, 7), "cannot begin with this character", "in quotes"),
        ('lead: "a" b\n', (4, 11), "behind a value that has ended", "one pair of quotes"),
        ('lead: "\\q"\n', (4, 8), "a backslash in double quotes", "single quotes"),
        (
            "<<<<<<< HEAD\nlead: x\n=======\nlead: y\n>>>>>>> b\n",
            (4, 1),
            "a merge conflict is not resolved",
            "two sides",
        ),
        ("links:\n  - a\n<<<<<<< HEAD\n  - b\n=======\n>>>>>>> b\n", (6, 1), "a merge conflict is not resolved", "two"),
        ("lead: y\n=======\nname: z\n", (5, 1), "a merge conflict is not resolved", "two sides"),
        ("just words\nname: y\n", (4, 1), "this line is no `key: value`", "add the colon"),
    ],
)
def test_a_syntax_error_says_what_to_type(body: str, place: tuple[int, int], message: str, help_: str) -> None:
    for above in ("", "kind: Team\n---\n"):
        _, findings = read_yaml(above + HEAD + body, "x.yaml")
        found = findings[0]
        assert found.rule == "syntax"
        assert message in found.message
        assert help_ in found.help
        assert (found.location.line - above.count("\n"), found.location.column) == place


def test_a_missing_blank_in_the_first_line_is_found_on_the_second() -> None:
    _, (found,) = read_yaml("apiVersion:blastradius/v1\nkind: Team\n", "x.yaml")
    assert "on the line above, a blank is missing behind the colon" in found.message


def test_what_has_no_words_of_ours_keeps_those_of_the_parser() -> None:
    _, (found,) = read_yaml("%YAML 9.9\n---\na: b\n", "x.yaml")
    assert found.message
    assert found.help == "mend the YAML; the rest is still read"


def test_what_follows_a_quote_that_was_never_closed_is_still_read() -> None:
    documents, _ = read_yaml(f'{HEAD}lead: "abc\n---\n{HEAD}', "x.yaml")
    assert [each.broken for each in documents] == [True, False]

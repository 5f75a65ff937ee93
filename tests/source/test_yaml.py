"""What YAML says, where it says it, and what is left when it breaks off."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from blastradius.source.text import decode, decoded_again
from blastradius.source.understand import understand
from blastradius.source.yaml import read_yaml
from blastradius.source.yaml_bounds import DEEPEST

CORE = {
    "no": "no",
    "on": "on",
    "12:30": "12:30",
    "2026-01-02": "2026-01-02",
    "010": 10,
    "0o17": 15,
    "0x1f": 31,
    "1_000": "1_000",
    "+1": 1,
    ".5": 0.5,
    "1e3": 1000.0,
    "~": None,
    "Null": None,
    "nUll": "nUll",
    "True": True,
    "yes": "yes",
    '"010"': "010",
    "'true'": "true",
    "1.2.3": "1.2.3",
    "24x7": "24x7",
}

BROKEN = {
    "a: 1\nb: 2\na: 3\n": ("repeated-key", 3, 1),
    "a: {b: 1, b: 2}\n": ("repeated-key", 1, 11),
    "a: !foo x\n": ("tag", 1, 4),
    "a: !!str 5\n": ("tag", 1, 4),
    "a: !foo {b: 1}\n": ("tag", 1, 4),
    "a: &x 1\n": ("alias", 1, 4),
    "a: *x\n": ("alias", 1, 4),
    "a: 1\n<<: {b: 1}\n": ("merge-key", 2, 1),
    "1: a\n": ("text-key", 1, 1),
    "a:\n  true: b\n": ("text-key", 2, 3),
    "[a]: b\n": ("text-key", 1, 1),
    "a: .inf\n": ("number", 1, 4),
    f"a: {'9' * 5000}\n": ("number", 1, 4),
    "a: 1\n\tb: 2\n": ("syntax", 2, 1),
    "a: [1, 2\n": ("syntax", 1, 4),
    "- a\n- b\n": ("syntax", 1, 1),
    "just text\n": ("syntax", 1, 1),
    'a: "\\e[31m"\n': ("control-character", 1, 4),
    'a: "\\u202e"\n': ("control-character", 1, 4),
    "a: " + "[" * (DEEPEST + 5) + "\n": ("syntax", 1, DEEPEST + 3),
}


def found(text: str) -> list[tuple[str, int, int]]:
    return [(each.rule, each.location.line, each.location.column) for each in read_yaml(text, "x.yaml")[1]]


@pytest.mark.parametrize(("written", "meant"), CORE.items())
def test_scalars_are_those_of_the_core_schema(written: str, meant: Any) -> None:
    documents, findings = read_yaml(f"a: {written}\n", "x.yaml")
    assert not findings
    value = documents[0].data["a"]
    assert (type(value), value) == (type(meant), meant)


@pytest.mark.parametrize(("text", "expected"), BROKEN.items(), ids=range(len(BROKEN)))
def test_each_problem_has_its_place(text: str, expected: tuple[str, int, int]) -> None:
    assert expected in found(text)


def test_every_value_and_key_has_its_place() -> None:
    (document,), _ = read_yaml("# comment\nöwner: 'ä b'\nlist:\n  - {x: 1, y: [q, r]}\n", "x.yaml")
    at = document.root
    assert ((at / "öwner").location.column, (at / "öwner").location.end_column) == (8, 13)
    assert ((at / "öwner").key_location.line, (at / "öwner").key_location.column) == (2, 1)
    assert ((at / "list" / 0 / "y" / 1).location.line, (at / "list" / 0 / "y" / 1).location.column) == (4, 19)
    assert (at / "list" / 0 / "nowhere").location.line == 4, "a missing key points at the mapping it is missing from"


@pytest.mark.parametrize("broken", [0, 1, 2])
def test_one_broken_document_hides_no_other(broken: int) -> None:
    parts = [f"kind: Team\nid: t{number}\n" for number in range(3)]
    parts[broken] += "lead: [\n"
    documents, findings = read_yaml("---\n".join(parts), "x.yaml")
    assert [each.rule for each in findings] == ["syntax"]
    assert {each.data["id"] for each in documents} == {"t0", "t1", "t2"}
    assert [each.data["id"] for each in documents if each.broken] == [f"t{broken}"]
    for document in documents:
        line = (document.root / "id").location.line
        assert "---\n".join(parts).split("\n")[line - 1] == f"id: {document.data['id']}"


def test_what_is_cut_off_limits_nothing() -> None:
    text = (
        "id: s\ncredentials:\n  - {credential: a, access: read}\n  - credential: b\n    scopes: [x, y\n    access: ]\n"
    )
    (document,), _ = read_yaml(text, "x.yaml")
    assert document.broken
    assert document.data["credentials"] == [{"credential": "a", "access": "read"}, {"credential": "b"}]


def test_an_empty_file_is_said() -> None:
    for data in (b"", b"# nothing\n", b"---\n---\n", b"\xef\xbb\xbf"):
        entry = understand(data)
        assert "empty-file" in [each.rule for each in entry.findings("x.yaml")], data


def test_a_byte_that_is_no_utf8_has_its_place() -> None:
    (finding,) = decode(b"a: 1\nb: \xff\n", "x.yaml").findings
    assert (finding.rule, finding.location.line, finding.location.column) == ("encoding", 2, 4)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    plain, windows = (decode(data, "x.yaml").text for data in (b"a: 1\nb: 2\n", b"\xef\xbb\xbfa: 1\r\nb: 2\r\n"))
    assert plain == windows


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    read_yaml(decode(data, "x.yaml").text, "x.yaml")


@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbfpassword: Xk39dkfjDK39dk\r\nb: \xff\x07\r\n")
def test_what_is_known_to_be_hidden_is_hidden_again(data: bytes) -> None:
    text = decode(data, "x.yaml")
    assert decoded_again(data, text.hidden) == text.text


@given(st.text(alphabet="ab:-[]{}&*!<>|'\"# \n\t?,%@`1.~", max_size=60))
def test_nothing_that_looks_like_yaml_makes_it_fail(text: str) -> None:
    documents, findings = read_yaml(text, "x.yaml")
    for document in documents:
        assert isinstance(document.data, dict)
        assert document.root.location.line >= 1
    assert all(finding.message for finding in findings)

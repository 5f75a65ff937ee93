"""The quick reader says what the careful one says, or nothing at all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from blastradius.source.document import Pointer, values
from blastradius.source.entry import places_of
from blastradius.source.quick_places import QuickPlaces
from blastradius.source.quick_yaml import read_quickly
from blastradius.source.text import decode
from blastradius.source.understand import understand
from blastradius.source.yaml import read_yaml
from blastradius.source.yaml_lines import Kind, line_of

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "inventories").rglob("*.yaml"))


def agree(text: str) -> bool:
    """Whether the quick reader dared to answer; when it does, the careful one has nothing to report.

    Where no lines were joined, what does not stand in the text as it is has a sign that tells.
    """
    read = read_quickly(text)
    if read is None:
        return False
    quick = read.documents
    documents, findings = read_yaml(text, "x.yaml")
    assert findings == []
    assert [document.data for document in documents] == quick
    assert [_kinds(document.data) for document in documents] == [_kinds(each) for each in quick]
    assert [document.index for document in documents] == list(range(len(quick)))
    texts = [value for each in quick for _, value in values(each) if isinstance(value, str)]
    assert read.joined or all(each in text or {"\\", '"', "'", "\n"}.intersection(each) for each in texts)
    places = QuickPlaces(text)
    for document in documents:
        for pointer in _pointers(document.data):
            for key_only in (False, True):
                found = places.find(document.index, document.data, pointer, key_only=key_only)
                assert found == document.place(pointer, key_only=key_only)
    return True


def _pointers(data: Any) -> Iterator[Pointer]:
    """Whatever may be asked for: every value, and in each what is not there."""
    for pointer, _ in values(data):
        yield pointer
        yield (*pointer, "nowhere")
        yield (*pointer, 99, 1)


def _kinds(value: object) -> object:
    """Types as well as values: `1` and `True` are equal to Python."""
    if isinstance(value, dict):
        return {key: _kinds(item) for key, item in value.items()}
    return [_kinds(item) for item in value] if isinstance(value, list) else type(value)


def test_files_of_real_inventories_are_plain_enough() -> None:
    assert all(agree(decode(file.read_bytes(), "").text) for file in SHIPPED)


REPORTED = {
    "repeated key": "a: 1\na: 2\n",
    "repeated key below": "a: {x: 1, x: 2}\n",
    "repeated key, hidden by an alias": "a: &x [1]\nb: *x\nb: 1\n",
    "alias": "a: &x 1\nb: *x\n",
    "alias after a quoted key": '{"a": &x 1,"b":*x}\n',
    "merge key": "<<: {a: 1}\nb: 2\n",
    "tag": "a: !foo 1\n",
    "tag of YAML": "a: !!str 1\n",
    "number as key": "1: a\n",
    "list as key": "[a]: b\n",
    "explicit key": "? a\n: b\n",
    "explicit key in a flow": "{? a : b}\n",
    "directive": "%YAML 1.1\n---\na: yes\n",
    "infinite": "a: .inf\n",
    "too large": "a: 1e999\n",
    "many digits": "a: " + "9" * 400 + "\n",
    "more digits than a float has": "a: 99999999999999999999\n",
    "control character": 'a: "\\x00"\n',
    "two dashes and nothing": "---\n---\na: 1\n---\nb: 2\n",
    "a character that nobody sees, in quotes": 'a: "b\u200bc"\n',
    "a character that nobody sees, in a key": 'a: {"b\u00adc": d}\n',
    "two dashes behind a key alone": "a:\n---\n---\nb: 1\n",
    "no mapping": "- a\n",
    "empty": "",
    "nothing": "# nothing\n",
    "not YAML": "a: b: c\n",
    "deep": "a: " + "[" * 60 + "]" * 60 + "\n",
    "tab": "a:\n\tb: c\n",
    "escape in a key": '"\\e[31mfoo": 1\n',
    "a key over two lines": "a:\n  - b\n    c: d\n",
    "a value behind a comment": "a: b # c\n  d\n",
    "a value behind a flow": "a: [b]\n  c\n",
    "a line too far in": "a: |\n    b\n  c: d\n",
    "a line too far out": "a:\n    b: c\n  d: e\n",
    "quotes that go on below their key": 'a:\n  b: "c\n  d: 1"\n  d: 1\n',
    "quotes that go on below the dash of their key": 'a:\n- b: "c\n  d: 1"\n  d: 1\n',
    "a list beside keys": "a: b\n- c\n",
    "keys in a list": "a:\n- b\nc\n",
}


@pytest.mark.parametrize("text", REPORTED.values(), ids=REPORTED)
def test_what_has_to_be_reported_is_left_to_the_careful_reader(text: str) -> None:
    assert read_quickly(text) is None


PLAIN = {
    "words of YAML 1.1": "a: no\nb: on\nc: 12:30\nd: 2026-01-02\ne: 010\nf: 0o17\ng: 0x1f\nh: 1_000\n",
    "empty values": "a:\nb: ~\nc: null\nd: ''\n",
    "truth": "a: true\nb: False\nc: TRUE\nd: 'true'\n",
    "scopes": 'a: ["refunds:*", "repo:acme/*"]\nb: Acme & Sons\nc: what? that!\nd: 5 * 3\n',
    "blocks": "a: |\n  x: y\n  z\nb: >-\n  one\n  two\n\n  three\n",
    "paragraphs far apart": "a: >\n  b\n\n\n  c\n  d\n\n\n\n  e\n",
    "a key alone in its document": "a:\n---\nb: 1\n",
    "comments": "# a: b\na: b # c: d\n",
    "documents": "---\na: 1\n---\nb: 2\n...\n",
    "quotes": "a: 'it''s'\nb: \"x \\\" y: z\"\n",
    "flows": "a: {b: [c, {d: e}], f: g}\n",
    "flows over lines": "a: [b,\n  c d\n  e, {f: g,\n  h: 'i\n  j'}]\n",
    "lists below keys": "a:\n- b\n- c: d\n  e:\n  - f\ng:\nh:\n  i:\n",
    "values over lines": 'a: b\n  c - d\n  e\nf:\n  - g\n    h\n  - i: j\n      k\nl: 5\n  6\nm: "n\n  o"\n',
    "keys with signs": "a:b: {c:d: [e]}\nhttps://x.y/: 1\nf g: h\n",
    "signs": "a: ++1\nb: +-1\nc: -x\nd: (e)\nf: 'g # h'\ni: j#k # l\n",
}


@pytest.mark.parametrize("text", PLAIN.values(), ids=PLAIN)
def test_what_people_write_is_read_quickly(text: str) -> None:
    assert agree(text)


@pytest.mark.parametrize("more", ["", "x: !foo 1\n", "x: {password: Xk39dkfjDK39dk}\n", "---\na: 1\n"])
def test_many_places_of_a_file_are_those_of_the_careful_reader(more: str) -> None:
    """Of many the first are looked for one by one, and the others read all at once."""
    data = SHIPPED[0].read_bytes() + more.encode()
    places = places_of(data, understand(data))
    for document in read_yaml(decode(data, "").text, "x.yaml")[0]:
        for pointer, _ in values(document.data):
            found = places.find(document.index, document.data, pointer, key_only=False)
            assert found == document.place(pointer, key_only=False)


@pytest.mark.parametrize(
    "value",
    [
        "['password:\n    Xk39dkfjDK39dk', b]",
        '["Authorization: Basic\n    dXNlcjpodW50ZXIyaHVudGVyMg=="]',
        ">\n  The header is Bearer\n  Xk39dkfjDK39dkXk39dkfj3\n",
        "&a ['password:\n    Xk39dkfjDK39dk', b]",
    ],
)
def test_a_secret_that_is_put_together_from_lines_is_hidden(value: str) -> None:
    entry = understand(f"kind: System\nsummary: {value}\n".encode())
    assert "secret" in [finding.rule for finding in entry.problems]
    assert not any(word in content.data for content in entry.contents for word in (b"DK39dk", b"dXNlcjpo"))


def test_a_secret_over_two_lines_is_reported_in_each_file_that_holds_it() -> None:
    data = b"a: '\\'\nb: ['password:\n  Xk39dkfjDK39dk', {c: d}]\n"
    for _ in range(2):
        assert "secret" in [problem.rule for problem in understand(data).problems]


SIGNS = "ab {}[],:#'\"|%\\=@`1-~\n\t\u2028\u00e9"
WORDS = (
    "a: ",
    "b: ",
    "'a': ",
    '"b": ',
    "\n  ",
    "\n    ",
    "\n---\n",
    "\n...\n",
    "- ",
    " #",
    "&x ",
    "*x",
    "!t ",
    "<<: ",
    "? ",
    ">-",
)
SCALARS = ("no", "12:30", "010", "0x1f", "1e3", ".5", "null", "true", "\\x41", "\\n", "-0", "+1", "1.")
PIECES = st.sampled_from([*SIGNS, *WORDS, *SCALARS])


@given(st.lists(PIECES, max_size=24).map("".join))
@example("a: {'b':*x}")
@example("a: |\n  ")
@example('a: "\\x3a \\x20"\na: 1')
def test_they_agree_on_anything(text: str) -> None:
    agree(decode(text.encode(), "").text)


TEXTS = st.one_of(
    st.sampled_from(SCALARS),
    st.lists(st.sampled_from([*SIGNS, "ab", "word", "or", "more", ": ", " #", "- "]), max_size=30).map("".join),
)
DATA = st.recursive(
    st.one_of(TEXTS, st.none(), st.booleans(), st.integers()),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(TEXTS, below, max_size=3),
    max_leaves=12,
)


STYLES = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([None, True, False]),
        "default_style": st.sampled_from([None, "'", '"', "|", ">"]),
        "indent": st.integers(2, 6),
        "width": st.integers(10, 60),
    }
)


@given(st.dictionaries(st.sampled_from(["id", "how", "a b", "x:y"]), DATA, min_size=1), STYLES)
def test_they_agree_on_what_a_library_writes(data: dict[str, object], style: dict[str, Any]) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, **style)
    agree(decode(text.encode(), "").text)


VALUES = ("c", "c~d", "1~2", "'c~d: e'", '"b: c~- d"', "[c,~d~e]", "{b: c,~a: [e~f,~g]}", "'c~b: it''s'", "{}", "[]")
"""Values with the places at which a line may end in them."""
TEXT_LINES = st.sampled_from(["b: c", "- d", "# e", ""])


@st.composite
def laid_out(draw: st.DrawFn) -> str:
    """Documents whose values take one line or several, below keys and dashes that look like what is in the values."""
    documents = draw(st.lists(_mapping(3), min_size=1, max_size=3))
    return draw(st.sampled_from(["", "---\n", "# b: c\n---\n"])) + "\n---\n".join(documents) + "\n"


@st.composite
def _mapping(draw: st.DrawFn, levels: int) -> str:
    keys = draw(st.lists(st.sampled_from(["a", "b", "a:b", "a b", "b-c"]), min_size=1, max_size=4, unique=True))
    return draw(BETWEEN).join(key + ":" + draw(_value(levels)) for key in keys)


@st.composite
def _sequence(draw: st.DrawFn, levels: int) -> str:
    mappings = _mapping(levels).map(lambda text: " " + _deeper(text, 2).lstrip(" "))
    items = draw(st.lists(_written() if levels < 1 else st.one_of(_written(), mappings), min_size=1, max_size=4))
    return draw(BETWEEN).join("-" + item for item in items)


BETWEEN = st.sampled_from(["\n", "\n\n", "\n# b: c\n"])


@st.composite
def _value(draw: st.DrawFn, levels: int) -> str:
    """What follows a colon: a value that begins on the same line, or a block below."""
    if levels < 1 or draw(st.booleans()):
        return draw(st.one_of(_written(), st.just("")))
    indent = draw(st.integers(1, 4))
    if draw(st.booleans()):
        return "\n" + _deeper(draw(_mapping(levels - 1)), indent)
    return "\n" + _deeper(draw(_sequence(levels - 1)), draw(st.sampled_from([0, indent])))


@st.composite
def _written(draw: st.DrawFn) -> str:
    indent = " " * draw(st.integers(1, 5))
    if draw(st.integers(0, 3)) == 0:
        lines = ["b: c", *draw(st.lists(TEXT_LINES, max_size=4))]
        return (
            " "
            + draw(st.sampled_from(["|", "|-", ">", ">-"]))
            + "".join(f"\n{indent * bool(each)}{each}" for each in lines)
        )
    value = draw(st.sampled_from(VALUES))
    while "~" in value:
        value = value.replace("~", draw(st.sampled_from([" ", f"\n{indent}", f" \n {indent}"])), 1)
    return " " + value + draw(st.sampled_from(["", " ", " # b: c"]))


def _deeper(text: str, indent: int) -> str:
    return "\n".join(" " * indent * bool(line) + line for line in text.split("\n"))


@given(laid_out())
def test_what_people_lay_out_is_read_quickly(text: str) -> None:
    assert agree(text)


@given(st.one_of(st.sampled_from(SHIPPED).map(Path.read_text), laid_out()), st.data())
def test_they_agree_on_files_with_mistakes(text: str, data: st.DataObject) -> None:
    text = text[:3000]
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 3))
        text = text[:at] + data.draw(PIECES) + text[at + cut :]
    agree(decode(text.encode(), "").text)


LINES = sorted({line for file in SHIPPED for line in file.read_text(encoding="utf-8").split("\n") if "\t" not in line})


def _say_the_same(line: str) -> bool:
    """Whether a line is understood. A long one is read sign by sign, and says what a short one does."""
    short = line_of(line)
    if short.kind == Kind.WHOLE:
        long = line_of(line + " " * 300)
        assert (*long, repr(long.value)) == (*short, repr(short.value))
    return short.kind == Kind.WHOLE


def test_lines_of_real_files_say_the_same_however_long_they_are() -> None:
    assert sum(map(_say_the_same, LINES)) > 0.9 * len(LINES)


@given(st.sampled_from(LINES), st.lists(st.tuples(st.floats(0, 1), PIECES, st.integers(0, 3)), max_size=3))
@example("a: {b: 1, b: 2}", [])
@example("a: {null: 1}", [])
@example("true: a", [])
@example("a: [99999999999999999999, .5e1, a:b, a#b, 0o7]", [])
@example("a: {b: [x y , 'z'], c: \"\u0085\"} ", [])
def test_a_line_with_mistakes_says_the_same_however_long_it_is(line: str, pieces: list[tuple[float, str, int]]) -> None:
    for place, piece, cut in pieces:
        at = int(place * len(line))
        line = line[:at] + piece + line[at + cut :]
    _say_the_same(line.replace("\n", " ").replace("\t", " "))

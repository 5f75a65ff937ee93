"""A packed table says what the table says, word by word and as a whole, in its order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import ValidationError, msgpack

from blastradius.source.tables import Packed, Table, kept, packed, to_keep

TWINS = ("plumless", "buckeroo")
"""Words with the same CRC-32."""
WORDS = st.one_of(st.sampled_from([*TWINS, "", "a", "\N{SNOWMAN}", "x" * 300]), st.text(max_size=3))


@given(st.dictionaries(WORDS, st.lists(st.integers(0, 2**32 - 1), max_size=3)), st.lists(WORDS), st.booleans())
def test_a_packed_table_is_the_table(table: dict[str, list[int]], asked: list[str], whole: bool) -> None:  # noqa: FBT001 - drawn
    found = Table(packed(table))
    if whole:
        assert list(found.items()) == list(table.items())
    for word in (*asked, *table, *TWINS):
        assert found.get(word) == table.get(word)
        assert list(found.numbers(word)) == table.get(word, [])
        assert (word in found) == (word in table)
    assert (list(found), len(found), list(found.values())) == (list(table), len(table), list(table.values()))


@given(st.dictionaries(WORDS, st.lists(st.integers(0, 2**32 - 1), max_size=3), max_size=5))
def test_a_table_that_was_made_is_the_one_that_is_kept(table: dict[str, list[int]]) -> None:
    made = Table.of(dict(table))
    again = msgpack.decode(msgpack.encode(made, enc_hook=to_keep), type=Table, dec_hook=kept)
    for each in (made, again):
        assert list(each.items()) == list(table.items())
        assert [list(each.numbers(word)) for word in TWINS] == [table.get(word, []) for word in TWINS]
        assert (len(each), each.packed) == (len(table), packed(table))


@pytest.mark.parametrize("strange", [None, 7, "x", [], [b""] * 3, [b"", b"", b"", "x"], {"entries": b""}])
def test_what_is_no_table_is_refused(strange: object) -> None:
    with pytest.raises(ValidationError):
        msgpack.decode(msgpack.encode(strange), type=Table, dec_hook=kept)


def test_words_of_one_hash_are_told_apart() -> None:
    first, second = (packed({word: [number]}) for number, word in enumerate(TWINS))
    assert first.hashes == second.hashes
    assert [Table(first).numbers(word) for word in TWINS] == [[0], ()]


def test_a_table_is_not_read_for_one_word() -> None:
    table = packed({str(number): [number] for number in range(1000)})
    torn = Packed(table.entries[:100] + b"\xc1" * (len(table.entries) - 100), table.ends, table.hashes, table.order)
    assert Table(torn).numbers("7") == [7]


def test_no_table_has_no_words() -> None:
    assert (list(Table(None)), len(Table(None)), "" in Table(None), Table(None).numbers("")) == ([], 0, False, ())

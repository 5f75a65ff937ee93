"""A packed table says what the table says, word by word and as a whole, in its order."""

from hypothesis import given
from hypothesis import strategies as st

from blastradius.source.tables import Packed, Table, packed

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

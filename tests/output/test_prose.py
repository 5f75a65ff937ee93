"""Lines for people are broken as the standard library breaks them."""

import textwrap

from hypothesis import given
from hypothesis import strategies as st

from blastradius.output.prose import one_line, wrapped

TEXTS = st.text(st.sampled_from("ab-. \n\t/\u00e9\x1b"), max_size=120)
INDENTS = st.sampled_from(["", "  ", "    > "])


@given(TEXTS, st.integers(8, 60), INDENTS, st.none() | INDENTS)
def test_as_the_standard_library_does(text: str, width: int, first: str, rest: str | None) -> None:
    expected = textwrap.wrap(
        one_line(text),
        width,
        initial_indent=first,
        subsequent_indent=" " * len(first) if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    assert wrapped(text, width, first, rest) == expected

"""The canonical form is that of RFC 8785, also where it is written in a quicker way."""

from typing import Any

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from blastradius.foreign.canonical import canonical

NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | NUMBERS
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.text(st.characters(max_codepoint=127)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


@given(VALUES)
def test_the_form_is_that_of_the_scheme(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)

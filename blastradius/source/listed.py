"""Tables of words, written as people read them."""


def listed(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())

"""Words that people write into a cell so that it is not empty. They are no answer, and count as none."""

from functools import lru_cache

UNKNOWN = "unknown"
LONGEST = 16
"""Characters of the longest of them, with some around."""
_WORDS = frozenset(
    {
        *("?", "??", "???", "-", "--", "---", "…", "...", "xx", "xxx", "xxxx"),
        *("tbd", "tba", "tbc", "tbd.", "todo", "todo:", "to do", "fixme", "n/a", "n.a.", "not applicable"),
        *(
            "none yet",
            "not yet",
            "not known",
            "don't know",
            "unknown yet",
            "not sure",
            "to be defined",
            "to be decided",
        ),
        *("to be determined", "to be confirmed", "<todo>", "<tbd>", "changeme"),
    }
)


@lru_cache(maxsize=4096)  # short texts are the same ones again and again; whoever has many asks for no longer ones
def is_placeholder(text: str) -> bool:
    """Whether a text stands in for one that nobody has written yet: `TBD`, `?`."""
    return len(text) <= LONGEST and text.strip().lower() in _WORDS


def is_open(value: object) -> bool:
    """Whether a cell says that nobody knows: `unknown`, or a word that only stands in for an answer."""
    return isinstance(value, str) and len(value) <= LONGEST and is_open_text(value)


@lru_cache(maxsize=4096)
def is_open_text(text: str) -> bool:
    """Whether nobody has said yet what stands there: one of a short text, because they are the same again and again."""
    return text == UNKNOWN or is_placeholder(text)

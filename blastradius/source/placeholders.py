"""Words that people write into a cell so that it is not empty. They are no answer, and count as none."""

from functools import lru_cache

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

"""Events of a YAML text that are looked at, and make no documents."""

from typing import Any, TypeAlias

from yaml import MarkedYAMLError, YAMLError
from yaml.cyaml import CParser  # type: ignore[attr-defined] # the stubs name it for `yaml._yaml` only
from yaml.events import ScalarEvent

from blastradius.source.yaml_bounds import MOST_BROKEN

Spot: TypeAlias = tuple[int, int]
"""A line and a column, from 0."""


def scalar_spans(text: str) -> list[tuple[Spot, Spot]]:
    """Where the values of a text begin and end, in order: what lies in one is no comment.

    A block of text begins behind its first line. After a syntax error reading goes on at the next `---`, as often as
    documents are read.
    """
    found: list[tuple[Spot, Spot]] = []
    start, first = 0, 0
    for _ in range(MOST_BROKEN + 1):
        stopped = _add_spans(text[start:], first, found)
        resume = -1 if stopped is None else text.find("\n---", max(start + stopped - 1, start + 1))
        if resume < 0:
            break
        first += text.count("\n", start, resume + 1)
        start = resume + 1
    return found


def _add_spans(text: str, first: int, found: list[tuple[Spot, Spot]]) -> int | None:
    """Add those of a text that begins on the line `first`; where it could be read no farther, `None` at its end."""
    parser = CParser(text)
    try:
        while parser.check_event():
            event: Any = parser.get_event()
            if isinstance(event, ScalarEvent):
                begin: Any = event.start_mark
                end: Any = event.end_mark
                at = (begin.line + 1, 0) if event.style in ("|", ">") else (begin.line, begin.column)
                found.append(((at[0] + first, at[1]), (end.line + first, end.column)))
    except YAMLError as error:
        mark = (error.problem_mark or error.context_mark) if isinstance(error, MarkedYAMLError) else None
        return mark.index if mark else 0
    finally:
        parser.dispose()
    return None

"""Anchors, aliases and merge keys of other people's YAML, filled in as far as anybody can use.

Source: YAML 1.2.2, section 7.1, "Alias Nodes"; "Merge Key Language-Independent Type for YAML". Inventories have none:
there they are findings of `yaml`.
"""

from typing import Any

from yaml import MarkedYAMLError
from yaml.cyaml import CParser  # type: ignore[attr-defined] # the stubs name it for `yaml._yaml` only
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

MERGE = "<<"
MOST = 500_000


class Allowance:
    """How many events the aliases of one file may stand for; a bomb stands for milliards. `left` counts down."""

    def __init__(self) -> None:
        self.left = MOST


class AliasError(MarkedYAMLError):
    """An alias that cannot be filled in; `problem` and `problem_mark` are set."""


class Following:
    """A parser of libyaml whose events know no anchors: in place of an alias come those of what it stands for."""

    def __init__(self, text: str, allowance: Allowance) -> None:
        self._parser = CParser(text)
        self._allowance = allowance
        self._next = self._end = self._depth = 0
        self._begin()

    def check_event(self, *choices: type) -> bool:
        """Whether there is an event, of one of these types; between documents only."""
        found: bool = self._parser.check_event(*choices)
        return found

    def get_event(self) -> Any:
        """The next event.

        Raises:
            YAMLError: there is none that could be read.
            AliasError: an alias stands for nothing, for itself, or for more than anybody would have meant.
        """
        event: Any
        if self._next < self._end:
            event = self._seen[self._next]
            self._next += 1
            return self._noted(event)
        event = self._parser.get_event()
        if isinstance(event, DocumentStartEvent):
            self._begin()
        elif isinstance(event, AliasEvent):
            self._next, self._end = self._span(event)
            return self.get_event()
        elif getattr(event, "anchor", None):
            self._spans[event.anchor] = (len(self._seen), None)
            self._open.append((event.anchor, self._depth))
            event.anchor = None
        return self._noted(event)

    def dispose(self) -> None:
        """Let the parser go."""
        self._parser.dispose()

    def _begin(self) -> None:
        self._seen: list[Any] = []
        self._spans: dict[str, tuple[int, int | None]] = {}
        self._open: list[tuple[str, int]] = []
        self._depth = self._next = self._end = 0

    def _noted(self, event: Any) -> Any:
        """Keep an event where it is part of what has an anchor, and know when that ends."""
        if not self._open:
            return event
        self._seen.append(event)
        self._depth += isinstance(event, MappingStartEvent | SequenceStartEvent)
        self._depth -= isinstance(event, MappingEndEvent | SequenceEndEvent)
        while self._open and self._open[-1][1] == self._depth:
            name, _ = self._open.pop()
            self._spans[name] = (self._spans[name][0], len(self._seen))
        return event

    def _span(self, event: Any) -> tuple[int, int]:
        """Where the events stand that an alias stands for."""
        start, end = self._spans.get(event.anchor, (0, 0))
        if end is None:
            raise AliasError(
                problem=f"`*{event.anchor}` stands inside of what it stands for", problem_mark=event.start_mark
            )
        self._allowance.left -= end - start
        if self._allowance.left < 0:
            raise AliasError(problem=f"aliases stand for more than {MOST:,} values", problem_mark=event.start_mark)
        if not end:
            raise AliasError(problem=f"no `&{event.anchor}` stands before this alias", problem_mark=event.start_mark)
        return start, end


def merged(value: Any) -> Any:
    """A value in which each `<<` is filled in; what a mapping has itself goes before what is merged into it."""
    if isinstance(value, list):
        return [merged(each) for each in value]
    if not isinstance(value, dict):
        return value
    made = {key: merged(each) for key, each in value.items() if key != MERGE}
    if MERGE not in value:
        return made
    given = merged(value[MERGE])
    parts = given if isinstance(given, list) else [given]
    if not all(isinstance(each, dict) for each in parts):
        return {**made, MERGE: given}
    for each in parts:
        made |= {key: inner for key, inner in each.items() if key not in made}
    return made

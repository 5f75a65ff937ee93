"""One trace: its spans, each once, and what they say of each other."""

from collections.abc import Iterable, Iterator

from blastradius.traces.identity import mark
from blastradius.traces.span import Span

_DEEPEST = 200
"""Levels that are looked up from a span. No run is nested deeper; one that is made so must not take forever."""


class Trace:
    """The spans of a trace, in the order of the file. The same span twice counts once.

    `id` is what the spans call it, `session` the first session that one of them names. `outer` are the spans around
    answers, which they repeat, by their identity.
    """

    def __init__(self, spans: Iterable[Span]) -> None:
        self._by_id: dict[str, Span] = {}
        self._spans = [span for span in spans if not span.id or self._by_id.setdefault(span.id, span) is span]
        self.id = self._spans[0].trace
        self.session = next((span.session for span in self._spans if span.session), None)
        self.outer: set[int] = set()
        for span in self._spans:
            if span.around:
                self.outer.add(id(span))
            at = self._above(span) if span.role == "model" else None
            while at is not None and id(at) not in self.outer:
                self.outer.add(id(at))
                at = self._above(at)
        self._sessions = self._by_session()

    @property
    def sessions(self) -> Iterable[str | None]:
        """The sessions that its spans are of: only `None` where none of them names any."""
        return self._sessions

    def of(self, session: str | None) -> list[Span]:
        """The spans of one of its sessions."""
        return self._sessions[session]

    def calls(self) -> Iterator[int]:
        """What stands for the calls that it shows, not counting what they were asked with once more further out."""
        return (call for span in self._spans for call in self.shown(span))

    def shown(self, span: Span) -> Iterator[int]:
        """What stands for the calls that one of its spans shows."""
        if span.role == "tool":
            yield mark(span.tool, span.call_id, span.arguments)
            yield mark(span.tool, None, span.arguments)
        if id(span) not in self.outer:
            yield from span.calls

    def upwards(self, span: Span) -> Iterator[Span]:
        """A span, and those above it, as far as any run is nested."""
        at: Span | None = span
        seen: set[str] = set()
        while at is not None and at.id not in seen and len(seen) < _DEEPEST:
            yield at
            seen.add(at.id)
            at = self._above(at)

    def inherited(self, span: Span, cell: str) -> str | None:
        """The cell of a span, or of the nearest one above that has it."""
        return next((value for at in self.upwards(span) if (value := getattr(at, cell))), None)

    def _above(self, span: Span) -> Span | None:
        return self._by_id.get(span.parent) if span.parent else None

    def _by_session(self) -> dict[str | None, list[Span]]:
        """The spans by the session that one of them or above names, else below or beside it, else the first."""
        below: dict[int, str] = {}
        if any(span.session and span.session != self.session for span in self._spans):
            for span in self._spans:
                for above in self.upwards(span) if span.session else ():
                    if id(above) in below:
                        break  # and so is all above it
                    below[id(above)] = span.session or ""
        found: dict[str | None, list[Span]] = {}
        for span in self._spans:
            name = self.inherited(span, "session") if self.session else None
            if not name and below:
                name = next(filter(None, (below.get(id(each)) for each in self.upwards(span))), None)
            found.setdefault(name or self.session, []).append(span)
        return found

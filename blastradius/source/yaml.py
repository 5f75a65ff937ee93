"""YAML in, documents out: the door to PyYAML for what is read; `yaml_events` is the one for what is only looked at.

One pass over libyaml's events gives the data, the position of every key and value, and every problem. Nothing is
resolved behind the author's back: tags, aliases, merge keys and repeated keys are findings. After a syntax error
reading goes on at the next `---`, so that one broken document hides no other.
"""

from collections.abc import Iterator
from typing import Any

from yaml import MarkedYAMLError, YAMLError
from yaml.cyaml import CParser  # type: ignore[attr-defined] # the stubs name it for `yaml._yaml` only
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from blastradius.finding import Finding, Location, Severity
from blastradius.source.document import Document, Mark
from blastradius.source.scalars import plain_scalar
from blastradius.source.syntax_words import explain_syntax
from blastradius.source.yaml_anchors import MERGE, AliasError, Allowance, Following, merged
from blastradius.source.yaml_bounds import DEEPEST, MOST_BROKEN, MOST_DOCUMENTS
from blastradius.source.yaml_frames import NO_KEY, Frame, salvage

_HARMLESS = "\n\t\u00a0"
_SUGGESTED_TAG = "tag:yaml.org,2002:"


def read_yaml(text: str, path: str, *, anchors: bool = False) -> tuple[list[Document], list[Finding]]:
    """Every document of `text` and every problem in it. `path` is how the file is named to people.

    With `anchors`, aliases and merge keys are filled in; the marks of a document are then no places of its values.
    """
    documents: list[Document] = []
    findings: list[Finding] = []
    start, first_line, index, broken = 0, 0, 0, 0
    allowance = Allowance() if anchors else None
    while True:
        part = _Part(text[start:] if start else text, path, first_line, allowance)
        for mark, data in part.documents():
            if isinstance(data, dict):
                documents.append(Document(path, index, merged(data) if anchors else data, mark))
            elif data is not None:
                part.report("syntax", mark, "a document is a mapping of keys to values", "start it with `kind: System`")
            elif not part.is_first_or_last:
                part.report("empty-document", mark, "nothing stands between two `---`", "delete one of the two lines")
            index += 1
            if index >= MOST_DOCUMENTS:
                part.leave(mark, f"one file holds more than {MOST_DOCUMENTS:,} documents")
                return documents, findings + part.findings
        findings += part.findings
        if part.salvaged:
            mark, data = part.salvaged
            documents.append(Document(path, index, data, mark, broken=True))
        if part.stopped_at is None:
            return documents, findings
        broken += 1
        if broken > MOST_BROKEN:
            part.leave([findings[-1].location.line - 1, 0] * 2, f"more than {MOST_BROKEN} documents are no YAML")
            return documents, findings + part.findings[-1:]
        index += 1
        resume = text.find("\n---", max(start + part.stopped_at - 1, start + 1))
        if resume < 0:
            return documents, findings
        first_line += text.count("\n", start, resume + 1)
        start = resume + 1


class _Part:
    """A stretch of a file that libyaml reads in one go: all of it, or what follows a syntax error."""

    def __init__(self, text: str, path: str, first_line: int, allowance: Allowance | None) -> None:
        self.text = text
        self.allowance = allowance
        self.path = path
        self.first_line = first_line
        self.findings: list[Finding] = []
        self.stopped_at: int | None = None
        self.is_first_or_last = True
        self.salvaged: tuple[Mark, dict[str, Any]] | None = None

    def documents(self) -> Iterator[tuple[Mark, Any]]:
        parser = Following(self.text, self.allowance) if self.allowance else CParser(self.text)
        seen = 0
        try:
            while parser.check_event():
                event = parser.get_event()
                if isinstance(event, DocumentStartEvent):
                    mark, data = self._document(parser)
                    end = parser.get_event()
                    self.is_first_or_last = seen == 0 or not parser.check_event(DocumentStartEvent)
                    if isinstance(end, DocumentEndEvent):
                        yield mark, data
                    seen += 1
        except _TooDeepError as error:
            self._stop(
                error.mark, f"values are nested deeper than {DEEPEST} levels", "no entity needs that; flatten it"
            )
        except AliasError as error:
            self._stop(error.problem_mark, str(error.problem), "write it out where it holds")
        except MarkedYAMLError as error:
            self._refuse(error)
        except YAMLError as error:
            self._stop(None, f"this is not YAML: {error}", "")
        finally:
            parser.dispose()

    def leave(self, mark: Mark, why: str) -> None:
        """Read no further, and say so."""
        self.report("syntax", mark, f"{why}: what follows is not read", "split the file")

    def report(self, rule: str, mark: Mark, message: str, help_: str = "") -> None:
        line, column, end_line, end_column = mark[:4]
        self.findings.append(
            Finding(
                rule=rule,
                severity=Severity.ERROR,
                message=message,
                help=help_,
                location=Location(
                    path=self.path,
                    line=line + 1,
                    column=column + 1,
                    end_line=end_line + 1,
                    end_column=end_column + 1,
                ),
            )
        )

    def _refuse(self, error: MarkedYAMLError) -> None:
        stopped, began = error.problem_mark or error.context_mark, error.context_mark
        line, column = (stopped.line, stopped.column) if stopped else (0, 0)
        problem, context = error.problem or "this is not YAML", error.context or ""
        words = explain_syntax(problem, context, self.text, line, column, began.line if began else None)
        self._stop(stopped, words.message, words.help, began if words.at_start else None)

    def _stop(self, mark: Any, message: str, help_: str, place: Any = None) -> None:
        line, column, self.stopped_at = (mark.line, mark.column, mark.index) if mark else (0, 0, 0)
        line, column = (place.line, place.column) if place else (line, column)
        line += self.first_line
        self.report(
            "syntax", [line, column, line, column + 1], message, help_ or "mend the YAML; the rest is still read"
        )

    def _document(self, parser: CParser | Following) -> tuple[Mark, Any]:
        """Read one document with a stack of our own: a deep one must not exhaust Python's."""
        first = self.first_line
        root = frame = Frame([], [], [])
        above: list[Frame] = []
        while True:
            try:
                event: Any = parser.get_event()  # the stubs make every event and mark optional; libyaml gives both
            except YAMLError:
                self.salvaged = salvage([*above[1:], frame])
                raise
            start, end = event.start_mark, event.end_mark
            mark: Mark = [start.line + first, start.column, end.line + first, end.column]
            kind = type(event)
            value: Any = None
            if kind is ScalarEvent:
                value = self._scalar(event, mark)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if event.anchor or event.tag:
                    self._refuse_decoration(event, mark)
                if len(above) >= DEEPEST:
                    raise _TooDeepError(start)
                above.append(frame)
                frame = Frame({}, {}, mark) if kind is MappingStartEvent else Frame([], [], mark)
                mark.append(frame.places)
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                value, mark = frame.data, frame.mark
                mark[2], mark[3] = end.line + first, end.column
                frame = above.pop()
            else:
                self._refuse_alias(event, mark)
            if frame is root:
                return mark, value
            if type(frame.data) is list:
                frame.data.append(value)
                frame.places.append(mark)
            elif frame.key is NO_KEY:
                frame.key, frame.key_mark = self._key(value, mark), mark
            else:
                self._put(frame, value, mark)
                frame.key = NO_KEY

    def _put(self, frame: "Frame", value: Any, mark: Mark) -> None:
        key = frame.key
        if key is None:
            return
        if key in frame.data:
            before = frame.places[key][0][0] + 1
            self.report(
                "repeated-key",
                frame.key_mark,
                f"`{key}` stands twice in this mapping, first on line {before}; the second is not read",
                "keep one of the two",
            )
            return
        frame.data[key] = value
        frame.places[key] = [frame.key_mark, mark]

    def _key(self, value: Any, mark: Mark) -> str | None:
        if value == MERGE and not self.allowance:
            self.report("merge-key", mark, "merge keys (`<<`) are not read", "write the facts out where they hold")
            return None
        if not isinstance(value, str):
            shown = "a mapping or a list" if isinstance(value, dict | list) else f"`{value}`"
            self.report("text-key", mark, f"a key has to be text, this one is {shown}", "put it in quotes")
            return None
        return value

    def _scalar(self, event: ScalarEvent, mark: Mark) -> Any:
        if event.anchor or event.tag:
            self._refuse_decoration(event, mark)
        text: str = event.value
        if event.implicit[0] or (event.tag and not event.style):
            try:
                return plain_scalar(text)
            except ValueError as error:
                self.report("number", mark, str(error), "write a number, or put the text in quotes")
                return text
        if event.style == '"' and not text.isprintable():
            return self._without_control(text, mark)
        return text

    def _without_control(self, text: str, mark: Mark) -> str:
        """Escapes can make what no terminal and no page should get: it is reported, and a mark left in its place."""
        bad = [each for each in text if not each.isprintable() and each not in _HARMLESS]
        if not bad:
            return text
        code = f"U+{ord(bad[0]):04X}"
        self.report("control-character", mark, f"an escape in this text makes {code}", "write plain text")
        return "".join("\N{REPLACEMENT CHARACTER}" if each in bad else each for each in text)

    def _refuse_decoration(self, event: Any, mark: Mark) -> None:
        line, column = mark[0], mark[1]
        if event.tag:
            tag = event.tag.replace(_SUGGESTED_TAG, "!!")
            place = [line, column, line, column + len(tag)]
            self.report("tag", place, f"tags are not read: `{tag}`", "write the value alone")
        if event.anchor:
            place = [line, column, line, column + len(event.anchor) + 1]
            self.report("alias", place, f"anchors are not read: `&{event.anchor}`", "write it out where it holds")

    def _refuse_alias(self, event: Event, mark: Mark) -> None:
        name = event.anchor if isinstance(event, AliasEvent) else "?"
        self.report("alias", mark, f"aliases are not read: `*{name}`", "write it out where it holds")


class _TooDeepError(Exception):
    def __init__(self, mark: Any) -> None:
        super().__init__()
        self.mark = mark

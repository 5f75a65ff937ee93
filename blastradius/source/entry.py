"""One file as it was understood: decoded, blanked, parsed, validated. The slow half, done once for each content."""

import re
from collections.abc import Iterator, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any

import msgspec

from blastradius.finding import Finding, Location, Severity
from blastradius.source.document import BLANK, Document, Hidden, Mark, Ref, values
from blastradius.source.documents import Card

if TYPE_CHECKING:
    from blastradius.source.text import Text

_LOST = frozenset({"syntax", "encoding"})
_MOST_PROBLEMS = 1_000
_CHANGED = re.compile(r"[\\\"'\n]")
"""What is in every text that does not stand in its file as it is, where that was plain and no lines were joined."""
_REMARK = re.compile(rb"#\s*blastradius\b", re.IGNORECASE)
_EMPTY = Finding(
    rule="empty-file",
    severity=Severity.ERROR,
    message="the file holds no entity: nothing in it is read",
    help="delete it, exclude it in `blastradius.yaml`, or restore what stood in it",
    location=Location(path="", line=1, column=1, end_line=1, end_column=2),
)


class Content(msgspec.Struct, frozen=True, array_like=True):
    """One document of a file: its place in there, its data as JSON, whether it was cut off, and its card."""

    index: int
    data: bytes
    broken: bool
    card: Card


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """What one file holds. Findings have no path yet; `remarked` says that a comment in it speaks to us."""

    contents: tuple[Content, ...]
    problems: tuple[Finding, ...]
    hidden: tuple[Hidden, ...]
    remarked: bool

    def findings(self, path: str) -> Iterator[Finding]:
        """The findings, as found under this path."""
        for finding in self.problems:
            where = msgspec.structs.replace(finding.location, path=path)
            yield msgspec.structs.replace(finding, location=where)


def understand(data: bytes) -> Entry:
    """Decode, blank, parse and validate one file."""
    return understand_each([data])[0]


def understand_each(files: Sequence[bytes]) -> list[Entry]:
    """Decode, blank, parse and validate: the only place that loads the libraries for it.

    One step for all files before the next one: a processor's caches hold what one of them needs, and not all of it.
    """
    from blastradius.source.text import decode  # noqa: PLC0415 - a warm start needs none of them
    from blastradius.source.words import card_of  # noqa: PLC0415 - as above

    texts = [decode(data, "") for data in files]
    read = [_read(text.text) for text in texts]
    problems = [_problems(text, *each) for text, each in zip(texts, read, strict=True)]
    bodies = [[msgspec.json.encode(each.data) for each in documents] for documents, _ in read]
    cards = [[card_of(each.data, broken=each.broken) for each in documents] for documents, _ in read]
    return [
        Entry(
            contents=tuple(
                Content(document.index, body, document.broken, card)
                for document, body, card in zip(documents, *own, strict=True)
            ),
            problems=tuple(found),
            hidden=text.hidden,
            remarked=_REMARK.search(data) is not None,
        )
        for data, text, (documents, _), found, *own in zip(files, texts, read, problems, bodies, cards, strict=True)
    ]


def _read(text: str) -> tuple[list[Document], list[Finding]]:
    """The documents of a text, secrets that were put together blanked, and what is wrong with its YAML."""
    from blastradius.source.quick_yaml import read_quickly  # noqa: PLC0415 - as above

    quick = read_quickly(text)
    if quick is None:
        documents, findings = _read_closely(text)
    else:
        places = _Places(text)
        documents = [Document("", index, each, places.of(index)) for index, each in enumerate(quick.documents)]
        findings = []
    joined = quick is None or quick.joined
    if joined or "\\" in text:
        findings += (finding for document in documents for finding in _hide_spliced(document, text, joined=joined))
    return documents, findings


def _problems(text: "Text", documents: Sequence[Document], read: Sequence[Finding]) -> list[Finding]:
    """What is wrong with a file: its characters, its YAML, its documents."""
    from blastradius.source.schema import schema_problems  # noqa: PLC0415 - as above

    findings = [*text.findings, *read]
    for document in documents:
        if len(findings) > _MOST_PROBLEMS:
            findings.append(_unexplained(document))
            break
        findings += [] if document.broken else schema_problems(document)
    if not documents and not any(finding.rule in _LOST for finding in findings):
        findings.append(_EMPTY)
    return findings


def _unexplained(document: Document) -> Finding:
    """Said of the document from which on nobody looked: to say in words what is wrong takes milliseconds each time."""
    return Finding(
        rule="syntax",
        severity=Severity.ERROR,
        message=f"this file has more than {_MOST_PROBLEMS:,} problems: from here on nothing is checked",
        help="mend those before, or leave the file out with `exclude` in `blastradius.yaml`",
        location=Ref(document, ()).location,
    )


def _hide_spliced(document: Document, text: str, *, joined: bool) -> Iterator[Finding]:
    """Secrets that stand in the file only piece by piece, put together by escapes or from lines; blanked as all are."""
    from blastradius.source.secrets import find_secrets  # noqa: PLC0415 - as above

    suspect = _texts(document.data) if joined else filter(_CHANGED.search, _texts(document.data))
    pieced = {each for each in suspect if each not in text and find_secrets(each)}
    for pointer, value in list(values(document.data)) if pieced else ():
        if isinstance(value, str) and value in pieced:
            _owned(document.data, pointer[:-1])[pointer[-1]] = BLANK * len(value)
            yield Finding(
                rule="secret",
                severity=Severity.ERROR,
                message="this looks like secret material, written in pieces; it is not shown here",
                help="revoke it, take it out of the file and its history, and write a `fingerprint` instead",
                location=Ref(document, pointer).location,
            )


def _texts(data: Any) -> Iterator[str]:
    """Every text among the values, in no order: to name each with its pointer costs far more."""
    below = [data]
    for node in below:  # which grows
        for value in node.values() if type(node) is dict else node:
            if type(value) is str:
                yield value
            elif type(value) is dict or type(value) is list:
                below.append(value)


def _owned(data: Any, pointer: Sequence[str | int]) -> Any:
    """What stands there, copied on the way to it: other documents may share it, and have to be told of it too."""
    for key in pointer:
        data[key] = copy(data[key])
        data = data[key]
    return data


def encoded(entry: Entry) -> bytes:
    """An entry as the cache keeps it."""
    return msgspec.msgpack.encode(entry)


def marks_of(data: bytes) -> dict[int, Mark]:
    """Where everything stands in a file, by the place of the document in it."""
    from blastradius.source.text import decode  # noqa: PLC0415 - as above

    return _marks_in(decode(data, "").text)


def _marks_in(text: str) -> dict[int, Mark]:
    from blastradius.source.quick_marks import mark_quickly  # noqa: PLC0415 - as above

    marks = mark_quickly(text)
    return {document.index: document.marks for document in _read_closely(text)[0]} if marks is None else marks


def _read_closely(text: str) -> tuple[list[Document], list[Finding]]:
    from blastradius.source.yaml import read_yaml  # noqa: PLC0415 - as above

    return read_yaml(text, "")


class _Places:
    """The marks of a text that was read quickly, made when somebody asks for the first of them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._marks: dict[int, Mark] | None = None

    def of(self, index: int) -> Any:
        """What gives the marks of one document."""
        return lambda: self._all()[index]

    def _all(self) -> dict[int, Mark]:
        if self._marks is None:
            self._marks = _marks_in(self._text)
        return self._marks

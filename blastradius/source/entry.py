"""One file as it was understood: decoded, blanked, parsed, validated. The slow half, done once for each content."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from blastradius.finding import Finding, Location, Severity
from blastradius.source.document import BLANK, Document, Hidden, Mark, Place, Pointer, Ref, place_in, values
from blastradius.source.documents import Card

if TYPE_CHECKING:
    from blastradius.source.quick_places import QuickPlaces
    from blastradius.source.text import Text

_LOST = frozenset({"syntax", "encoding"})
_MOST_PROBLEMS = 1_000
_CHANGED = re.compile(r"[\\\"'\n]")
"""What is in every text that does not stand in its file as it is, where that was plain and no lines were joined."""
_NOWHERE: Mark = [0, 0, 0, 0]
_FEW = 50
"""Places of a document that are looked for one by one, each from its beginning."""
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
    """What one file holds. Findings have no path yet.

    `remarked` says that a comment in it speaks to us, `plain` that it was read quickly.
    """

    contents: tuple[Content, ...]
    problems: tuple[Finding, ...]
    hidden: tuple[Hidden, ...]
    remarked: bool
    plain: bool

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
    problems = [_problems(text, each) for text, each in zip(texts, read, strict=True)]
    bodies = [[msgspec.json.encode(document.data) for document in each.documents] for each in read]
    cards = [[card_of(document.data, broken=document.broken) for document in each.documents] for each in read]
    return [
        Entry(
            contents=tuple(
                Content(document.index, body, document.broken, card)
                for document, body, card in zip(each.documents, *own, strict=True)
            ),
            problems=tuple(found),
            hidden=text.hidden,
            remarked=_REMARK.search(data) is not None,
            plain=each.plain,
        )
        for data, text, each, found, *own in zip(files, texts, read, problems, bodies, cards, strict=True)
    ]


class _Read(NamedTuple):
    """The documents of a text, secrets that were put together blanked, and what is wrong with its YAML."""

    documents: list[Document]
    findings: list[Finding]
    plain: bool


def _read(text: str) -> _Read:
    from blastradius.source.quick_yaml import read_quickly  # noqa: PLC0415 - as above

    quick = read_quickly(text)
    if quick is None:
        documents, findings = _read_closely(text)
    else:
        places = Places(text, plain=True)
        documents = [
            Document("", index, each, partial(places.find, index, each)) for index, each in enumerate(quick.documents)
        ]
        findings = []
    joined = quick is None or quick.joined
    if joined or "\\" in text:
        findings += (finding for document in documents for finding in _hide_spliced(document, text, joined=joined))
    return _Read(documents, findings, plain=quick is not None)


def _problems(text: "Text", read: _Read) -> list[Finding]:
    """What is wrong with a file: its characters, its YAML, its documents."""
    from blastradius.source.schema import schema_problems  # noqa: PLC0415 - as above

    findings = [*text.findings, *read.findings]
    for document in read.documents:
        if len(findings) > _MOST_PROBLEMS:
            findings.append(_unexplained(document))
            break
        findings += [] if document.broken else schema_problems(document)
    if not read.documents and not any(finding.rule in _LOST for finding in findings):
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


def places_of(data: bytes, entry: Entry) -> "Places":
    """Where everything stands in a file that holds this entry."""
    from blastradius.source.text import decoded_again  # noqa: PLC0415 - as above

    return Places(decoded_again(data, entry.hidden), plain=entry.plain)


class Places:
    """Where everything stands in a text: looked for one by one where it is plain, and all at once where many ask."""

    def __init__(self, text: str, *, plain: bool) -> None:
        self._text = text
        self._plain = plain
        self._asked: Counter[int] = Counter()

    def find(self, index: int, data: Mapping[str, Any], pointer: Pointer, *, key_only: bool) -> Place:
        """Where a pointer leads in a document, or where the key stands that leads there."""
        self._asked[index] += 1
        if self._plain and self._asked[index] <= _FEW:
            return self._quick.find(index, data, pointer, key_only=key_only)
        return place_in(self._marks.get(index, _NOWHERE), pointer, key_only=key_only)

    @cached_property
    def _quick(self) -> "QuickPlaces":
        from blastradius.source.quick_places import QuickPlaces  # noqa: PLC0415 - as above

        return QuickPlaces(self._text)

    @cached_property
    def _marks(self) -> dict[int, Mark]:
        return {document.index: document.marks for document in _read_closely(self._text)[0]}


def _read_closely(text: str) -> tuple[list[Document], list[Finding]]:
    from blastradius.source.yaml import read_yaml  # noqa: PLC0415 - as above

    return read_yaml(text, "")

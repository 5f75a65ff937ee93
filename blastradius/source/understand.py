"""Bytes of a file in, its entry out: decoded, blanked, parsed, validated. A warm start loads nothing of this."""

import re
from collections.abc import Iterator, Sequence
from copy import copy
from functools import partial
from typing import Any, NamedTuple

import msgspec

from blastradius.finding import Finding, Location, Severity
from blastradius.source.comments import read_comments
from blastradius.source.document import BLANK, Document, Ref, values
from blastradius.source.entry import Content, Entry, Places
from blastradius.source.quick_yaml import read_quickly
from blastradius.source.schema import schema_problems
from blastradius.source.secrets import find_secrets
from blastradius.source.text import Text, decode
from blastradius.source.words import card_of

_LOST = frozenset({"syntax", "encoding"})
_MOST_PROBLEMS = 1_000
_CHANGED = re.compile(r"[\\\"'\n]")
"""What is in every text that does not stand in its file as it is, where that was plain and no lines were joined."""
_EMPTY = Finding(
    rule="empty-file",
    severity=Severity.ERROR,
    message="the file holds no entity: nothing in it is read",
    help="delete it, exclude it in `blastradius.yaml`, or restore what stood in it",
    location=Location(path="", line=1, column=1, end_line=1, end_column=2),
)


def understand(data: bytes) -> Entry:
    """Decode, blank, parse and validate one file."""
    return understand_each([data])[0]


def understand_each(files: Sequence[bytes]) -> list[Entry]:
    """Decode, blank, parse and validate many.

    One step for all files before the next one: a processor's caches hold what one of them needs, and not all of it.
    """
    texts = [decode(data, "") for data in files]
    read = [_read(text.text) for text in texts]
    problems = [_problems(text, each) for text, each in zip(texts, read, strict=True)]
    bodies = [[msgspec.json.encode(document.data) for document in each.documents] for each in read]
    cards = [[card_of(document.data, broken=document.broken) for document in each.documents] for each in read]
    return [
        Entry(
            contents=tuple(
                Content(document.index, body, document.broken, card)
                for document, body, card in zip(each.documents, data, told, strict=True)
            ),
            problems=tuple(found),
            hidden=text.hidden,
            remarks=tuple(read_comments(text.text)),
            plain=each.plain,
        )
        for text, each, found, data, told in zip(texts, read, problems, bodies, cards, strict=True)
    ]


class _Read(NamedTuple):
    """The documents of a text, secrets that were put together blanked, and what is wrong with its YAML."""

    documents: list[Document]
    findings: list[Finding]
    plain: bool


def _read(text: str) -> _Read:
    quick = read_quickly(text)
    if quick is None:
        from blastradius.source.yaml import read_yaml  # noqa: PLC0415 - 10 ms, and few files have to be read with care

        documents, findings = read_yaml(text, "")
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


def _problems(text: Text, read: _Read) -> list[Finding]:
    """What is wrong with a file: its characters, its YAML, its documents."""
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

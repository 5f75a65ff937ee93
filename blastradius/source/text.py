"""From the bytes of a file to text that can be parsed, and every problem on the way."""

import re

from msgspec import Struct

from blastradius.finding import Finding, Location, Severity
from blastradius.source.comments import read_comments
from blastradius.source.document import Hidden
from blastradius.source.secret_shapes import UNMISTAKABLE
from blastradius.source.secrets import blank, find_secrets

RULE = "secret"

_BOM = b"\xef\xbb\xbf"
_OTHER_ENCODINGS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"), (b"\x00\x00\xfe\xff", "UTF-32"))
# Not printable in YAML, line ends that editors count differently, and marks that turn the reading direction.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\r(?!\n)"
)
_ALLOWED = b"\t\n" + bytes(range(0x20, 0x7F))


class Text(Struct, frozen=True, kw_only=True):
    """A file as it may be used: secrets blanked, every line ended by a line feed alone."""

    text: str
    hidden: tuple[Hidden, ...]
    findings: tuple[Finding, ...]


def decode(data: bytes, path: str) -> Text:
    """Text with what must not be in it reported and taken out: never an exception, whatever the bytes are."""
    text, findings = _characters(data, path)
    found = find_secrets(text)
    accepted = _false_alarms(text, found)
    hidden = tuple(each for each in found if each not in accepted)
    findings += [_secret(path, each) for each in hidden]
    findings += [_no_secret(path, each) for each in accepted]
    return Text(text=blank(text, hidden), hidden=hidden, findings=tuple(findings))


def decoded_again(data: bytes, hidden: tuple[Hidden, ...]) -> str:
    """The text of a file of which it is known what is hidden in it."""
    return blank(_characters(data, "")[0], hidden)


def _characters(data: bytes, path: str) -> tuple[str, list[Finding]]:
    """The text as it can be parsed, secrets and all, and what is wrong with its characters."""
    findings: list[Finding] = []
    body = data.removeprefix(_BOM)
    for mark, name in _OTHER_ENCODINGS:
        if data.startswith(mark):
            findings.append(
                _at(path, "encoding", 1, 1, f"the file is {name}; an inventory is UTF-8", "save it as UTF-8")
            )
            return "", findings
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        column = error.start - body.rfind(b"\n", 0, error.start)
        message = f"byte 0x{body[error.start]:02x} is not UTF-8"
        findings.append(_at(path, "encoding", line, column, message, "save the file as UTF-8"))
        text = body.decode("utf-8", errors="replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    text, forbidden = _without_forbidden(text, path)
    return text, findings + forbidden


def as_parsed(text: str) -> str:
    """The text as it is parsed: of the same length, a space in place of every character that cannot stand in it."""
    return _FORBIDDEN.sub(" ", text)


def _false_alarms(text: str, found: tuple[Hidden, ...]) -> frozenset[Hidden]:
    """What a comment with a reason says is no secret. Shapes that nothing else has are none of its business."""
    guessed = [each for each in found if each.what not in UNMISTAKABLE]
    if not guessed or RULE not in text:
        return frozenset()
    lines = {each.about for each in read_comments(text) if each.reasoned and RULE in each.rules}
    return frozenset(each for each in guessed if each.line in lines)


def _without_forbidden(text: str, path: str) -> tuple[str, list[Finding]]:
    """Each forbidden character reported once per line and replaced by a space, so that the rest keeps its place."""
    findings: list[Finding] = []
    if text.isascii() and not text.encode().translate(None, _ALLOWED):
        return text, findings
    seen: set[int] = set()
    for match in _FORBIDDEN.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if line not in seen:
            seen.add(line)
            column = match.start() - text.rfind("\n", 0, match.start())
            message = f"the character U+{ord(match.group()):04X} cannot stand in an inventory"
            findings.append(_at(path, "control-character", line, column, message, "delete it"))
    return (as_parsed(text) if findings else text), findings


def _secret(path: str, hidden: Hidden) -> Finding:
    return Finding(
        rule=RULE,
        severity=Severity.ERROR,
        message=f"this looks like secret material ({hidden.what}); it is not shown here",
        help="revoke it, take it out of the file and its history, and write a `fingerprint` instead",
        location=_where(path, hidden),
    )


def _no_secret(path: str, hidden: Hidden) -> Finding:
    """A note for whoever suppresses by comment: this one is used."""
    return Finding(
        rule=RULE,
        severity=Severity.INFO,
        message=f"this looks like secret material ({hidden.what}); a comment says that it is none",
        location=_where(path, hidden),
    )


def _where(path: str, hidden: Hidden) -> Location:
    return Location(
        path=path,
        line=hidden.line + 1,
        column=hidden.start + 1,
        end_line=hidden.line + 1,
        end_column=hidden.end + 1,
    )


def _at(path: str, rule: str, line: int, column: int, message: str, help_: str) -> Finding:
    where = Location(path=path, line=line, column=column, end_line=line, end_column=column + 1)
    return Finding(rule=rule, severity=Severity.ERROR, message=message, help=help_, location=where)

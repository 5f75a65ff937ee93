"""Corrections typed into the text of files: only what findings name, every other byte stays.

The corrected text is read again before anybody writes it. It must hold what it held before, except where the findings
point, and nothing that cannot be read; a file for which that does not hold is tried one correction at a time.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import msgspec
from msgspec import Struct

from blastradius.finding import Finding, Fix
from blastradius.lint.run import LintResult
from blastradius.source.document import LINE_END, Hidden, blank, rfc6901, values
from blastradius.source.entry import Entry
from blastradius.source.load import LOST, Loaded
from blastradius.source.scalars import plain_scalar
from blastradius.source.understand import understand

_BOM = "\ufeff"
_ITEM = re.compile(r"[ \t]*-[ \t]+\Z")
_UNREADABLE = LOST | {"repeated-key", "text-key", "tag", "alias", "merge-key", "number", "control-character"}


class Edit(Struct, frozen=True, order=True):
    """A stretch of a text, in characters from its beginning, and what is to stand there instead."""

    start: int
    end: int
    text: str


class Correction(Struct, frozen=True, kw_only=True):
    """One file with everything typed in that is sure. `hidden` says where its secrets are, for whoever shows it."""

    path: str
    before: str
    edits: tuple[Edit, ...]
    fixed: tuple[Finding, ...]
    hidden: tuple[Hidden, ...]

    @property
    def after(self) -> str:
        """The text as it will be written."""
        return _edited(self.before, self.edits)

    @property
    def shown(self) -> tuple[str, str]:
        """Before and after as they may be shown: secrets blanked."""
        before = blank(self.before, self.hidden)
        return before, _edited(before, self.edits)


def corrections(result: LintResult, loaded: Loaded) -> tuple[Correction, ...]:
    """What can be corrected without asking anybody, by file."""
    by_path: dict[str, list[Finding]] = {}
    for finding in result.findings:
        if finding.fix is not None:
            by_path.setdefault(finding.location.path, []).append(finding)
    found = (_of_file(path, findings, loaded) for path, findings in sorted(by_path.items()))
    return tuple(each for each in found if each is not None)


def settled(result: LintResult, planned: Iterable[Correction]) -> LintResult:
    """The result with fixes on those findings alone that a correction really mends."""
    mended = {id(finding) for each in planned for finding in each.fixed}
    return msgspec.structs.replace(
        result,
        findings=tuple(
            each if each.fix is None or id(each) in mended else msgspec.structs.replace(each, fix=None)
            for each in result.findings
        ),
    )


def _of_file(path: str, findings: Sequence[Finding], loaded: Loaded) -> Correction | None:
    try:
        text = loaded.read(path).decode()
    except UnicodeDecodeError:
        return None
    starts = [len(_BOM) if text.startswith(_BOM) else 0, *(match.end() for match in LINE_END.finditer(text))]
    typed = [(each, edit) for each in findings if (edit := _edit(text, starts, each)) is not None]
    typed = list(_apart(typed))
    before = understand(text.encode()) if typed else None
    if before is None:
        return None
    if not _holds(before, text, typed):
        kept: list[tuple[Finding, Edit]] = []
        for pair in typed:
            if _holds(before, text, [*kept, pair]):
                kept.append(pair)
        typed = kept
    if not typed:
        return None
    return Correction(
        path=path,
        before=text,
        edits=tuple(sorted({edit for _, edit in typed})),
        fixed=tuple(each for each, _ in typed),
        hidden=loaded.hidden.get(path, ()),
    )


def _edit(text: str, starts: Sequence[int], finding: Finding) -> Edit | None:
    """The stretch that a finding is about; `None` where something else stands there than it says."""
    at, fix = finding.location, finding.fix
    if fix is None or at.line != at.end_line or at.line > len(starts):
        return None
    start, end = starts[at.line - 1] + at.column - 1, starts[at.line - 1] + at.end_column - 1
    there = text[start:end]
    quote = there[:1] if there[:1] in {'"', "'"} and there[:1] == there[-1:] and len(there) > 1 else ""
    if there.removeprefix(quote).removesuffix(quote) != fix.old or (quote and re.search(r"[\"'\\]", fix.old)):
        return None
    if not fix.new:
        return _deletion(text, start, end)
    return Edit(start, end, f"{quote}{fix.new}{quote}" if quote and _is_text(fix) else fix.new)


def _is_text(fix: Fix) -> bool:
    """Whether the new value is text however it is written, so that quotes around it can stay."""
    try:
        return not re.search(r"[\"'\\]", fix.new) and plain_scalar(fix.new) == fix.new
    except ValueError:
        return False


def _deletion(text: str, start: int, end: int) -> Edit | None:
    """A comment, or an item of a list, with its line where nothing else stands on it."""
    begin = text.rfind("\n", 0, start) + 1
    following = LINE_END.search(text, end)
    stop = following.start() if following else len(text)
    before, after = text[begin:start], text[end:stop]
    if not after.strip() and (not before.strip() or _ITEM.match(before)):
        return Edit(begin, following.end() if following else stop, "")
    if text[start] == "#":
        return Edit(begin + len(before.rstrip()), end, "")
    if before.rstrip().endswith(","):  # a list on one line: the comma in front of the item goes with it
        return Edit(begin + before.rindex(","), end, "")
    return None


def _apart(typed: Iterable[tuple[Finding, Edit]]) -> Iterator[tuple[Finding, Edit]]:
    """Without edits that overlap an earlier one; two that are the same are one."""
    last: Edit | None = None
    for finding, edit in sorted(typed, key=lambda pair: pair[1]):
        if last is None or edit.start >= last.end or edit == last:
            yield finding, edit
            last = edit


def _edited(text: str, edits: Iterable[Edit]) -> str:
    parts: list[str] = []
    at = 0
    for edit in edits:
        parts += (text[at : edit.start], edit.text)
        at = edit.end
    return "".join((*parts, text[at:]))


def _holds(before: Entry, text: str, typed: Sequence[tuple[Finding, Edit]]) -> bool:
    """Whether the edited text differs from what it was read as only where the findings point."""
    after = understand(_edited(text, sorted({edit for _, edit in typed})).encode())
    if len(after.contents) != len(before.contents) or _unreadable(after) > _unreadable(before):
        return False
    allowed = list(chain.from_iterable(_touched(finding) for finding, _ in typed))
    return all(
        any(place == each or place.startswith(f"{each}/") for each in allowed)
        for old, new in zip(before.contents, after.contents, strict=True)
        for place in _differing(old.data, new.data)
    )


def _unreadable(entry: Entry) -> int:
    return sum(each.rule in _UNREADABLE for each in entry.problems)


def _touched(finding: Finding) -> Iterator[str]:
    """The pointers below which a fix may change something; a comment changes nothing."""
    if not finding.pointer or finding.fix is None:
        return
    holder = finding.pointer.rpartition("/")[0]
    yield finding.pointer if finding.fix.new else holder
    yield holder + rfc6901((finding.fix.new,))  # where it is a key that is renamed


def _differing(old: bytes, new: bytes) -> Iterator[str]:
    one, two = _leaves(old), _leaves(new)
    yield from (place for place in one.keys() | two.keys() if one.get(place, ...) != two.get(place, ...))


def _leaves(data: bytes) -> dict[str, object]:
    """Every value that holds no other, and whether an empty one is a list or a mapping, by its pointer."""
    found = values(msgspec.json.decode(data))
    return {rfc6901(pointer): value for pointer, value in found if not (isinstance(value, dict | list) and value)}

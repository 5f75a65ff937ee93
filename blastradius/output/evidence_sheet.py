"""The evidence sheet as two files: Markdown for people, JSON for programs."""

from collections.abc import Iterator

from blastradius.analysis.evidence.report import Measured, Sheet, Supported
from blastradius.model.durations import rfc3339
from blastradius.output.evidence_words import CONFIDENCE, NOTICE, number
from blastradius.output.json import Object, document, problem
from blastradius.output.markdown import code, escape, url
from blastradius.output.page_paths import File
from blastradius.output.prose import counted, one_line
from blastradius.output.seal import UNSEALED
from blastradius.source.document import Ref
from blastradius.source.frameworks import Framework

_SHOWN = 5


def files(sheet: Sheet) -> tuple[File, ...]:
    """`evidence.md` and `evidence.json`."""
    return (File(path="evidence.md", text=_markdown(sheet)), File(path="evidence.json", text=_json(sheet)))


def _markdown(sheet: Sheet) -> str:
    lines = [f"# Evidence sheet: {escape(sheet.title)}", ""]
    if not sheet.complete:
        told = counted(len(sheet.problems), "problem")
        lines += [f"**PARTIAL: {told} in the inventory; what they hide is not counted.**", ""]
    lines += [NOTICE, ""]
    judged = f"Proof counts as of {rfc3339(sheet.judged)}." if sheet.judged else "Proof of any age counts."
    lines += [judged, "", "| Framework | Edition | References here | Not confirmed |", "| --- | --- | --- | --- |"]
    for framework, found in sheet.frameworks:
        unsure = sum(not each.reference.source.confirmed for each in found)
        lines.append(f"| {escape(framework.name)} | {escape(framework.edition)} | {len(found)} | {unsure} |")
    for framework, found in sheet.frameworks:
        lines += ["", *_framework(framework, found)]
    return "\n".join(lines) + "\n"


def _framework(framework: Framework, found: tuple[Supported, ...]) -> Iterator[str]:
    yield f"## {escape(framework.name)}, {escape(framework.edition)}"
    yield ""
    yield url(framework.url)
    for each in found:
        yield ""
        yield from _reference(each)


def _reference(found: Supported) -> Iterator[str]:
    reference, source = found.reference, found.reference.source
    yield f"### {escape(reference.id)} {escape(reference.title)}"
    yield ""
    yield escape(reference.asks)
    yield f"Source: {url(source.url)}, seen {escape(source.seen)}, {CONFIDENCE[source.confidence]}."
    yield ""
    yield "The inventory supports evidence for it with these numbers:"
    yield ""
    for measured in found.measures:
        yield f"- {escape(number(measured))}{_where(measured)}"
    yield ""
    yield f"**Does not show:** {escape(reference.not_shown)}"


def _where(measured: Measured) -> str:
    """The lines on which it is not so, or where none is, the first on which it is."""
    if measured.missing:
        return f". Not for {_places(measured.missing)}"
    return f", such as {_places(measured.shown)}" if measured.shown else ""


def _places(found: tuple[Ref, ...]) -> str:
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return ", ".join(code(str(place)) for place in found[:_SHOWN]) + more


def _json(sheet: Sheet) -> str:
    return document(
        {
            "schema": "blastradius/evidence/v1",
            "seal": UNSEALED,
            "complete": sheet.complete,
            "title": one_line(sheet.title),
            "notice": NOTICE,
            "now": rfc3339(sheet.judged),
            "frameworks": [_framework_json(framework, found) for framework, found in sheet.frameworks],
            "problems": [problem(each) for each in sheet.problems],
        }
    )


def _framework_json(framework: Framework, found: tuple[Supported, ...]) -> Object:
    return {
        "id": framework.id,
        "name": framework.name,
        "edition": framework.edition,
        "url": framework.url,
        "references": [_reference_json(each) for each in found],
    }


def _reference_json(found: Supported) -> Object:
    reference, source = found.reference, found.reference.source
    return {
        "id": reference.id,
        "title": reference.title,
        "asks": reference.asks,
        "confirmed": source.confirmed,
        "source": {"url": source.url, "seen": source.seen, "confidence": source.confidence},
        "supports": [_measured_json(each) for each in found.measures],
        "not_shown": reference.not_shown,
    }


def _measured_json(measured: Measured) -> Object:
    return {
        "measure": measured.id,
        "says": measured.says,
        "count": len(measured.shown),
        "total": measured.total,
        "shown": [one_line(str(place)) for place in measured.shown],
        "missing": [one_line(str(place)) for place in measured.missing],
    }

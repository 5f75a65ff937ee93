"""What an import did, for people, and the difference that it makes."""

from collections.abc import Iterator, Sequence
from difflib import unified_diff

from blastradius.analysis.registry.report import File, Imported
from blastradius.output.prose import Paint, counted, one_line, wrapped
from blastradius.source.document import LINE_END
from blastradius.source.secrets import blanked

_SHOWN = 12
_LONGEST = 200


def imported(report: Imported, paint: Paint, width: int, *, dry: bool) -> str:
    """The summary, after the fact or before it."""
    return "\n".join(_lines(report, paint, width, dry=dry)) + "\n"


def difference(files: Sequence[File], paint: Paint) -> str:
    """A unified diff of everything that would be written, secrets blanked."""
    return "".join(f"{line}\n" for file in files for line in _difference(file, paint))


def _difference(file: File, paint: Paint) -> Iterator[str]:
    before, after = (
        LINE_END.split(blanked(each.removesuffix("\n"))) if each else [] for each in (file.before, file.after)
    )
    old = file.path if file.before is not None else "/dev/null"
    for line in unified_diff(before, after, one_line(old), one_line(file.path), lineterm=""):
        told = _short(line) if file.path.endswith(".json") else line
        text = told if told.isprintable() else "".join(map(_printable, told))
        yield paint.good(text) if text.startswith("+") else paint.bad(text) if text.startswith("-") else text


def _printable(sign: str) -> str:
    return sign if sign.isprintable() or sign == "\t" else "\N{REPLACEMENT CHARACTER}"


def _short(line: str) -> str:
    """A line of what is kept of a registry: a whole tool, of which nobody reads more than the beginning."""
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}… {len(line) - _LONGEST:,} characters more"


def _lines(report: Imported, paint: Paint, width: int, *, dry: bool) -> Iterator[str]:
    if not report.complete:
        yield from (paint.bad(line) for line in wrapped(f"PARTIAL: not all of {report.shown} could be taken.", width))
    verb = "Would write" if dry else "Wrote"
    if report.files:
        yield paint.bold(f"{verb} {counted(len(report.files), 'file')} from {one_line(report.shown)}:")
        yield from (f"  {one_line(file.path)}{'' if file.before is not None else ' (new)'}" for file in report.files)
    else:
        yield paint.bold(f"Nothing to write: the inventory has all of {one_line(report.shown)}.")
    counts = (
        ("new operation", report.operations),
        ("new row", report.rows),
        ("row already there", report.known),
        ("gone from the registry, marked", report.gone),
        ("entity written or filled", report.others),
    )
    for words, names in counts:
        if names:
            yield from wrapped(f"{len(names)} × {words}: {_some(names)}", width, "  ", "      ")
    if report.remarks:
        yield ""
        yield paint.warn("To look at:")
        for remark in report.remarks:
            yield from wrapped(remark, width, "  - ", "    ")


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"

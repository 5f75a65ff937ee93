"""One tool, then and now."""

from collections.abc import Iterator

from blastradius.analysis.drift.hints import hint_differences
from blastradius.analysis.drift.keywords import said
from blastradius.analysis.drift.outputs import output_differences
from blastradius.analysis.drift.report import Difference, What
from blastradius.analysis.drift.schemas import schema_differences
from blastradius.finding import Severity
from blastradius.foreign.canonical import digest
from blastradius.foreign.description import Described
from blastradius.foreign.masking import masked, same_behind_dots
from blastradius.foreign.snapshot import Kept
from blastradius.foreign.words import clean


def tool_differences(old: Kept, tool: Described, accepted: str | None = None) -> Iterator[Difference]:
    """What of a tool is otherwise, by meaning; an input schema with the digest `accepted` is known to its row."""
    if digest(tool.schema) not in {old.sha256, accepted}:
        yield from _inputs(old, tool)
    if tool.hinted:
        yield from hint_differences(old.hints, tool.hints)
        yield from output_differences(old.output, None if tool.output is None else masked(tool.output))
    yield from _rest(old, tool)


def _inputs(old: Kept, tool: Described) -> Iterator[Difference]:
    new = masked(tool.schema)
    same = same_behind_dots(old.schema, old.sha256, tool.schema, new)
    if same or old.schema != new:
        yield from schema_differences(old.schema, new)
    if not same:
        yield Difference(
            what=What.INPUT,
            severity=Severity.ERROR,
            message="a value that is not kept because it looks like a secret is another, or stands elsewhere",
            before=None,
            after=None,
        )


def _rest(old: Kept, tool: Described) -> Iterator[Difference]:
    """What an interface has beside a schema, and the words."""
    if old.method != tool.method:
        yield Difference(
            what=What.METHOD,
            severity=Severity.ERROR,
            message="another HTTP method",
            before=old.method,
            after=tool.method,
        )
    before, after = set(old.scopes), set(tool.scopes)
    if before != after:
        looser = bool(before - after)
        yield Difference(
            what=What.SCOPES,
            severity=Severity.ERROR if looser else Severity.WARNING,
            message="fewer scopes are needed" if looser else "more scopes are needed",
            before=said(sorted(before)),
            after=said(sorted(after)),
        )
    text = clean(tool.text[:4000])
    if old.text != text:
        yield Difference(
            what=What.DESCRIPTION,
            severity=Severity.INFO,
            message="described otherwise",
            before=said(old.text),
            after=said(text),
        )

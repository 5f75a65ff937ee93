"""One tool, then and now."""

from collections.abc import Iterator, Mapping
from typing import Any

from blastradius.analysis.drift.hints import hint_differences
from blastradius.analysis.drift.interfaces import interface_differences
from blastradius.analysis.drift.keywords import said
from blastradius.analysis.drift.outputs import output_differences
from blastradius.analysis.drift.report import Difference, What
from blastradius.analysis.drift.schemas import schema_differences
from blastradius.finding import Severity
from blastradius.foreign.canonical import digest
from blastradius.foreign.description import Described
from blastradius.foreign.interface import input_alone, interface_of, without_interface
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
    yield from interface_differences(old, tool)
    yield from _words(old, tool)


def _inputs(old: Kept, tool: Described) -> Iterator[Difference]:
    new = masked(tool.schema)
    then, now = (input_alone(old.schema), input_alone(new)) if knows_all(old, tool) else _known_to_both(old, new)
    same = same_behind_dots(old.schema, old.sha256, tool.schema, new)
    if then != now:
        yield from schema_differences(then, now)
    if not same:
        yield Difference(
            what=What.INPUT,
            severity=Severity.ERROR,
            message="a value that is not kept because it looks like a secret is another, or stands elsewhere",
            before=None,
            after=None,
        )


def knows_all(old: Kept, tool: Described) -> bool:
    """Whether everything was kept that is registered: headers, security and address once were not."""
    return interface_of(old.schema) is not None or interface_of(tool.schema) is None


def _known_to_both(old: Kept, new: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    return old.schema, without_interface(new)


def _words(old: Kept, tool: Described) -> Iterator[Difference]:
    """What it is called and described as, for people and models."""
    text, title = clean(tool.text[:4000]), clean(tool.title)
    told = [("described otherwise", old.text, text)]
    if old.title is not None:
        told.append(("titled otherwise", old.title, title))
    for message, before, after in told:
        if before != after:
            yield Difference(
                what=What.DESCRIPTION,
                severity=Severity.INFO,
                message=message,
                before=said(before or None),
                after=said(after or None),
            )

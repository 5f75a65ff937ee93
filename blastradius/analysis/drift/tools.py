"""One tool, then and now."""

from collections.abc import Iterator
from typing import Any

from blastradius.analysis.drift.hints import hint_differences
from blastradius.analysis.drift.interfaces import interface_differences
from blastradius.analysis.drift.keywords import said
from blastradius.analysis.drift.outputs import output_differences
from blastradius.analysis.drift.references import Whole, list_of
from blastradius.analysis.drift.report import Difference, What
from blastradius.analysis.drift.schemas import schema_differences
from blastradius.analysis.drift.versions import OLD, OLD_BODY, OLD_TYPE
from blastradius.finding import Severity
from blastradius.foreign.canonical import digest
from blastradius.foreign.description import Described
from blastradius.foreign.interface import input_alone, interface_of, without_interface
from blastradius.foreign.masking import dotted_like, masked, shown_again
from blastradius.foreign.snapshot import Kept
from blastradius.foreign.words import clean


def tool_differences(old: Kept, tool: Described, accepted: str | None = None) -> Iterator[Difference]:
    """What of a tool is otherwise, by meaning; an input schema with the digest `accepted` is known to its row."""
    if digest(tool.schema) not in {old.sha256, accepted}:
        yield from _inputs(old, tool)
    if tool.hinted:
        yield from hint_differences(old.hints, tool.hints)
        then, now = (None if each is None else masked(each) for each in (old.output, tool.output))
        yield from output_differences(then, dotted_like(then, now))
    yield from interface_differences(old, tool)
    if old.vendor_type and tool.vendor_type and old.vendor_type != tool.vendor_type:
        yield Difference(
            what=What.INPUT,
            severity=Severity.ERROR,
            message="the vendor defines it anew, and what it takes and does now is not shown here",
            before=old.vendor_type,
            after=tool.vendor_type,
        )
    yield from _words(old, tool)


def _inputs(old: Kept, tool: Described) -> Iterator[Difference]:
    new = masked(tool.schema)
    kept = shown_again(old.schema, old.sha256, tool.schema)
    then = old.schema if kept is None else kept
    if knows_all(old, tool):
        then, new = (_spread(input_alone(each)) if tool.method else input_alone(each) for each in (then, new))
    else:
        new = without_interface(new)
    if kept is None:
        new = dotted_like(then, new)
    if then != new:
        yield from schema_differences(then, new)
    if kept is None:
        yield Difference(
            what=What.INPUT,
            severity=Severity.ERROR,
            message="a value that is not kept because it looks like a secret is another, or stands elsewhere",
            before=None,
            after=None,
        )


def _spread(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of an operation whose body is put together of parts, as if its fields had been written one by one."""
    properties = schema.get("properties")
    if not isinstance(properties, dict) or "allOf" not in (properties.get("body") or {}):
        return schema
    body = Whole(schema).resolved(properties["body"])
    fields = body.get("properties")
    if "allOf" in body or not isinstance(fields, dict):
        return schema
    made = {name: each for name, each in properties.items() if name != "body"}
    named = {name: f"body.{name}" if name in made else name for name in fields}
    needed = [*list_of(schema, "required"), *(named[each] for each in list_of(body, "required") if each in named)]
    made |= {named[name]: each for name, each in fields.items()}
    return {**schema, "properties": made, "required": sorted(needed)}


def not_kept(old: Kept, tool: Described) -> str:
    """What was not kept of a tool, so that nobody can tell if it changed; empty where everything was."""
    if not knows_all(old, tool):
        return OLD
    if tool.vendor_type and not old.vendor_type and not old.schema:
        return OLD_TYPE
    return "" if _knows_body(old, tool) else OLD_BODY


def knows_all(old: Kept, tool: Described) -> bool:
    """Whether everything was kept that is registered: headers, security and address once were not."""
    return interface_of(old.schema) is not None or interface_of(tool.schema) is None


def _knows_body(old: Kept, tool: Described) -> bool:
    """Whether it was kept if the body has to be sent; with nothing else of the interface, that is."""
    before, after = interface_of(old.schema), interface_of(tool.schema)
    return not (before and after and after.body and not before.body and before.media)


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

"""Tools that are registered otherwise than before, or that may do what nobody wrote of them."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from blastradius.analysis.drift.report import Difference
from blastradius.analysis.drift.tools import tool_differences
from blastradius.analysis.drift.versions import Versions
from blastradius.analysis.registry.effects import Judged
from blastradius.analysis.registry.wording import shown_by_parameters
from blastradius.finding import Severity
from blastradius.foreign.canonical import digest
from blastradius.foreign.description import Described
from blastradius.foreign.snapshot import Kept
from blastradius.model.entities import Operation, Tool

_MOST = 8


class Stand(Struct, frozen=True, kw_only=True):
    """A tool, the row and the operations that stood for it before this import, and what was kept of it."""

    tool: Described
    judged: Judged
    row: Tool | None
    operations: tuple[Operation, ...]
    former: tuple[Kept, ...]

    @property
    def written(self) -> frozenset[str]:
        """The effects that are written of it, of all its operations together."""
        return frozenset(effect for each in self.operations for effect in each.effect)

    @property
    def grown(self) -> tuple[str, ...]:
        """The effects that the registry leaves open and that nobody wrote."""
        written = self.written
        return tuple(each for each in self.judged.effects if each not in written and each != "read")


def former_of(versions: Versions, tool: Described, row: Tool | None) -> tuple[Kept, ...]:
    """What was kept of a tool, for its row where it has one."""
    if row is None:
        return versions.of_operation(tool)
    found = versions.of_row(tool, row)
    return (found,) if found and row.schema_sha256 in {None, found.sha256, digest(tool.schema)} else ()


def risks(stands: Sequence[Stand]) -> Iterator[str]:
    """A sentence for every tool with changes of risk, as `drift` judges them: the snapshot is about to be replaced."""
    for stand in stands:
        tool, row = stand.tool, stand.row
        accepted = row.schema_sha256 if row else None
        found = dict.fromkeys(each for old in stand.former for each in tool_differences(old, tool, accepted))
        told = [_said(each) for each in found if each.severity is Severity.ERROR]
        if not stand.former and accepted not in {None, digest(tool.schema)}:
            told = ["its input schema is another, and nobody can say how: nothing is kept of the former one"]
        if told:
            more = f"; and {len(told) - _MOST} more" if len(told) > _MOST else ""
            place = row.source if row else stand.operations[0].source
            yield f"changed in risk: `{tool.name}` ({place.location}): {'; '.join(told[:_MOST])}{more}"


def _said(difference: Difference) -> str:
    pair = (difference.before, difference.after)
    if None not in pair:
        return f"{difference.message} ({pair[0]} → {pair[1]})"
    return difference.message


def why_grown(stand: Stand) -> str:
    """What says that a tool does more than is written: its schema, a claim of its own, or claims that it withdrew."""
    tool, more, written = stand.tool, stand.grown, stand.written
    if not more or not written:
        return ""
    shown = shown_by_parameters(tool.schema, f"{tool.name} {tool.title} {tool.text}")
    told = [f"`{shown[each]}` in its schema says `{each}`" for each in sorted(more) if each in shown]
    if tool.hinted and tool.hints.read_only is not True:
        claims = [("readOnlyHint: false", tool.hints.read_only is False)]
        claims.append(("destructiveHint: true", tool.hints.destructive is True))
        if written == {"read"} and any(holds for _, holds in claims):
            told.append(f"it claims {' and '.join(words for words, holds in claims if holds)}")
        elif "delete" in more and tool.hints.destructive is True:
            told.append("it claims destructiveHint: true")
        elif any(old.hints != tool.hints for old in stand.former):
            told.append(f"its hints leave {listed(more)} open")
    return "; ".join(told)


def contradicted(stand: Stand) -> Iterator[str]:
    """A sentence where what is written says less than the registry; it stays."""
    if why := why_grown(stand):
        yield (
            f"`{stand.tool.name}`: {why}, and what is written says {listed(sorted(stand.written))} "
            f"({(stand.operations[0].source / 'effect').location}); it stays, look again"
        )


def listed(effects: Sequence[str]) -> str:
    """Effects in a sentence."""
    return " and ".join(f"`{each}`" for each in effects)

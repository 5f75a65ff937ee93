"""What was kept of a tool when it was last imported, found through the row or the operation that stands for it."""

from collections.abc import Sequence

from msgspec import Struct

from blastradius.foreign.description import Described
from blastradius.foreign.snapshot import Kept, Snapshot
from blastradius.foreign.words import operation_identifier
from blastradius.model.entities import Tool

OLD = "were imported when nobody kept headers, security and addresses: whether those changed cannot be told"
OLD_BODY = "were imported when nobody kept if a body is required: whether that changed cannot be told"
OLD_TYPE = "stand for tools of the vendor, of which nobody kept the version: whether that changed cannot be told"
AGAIN = (
    "`blastradius import` of the same source, once what is registered has been looked at, keeps it for the next time"
)


class _Entry(Struct, frozen=True, kw_only=True):
    agent: str | None
    system: str | None
    tool: Kept


class Versions:
    """Former versions of tools by name; `snapshots` come with the most particular first."""

    def __init__(self, snapshots: Sequence[Snapshot]) -> None:
        self.kept = bool(snapshots)
        self._known: dict[str, list[_Entry]] = {}
        self._of_operation: dict[str, set[str | None]] = {}
        for snapshot in snapshots:
            for tool in snapshot.tools:
                entry = _Entry(agent=snapshot.agent, system=snapshot.system, tool=tool)
                self._known.setdefault(tool.name, []).append(entry)
                self._of_operation.setdefault(operation_identifier(tool.name), set()).add(tool.server)

    def of_row(self, tool: Described, row: Tool) -> Kept | None:
        """The version that a row stands for: of its system and server, and the one whose digest it has."""
        touched = {each.system for each in row.bound}
        named = [
            each
            for each in self._known.get(tool.name, ())
            if each.system in touched or (each.agent is not None and (each.system is None or not touched))
        ]
        for server in (tool.server, row.server):
            if of_server := [each.tool for each in named if each.tool.server == server]:
                return next((each for each in of_server if each.sha256 == row.schema_sha256), of_server[0])
        return named[0].tool if len({each.tool.server for each in named}) == 1 else None

    def of_operation(self, tool: Described) -> tuple[Kept, ...]:
        """Every version that an import of the system kept, each once: agents are imported at times of their own."""
        named = [each.tool for each in self._known.get(tool.name, ())]
        of_server = [each for each in named if each.server == tool.server] or named
        return tuple({(each.sha256, repr(each)): each for each in of_server}.values())

    def servers(self, operation: str) -> set[str | None]:
        """The servers that offered an operation of this name."""
        return self._of_operation.get(operation, set())

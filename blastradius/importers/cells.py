"""The cells that are written for a registered tool: the worst that its claims allow, `unknown` where none can know."""

from datetime import date
from typing import Any

from blastradius.analysis.registry.effects import Judged
from blastradius.foreign.canonical import digest
from blastradius.foreign.description import Described
from blastradius.foreign.words import sentence
from blastradius.importers.yaml_text import Cell, Item

UNKNOWN = "unknown"
NATURAL = "idempotentHint: true, a claim"
GONE = "# gone: the registry has no such tool any more (blastradius import)"


def operation(name: str, tool: Described, judged: Judged) -> Item:
    """An item of `System.operations`."""
    effects: Any = judged.effects[0] if len(judged.effects) == 1 else list(judged.effects)
    cells = [Cell(key="id", value=name)]
    if summary := sentence(tool.text or tool.title):
        cells.append(Cell(key="summary", value=summary))
    cells.append(Cell(key="effect", value=effects, why=judged.why))
    if tool.scopes:
        cells.append(Cell(key="requires", value=list(tool.scopes)))
    if judged.effects != ("read",):
        cells.append(Cell(key="reversibility", value=UNKNOWN))
        cells.append(_idempotency(tool, judged))
        cells.append(Cell(key="receipt", value=UNKNOWN))
    return tuple(cells)


def row(tool: Described, name: str, bound: str, credential: Cell, *, reads: bool) -> Item:
    """An item of `Agent.tools`; `bound` is what it does, `SYSTEM/OPERATION` or `unknown`."""
    cells = [Cell(key="name", value=name), Cell(key="operation", value=bound), credential]
    if tool.server is not None:
        cells.append(Cell(key="server", value=tool.server))
    cells += [Cell(key="approval", value=UNKNOWN), Cell(key="retries", value=UNKNOWN)]
    if not reads:
        cells.append(Cell(key="idempotency_key", value=UNKNOWN))
    cells.append(Cell(key="schema_sha256", value=digest(tool.schema)))
    return tuple(cells)


def system_cells(name: str | None, summary: str | None, owner: str | None, environment: str | None) -> list[Cell]:
    """The single cells of a system of which little is known."""
    cells = [Cell(key="name", value=name)] if name else []
    cells += [Cell(key="summary", value=summary)] if summary else []
    return [
        *cells,
        Cell(key="environment", value=environment or UNKNOWN),
        Cell(key="owner", value=owner or UNKNOWN),
    ]


def rest_of_system(opened: bool) -> list[Cell]:  # noqa: FBT001 - what `openWorldHint` leaves open
    """What no registry says of a system."""
    cells = [
        Cell(
            key="audit_log",
            value={"location": UNKNOWN, "query": UNKNOWN, "retention": UNKNOWN, "delay": UNKNOWN},
        ),
        Cell(key="reversibility", value=UNKNOWN),
    ]
    if opened:
        cells.append(Cell(key="untrusted_input", value=True, why="not every tool claims openWorldHint: false"))
    return [*cells, Cell(key="credentials", value=UNKNOWN, why="every key that opens it, also those no agent uses")]


def agent_cells(day: date, source: str) -> list[Cell]:
    """The single cells of an agent."""
    return [
        Cell(key="status", value="pre-launch", why="live from the first real user on"),
        Cell(key="owner", value=UNKNOWN),
        Cell(key="on_call", value=UNKNOWN),
        Cell(key="kill_switch", value=UNKNOWN),
        Cell(key="sdk_retries", value=UNKNOWN),
        verified(day, source),
    ]


def verified(day: date, source: str) -> Cell:
    """That the registry says so, and nobody else."""
    return Cell(key="verified", value={"on": day.isoformat(), "by": f"import {source}", "how": "declared"})


def _idempotency(tool: Described, judged: Judged) -> Cell:
    if judged.key:
        key = {"carrier": judged.key.carrier, "name": judged.key.name}
        return Cell(key="idempotency", value={"class": "keyed", "key": key, "window": UNKNOWN})
    if judged.repeat == UNKNOWN:
        return Cell(key="idempotency", value=UNKNOWN)
    why = NATURAL if judged.repeat == "natural" else ""
    if judged.repeat == "none" and tool.hints.idempotent is None:
        why = "no idempotentHint: the worst"
    return Cell(key="idempotency", value={"class": judged.repeat}, why=why)

"""What lint holds against the places on which the rows of an agent rest, beside the cells that a row asks for.

A row asks whether a kill switch says how; lint asks also how soon it works and whether somebody tried it. The gate lets
nobody pass over either. Exemptions and severities are lint's: here they open nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from blastradius.analysis.readiness.report import Obstacle
from blastradius.finding import Finding
from blastradius.lint.rules import BY_NAME
from blastradius.lint.subject import Subject
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Agent, Bound, System, Team
from blastradius.model.rows import Cell, State
from blastradius.source.document import Ref
from blastradius.source.load import Loaded

_UNTRIED = "kill-switch-untested"
_RULES = (
    "unknown-cell",
    "missing-cell",
    "dangling-credential",
    "dangling-operation",
    "dangling-system",
    "dangling-team",
    "dangling-vendor",
    "on-call-without-human",
    _UNTRIED,
)
_REACHED = "/on_call/reaches_human"
_LEFT_OUT = ("/audit_log/delay", "/audit_log/attributes")
"""What the format does not ask for: to leave it out holds nobody up, to say `unknown` does."""
_PARTS = frozenset({"operations", "credentials", "reversibility", "audit_log"})
_SEEN_OTHERWISE = frozenset({"/tools", "/delegates_to"})


class _Area(NamedTuple):
    """A place with all below it, as findings name it."""

    path: str
    entity: str | None
    pointer: str

    @classmethod
    def of(cls, place: Ref) -> "_Area":
        """The area of a place."""
        return cls(place.document.path, place.document.entity, place.rfc6901)

    def holds(self, pointer: str) -> bool:
        """Whether a place of the same entity lies in it."""
        return not self.pointer or pointer == self.pointer or pointer.startswith(f"{self.pointer}/")


Open = Mapping[tuple[str, str | None], tuple[Finding, ...]]
"""Findings by file and entity."""


def open_places(loaded: Loaded, catalog: Catalog, now: datetime, *, allow_stale: bool = False) -> Open:
    """What lint finds by the rules that the gate holds agents to. How a system shuts agents out holds nobody up.

    `allow_stale`: nor does a test page that somebody answered too long ago.
    """
    subject = Subject(catalog=catalog, loaded=loaded, now=now, rules=BY_NAME)
    found: dict[tuple[str, str | None], list[Finding]] = {}
    for name in _RULES:
        for finding in BY_NAME[name].findings(subject):
            if _holds(finding) and not (allow_stale and _is_stale(finding, catalog)):
                found.setdefault((finding.location.path, finding.entity), []).append(finding)
    return {key: tuple(sorted(each, key=lambda one: one.order)) for key, each in found.items()}


def _holds(finding: Finding) -> bool:
    if finding.rule == _UNTRIED:
        return (finding.entity or "").startswith("agent:")
    return finding.rule != "missing-cell" or not finding.pointer.endswith(_LEFT_OUT)


def _is_stale(finding: Finding, catalog: Catalog) -> bool:
    """Whether it is about a page that reached a person, and not about one that never did."""
    if finding.rule != "on-call-without-human" or not finding.pointer.endswith(_REACHED):
        return False
    kind, _, name = (finding.entity or "").partition(":")
    numbers = catalog.documents.named(kind.capitalize()).get(name, ())
    places = (catalog.documents[number].root / "on_call" / "reaches_human" for number in numbers)
    return any(place.value is not None and str(place.location) == str(finding.location) for place in places)


def beside(records: Iterable[Agent], catalog: Catalog, cells: Iterable[Cell], found: Open) -> Iterator[Obstacle]:
    """What is open where the rows of an agent rest, each place once, without what its `cells` tell."""
    told = [_Area.of(cell.where) for cell in cells if cell.state is State.UNKNOWN]
    seen: set[tuple[str, str | None, str]] = set()
    for area in (_Area.of(place) for record in records for place in _resting(record, catalog)):
        for finding in found.get((area.path, area.entity), ()):
            key = (area.path, area.entity, finding.pointer)
            covered = any(one[:2] == key[:2] and one.holds(finding.pointer) for one in told)
            if key not in seen and area.holds(finding.pointer) and not covered and not _is_tools(finding):
                seen.add(key)
                yield Obstacle(what=finding.message, where=str(finding.location))


def _is_tools(finding: Finding) -> bool:
    return (finding.entity or "").startswith("agent:") and finding.pointer in _SEEN_OTHERWISE


def _resting(agent: Agent, catalog: Catalog) -> Iterator[Ref]:
    """The parts of the inventory that an agent and its tools rest on."""
    yield agent.source
    bound = [each for tool in agent.tools for each in tool.bound]
    named = dict.fromkeys(each.system for each in bound)
    systems = [record for name in named for record in catalog.records(System, name)]
    for system in systems:
        yield from _of_system(system, [each for each in bound if each.system == system.id])
    for name in dict.fromkeys(each.credential for each in bound):
        credential = catalog.credential.get(name or "")
        if credential:
            yield credential.source
    entities: tuple[Agent | System, ...] = (agent, *systems)
    for owner in dict.fromkeys(each.owner for each in entities if each.on_call is None):
        for team in catalog.records(Team, owner) if owner else ():
            yield team.source / "on_call"


def _of_system(system: System, bound: Iterable[Bound]) -> Iterator[Ref]:
    names = {each.operation for each in bound}
    holders = {each.credential for each in bound}
    operations = [each for each in system.operations if each.id in names]
    yield from (each.source for each in operations)
    yield from (each.source for each in system.grants if each.credential in holders)
    if any(not each.reads_only and (each.source / "reversibility").value is None for each in operations):
        yield system.source / "reversibility"
    if any((each.source / "audit_log").value is None for each in operations):
        yield system.source / "audit_log"
    yield from (system.source / key for key in system.source.document.data if key not in _PARTS)

"""The systems of an inventory as services of a CycloneDX bill of materials: the only door to its library.

Source: CycloneDX 1.6, `services`, with the library of the project itself. What CycloneDX has no word for stands in
properties named `blastradius:…`; what nobody wrote down is `unknown` there, or left out where there is no such value.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from blastradius.analysis.runbook.book import Book
from blastradius.analysis.runbook.cover import Cover
from blastradius.analysis.runbook.report import AgentPage, Effect, Head, SystemPage, Trace
from blastradius.errors import UsageError
from blastradius.model.cells import KillSwitch
from blastradius.output.json import document
from blastradius.output.markdown import is_url
from blastradius.output.page_paths import File
from blastradius.output.partial import in_short
from blastradius.output.prose import one_line, pager
from blastradius.output.seal import UNSEALED
from blastradius.output.window_words import PLAIN, undo

_MISSING = "`--format cyclonedx` needs the CycloneDX library, which is not installed"
try:
    from cyclonedx.model import DataClassification, DataFlow, ExternalReference, ExternalReferenceType, Property, XsUri
    from cyclonedx.model.bom import Bom, BomMetaData
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.model.contact import OrganizationalEntity
    from cyclonedx.model.service import Service
    from cyclonedx.model.tool import ToolRepository
    from cyclonedx.output.json import JsonV1Dot6
except ImportError as missing:
    raise UsageError(_MISSING, hint="install it with `pip install 'blastradius-inventory[cyclonedx]'`") from missing

_UNKNOWN = "unknown"
_NAMESPACE = uuid5(NAMESPACE_URL, "blastradius/v1/bom")
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def bill(book: Book) -> tuple[File, ...]:
    """One file: a service for each system, a component for each agent, and which uses which."""
    cover, system_pages, agent_pages = book.cover, tuple(book.systems), tuple(book.agents)
    services = {page.head.id: _service(page, _endpoints(agent_pages, page.head.id)) for page in system_pages}
    agents = {page.head.id: _agent(page) for page in agent_pages}
    made = Bom(
        services=services.values(),
        components=agents.values(),
        serial_number=_serial(cover, (*system_pages, *agent_pages)),
        metadata=BomMetaData(
            timestamp=cover.judged or _NO_TIME,
            tools=ToolRepository(components=[Component(name="blastradius", type=ComponentType.APPLICATION)]),
        ),
        properties=[*_properties(_about(cover)), Property(name="blastradius:seal", value=UNSEALED)],
    )
    for page in agent_pages:
        used = {bound.system for tool in page.tools for bound in tool.bound}
        on = [services[name] for name in sorted(used) if name in services]
        on_agents = [agents[name] for name in page.agent.delegates_to if name in agents]
        made.register_dependency(agents[page.head.id], [*on, *on_agents])
    return (File(path="bom.cdx.json", text=_written(made, dated=cover.judged is not None)),)


def _written(made: Bom, *, dated: bool) -> str:
    data = json.loads(JsonV1Dot6(made).output_as_string())
    if not dated:  # the library always puts one, and today's would differ from day to day
        del data["metadata"]["timestamp"]
    first = ("$schema", "bomFormat", "specVersion", "serialNumber", "version", "metadata", "properties")
    return document({key: data[key] for key in (*first, *sorted(set(data) - set(first))) if key in data})


def _serial(cover: Cover, pages: Iterable[SystemPage | AgentPage]) -> UUID:
    """Another one for other content or another moment, the same for the same."""
    heads = [page.head.content for page in pages]
    moment = cover.judged.isoformat() if cover.judged else ""
    return uuid5(_NAMESPACE, "\n".join((one_line(cover.title), moment, *sorted(heads))))


def _about(cover: Cover) -> Iterator[tuple[str, str]]:
    yield "inventory", cover.title
    if not cover.complete:
        yield "partial", in_short(cover.problems)


def _endpoints(agents: Iterable[AgentPage], system: str) -> list[XsUri]:
    """The servers by which agents call a system; what a tool's `server` says that is no address is a name."""
    found = {
        tool.server
        for page in agents
        for tool in page.tools
        if tool.server and is_url(tool.server) and any(bound.system == system for bound in tool.bound)
    }
    return [XsUri(each) for each in sorted(found)]


def _service(page: SystemPage, endpoints: list[XsUri]) -> Service:
    system = page.system
    return Service(
        name=one_line(page.head.name or page.head.id),
        bom_ref=_ref(page.head),
        provider=OrganizationalEntity(name=one_line(system.vendor)) if system.vendor else None,
        description=one_line(page.head.summary) if page.head.summary else None,
        endpoints=endpoints,
        authenticated=True if system.grants else None,
        data=[DataClassification(flow=_flow(page), classification=one_line(each)) for each in system.data],
        external_references=_links(page),
        properties=_properties((*_owned(page.head), *_system(page))),
    )


def _ref(head: Head) -> str:
    return f"{head.kind.value}:{one_line(head.id)}"


def _links(page: SystemPage) -> list[ExternalReference]:
    kind = ExternalReferenceType.DOCUMENTATION
    found = [ExternalReference(type=kind, url=XsUri(url)) for _, url in page.head.links if is_url(url)]
    support = dict(page.system.support).get("url")
    if support and is_url(support):
        found.append(ExternalReference(type=ExternalReferenceType.SUPPORT, url=XsUri(support)))
    return found


def _flow(page: SystemPage) -> DataFlow:
    """Which way data goes, seen from the service: reading takes it out, changing puts it in."""
    operations = page.system.operations
    if not operations or any(not each.effect for each in operations):
        return DataFlow.UNKNOWN
    out = any("read" in each.effect for each in operations)
    in_ = any(not each.reads_only for each in operations)
    return DataFlow.BI_DIRECTIONAL if out and in_ else DataFlow.OUTBOUND if out else DataFlow.INBOUND


def _owned(head: Head) -> Iterator[tuple[str, str]]:
    yield "id", head.id
    yield "source", str(head.source)
    yield "owner", head.pager.team or _UNKNOWN
    yield "on-call", pager(head.pager.on_call, head.pager.contact) if head.pager.on_call else _UNKNOWN
    proven = head.proven
    yield "verified", (proven.proof.how or "declared") if proven else _UNKNOWN
    if proven and proven.proof.on:
        yield "verified-on", proven.proof.on.date().isoformat()
    if proven and proven.until:
        yield "verified-until", proven.until.date().isoformat()
    yield "not-known", str(len(head.holes))


def _system(page: SystemPage) -> Iterator[tuple[str, str]]:
    system = page.system
    yield "environment", system.environment or _UNKNOWN
    strangers = (system.source / "untrusted_input").value
    yield "untrusted-input", str(strangers).lower() if isinstance(strangers, bool) else _UNKNOWN
    yield "kill-switch", _switch(system.kill_switch)
    for number, trace in enumerate(page.evidence):
        yield from _evidence(trace, "" if number == 0 else f":{'+'.join(trace.operations)}")
    for effect in (*page.undo, *page.final):
        yield f"reversibility:{effect.id}", _effect(effect)
    for grant, _ in page.grants:
        scopes = "every scope" if grant.scopes is None else ", ".join(grant.scopes) or "no scope"
        only = f"; only with {' and '.join(grant.conditions)}" if grant.conditions else ""
        level = f"{_UNKNOWN}, counted as {grant.access.word}" if "access" in grant.worst else grant.access.word
        yield f"credential:{grant.credential}", f"{level}; {scopes}{only}"
    for feed in system.feeds:
        after = f", after {feed.delay.text}" if feed.delay else ""
        yield f"feeds:{feed.system}", f"{feed.what or _UNKNOWN}{after}"


def _switch(cell: KillSwitch | None) -> str:
    if cell is None or not cell.how:
        return _UNKNOWN
    measured = cell.measured
    took = f"took {measured.took.text}" if measured and measured.took else "never measured"
    return f"{took}{f' on {measured.on.date()}' if measured and measured.took and measured.on else ''}"


def _evidence(trace: Trace, part: str) -> Iterator[tuple[str, str]]:
    log = trace.log
    if log is not None and log.none:
        yield f"audit-log{part}", "none"
        return
    yield f"audit-log{part}", (log.location if log else None) or _UNKNOWN
    yield f"audit-log-retention{part}", log.retention.text if log and log.retention else _UNKNOWN


def _effect(effect: Effect) -> str:
    does = "+".join(effect.effect) or _UNKNOWN
    return f"{does}; {effect.window.reversal.value}; {undo(effect.window, PLAIN)}"


def _agent(page: AgentPage) -> Component:
    return Component(
        name=one_line(page.head.name or page.head.id),
        type=ComponentType.APPLICATION,
        bom_ref=_ref(page.head),
        description=one_line(page.head.summary) if page.head.summary else None,
        properties=_properties(
            (
                *_owned(page.head),
                ("status", page.agent.status or _UNKNOWN),
                ("kill-switch", _switch(page.agent.kill_switch)),
                ("tools", str(len(page.tools))),
            )
        ),
    )


def _properties(facts: Iterable[tuple[str, str]]) -> list[Property]:
    return [Property(name=f"blastradius:{one_line(name)}", value=one_line(value)) for name, value in facts]

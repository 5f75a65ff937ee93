"""What a site has around its runbook pages: teams, vendors, and the matrix of the launch gate."""

from collections.abc import Iterable
from datetime import datetime

from blastradius.analysis.readiness.answer import readiness
from blastradius.analysis.readiness.beside import Open
from blastradius.analysis.readiness.report import AgentReadiness
from blastradius.analysis.runbook.cover import Around, Entry, IndexPage, Matrix, TeamPage, VendorPage
from blastradius.analysis.runbook.desk import EPOCH, Desk
from blastradius.analysis.vendors import profile_of
from blastradius.finding import Finding
from blastradius.model.durations import later, parse_moment
from blastradius.model.entities import Credential
from blastradius.model.proofs import FACTS_LAST
from blastradius.source.document import Ref
from blastradius.source.mentions import text_of
from blastradius.source.profiles import shipped_profiles


def around(desk: Desk, problems: tuple[Finding, ...], found: Open) -> Around:
    """All of it, with the open places `found` by lint.

    Without a moment at which proof is judged nothing in the matrix is stale by its age.
    """
    report = readiness(
        desk.catalog, now=desk.judged or EPOCH, found=found, aged=desk.judged is not None, problems=problems
    )
    return Around(
        teams=tuple(sorted(desk.catalog.team)),
        vendors=tuple(_vendor(desk, name) for name in _vendors(desk)),
        matrix=Matrix(report=report, until=tuple(_until(desk, agent) for agent in report.agents)),
    )


def team_page(index: IndexPage, desk: Desk, name: str) -> TeamPage:
    """The page of a team, out of the lines of the index."""

    def owned(entries: Iterable[Entry]) -> tuple[Entry, ...]:
        found = [each for each in entries if each.page.pager.team == name]
        return tuple(sorted(found, key=lambda each: (each.first is None, each.first.closes if each.first else ())))

    team = desk.catalog.team[name]
    return TeamPage(
        team=team,
        proven=desk.proven(team.source),
        agents=owned(index.agents),
        credentials=owned(index.credentials),
        systems=owned(index.systems),
    )


def _vendors(desk: Desk) -> list[str]:
    """Those that systems and credentials name, and those whose profile has the id of a system that names none."""
    systems = desk.catalog.system.values()
    named = {vendor for system in systems for vendor in (system.vendor, *(each.vendor for each in system.operations))}
    named |= {_vendor_of(credential) for credential in desk.catalog.credential.values()}
    return sorted({name for name in named if name} | {each.id for each in systems if each.id in shipped_profiles()})


def _vendor(desk: Desk, name: str) -> VendorPage:
    profile = desk.catalog.profile(name)
    systems = sorted(desk.catalog.system.values(), key=lambda each: each.id)
    users = [each for each in systems if name in {each.vendor, *(one.vendor for one in each.operations)}]
    return VendorPage(
        id=name,
        profile=profile_of(profile) if profile else None,
        users=tuple((each.id, each.plan) for each in users),
        credentials=tuple(sorted(each.id for each in desk.catalog.credential.values() if _vendor_of(each) == name)),
        alike=tuple(each.id for each in systems if each.id == name and each not in users),
    )


def _vendor_of(credential: Credential) -> str | None:
    return text_of((credential.source / "vendor").value)


def _until(desk: Desk, agent: AgentReadiness) -> datetime | None:
    """When the first proof runs out that a cell of the agent rests on."""
    places = {(id(cell.where.document), cell.where.pointer): cell.where for row in agent.rows for cell in row.cells}
    return min(filter(None, (_proof_until(desk, place) for place in places.values())), default=None)


def _proof_until(desk: Desk, place: Ref) -> datetime | None:
    if place.loan:
        seen = parse_moment(place.loan.seen)
        return later(seen, FACTS_LAST) if seen else None
    proven = desk.proven(place)
    return proven.until if proven else None

"""What the search of the site knows, as a script: a page that is opened from disk may read no other file.

Most words stand in many entries (a scope, a person, an owner), so that each stands once, and entries name its number.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

import msgspec

from blastradius.analysis.runbook.cover import Cover, Entry, IndexPage, TeamPage
from blastradius.analysis.runbook.report import Head
from blastradius.model.cells import KillSwitch, Revoke
from blastradius.model.entities import Agent, Credential, System
from blastradius.output.page_paths import FOLDERS, TEAMS, VENDORS, anchor, file_name
from blastradius.source.invisible import escaped

_Entry = tuple[str, str, str, str, tuple[str, ...]]
"""Title, kind, address below the folder, place on that page (`#create_refund`) or nothing, words to find it."""


_LISTED = "#what-can-be-done-here-by-closing-window"
"""Where operations stand that only read."""


def tool_anchor(name: str) -> str:
    """The place of a tool on the page of its agent."""
    return f"tool-{anchor(name)}"


def search_index(index: IndexPage, teams: Iterable[TeamPage], cover: Cover) -> str:
    """`assets/search.js`: ids, scopes, people, tools, vendors, channels and names in logs, each with its page."""
    entities = (_entity(each) for each in (*index.systems, *index.credentials, *index.agents))
    entries = sorted((*chain.from_iterable(entities), *_teams(teams), *_vendors(cover)))
    numbers: dict[str, int] = {}
    rows = []
    for title, kind, url, place, lines in entries:
        known = [numbers.setdefault(word, len(numbers)) for word in (kind, url, place, *lines)]
        rows.append([title, *known])
    text = escaped(msgspec.json.encode({"words": list(numbers), "entries": rows}).decode())
    safe = text.replace("</", "<\\/")  # inside of a script this could end it; outside of text JSON has none
    return f"window.BLASTRADIUS_SEARCH = {safe};\n"


def _entity(entry: Entry) -> Iterator[_Entry]:
    match entry.entity:
        case System():
            return _system(entry.entity, entry.page)
        case Credential():
            return _credential(entry.entity, entry.page)
        case Agent():
            return _agent(entry.entity, entry.page)


def _system(system: System, head: Head) -> Iterator[_Entry]:
    url = _url(head)
    scopes = sorted({scope for grant in system.grants for scope in grant.scopes or ()})
    support = (value for _, value in system.support)
    says = (system.name, system.summary, system.vendor, *system.data, *scopes, *_stands(head), *support)
    yield _entry(system.id, "system", url, (*says, *_act(system.kill_switch)))
    for operation in system.operations:
        told = (operation.summary, *operation.effect, *operation.requires, *operation.says)
        place = _LISTED if operation.reads_only else f"#{anchor(operation.id)}"
        yield _entry(operation.id, f"operation of {system.id}", url, told, place)


def _credential(one: Credential, head: Head) -> Iterator[_Entry]:
    says = (one.name, one.summary, one.principal, one.fingerprint, one.type, *one.shared_with, *_stands(head))
    yield _entry(one.id, "credential", _url(head), (*says, *_act(one.revoke)))


def _agent(agent: Agent, head: Head) -> Iterator[_Entry]:
    url = _url(head)
    says = (agent.name, agent.summary, *agent.services, *agent.names, *_stands(head), *_act(agent.kill_switch))
    yield _entry(agent.id, "agent", url, says)
    for tool in agent.tools:
        told = (*(each.target for each in tool.bound), tool.credential, tool.server)
        yield _entry(tool.name, f"tool of {agent.id}", url, told, f"#{tool_anchor(tool.name)}")


def _teams(teams: Iterable[TeamPage]) -> Iterator[_Entry]:
    for page in teams:
        team, called = page.team, page.team.on_call
        reached = (called.rotation, called.channel, called.phone, *called.escalation) if called else ()
        contacts = (value for _, value in team.contact)
        by = page.proven.proof.by if page.proven else None
        yield _entry(team.id, "team", _address(TEAMS, team.id), (team.name, team.lead, by, *reached, *contacts))


def _vendors(cover: Cover) -> Iterator[_Entry]:
    for page in cover.around.vendors if cover.around else ():
        profile = page.profile
        facts = (fact.about for fact in profile.facts) if profile else ()
        says = (profile.name, profile.summary, *facts) if profile else ()
        yield _entry(
            page.id,
            "vendor",
            _address(VENDORS, page.id),
            (*says, *(system for system, _ in page.users), *page.credentials),
        )


def _stands(head: Head) -> tuple[str | None, ...]:
    """The people behind an entity: who owns it, who is called, who stands for what is written."""
    called = head.pager.on_call
    reached = (called.channel, called.phone, *called.escalation) if called else ()
    return (head.pager.team, *reached, head.proven.proof.by if head.proven else None)


def _act(act: KillSwitch | Revoke | None) -> tuple[str | None, ...]:
    return (act.by, act.url) if act else ()


def _url(head: Head) -> str:
    return _address(FOLDERS[head.kind], head.id)


def _address(folder: str, name: str) -> str:
    return f"{folder}/{file_name(name).removesuffix('.md')}.html"


def _entry(title: str, kind: str, url: str, lines: Iterable[str | None], place: str = "") -> _Entry:
    told = dict.fromkeys(" ".join(line.split()) for line in lines if line)
    return (title, kind, url, place, tuple(told))

"""What the search of the site knows, as a script: a page that is opened from disk may read no other file."""

from collections.abc import Iterable, Iterator

import msgspec

from blastradius.analysis.reach.report import Kind
from blastradius.analysis.runbook.report import Runbook
from blastradius.output.runbook import FOLDERS, file_name
from blastradius.source.invisible import escaped

_Entry = tuple[str, str, str, str]
"""Title, kind, address below the folder, and lines of words to be found by."""


def search_index(book: Runbook) -> str:
    """`assets/search.js`: ids, names, scopes, people, tools, channels and names in logs, each with its page."""
    entries = sorted((*_systems(book), *_credentials(book), *_agents(book), *_teams(book)))
    text = escaped(msgspec.json.encode(entries).decode())
    safe = text.replace("</", "<\\/")  # inside of a script this could end it; outside of text JSON has none
    return f"window.BLASTRADIUS_SEARCH = {safe};\n"


def _systems(book: Runbook) -> Iterator[_Entry]:
    for page in book.systems:
        system, url = page.system, _url(Kind.SYSTEM, page.head.id)
        scopes = sorted({scope for grant, _ in page.grants for scope in grant.scopes or ()})
        yield _entry(
            system.id, "system", url, (system.name, system.summary, system.owner, system.vendor, *system.data, *scopes)
        )
        for operation in system.operations:
            says = (operation.summary, *operation.requires, *operation.says)
            yield _entry(operation.id, f"operation of {system.id}", url, says)


def _credentials(book: Runbook) -> Iterator[_Entry]:
    for page in book.credentials:
        one, url = page.credential, _url(Kind.CREDENTIAL, page.head.id)
        yield _entry(
            one.id, "credential", url, (one.name, one.summary, one.principal, one.type, one.owner, *one.shared_with)
        )


def _agents(book: Runbook) -> Iterator[_Entry]:
    for page in book.agents:
        agent, url = page.agent, _url(Kind.AGENT, page.head.id)
        yield _entry(agent.id, "agent", url, (agent.name, agent.summary, agent.owner, *agent.services, *agent.names))
        for tool in agent.tools:
            yield _entry(
                tool.name, f"tool of {agent.id}", url, (*(each.target for each in tool.bound), tool.credential)
            )


def _teams(book: Runbook) -> Iterator[_Entry]:
    for team, _ in book.index.teams if book.index else ():
        called = team.on_call
        reached = (called.rotation, called.channel, called.phone, *called.escalation) if called else ()
        contacts = (value for _, value in team.contact)
        yield _entry(team.id, "team", "index.html#teams", (team.name, team.lead, *reached, *contacts))


def _url(kind: Kind, name: str) -> str:
    return f"{FOLDERS[kind]}/{file_name(name).removesuffix('.md')}.html"


def _entry(title: str, kind: str, url: str, lines: Iterable[str | None]) -> _Entry:
    return (title, kind, url, "\n".join(dict.fromkeys(" ".join(line.split()) for line in lines if line)))

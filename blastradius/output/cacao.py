"""Playbooks in the words of CACAO 2.0, one for each credential and agent: manual steps, one after another.

Source: OASIS, CACAO Security Playbooks Version 2.0. A playbook has a UUIDv5 as section 10.10 has it, from its name and
types in their canonical form. Steps must not have one: theirs are UUIDv4, but drawn from a digest instead of from
chance, so that the same inventory gives the same playbook.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID, uuid5

from blastradius.analysis.runbook.book import Book, EntityPage
from blastradius.analysis.runbook.cover import Cover
from blastradius.analysis.runbook.report import CredentialPage, Head, Pager, Proven, SystemPage
from blastradius.foreign.canonical import canonical
from blastradius.output.cacao_act import Act
from blastradius.output.cacao_steps import Page, acts
from blastradius.output.json import Object, document
from blastradius.output.markdown import is_url
from blastradius.output.page_paths import FOLDERS, File, file_name
from blastradius.output.partial import in_short
from blastradius.output.prose import counted, one_line
from blastradius.output.seal import UNSEALED

_NAMESPACE = UUID("aa7caf3a-d55a-4e9a-b34e-056215fba56a")
_TYPES = ["investigation", "mitigation", "remediation"]
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Since when a playbook has been there that rests on nothing that has a date."""


class PlaybookPress:
    """A file for every credential and every agent: a system is no case that somebody has to respond to."""

    def __init__(self, cover: Cover) -> None:
        self._cover = cover

    def entity(self, page: EntityPage) -> Iterator[File]:
        """The playbook of a page."""
        if not isinstance(page, SystemPage):
            path = f"{FOLDERS[page.head.kind]}/{file_name(page.head.id).removesuffix('.md')}.json"
            yield File(path=path, text=document(_playbook(self._cover, page)))

    def around(self, _: Book) -> tuple[File, ...]:
        """Nothing: every playbook stands alone."""
        return ()


def _playbook(cover: Cover, page: Page) -> Object:
    name = f"{_title(page)} ({one_line(cover.title)})"
    own = f"playbook--{uuid5(_NAMESPACE, canonical({'name': name, 'playbook_types': _TYPES}).decode())}"
    steps = tuple(acts(page))
    owner = page.head.pager.team
    teams = dict.fromkeys(act.team or owner for act in steps)
    group_of = {team: _id("group", own, team or "") for team in teams}
    start, end = _id("start", own, ""), _id("end", own, "")
    ids = [_id("action", own, act.key) for act in steps]
    workflow: Object = {start: {"type": "start", "on_completion": ids[0]}}
    for act, step, after in zip(steps, ids, [*ids[1:], end], strict=True):
        workflow[step] = _action(act, group_of[act.team or owner], after)
    workflow[end] = {"type": "end"}
    created, modified = _dated(page.head, cover.judged)
    until = _valid_until(page.head)
    return {
        "type": "playbook",
        "spec_version": "cacao-2.0",
        "id": own,
        "name": name,
        "description": _description(cover, page),
        "playbook_types": _TYPES,
        "playbook_activities": list(dict.fromkeys(act.activity for act in steps)),
        "playbook_processing_summary": {"manual_playbook": True},
        "created_by": _id("identity", "blastradius", cover.title),
        "created": _timestamp(created),
        "modified": _timestamp(modified),
        **({"valid_until": _timestamp(until)} if until else {}),
        "labels": ["blastradius", f"{page.head.kind.value}:{one_line(page.head.id)}"],
        "external_references": _references(page, steps),
        "workflow_start": start,
        "workflow": workflow,
        "agent_definitions": {
            group_of[team]: _group(team, page.head.pager if team == owner else cover.pagers.get(team or ""))
            for team in teams
        },
    }


def _title(page: Page) -> str:
    if isinstance(page, CredentialPage):
        return f"Credential {one_line(page.head.id)} is misused: contain it and undo"
    return f"Agent {one_line(page.head.id)} misbehaves: stop it and undo"


def _description(cover: Cover, page: Page) -> str:
    head = page.head
    told = []
    if not cover.complete:
        told.append(f"PARTIAL: {in_short(cover.problems)}.")
    told += [one_line(text) for text in (head.name, head.summary) if text]
    told.append(f"Owner: {one_line(head.pager.team or 'not known')}.")
    told.append(_stands(head.proven))
    if head.holes:
        told.append(f"{counted(len(head.holes), 'fact is', 'facts are')} not known: the last step lists them.")
    told.append("Steps are carried out by people. {since} and {until} in a query are the time in question.")
    return " ".join(each if each.endswith(".") else f"{each}." for each in told)


def _stands(proven: Proven | None) -> str:
    """Who stands for the facts, and until when that counts."""
    if proven is None:
        return "Nobody stands for these facts."
    by = f" by {one_line(proven.proof.by)}" if proven.proof.by else ""
    on = f" on {proven.proof.on.date()}" if proven.proof.on else ""
    stale = f"; STALE since {proven.until.date()}: check before you rely on it" if proven.stale and proven.until else ""
    return f"These facts are {one_line(proven.proof.how or 'declared')}{by}{on}{stale}."


def _proofs(head: Head) -> tuple[Proven, ...]:
    return tuple(each for each in (head.proven, head.stop_proven, head.pager.proven) if each)


def _dated(head: Head, judged: datetime | None) -> tuple[datetime, datetime]:
    """Since when the facts stand, and when they were last proven, or judged."""
    days = [each.proof.on for each in _proofs(head) if each.proof.on]
    created = min(days, default=judged or _NEVER)
    return created, max([created, *days, *([judged] if judged else [])])


def _valid_until(head: Head) -> datetime | None:
    """When the first proof of the page runs out: that of the entity, or of how it is stopped."""
    return min((each.until for each in (head.proven, head.stop_proven) if each and each.until), default=None)


def _action(act: Act, agent: str, after: str) -> Object:
    return {
        "type": "action",
        "name": one_line(act.name),
        **({"description": one_line(" ".join(act.about))} if act.about else {}),
        **({"external_references": _cited(act)} if act.at else {}),
        "on_completion": after,
        "commands": [{"type": "manual", "command": text, "playbook_activity": act.activity} for text in act.does],
        "agent": agent,
    }


def _cited(act: Act) -> list[Object]:
    return [{"name": "inventory", "external_id": place} for place in dict.fromkeys(one_line(str(at)) for at in act.at)]


def _references(page: Page, steps: Iterable[Act]) -> list[Object]:
    """All that any part refers to has to stand here as well; before it the seal, and the links of the entity."""
    found = [{"name": "blastradius", "external_id": UNSEALED}]
    found += [{"name": one_line(title), "url": url} for title, url in page.head.links if is_url(url)]
    cited = {each["external_id"]: each for act in steps for each in _cited(act)}
    return [*found, *cited.values()]


def _group(team: str | None, pager: Pager | None) -> Object:
    """Whoever carries out steps, and how they are paged, or reached where nobody is on call."""
    if team is None:
        return {"type": "group", "name": "Whoever answers", "description": "Not known: who owns it."}
    cell, other = (pager.on_call, pager.contact) if pager else (None, None)
    phones = [("on-call", cell.phone if cell else None), ("team", other.phone if other else None)]
    paged = (cell.channel, cell.rotation, cell.hours) if cell else ()
    asked = (other.channel, other.email, other.lead) if other else ()
    more = " · ".join(one_line(text) for text in (*paged, *asked) if text)
    phone: Object = {kind: one_line(number) for kind, number in phones if number}
    contact = {**({"phone": phone} if phone else {}), **({"contact_details": more} if more else {})}
    return {"type": "group", "name": one_line(team), **({"contact": contact} if contact else {})}


def _id(kind: str, own: str, key: str) -> str:
    """An identifier with the bits of a UUIDv4, the same for the same key."""
    digest = sha256(f"{own}\n{kind}\n{key}".encode("utf-8", "surrogatepass")).digest()
    return f"{kind}--{UUID(bytes=digest[:16], version=4)}"


def _timestamp(moment: datetime) -> str:
    return f"{moment.strftime('%Y-%m-%dT%H:%M:%S')}.000Z"

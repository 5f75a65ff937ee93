"""From documents to entities. Lenient on purpose: what is malformed has been reported, what is legible still counts.

Where a cell that limits access is not known, it counts as everything: `admin`, every scope, the whole system.
"""

from collections.abc import Callable, Iterable, Mapping

from blastradius.model import read_cells
from blastradius.model.cells import AuditLog, Level
from blastradius.model.entities import (
    Agent,
    Bound,
    Credential,
    Discharge,
    Entity,
    Exemption,
    Feed,
    Grant,
    Need,
    Operation,
    Settings,
    System,
    Team,
    Tool,
    Way,
)
from blastradius.model.later import Later
from blastradius.model.node import UNKNOWN, Node
from blastradius.model.read_cells import LEVELS
from blastradius.source.document import Document

_ACCESS_OF_EFFECT = {"read": Level.READ, "grant": Level.ADMIN}


def entity_of(document: Document) -> Entity | None:
    """What a document describes; `None` where it does not say what it is, or describes nothing of an inventory."""
    kind = document.data.get("kind")
    make = _MAKERS.get(kind) if isinstance(kind, str) else None
    node = Node(document.data, document.root)
    name = node.text("id")
    return make(node, name) if make and name is not None else None


def _team(node: Node, name: str) -> Team:
    return Team(
        id=name,
        name=node.text("name"),
        on_call=read_cells.on_call(node),
        contact=node.pairs("contact"),
        lead=node.text("lead"),
        proof=read_cells.proof(node),
        source=node.ref,
    )


def _system(node: Node, name: str) -> System:
    log = read_cells.audit_log(node)
    implied = node.child("scope_implies")
    return System(
        id=name,
        name=node.text("name"),
        summary=node.text("summary"),
        environment=node.text("environment"),
        owner=node.text("owner"),
        on_call=read_cells.on_call(node),
        audit_log=log,
        reversibility=read_cells.reversibility(node),
        grants=Later(_grant(grant, name) for grant in node.children("credentials") if grant.text("credential")),
        operations=Later(_operation(item, name, log) for item in node.children("operations") if item.text("id")),
        scope_implies=tuple((scope, implied.texts(scope)) for scope in sorted(implied.data)) if implied else (),
        scopes_ignore_case=node.text("scopes_case") == "insensitive",
        untrusted_input=bool(node.flag("untrusted_input")),
        data=node.texts("data"),
        feeds=Later(_feed(feed) for feed in node.children("feeds") if feed.text("system")),
        kill_switch=read_cells.kill_switch(node),
        discharges=tuple(_discharge(each) for each in node.children("discharges") if each.text("condition")),
        vendor=node.text("vendor"),
        plan=node.text("plan"),
        support=node.pairs("vendor_support"),
        proof=read_cells.proof(node),
        source=node.ref,
    )


def _operation(node: Node, system: str, log: AuditLog | None) -> Operation:
    effect = _effects(node)
    said_unknown = node.data.get("access") == UNKNOWN
    return Operation(
        id=node.text("id") or "",
        system=system,
        summary=node.text("summary"),
        effect=effect,
        access=None if said_unknown else LEVELS.get(node.text("access") or "") or _access_for(effect),
        requires=node.texts("requires"),
        also=node.texts("also"),
        object=node.texts("object"),
        amount=read_cells.amount(node),
        reversibility=read_cells.reversibility(node),
        idempotency=read_cells.idempotency(node),
        receipt=read_cells.receipt(node),
        audit_log=read_cells.audit_log(node, log),
        limit=read_cells.limit(node),
        says=node.texts("says"),
        vendor=node.text("vendor"),
        source=node.ref,
    )


def _effects(node: Node) -> tuple[str, ...]:
    """The effects; an `unknown` among them is kept, so that the rest does not pass for all."""
    said = node.data.get("effect")
    unknown = said == UNKNOWN or (isinstance(said, list) and UNKNOWN in said)
    return (*node.texts("effect"), *((UNKNOWN,) if unknown else ()))


def _access_for(effect: tuple[str, ...]) -> Level | None:
    if UNKNOWN in effect:
        return None
    return max((_ACCESS_OF_EFFECT.get(each, Level.WRITE) for each in effect), default=None)


def _grant(node: Node, system: str) -> Grant:
    access = LEVELS.get(node.text("access") or "")
    scopes, resources = _limit(node, "scopes"), _limit(node, "resources")
    worst = [] if access else ["access"]
    worst += [key for key in ("scopes", "resources") if key in node.data and not _limit(node, key)]
    return Grant(
        credential=node.text("credential") or "",
        system=system,
        access=access or Level.ADMIN,
        scopes=scopes,
        resources=resources,
        denies=node.texts("denies"),
        conditions=node.texts("conditions"),
        until=node.moment("until", end_of_day=True),
        worst=tuple(worst),
        source=node.ref,
    )


def _limit(node: Node, key: str) -> tuple[str, ...] | None:
    """A list that narrows; one that is empty, or has an unknown in it, narrows nothing."""
    value = node.data.get(key)
    if isinstance(value, list) and value and all(isinstance(item, str) and item != UNKNOWN for item in value):
        return tuple(value)
    return None


def _feed(node: Node) -> Feed:
    return Feed(
        system=node.text("system") or "",
        what=node.text("what"),
        delay=node.duration("delay"),
        stop=node.texts("stop"),
        source=node.ref,
    )


def _discharge(node: Node) -> Discharge:
    level = LEVELS.get(node.text("access") or "", Level.READ)
    return Discharge(condition=node.text("condition") or "", access=level, source=node.ref)


def _credential(node: Node, name: str) -> Credential:
    return Credential(
        id=name,
        name=node.text("name"),
        summary=node.text("summary"),
        type=node.text("type"),
        principal=node.text("principal"),
        fingerprint=node.text("fingerprint"),
        owner=node.text("owner"),
        shared_with=node.texts("shared_with"),
        ways=Later(way for way in map(_way, node.children("obtainable_from")) if way.needs),
        expires=node.moment("expires", end_of_day=True),
        rotate_every=node.duration("rotate_every"),
        rotated=node.moment("rotated"),
        revoke=read_cells.revoke(node),
        revoked_with=node.text("revoked_with"),
        proof=read_cells.proof(node),
        source=node.ref,
    )


def _way(node: Node) -> Way:
    together = "all_of" in node.data
    asked = list(node.children("all_of")) if together else [node]
    return Way(
        needs=tuple(_need(need) for need in asked if need.text("system")),
        conditions=node.texts("conditions"),
        how="; ".join(node.texts("how")) or None,
        cap=LEVELS.get(node.text("as") or "", Level.ADMIN),
        source=node.ref,
    )


def _need(node: Node) -> Need:
    """Access to any of the parts will do: where they are not known, or `*` is among them, to any part at all."""
    parts = _limit(node, "resources") or ()
    return Need(
        system=node.text("system") or "",
        access=LEVELS.get(node.text("access") or "", Level.READ),
        requires=node.texts("requires"),
        resources=() if "*" in parts else parts,
        conditions=node.texts("conditions"),
        source=node.ref,
    )


def _agent(node: Node, name: str) -> Agent:
    seen = node.child("appears_as")
    return Agent(
        id=name,
        name=node.text("name"),
        summary=node.text("summary"),
        status=node.text("status"),
        owner=node.text("owner"),
        on_call=read_cells.on_call(node),
        kill_switch=read_cells.kill_switch(node),
        services=seen.texts("service") if seen else (),
        names=seen.texts("agent") if seen else (),
        delegates_to=node.texts("delegates_to"),
        sdk_retries=node.number("sdk_retries"),
        tools=tuple(_tool(tool) for tool in node.children("tools") if _registered_name(tool)),
        proof=read_cells.proof(node),
        source=node.ref,
    )


def _tool(node: Node) -> Tool:
    credential = node.text("credential")
    return Tool(
        name=_registered_name(node),
        bound=tuple(_bindings(node, credential)),
        none=node.data.get("operation") == "none",
        because=node.text("because"),
        credential=credential,
        approval=node.text("approval"),
        retries=node.number("retries"),
        idempotency_key=node.text("idempotency_key"),
        limit=read_cells.limit(node),
        schema_sha256=node.text("schema_sha256"),
        server=node.text("server"),
        proof=read_cells.proof(node),
        source=node.ref,
    )


def _registered_name(node: Node) -> str:
    """The name of a tool is a name, whatever it says: some are called `unknown`."""
    name = node.data.get("name")
    return name if isinstance(name, str) else node.text("name") or ""


def _bindings(node: Node, credential: str | None) -> Iterable[Bound]:
    operation = node.data.get("operation")
    ref = node.ref / "operation"
    listed = enumerate(operation) if isinstance(operation, list) else [(None, operation)]
    for index, item in listed:
        place = ref if index is None else ref / index
        target, own, when = item, None, None
        if isinstance(item, dict):
            inner = Node(item, place)
            target, own = inner.text("id"), inner.text("credential")
            when = read_cells.predicate(inner, "when")
        if isinstance(target, str) and "/" in target:
            system, _, name = target.partition("/")
            yield Bound(system=system, operation=name, credential=own or credential, when=when, source=place)


def _settings(node: Node, name: str) -> Settings:
    return Settings(
        id=name,
        name=node.text("name"),
        stale_after=node.duration("stale_after"),
        rules=node.pairs("rules"),
        budget=node.numbers("budget"),
        exemptions=tuple(_exemption(each) for each in node.children("exemptions")),
        source=node.ref,
    )


def _exemption(node: Node) -> Exemption:
    return Exemption(
        rule=node.text("rule") or "",
        target=node.text("target") or "",
        reason=node.text("reason") or "",
        by=node.text("by") or "",
        until=node.moment("until", end_of_day=True),
        source=node.ref,
    )


_MAKERS: Mapping[str, Callable[[Node, str], Entity]] = {
    "Team": _team,
    "System": _system,
    "Credential": _credential,
    "Agent": _agent,
    "Inventory": _settings,
}

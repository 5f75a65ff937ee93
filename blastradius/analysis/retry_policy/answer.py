"""From the idempotency of operations to what a runtime may do by itself. What is not known may not be repeated."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from blastradius.analysis.reach.doubled import doubled_entities, doubled_operations
from blastradius.analysis.retry_policy.report import (
    OperationPolicy,
    ReadBack,
    Reason,
    Retry,
    RetryKey,
    RetryPolicyReport,
    ToolPolicy,
)
from blastradius.finding import Finding
from blastradius.graph.index import Index
from blastradius.lint.repeats import adds
from blastradius.model import places
from blastradius.model.brought_about import repeated_with
from blastradius.model.catalog import Catalog
from blastradius.model.cells import Idempotency
from blastradius.model.entities import Agent, Bound, Operation, System, Tool
from blastradius.source.document import Ref


def retry_policy(catalog: Catalog, *, now: datetime, problems: tuple[Finding, ...] = ()) -> RetryPolicyReport:
    """The policy of every tool of every agent. `problems` are those of reading."""
    systems = {bound.system for agent in catalog.agents for tool in agent.tools for bound in tool.bound}
    twice = (*doubled_entities(catalog), *doubled_operations(Index(catalog, now), systems))
    agents = sorted(catalog.agents, key=lambda agent: agent.id)
    return RetryPolicyReport(
        complete=catalog.complete and not twice,
        now=now,
        tools=tuple(_tool(catalog, agent, tool) for agent in agents for tool in agent.tools),
        problems=(*problems, *twice),
    )


def _tool(catalog: Catalog, agent: Agent, tool: Tool) -> ToolPolicy:
    operations = tuple(policy for bound in tool.bound for policy in _bound(catalog, bound))
    reasons: tuple[Reason, ...] = ()
    if tool.none:
        retry = Retry.SAFE
        reasons = (Reason(says="it touches no external system", where=tool.source / "operation"),)
    elif not operations or _listed(tool) > len(tool.bound):
        retry = Retry.NEVER
        reasons = (Reason(says="nobody knows all that it does", where=tool.source / "operation"),)
    else:
        retry = max((each.retry for each in operations), key=lambda each: each.rank)
    return ToolPolicy(
        agent=agent.id,
        tool=tool.name,
        retry=retry,
        max_retries=0 if retry is Retry.NEVER else tool.retries,
        operations=operations,
        reasons=reasons,
        violations=tuple(_violations(agent, tool, retry)),
        source=tool.source / "name",
    )


def _listed(tool: Tool) -> int:
    written = (tool.source / "operation").value
    return len(written) if isinstance(written, list) else 1


def _bound(catalog: Catalog, bound: Bound) -> Iterator[OperationPolicy]:
    """One policy, or of an operation that was written twice one for each entry."""
    systems = catalog.records(System, bound.system)
    records = [each for system in systems for each in system.operations if each.id == bound.operation]
    if not records:
        reason = Reason(says=f"there is no operation {bound.target}", where=bound.source)
        yield OperationPolicy(operation=bound.target, retry=Retry.NEVER, key=None, read_back=None, reasons=(reason,))
    for operation in records:
        yield _operation(bound.target, operation)
        for other in repeated_with(catalog, operation):
            judged = _operation(f"{bound.system}/{other.id}", other)
            cause = Reason(says=f"it happens with {bound.target}", where=operation.source / "also")
            yield msgspec.structs.replace(judged, reasons=(*judged.reasons, cause))


def _operation(target: str, operation: Operation) -> OperationPolicy:
    effect = places.effect(operation)
    cell = operation.idempotency
    key = _key(operation, cell) if cell else None
    retry, reason = _judged(operation, cell, key)
    if not effect.known and retry is not Retry.NEVER:
        retry, reason = Retry.NEVER, Reason(says="nobody knows all of its effects", where=effect.ref)
    return OperationPolicy(
        operation=target,
        retry=retry,
        key=key if retry is Retry.WITH_KEY else None,
        read_back=_read_back(operation),
        reasons=(reason, *_outcome(operation, retry)),
    )


def _judged(operation: Operation, cell: Idempotency | None, key: RetryKey | None) -> tuple[Retry, Reason]:
    place = operation.source / "idempotency"
    if operation.reads_only and (cell is None or cell.kind in {None, "natural"}):
        return Retry.SAFE, Reason(says="it only reads", where=operation.source / "effect")
    if cell is None or cell.kind is None:
        return Retry.NEVER, Reason(says="nobody knows what a repeat does", where=place)
    note = f": {cell.on_repeat}" if cell.on_repeat else ""
    where = cell.source / "class"
    does = adds(operation)
    match cell.kind:
        case "natural" if does and not cell.on_repeat:
            says = f"it is said to be natural, it {does}, and nobody says why a second call changes nothing"
            return Retry.NEVER, Reason(says=says, where=where)
        case "natural":
            return Retry.SAFE, Reason(says=f"a repeat changes nothing more{note}", where=where)
        case "keyed" if key:
            lasts = f" within {key.window.text}" if key.window.seconds is not None else ", however late,"
            says = f"a repeat with the same {key.carrier} {key.name}{lasts} changes nothing more"
            return Retry.WITH_KEY, Reason(says=says, where=where)
        case "keyed":
            says = "it takes a key, but nobody knows how the key travels or how long it is honoured"
            return Retry.NEVER, Reason(says=says, where=where)
        case "worsens":
            return Retry.NEVER, Reason(says=f"a repeat does more harm{note}", where=where)
        case _:
            return Retry.NEVER, Reason(says=f"a repeat does it again{note}", where=where)


def _key(operation: Operation, cell: Idempotency) -> RetryKey | None:
    if cell.kind != "keyed" or not cell.carrier or not cell.key or cell.window is None or cell.window.seconds == 0:
        return None
    return RetryKey(
        carrier=cell.carrier,
        name=cell.key,
        window=cell.window,
        on_mismatch=cell.on_mismatch,
        scope=cell.scope or operation.object,
    )


def _read_back(operation: Operation) -> ReadBack | None:
    receipt = operation.receipt
    if receipt is None or receipt.read_back is None:
        return None
    name = receipt.read_back
    return ReadBack(operation=name if "/" in name else f"{operation.system}/{name}", after=receipt.after)


def _outcome(operation: Operation, retry: Retry) -> Iterator[Reason]:
    """Where an answer does not tell whether it happened."""
    receipt = operation.receipt
    if retry is Retry.SAFE:
        return
    if receipt is not None and receipt.read_back is not None:
        says = f"where the outcome is not known, {receipt.read_back} tells; only what did not happen is made again"
        yield Reason(says=says, where=receipt.source / "read_back")
    elif receipt is not None and receipt.completion == "async":
        yield Reason(says="it completes later, and nothing is named that tells", where=receipt.source / "completion")


def _violations(agent: Agent, tool: Tool, retry: Retry) -> Iterator[Reason]:
    """In what the runtime, as written, does not keep to the policy."""
    repeats = [
        (number, place, who)
        for number, place, who in (
            (tool.retries, tool.source / "retries", "the runtime"),
            (None if tool.none else agent.sdk_retries, agent.source / "sdk_retries", "the client library"),
        )
        if number
    ]
    if retry is Retry.NEVER:
        for number, place, who in repeats:
            yield Reason(says=f"{who} repeats it up to {number} times; it may never", where=place)
    elif retry is Retry.WITH_KEY and repeats:
        yield from _keyless(tool)


def _keyless(tool: Tool) -> Iterator[Reason]:
    place: Ref = tool.source / "idempotency_key"
    match tool.idempotency_key:
        case "run+step+tool+scope":
            return
        case None:
            yield Reason(says="whether the runtime sends a key is not known, and it repeats", where=place)
        case "none":
            yield Reason(says="the runtime sends no key, and it repeats", where=place)
        case "arguments":
            yield Reason(says="the key is made of the arguments: a second one that is meant is lost", where=place)
        case _:
            yield Reason(says="the key is the call's id: an agent that decides again makes a new one", where=place)

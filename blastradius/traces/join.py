"""Recorded calls joined with the inventory: by whom, which operation, with which credential, and whether it happened.

Nothing is guessed: several candidates are said to be several, and a result that proves nothing proves nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct

from blastradius.model.brought_about import brought_about
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Agent, Operation, Tool
from blastradius.model.predicate import Comparison, Predicate, look_up
from blastradius.traces.events import Call, Ending
from blastradius.traces.failures import names_failure, tells_failure
from blastradius.traces.groups import size_of
from blastradius.traces.session import Session

_FAILED = re.compile(r"\s*(?:error|exception|traceback)\b", re.IGNORECASE)
_PREFIXES = (re.compile(r"mcp__.+?__(?=.)"), re.compile(r"execute_tool "), re.compile(r"[\w-]+\.(?=.)"))

_OF_EACH = 1_500  # bytes, of what all effects have


class Outcome(StrEnum):
    """Whether the effect of a call happened, by the receipt of its operation."""

    OK = "ok"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Effect(Struct, frozen=True, kw_only=True):
    """One operation that a recorded call stands for. A call of a tool that does several things has one for each.

    `operation` is `None` where nobody wrote the operation, `operation_id` and `system` as well where nobody wrote which
    it is. `case`: the tool does this only in some cases, and the call does not decide whether it was one. `brings`: it
    brings about by itself what changes something.
    """

    call: Call
    agent: str | None
    system: str | None
    operation_id: str | None
    operation: Operation | None
    credential: str | None
    outcome: Outcome
    tool: Tool | None = None
    case: bool = False
    brings: bool = False

    @property
    def target(self) -> str | None:
        """`stripe/create_refund`."""
        return f"{self.system}/{self.operation_id}" if self.system and self.operation_id else None

    @property
    def changes(self) -> bool:
        """Whether it changes something, or may: what is not known counts as a change."""
        return self.operation is None or self.brings or not self.operation.reads_only


def size_of_effect(effect: Effect) -> int:
    """About how many bytes one takes in memory."""
    return _OF_EACH + size_of(effect.call.arguments, effect.call.result)


class Ambiguous(Struct, frozen=True, kw_only=True):
    """A call that several agents can have made, whose tools of that name do different things."""

    call: Call
    agents: tuple[str, ...]


class Joined(Struct, frozen=True, kw_only=True):
    """Every call of some sessions, once: as effects, as unlisted, as ambiguous, or as one that touches nothing outside.

    A call of a tool none of whose cases holds touches nothing. `unlisted` are calls of tools that no agent of the
    inventory has registered.
    """

    effects: tuple[Effect, ...]
    unlisted: tuple[Call, ...]
    ambiguous: tuple[Ambiguous, ...]
    inside: tuple[Call, ...]

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every call once."""
        found = {id(effect.call): effect.call for effect in self.effects}
        return (*found.values(), *self.unlisted, *self.inside, *(each.call for each in self.ambiguous))


def join(sessions: Iterable[Session], catalog: Catalog | None, *, as_agent: str | None = None) -> Joined:
    """The calls of these sessions and what the inventory says of them, in order. Without one, all are unlisted."""
    effects: list[Effect] = []
    unlisted: list[Call] = []
    ambiguous: list[Ambiguous] = []
    inside: list[Call] = []
    roster = _Roster(catalog, as_agent) if catalog else None
    for session in sessions:
        for call in session.events:
            if not isinstance(call, Call):
                continue
            found = roster.bound(call) if roster else []
            if not found:
                unlisted.append(call)
            elif len(found) > 1:
                ambiguous.append(Ambiguous(call=call, agents=tuple(agent.id for agent, _ in found)))
            elif found[0][1].none:
                inside.append(call)
            elif roster:
                done = tuple(roster.effects(call, *found[0]))
                effects += done
                inside += () if done else (call,)
    return Joined(effects=tuple(effects), unlisted=tuple(unlisted), ambiguous=tuple(ambiguous), inside=tuple(inside))


class _Roster:
    """Who is who in traces."""

    def __init__(self, catalog: Catalog, as_agent: str | None) -> None:
        self._catalog = catalog
        self._as_agent = catalog.agent[as_agent] if as_agent and as_agent in catalog.agent else None
        self._named: dict[str, list[Agent]] = {}
        self._serving: dict[str, list[Agent]] = {}
        self._holding: dict[str, list[tuple[Agent, Tool]]] = {}
        for name in sorted(catalog.agent):
            agent = catalog.agent[name]
            for each in {agent.id, *((agent.name,) if agent.name else ()), *agent.names}:
                self._named.setdefault(loose(each), []).append(agent)
            for each in agent.services:
                self._serving.setdefault(loose(each), []).append(agent)
            for tool in agent.tools:
                self._holding.setdefault(tool.name, []).append((agent, tool))

    def bound(self, call: Call) -> list[tuple[Agent, Tool]]:
        """The tools that the call can be of: none where it is unlisted, several where that makes a difference."""
        agents = self._agents(call)
        for name in _names(call.tool):
            holding = self._holding.get(name, [])
            if not holding:
                continue
            found = [each for each in holding if not agents or each[0].id in {agent.id for agent in agents}]
            return found[:1] if len({_does(tool) for _, tool in found}) == 1 else found
        return []

    def _agents(self, call: Call) -> list[Agent]:
        """Who made the call: as recorded, by the nearest agent or else the service, else as somebody says."""
        for word, known in ((call.agent, self._named), (call.agent, self._serving), (call.service, self._serving)):
            found = known.get(loose(word)) if word else None
            if found:
                return found
        return [self._as_agent] if self._as_agent else []

    def effects(self, call: Call, agent: Agent, tool: Tool) -> Iterator[Effect]:
        """What the call did, by the bindings of the tool whose case it is."""
        if not tool.bound:
            yield Effect(
                call=call,
                agent=agent.id,
                system=None,
                operation_id=None,
                operation=None,
                credential=tool.credential,
                outcome=outcome_of(call, None),
                tool=tool,
            )
        for bound in tool.bound:
            holds = True if bound.when is None else _holds(bound.when, call)
            if holds is False:
                continue
            operation = self._catalog.operation.get((bound.system, bound.operation))
            yield Effect(
                call=call,
                agent=agent.id,
                system=bound.system,
                operation_id=bound.operation,
                operation=operation,
                credential=bound.credential,
                outcome=outcome_of(call, operation),
                tool=tool,
                case=holds is None,
                brings=bool(operation and operation.also and brought_about(self._catalog, operation)),
            )


def outcome_of(call: Call, operation: Operation | None) -> Outcome:
    """Whether it happened, by the receipt of the operation; never guessed.

    Where nothing came back, or an error that says nothing about the effect (a time-out), it is not known. Without a
    receipt a marked error, a text that begins like one, and a result that tells beyond doubt that nothing was done have
    failed, and everything else is not known. No failure is proven where a field that proves success is missing, nor by
    a value that leaves it open (`pending`). That a field which proves failure is missing proves no success against such
    a mark, nor in a text, which has no fields.
    """
    if call.ending in {Ending.LOST, Ending.NO_RESULT}:
        return Outcome.UNKNOWN
    failed = call.ending is Ending.ERROR or (isinstance(call.result, str) and bool(_FAILED.match(call.result)))
    receipt = operation.receipt if operation else None
    if receipt is None:
        return Outcome.FAILED if failed or tells_failure(call.result) else Outcome.UNKNOWN
    if receipt.success:
        return _by_success(call, receipt.success, receipt.failure, failed=failed)
    holds = _holds(receipt.failure, call) if receipt.failure else None
    if failed or holds:
        return Outcome.FAILED
    if receipt.failure:
        return Outcome.UNKNOWN if holds is None and _tests_presence(receipt.failure) else Outcome.OK
    proven = bool(receipt.fields) and all(_holds(_present(field), call) for field in receipt.fields)
    return Outcome.OK if proven else Outcome.UNKNOWN


def _by_success(call: Call, success: Predicate, failure: Predicate | None, *, failed: bool) -> Outcome:
    holds = _holds(success, call)
    if holds and not (failed and _is_absence(success)):
        return Outcome.OK
    if failure:  # what is neither the one nor the other is not decided, such as a payment in progress
        return Outcome.FAILED if failed or _holds(failure, call) else Outcome.UNKNOWN
    shown = holds is False and _is_the_contrary(success, _value(success, call))
    return Outcome.FAILED if failed or shown or tells_failure(call.result) else Outcome.UNKNOWN


def _is_the_contrary(success: Predicate, value: Any) -> bool:
    """Whether a value that proves no success proves the failure: there is no third one, or it says so itself."""
    if success.comparison is Comparison.PRESENT:
        return False
    return success.comparison is Comparison.ABOVE or isinstance(value, bool) or names_failure(value)


def subject_of(call: Call) -> dict[str, Any]:
    """What field paths of the format are looked up in: `args` and `result`."""
    return {"args": call.arguments, "result": call.result}


def _holds(test: Predicate, call: Call) -> bool | None:
    """A test of a call; a path that begins with neither `args` nor `result` is one into the result."""
    within = _is_rooted(test)
    if _tests_presence(test) and test.field not in {"args", "result"}:
        arguments = within and str(test.field).startswith("args")
        subject = call.arguments if arguments else call.result
        if subject == [] or not isinstance(subject, Mapping | list):
            return None
    return test.holds(subject_of(call) if within else call.result)


def _value(test: Predicate, call: Call) -> Any:
    """What the test looks at."""
    subject = subject_of(call) if _is_rooted(test) else call.result
    return subject if test.field is None else look_up(subject, test.field)


def _is_rooted(test: Predicate) -> bool:
    return bool(test.field and re.match(r"(?:args|result)(?=[.\[]|\Z)", test.field))


def _tests_presence(test: Predicate) -> bool:
    """Whether it asks for a field to be there or not, which only data with fields can answer."""
    return test.field is not None and test.comparison is Comparison.PRESENT


def _is_absence(test: Predicate) -> bool:
    return _tests_presence(test) and test.values == (False,)


def _present(field: str) -> Predicate:
    return Predicate(field=field, comparison=Comparison.PRESENT, values=(True,))


def _names(tool: str) -> Iterator[str]:
    """The name as recorded, then without what runtimes put in front of it."""
    yield tool
    for prefix in _PREFIXES:
        found = prefix.match(tool)
        if found:
            yield tool[found.end() :]


def _does(tool: Tool) -> tuple[object, ...]:
    return (tool.none, tuple((each.system, each.operation, each.credential) for each in tool.bound))


def names_of(agent: Agent) -> tuple[str, ...]:
    """How runs may call an agent: by its names, or by those of its services."""
    return (agent.id, *((agent.name,) if agent.name else ()), *agent.names, *agent.services)


def loose(word: str) -> str:
    """A name as it is compared with others."""
    return re.sub(r"[\s_-]+", "-", word.strip().lower())

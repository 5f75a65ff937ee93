"""What agents can do without a person who sees it first, and could not do so before.

A credential may open far more than the tools of its agents use. A new tool, another operation behind an old one, or one
more effect of an operation is no new reach therefore, and lets an agent do what it could not do all the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from blastradius.analysis.diff import guards
from blastradius.analysis.diff.report import EffectChange
from blastradius.analysis.reach.search import agents_below
from blastradius.model import places
from blastradius.model.brought_about import with_all
from blastradius.model.catalog import Catalog
from blastradius.model.entities import RETIRED, Agent, Operation, Tool
from blastradius.model.node import UNKNOWN
from blastradius.source.document import Ref

_NOT_OF_IT = frozenset({"id", "summary", "says", "links", "verified"})

Name = tuple[str, str]
"""A system and an operation."""


class _Act(NamedTuple):
    """One effect of a tool. `name` is `None` where nobody knows what the tool does, `effect` then `unknown`.

    `known_as` is the operation by its id in the base. `place` binds it, `effect_at` says what it does.
    """

    agent: Agent
    tool: Tool
    name: Name | None
    known_as: Name | None
    effect: str
    approval: guards.Guard
    place: Ref
    effect_at: Ref

    def covers(self, other: "_Act") -> bool:
        """Whether whoever does this may do the other: what is not known may be anything."""
        if self.name is None:
            return (self.agent.id, self.tool.name) == (other.agent.id, other.tool.name)
        return self.name == other.known_as and self.effect in {other.effect, UNKNOWN}


def gained(before: Catalog, after: Catalog) -> Iterator[EffectChange]:
    """The effects other than `read`, one change for each tool and operation.

    What an agent calls other agents for counts as its own, and is told of the others alone where it is new for them
    too. A tool that needs less approval than before for the same is told as a weaker guard.
    """
    then, now = _acts(before, {}), _acts(after, _ids_of_base(before, after))
    new = {name: list(_new(acts, _below(before, name, then))) for name, acts in now.items()}
    told = {id(act) for acts in new.values() for act, _ in acts}
    for name in sorted(after.agent):
        others = [act for act in _below(after, name, now) if act.agent.id != name and id(act) not in told]
        found = (*new.get(name, ()), *_new(others, _below(before, name, then)))
        yield from _changes(name, found, before, after, then)


def _new(acts: Iterable[_Act], allowed: Iterable[_Act]) -> Iterator[tuple[_Act, _Act | None]]:
    """Acts that no person sees, with the same act as it needed least approval before, if it was there."""
    known = list(allowed)
    for act in acts:
        same = max((each for each in known if each.covers(act)), key=lambda each: each.approval.weakness, default=None)
        if act.approval.weakness > (same.approval.weakness if same else guards.SEEN):
            yield act, same


def _changes(
    name: str,
    found: Iterable[tuple[_Act, _Act | None]],
    before: Catalog,
    after: Catalog,
    then: Mapping[str, list[_Act]],
) -> Iterator[EffectChange]:
    groups: dict[tuple[str, str, Name | None], list[tuple[_Act, _Act | None]]] = {}
    for act, same in found:
        if act.agent.id != name or not _is_weaker_guard(act, then):
            groups.setdefault((act.agent.id, act.tool.name, act.name), []).append((act, same))
    for pairs in groups.values():
        act, same = pairs[0]
        yield EffectChange(
            agent=name,
            by=act.agent.id,
            tool=act.tool.name,
            operation="/".join(act.name) if act.name else None,
            effect=tuple(dict.fromkeys(each.effect for each, _ in pairs)),
            approval=act.approval.says,
            before=same.approval.says if same else None,
            where=_where(name, act, before, after),
        )


def _is_weaker_guard(act: _Act, then: Mapping[str, list[_Act]]) -> bool:
    """Whether the same tool did the same before, only with more approval."""
    return any(each.tool.name == act.tool.name and each.covers(act) for each in then.get(act.agent.id, ()))


def _where(name: str, act: _Act, before: Catalog, after: Catalog) -> Ref:
    """The line that made the difference."""
    if act.agent.id != name:
        return _call(name, act.agent.id, before, after) or act.agent.source / "id"
    earlier = before.agent.get(name)
    tools = [each for each in earlier.tools if each.name == act.tool.name] if earlier else []
    if earlier is None or not tools:
        return act.tool.source / "name"
    if earlier.status == RETIRED:
        return act.agent.source / "status"
    if act.name is None or all(act.known_as != (each.system, each.operation) for each in tools[0].bound):
        return act.place
    return act.effect_at


def _call(name: str, other: str, before: Catalog, after: Catalog) -> Ref | None:
    """The first new delegation on the way to an agent."""
    for caller in agents_below(after, name):
        earlier = before.agent.get(caller)
        for number, called in enumerate(after.agent[caller].delegates_to if caller in after.agent else ()):
            if called not in (earlier.delegates_to if earlier else ()) and other in agents_below(after, called):
                return after.agent[caller].source / "delegates_to" / number
    return None


def _below(catalog: Catalog, name: str, acts: Mapping[str, list[_Act]]) -> list[_Act]:
    return [act for each in agents_below(catalog, name) for act in acts.get(each, ())]


def _acts(catalog: Catalog, ids: Mapping[Name, Name]) -> dict[str, list[_Act]]:
    """By agent, what the tools of those that run do beside reading."""
    found: dict[str, list[_Act]] = {}
    for agent in catalog.agents:
        if agent.status != RETIRED:
            found.setdefault(agent.id, []).extend(
                act for tool in agent.tools for act in _of_tool(catalog, agent, tool, ids)
            )
    return found


def _of_tool(catalog: Catalog, agent: Agent, tool: Tool, ids: Mapping[Name, Name]) -> Iterator[_Act]:
    approval, place = guards.approval(tool), tool.source / "operation"
    if not tool.none and not tool.bound:
        yield _Act(agent, tool, None, None, UNKNOWN, approval, place, place)
    for bound in tool.bound:
        for name in with_all(catalog, (bound.system, bound.operation)):
            operation = catalog.operation.get(name)
            for effect, effect_at in _effects(operation) if operation else ((UNKNOWN, bound.source),):
                yield _Act(agent, tool, name, ids.get(name, name), effect, approval, bound.source, effect_at)


def _effects(operation: Operation) -> Iterator[tuple[str, Ref]]:
    place = places.effect(operation)
    if not place.known:
        yield UNKNOWN, place.ref
    for effect in operation.effect:
        if effect not in {"read", UNKNOWN}:
            yield effect, operation.source / "effect"


def _ids_of_base(before: Catalog, after: Catalog) -> dict[Name, Name]:
    """Operations that go by another id than before, and are the same in all else."""
    found: dict[Name, Name] = {}
    for system in before.system:
        later = after.system.get(system)
        old = {each.id: each for each in before.system[system].operations}
        new = {each.id: each for each in later.operations} if later else {}
        gone = [each for name, each in old.items() if name not in new]
        for name in new.keys() - old.keys() if gone else ():
            same = [each.id for each in gone if _content(each) == _content(new[name])]
            if len(same) == 1:
                found[system, name] = (system, same[0])
    return found


def _content(operation: Operation) -> Any:
    value = operation.source.value
    return {key: each for key, each in value.items() if key not in _NOT_OF_IT} if isinstance(value, dict) else None

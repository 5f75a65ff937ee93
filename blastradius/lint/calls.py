"""What the tools of agents do, and with which credentials: for the rules about consequences."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from blastradius.lint.wording import quoted
from blastradius.model import entities
from blastradius.model.brought_about import brought_about, repeated_with
from blastradius.model.catalog import Catalog
from blastradius.model.cells import Idempotency, Reversal, Reversibility
from blastradius.model.entities import Agent, Bound, Operation, Tool
from blastradius.model.node import UNKNOWN
from blastradius.source.document import Ref

RETIRED = entities.RETIRED
LIVE = "live"
_NO_KEY = (None, "none")


class Call(Struct, frozen=True, kw_only=True):
    """A tool of an agent that is not retired performs an operation that changes something, or may.

    `cause` is the operation that the tool is bound to, where this one happens with it; `again`, whether a repeat of the
    tool repeats it.
    """

    agent: Agent
    tool: Tool
    bound: Bound
    operation: Operation
    reversibility: Reversibility | None
    cause: Operation | None = None
    again: bool = True

    @property
    def target(self) -> str:
        """`stripe/create_refund`."""
        return f"{self.operation.system}/{self.operation.id}"

    @property
    def repeat(self) -> str | None:
        """What a repeat does: natural, keyed, none or worsens; `None` where that is not known."""
        cell: Idempotency | None = self.operation.idempotency
        return cell.kind if cell else None

    @property
    def sends_no_key(self) -> bool:
        """Whether the runtime is known to send no key; `unknown` is reported as such."""
        return said(self.tool.source, "idempotency_key") is not None and self.tool.idempotency_key in _NO_KEY

    @property
    def repeats(self) -> bool:
        """Whether a repeat is known to do it again: no key is taken, or none is sent."""
        known = self.repeat in ("none", "worsens") or (self.repeat == "keyed" and self.sends_no_key)
        return self.again and known

    @property
    def irreversible(self) -> bool:
        """Whether it is known that nothing takes it back."""
        return self.reversibility is not None and self.reversibility.reversal is Reversal.IRREVERSIBLE


def effects(catalog: Catalog) -> Iterator[Call]:
    """Every call whose operation is written down, in the order in which the tools were written.

    After each what happens with it by itself, also with one that only reads.
    """
    for agent in catalog.agents:
        if agent.status == RETIRED:
            continue
        for tool in agent.tools:
            for bound in tool.bound:
                operation = catalog.operation.get((bound.system, bound.operation))
                if operation is not None:
                    yield from _effects(catalog, agent, tool, bound, operation)


def _effects(catalog: Catalog, agent: Agent, tool: Tool, bound: Bound, operation: Operation) -> Iterator[Call]:
    again = {operation.id, *(each.id for each in repeated_with(catalog, operation))}
    others = brought_about(catalog, operation) if operation.also else ()
    for each in others if operation.reads_only else (operation, *others):
        yield Call(
            agent=agent,
            tool=tool,
            bound=bound,
            operation=each,
            reversibility=catalog.reversibility_of(each),
            cause=None if each is operation else operation,
            again=each.id in again,
        )


def holders(catalog: Catalog) -> Mapping[str, tuple[tuple[Agent, Tool], ...]]:
    """By credential, the tools that use it, retired agents included."""
    found: dict[str, dict[tuple[str, str], tuple[Agent, Tool]]] = {}
    for agent in catalog.agents:
        for tool in agent.tools:
            for name in (tool.credential, *(bound.credential for bound in tool.bound)):
                if name is not None:
                    found.setdefault(name, {})[agent.id, tool.name] = (agent, tool)
    return {name: tuple(each.values()) for name, each in found.items()}


def by_tool(found: Iterable[Call], applies: Callable[[Call], bool]) -> Iterator[tuple[Call, list[Call]]]:
    """The calls to which something applies, those of one tool together, each group with its first."""
    groups: dict[tuple[str, int], list[Call]] = {}
    for call in found:
        if applies(call):
            groups.setdefault((call.agent.id, id(call.tool)), []).append(call)
    yield from ((group[0], group) for group in groups.values())


def brought(several: Iterable[Call]) -> str:
    """`` (`create_refund` happens with `list_charges`) ``; empty where the tools are bound to all of it."""
    pairs = dict.fromkeys((call.operation.id, call.cause.id) for call in several if call.cause is not None)
    told = [f"{quoted(effect)} happens with {quoted(cause)}" for effect, cause in pairs]
    return f" ({', '.join(told)})" if told else ""


def tool_of(call: Call) -> str:
    """``tool `refund` of `support-bot` ``."""
    return f"tool {quoted(call.tool.name)} of {quoted(call.agent.id)}"


def said(holder: Ref, key: str) -> object:
    """What stands at a key; `None` where it is `unknown`, which is reported as such. Missing counts as `none`."""
    value: object = (holder / key).value
    return None if value == UNKNOWN else "none" if value is None else value

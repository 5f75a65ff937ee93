"""Who must be told of what cannot be taken back."""

from collections.abc import Iterable

from blastradius.analysis.reach.report import Kind
from blastradius.analysis.runbook.desk import Desk
from blastradius.analysis.runbook.report import Effect, Told
from blastradius.analysis.windows import State


def told(desk: Desk, systems: Iterable[str], effects: Iterable[Effect]) -> tuple[Told, ...]:
    """The owners of systems in which something final can have been done, or whose data can have been read; by system.

    Data that was seen cannot be unseen, so that it counts like a final effect.
    """
    final: dict[str, dict[str, None]] = {}
    for effect in effects:
        if effect.window.state is State.NEVER:
            final.setdefault(effect.system, {})[effect.id] = None
    found = []
    for name in sorted(set(systems)):
        system = desk.catalog.system.get(name)
        if system and (name in final or system.data):
            pager = desk.pager(Kind.SYSTEM, system)
            operations = tuple(sorted(final.get(name, ())))
            found.append(Told(system=name, pager=pager, data=system.data, operations=operations))
    return tuple(found)

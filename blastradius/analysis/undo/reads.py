"""What was read earlier in a session: the former values of what was changed later."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from blastradius.analysis.undo.recorded import alike, named, value_at
from blastradius.model.cells import Reversibility
from blastradius.model.predicate import MISSING
from blastradius.traces.join import Effect, Outcome

_LOOKED_AT = 500  # reads of one operation, the latest first


class Reads:
    """The reads of one session, by operation."""

    def __init__(self, effects: Sequence[Effect]) -> None:
        self._found: defaultdict[tuple[str, str], list[Effect]] = defaultdict(list)
        for effect in effects:
            if effect.outcome is not Outcome.FAILED and effect.call.result is not None:
                self._found[effect.system or "", effect.operation_id or ""].append(effect)

    def before(self, effect: Effect, cell: Reversibility | None) -> Any:
        """The result of the latest read before the call that was about the same thing; `MISSING` without one."""
        if cell is None or cell.before is None:
            return MISSING
        call = effect.call
        wanted = [(name, value_at(call, path)) for name, path in cell.before.match]
        for read in reversed(self._found[effect.system or "", cell.before.operation][-_LOOKED_AT:]):
            sent = named(read.call.arguments)
            same = all(value is not MISSING and name in sent and alike(sent[name], value) for name, value in wanted)
            if read.call.order < call.order and same and wanted:
                return read.call.result
        return MISSING

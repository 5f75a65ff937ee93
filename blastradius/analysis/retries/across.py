"""Calls with the same arguments about the same object in several sessions."""

from collections.abc import Container, Iterable, Iterator

from msgspec import Struct

from blastradius.analysis.retries.duplicates import Taken, acted
from blastradius.analysis.retries.repeats import Repeat, Repeats, canonical, scope_of
from blastradius.analysis.retries.report import Duplicate, Kind
from blastradius.traces.events import key_of
from blastradius.traces.groups import Keyed
from blastradius.traces.join import Effect, size_of_effect

_SEVERAL = 2


class _Made(Struct, frozen=True, kw_only=True):
    """An effect, the later one that took it back, and whether it is asked about."""

    effect: Effect
    back: Effect | None
    wanted: bool


class Across:
    """The effects of all sessions by what they are about. Whether a repeat was asked for anew is not recorded.

    Only where real times show that they are two: a run that is recorded twice, or made again as a test, is none.
    """

    def __init__(self, repeats: Repeats) -> None:
        self._repeats = repeats
        self._made: Keyed[_Made] = Keyed(lambda made: size_of_effect(made.effect))

    def add(self, effects: Iterable[Effect], taken: Taken, wanted: Container[int]) -> None:
        """Know what these did; `wanted` are the identities of the calls that are asked about."""
        for effect in effects:
            call, scope = effect.call, scope_of(effect)
            timed = call.started is not None and not call.lower_bound and call.origin.item is None
            if effect.target and scope is not None and timed and acted(effect) and not self._repeats.is_natural(effect):
                made = _Made(effect=effect, back=taken.get((id(call), effect.target)), wanted=id(call) in wanted)
                self._made.add((effect.target, scope, canonical(effect)), made)

    def duplicates(self) -> Iterator[Duplicate]:
        """Those of which one is asked about."""
        for found in self._made.several():
            if any(each.wanted for each in found) and (duplicate := _judge(self._repeats, found)):
                yield duplicate


def _judge(repeats: Repeats, found: list[_Made]) -> Duplicate | None:
    single = {(each.effect.call.call_id, each.effect.call.started): each for each in found}
    made = sorted(single.values(), key=lambda each: (each.effect.call.started, each.effect.call.session))
    calls = tuple(each.effect for each in made)
    sessions = {key_of(each.call) for each in calls}
    if len(sessions) < _SEVERAL or _gone(made):
        return None
    judgement = repeats.judged(calls[0], calls[-1])
    if judgement.repeat is Repeat.REPLAYS:
        return None
    cell = calls[0].operation.idempotency if calls[0].operation else None
    anew = "whether it was asked for anew is not known"
    return Duplicate(
        kind=Kind.SAME_ARGUMENTS,
        certain=False,
        worsens=bool(cell and cell.kind == "worsens"),
        calls=calls,
        undone=sum(each.back is not None for each in made),
        why=f"the same arguments in {len(sessions)} sessions, {judgement.why}; {anew}",
    )


def _gone(made: list[_Made]) -> bool:
    """Whether all but the last had been taken back by then: to do it anew is no duplicate."""
    last = made[-1].effect.call.started
    backs = [each.back.call.started if each.back else None for each in made[:-1]]
    return all(back is not None and last is not None and back < last for back in backs)

"""Two input schemas, compared by what a call may now do that it could not do before.

What is loosened or new and takes free text is a change of risk; what is tightened or gone is a change; what only reads
otherwise (order, titles, descriptions, another way to write the same) is noise.
"""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, TypeAlias

from blastradius.analysis.drift.choices import BRANCHES, CHOICES, PARTS, declared, shape_of, spread
from blastradius.analysis.drift.guards import guards
from blastradius.analysis.drift.joined import NOISE, joined, without_noise
from blastradius.analysis.drift.keywords import input_difference, keyword_differences, types_of
from blastradius.analysis.drift.parameters import added, lost
from blastradius.analysis.drift.references import Schema, Whole, list_of
from blastradius.analysis.drift.report import Difference, What
from blastradius.analysis.registry.wording import is_free_text
from blastradius.finding import Severity
from blastradius.foreign.canonical import canonical
from blastradius.foreign.words import clean

_DEEPEST = 12
_MOST = 20_000
_Pair: TypeAlias = tuple[str, str]
"""A schema then and now, as they are written."""


def schema_differences(old: Schema, new: Schema) -> tuple[Difference, ...]:
    """Every difference, the worst first; where there is none that means anything, what is left is one note of noise."""
    found = list(dict.fromkeys(_Comparison(old, new).run()))
    if not found and canonical(old) != canonical(new):
        found = [
            Difference(
                what=What.INPUT,
                severity=Severity.INFO,
                message="written otherwise and means the same: order, titles or the like",
                before=None,
                after=None,
            )
        ]
    return tuple(sorted(found, key=lambda each: each.severity.rank))


class _Comparison:
    def __init__(self, old: Schema, new: Schema) -> None:
        self._wholes = (Whole(old), Whole(new))
        self._left = _MOST
        self._above: list[_Pair] = []
        self._compared: set[_Pair] = set()
        self._not_compared: set[_Pair] = set()

    def run(self) -> Iterator[Difference]:
        old, new = (each.schema for each in self._wholes)
        yield from self._compare("", old, new, 0)
        if (self._spent or self._not_compared - self._compared) and canonical(without_noise(old)) != canonical(
            without_noise(new)
        ):
            yield input_difference("", Severity.ERROR, "changed, too large to be judged whole", None, None)

    @property
    def _spent(self) -> bool:
        return self._left < 0 or any(each.spent for each in self._wholes)

    def _compare(self, path: str, old: Any, new: Any, depth: int) -> Iterator[Difference]:
        pair = (self._wholes[0].written(old), self._wholes[1].written(new))
        self._left -= 1
        if self._spent or pair in self._above:  # it holds itself, and is being compared
            return
        self._above.append(pair)
        yield from self._differences(path, old, new, depth)
        self._above.pop()

    def _differences(self, path: str, old: Any, new: Any, depth: int) -> Iterator[Difference]:
        before, after = self._resolved(old, 0), self._resolved(new, 1)
        texts = self._wholes[0].written(before), self._wholes[1].written(after)
        if before == after and '"$ref"' not in texts[0]:
            return
        if depth > _DEEPEST:
            if canonical(before) == canonical(after):
                self._not_compared.add(self._above[-1])
            else:
                yield input_difference(path, Severity.ERROR, "changed, too deep inside to be judged", before, after)
            return
        self._compared.add(self._above[-1])
        choices = [next((key for key in ("anyOf", "oneOf") if list_of(each, key)), "") for each in (before, after)]
        if set(choices) == {"anyOf", "oneOf"}:  # which of the two is a matter of taste
            before, after = _any_of(before, choices[0]), _any_of(after, choices[1])
        if bool(choices[0]) != bool(choices[1]):
            yield from self._bounded(path, (before, after), (choices[0], choices[1]), depth)
            return
        yield from self._plain(path, before, after, depth)

    def _plain(self, path: str, before: Schema, after: Schema, depth: int) -> Iterator[Difference]:
        yield from self._properties(path, *self._spread((before, after), PARTS), depth)
        yield from self._keywords(path, before, after, depth)

    def _keywords(self, path: str, before: Schema, after: Schema, depth: int) -> Iterator[Difference]:
        yield from keyword_differences(path, before, after, self._wholes)
        yield from self._inside(path, before, after, depth)
        for key in BRANCHES:
            yield from self._alternatives(path, key, list_of(before, key), list_of(after, key), depth)

    def _bounded(
        self, path: str, sides: tuple[Schema, Schema], keys: tuple[str, str], depth: int
    ) -> Iterator[Difference]:
        """A choice on one side only: one more bound where the rest is the same, else one way to take what is given."""
        before, after = ({name: each for name, each in side.items() if name not in keys} for side in sides)
        gone, key = bool(keys[0]), keys[0] or keys[1]
        severity = Severity.ERROR if gone else Severity.WARNING
        old, new = self._spread(sides, (*CHOICES, *PARTS))
        if self._is_one_of(sides[not gone], before if gone else after, sides[gone], gone=gone):
            severity = Severity.WARNING if gone else Severity.ERROR
            word = "has lost all alternatives but one" if gone else "has another alternative"
            yield from self._properties(path, old, {**new, "required": list_of(old, "required")}, depth)
            yield input_difference(path, severity, f"`{key}` {word}", sides[0].get(key), sides[1].get(key))
            return
        if path and canonical(without_noise(before)) != canonical(without_noise(after)):
            pair = [
                [self._with(rest, each, number) for each in list_of(side, key)] if key else [side]
                for number, (side, rest, key) in enumerate(zip(sides, (before, after), keys, strict=True))
            ]
            yield from self._alternatives(path, "anyOf", pair[0], pair[1], depth)
            return
        yield from self._properties(path, old, new, depth)
        yield from self._keywords(path, before, after, depth)
        word = "bounds it no more" if gone else "bounds it now"
        yield input_difference(path, severity, f"`{key}` {word}", sides[0].get(key), sides[1].get(key))

    def _spread(self, sides: tuple[Schema, Schema], keys: tuple[str, ...]) -> tuple[Schema, Schema]:
        """Both with the parameters of their branches."""
        return spread(sides[0], self._wholes[0], keys), spread(sides[1], self._wholes[1], keys)

    def _is_one_of(self, chosen: Schema, rest: Schema, other: Schema, *, gone: bool) -> bool:
        """Whether one side is one of the alternatives of the other, `chosen`, with what stands beside its choice."""
        meant = self._meant(other, int(gone))
        listed = [each for key in ("anyOf", "oneOf") for each in list_of(chosen, key)]
        return any(self._meant(self._with(rest, each, int(not gone)), int(not gone)) == meant for each in listed)

    def _with(self, rest: Schema, alternative: Any, side: int) -> Any:
        """An alternative with what stands beside the choice."""
        found = self._resolved(alternative, side)
        return (joined([rest, found]) or {**rest, **found}) if rest.keys() - NOISE else alternative

    def _properties(self, path: str, old: Schema, new: Schema, depth: int) -> Iterator[Difference]:
        before, after = declared(old), declared(new)
        needed, needs = _names(old), _names(new)
        for name in sorted({*before, *after}):
            place = f"{path}.{clean(name)}" if path else clean(name)
            if name not in before:
                yield added(place, name, after[name], self._wholes[1], required=name in needs)
            elif name not in after:
                yield lost(place, name, before[name], required=name in needed)
            else:
                if name in needs and name not in needed:
                    yield input_difference(
                        place, Severity.ERROR, "the parameter is required now", "optional", "required"
                    )
                elif name in needed and name not in needs:
                    severity = Severity.ERROR if guards(name) else Severity.WARNING
                    yield input_difference(place, severity, "no longer required", "required", "optional")
                yield from self._compare(place, before[name], after[name], depth + 1)

    def _inside(self, path: str, old: Schema, new: Schema, depth: int) -> Iterator[Difference]:
        """What stands in a list or under undeclared names; where one side says nothing of it, anything may."""
        if any(isinstance(each.get("items"), dict) for each in (old, new)) and self._both_take_lists(old, new):
            yield from self._compare(f"{path}[]", old.get("items", True), new.get("items", True), depth + 1)
        before, after = old.get("additionalProperties", True), new.get("additionalProperties", True)
        if any(isinstance(each, dict) for each in (before, after)) and False not in (before, after):
            yield from self._compare(f"{path}.*", before, after, depth + 1)
        both = zip_longest(list_of(old, "prefixItems"), list_of(new, "prefixItems"), fillvalue=True)
        for number, (one, other) in enumerate(both):
            yield from self._compare(f"{path}[{number}]", one, other, depth + 1)

    def _alternatives(self, path: str, key: str, old: list[Any], new: list[Any], depth: int) -> Iterator[Difference]:
        """Those that are the same are put to each other, and differ at most in what they refer to.

        Of the rest, those of one shape are compared.
        """
        before = {self._meant(each, 0): each for each in old}
        after = {self._meant(each, 1): each for each in new}
        lost = [each for meant, each in before.items() if meant not in after]
        won = [each for meant, each in after.items() if meant not in before]
        pairs = [(lost[0], won[0])] if len(lost) == len(won) == 1 else self._of_one_shape(lost, won)
        same = [(each, after[meant]) for meant, each in before.items() if meant in after and self._refers(each, 0)]
        for one, other in (*pairs, *same):
            yield from self._compare(path, one, other, depth + 1)
        paired = {id(each) for pair in pairs for each in pair}
        looser, tighter, part = Severity.ERROR, Severity.WARNING, "alternative"
        if key == "allOf":
            looser, tighter, part = tighter, looser, "part"
        for each in won:
            if id(each) not in paired:
                text = is_free_text(self._resolved(each, 1)) and key != "allOf"
                message = "takes any text too" if text else f"`{key}` has another {part}"
                yield input_difference(path, looser, message, None, self._resolved(each, 1))
        for each in lost:
            if id(each) not in paired:
                yield input_difference(path, tighter, f"`{key}` has lost one {part}", self._resolved(each, 0), None)

    def _of_one_shape(self, lost: list[Any], won: list[Any]) -> list[tuple[Any, Any]]:
        """Pairs that can only be meant for each other: the one of a shape here and the one of it there."""
        sides: list[dict[str, list[Any]]] = [{}, {}]
        for number, side in enumerate((lost, won)):
            for each in side:
                sides[number].setdefault(shape_of(self._resolved(each, number)), []).append(each)
        return [
            (listed[0], sides[1][shape][0])
            for shape, listed in sides[0].items()
            if shape and len(listed) == 1 and len(sides[1].get(shape, ())) == 1
        ]

    def _meant(self, schema: Any, side: int) -> bytes:
        return self._wholes[side].meant(schema)

    def _refers(self, value: Any, side: int) -> bool:
        return '"$ref"' in self._wholes[side].written(value)

    def _both_take_lists(self, old: Schema, new: Schema) -> bool:
        return "array" in types_of(old, self._wholes[0]) & types_of(new, self._wholes[1])

    def _resolved(self, schema: Any, side: int) -> dict[str, Any]:
        return self._wholes[side].resolved(schema)


def _any_of(schema: dict[str, Any], key: str) -> dict[str, Any]:
    """With its alternatives under `anyOf`."""
    return {name: value for name, value in schema.items() if name != key} | {"anyOf": schema[key]}


def _names(schema: Schema) -> set[str]:
    return {each for each in list_of(schema, "required") if isinstance(each, str)}

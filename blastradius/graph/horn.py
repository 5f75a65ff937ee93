"""Ground Horn clauses as numbers, some of them resting on a label that can be taken away: what still follows then.

Only what bears on the goal is kept, so that the same question can be asked again and again, each time without other
labels.
"""

from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import TypeAlias

from msgspec import Struct

from blastradius.graph.budget import Budget

GOAL = 0
"""The number of the goal."""

_STAYS = -1
"""The label of a rule that nobody can take away."""

_Ground: TypeAlias = tuple[int, tuple[int, ...], int]
"""A rule in numbers: head, body, label."""


class Rule(Struct, frozen=True):
    """`head` holds if all of `body` do, for as long as nobody takes `label` away; `None` stays."""

    head: Hashable
    body: tuple[Hashable, ...]
    label: int | None


class _Table(Struct, frozen=True):
    """Rules by number: their heads, bodies, labels and sizes of bodies; which need nothing; which wait for a fact."""

    heads: list[int]
    bodies: list[tuple[int, ...]]
    labels: list[int]
    sizes: list[int]
    first: list[int]
    waiting: list[list[int]]


class Program:
    """The rules that bear on whether any of the goals holds that something can be done about.

    `always` are the goals that hold whatever is taken away. Nothing depends on the order of `rules`.
    """

    def __init__(self, rules: Iterable[Rule], goals: Collection[Hashable]) -> None:
        given = list(rules)
        facts = sorted({fact for rule in given for fact in (rule.head, *rule.body)}, key=repr)
        number = {fact: position for position, fact in enumerate(facts, start=GOAL + 1)}
        ground = {
            (number[rule.head], tuple(sorted({number[fact] for fact in rule.body})), _label(rule)) for rule in given
        }
        settled = _settled(ground)
        derivable = [goal for goal in goals if goal in number]
        self.always = frozenset(goal for goal in derivable if number[goal] in settled)
        ground.update((GOAL, (number[goal],), _STAYS) for goal in derivable if goal not in self.always)
        ground = {
            (head, tuple(fact for fact in body if fact not in settled), label)
            for head, body, label in ground
            if head not in settled
        }
        self._table = _table(sorted(_bearing(ground)), len(facts) + 1)

    @property
    def labels(self) -> frozenset[int]:
        """The labels that any proof of the goal can rest on."""
        return frozenset(self._table.labels) - {_STAYS}

    def proof(self, budget: Budget, *, without: Collection[int]) -> frozenset[int] | None:
        """The labels of a proof of the goal that needs none of `without`, with few waves; `None` if there is none.

        No label of it can be left out: without any of them, the others prove nothing.

        Raises:
            ExhaustedError: the budget was not enough.
        """
        found = self._chain(lambda label: label not in without, budget)
        if found is None:
            return None
        needed = set(found)
        for label in sorted(found):
            if label in needed:
                again = self._chain((needed - {label}).__contains__, budget)
                if again is not None:
                    needed = set(again)
        return frozenset(needed)

    def irreducible(self, cut: Sequence[int]) -> frozenset[int]:
        """Of labels without which the goal does not hold, as many as are needed; the first to go stand first.

        What can go goes for good, so everything is derived once: at most one look at each rule for all labels together.
        """
        state = _Growing(self._table, cut)
        return frozenset(label for label in cut if not state.restored(label))

    def _chain(self, holds: Callable[[int], bool], budget: Budget) -> frozenset[int] | None:
        """Forward from what needs nothing, the nearest first, until the goal is there."""
        table = self._table
        missing = table.sizes.copy()
        reason: dict[int, int] = {}
        queue: deque[int] = deque()
        heads, labels, waiting = table.heads, table.labels, table.waiting
        for number in table.first:
            if heads[number] not in reason and (labels[number] < 0 or holds(labels[number])):
                reason[heads[number]] = number
                queue.append(heads[number])
        while queue and GOAL not in reason:
            fact = queue.popleft()
            budget.spend(len(waiting[fact]) + 1)
            for number in waiting[fact]:
                missing[number] -= 1
                if not missing[number] and heads[number] not in reason:
                    label = labels[number]
                    if label < 0 or holds(label):
                        reason[heads[number]] = number
                        queue.append(heads[number])
        return self._rests_on(reason) if GOAL in reason else None

    def _rests_on(self, reason: dict[int, int]) -> frozenset[int]:
        used: set[int] = set()
        seen = {GOAL}
        stack = [GOAL]
        while stack:
            number = reason[stack.pop()]
            if self._table.labels[number] >= 0:
                used.add(self._table.labels[number])
            for fact in self._table.bodies[number]:
                if fact not in seen:
                    seen.add(fact)
                    stack.append(fact)
        return frozenset(used)


class _Growing:
    """What follows without some labels, while they are put back one after the other as far as the goal allows."""

    def __init__(self, table: _Table, without: Iterable[int]) -> None:
        self._table = table
        self._missing = table.sizes.copy()
        self._known: set[int] = set()
        self._gone = set(without)
        self._blocked: dict[int, list[int]] = {}
        self._add(table.first)

    def restored(self, label: int) -> bool:
        """Whether the goal does not hold with this label either; if so it is back for good."""
        self._gone.discard(label)
        if self._add(self._blocked.get(label, ())):
            return True
        self._gone.add(label)
        return False

    def _add(self, ready: Iterable[int]) -> bool:
        """Derive what follows from rules that miss no premise; undo all of it where the goal does."""
        table = self._table
        queue = list(ready)
        lowered: list[int] = []
        known: list[int] = []
        blocked: list[int] = []
        while queue:
            rule = queue.pop()
            head, label = table.heads[rule], table.labels[rule]
            if label in self._gone:
                self._blocked.setdefault(label, []).append(rule)
                blocked.append(label)
                continue
            if head in self._known:
                continue
            self._known.add(head)
            known.append(head)
            if head == GOAL:
                self._undo(lowered, known, blocked)
                return False
            for waiting in table.waiting[head]:
                self._missing[waiting] -= 1
                lowered.append(waiting)
                if not self._missing[waiting]:
                    queue.append(waiting)
        return True

    def _undo(self, lowered: list[int], known: list[int], blocked: list[int]) -> None:
        for rule in lowered:
            self._missing[rule] += 1
        self._known.difference_update(known)
        for label in reversed(blocked):
            self._blocked[label].pop()


def _table(rules: Sequence[_Ground], facts: int) -> _Table:
    waiting: list[list[int]] = [[] for _ in range(facts)]
    for number, (_, body, _) in enumerate(rules):
        for fact in body:
            waiting[fact].append(number)
    return _Table(
        heads=[head for head, _, _ in rules],
        bodies=[body for _, body, _ in rules],
        labels=[label for _, _, label in rules],
        sizes=[len(body) for _, body, _ in rules],
        first=[number for number, (_, body, _) in enumerate(rules) if not body],
        waiting=waiting,
    )


def _label(rule: Rule) -> int:
    return _STAYS if rule.label is None else rule.label


def _settled(rules: Collection[_Ground]) -> set[int]:
    """What holds whatever is taken away."""
    waiting: dict[int, list[tuple[int, list[int]]]] = {}
    queue: list[int] = []
    for head, body, label in rules:
        if label == _STAYS:
            left = [len(body)]
            for fact in body:
                waiting.setdefault(fact, []).append((head, left))
            if not body:
                queue.append(head)
    found: set[int] = set()
    while queue:
        fact = queue.pop()
        if fact not in found:
            found.add(fact)
            for head, left in waiting.get(fact, ()):
                left[0] -= 1
                if not left[0]:
                    queue.append(head)
    return found


def _bearing(rules: Iterable[_Ground]) -> list[_Ground]:
    """The rules that a proof of the goal can use."""
    making: dict[int, list[_Ground]] = {}
    for rule in rules:
        making.setdefault(rule[0], []).append(rule)
    kept: list[_Ground] = []
    seen = {GOAL}
    queue = [GOAL]
    while queue:
        for rule in making.get(queue.pop(), ()):
            kept.append(rule)
            for fact in rule[1]:
                if fact not in seen:
                    seen.add(fact)
                    queue.append(fact)
    return kept

"""Counting, for many starts at once, in how many sets each of them is."""


class Tally:
    """Sets of starts are added as integers with a bit for each start; every start has its own sum.

    The sums are kept by their binary digits: three sets of the same weight become one of the next weight and one that
    stays, a full adder over all starts at once.
    """

    def __init__(self) -> None:
        self._digits: list[list[int]] = []

    def add(self, bits: int) -> None:
        """Count one more for each start in the set."""
        weight = 0
        while bits:
            if weight == len(self._digits):
                self._digits.append([])
            waiting = self._digits[weight]
            if len(waiting) < 2:
                waiting.append(bits)
                return
            one, other = waiting.pop(), waiting.pop()
            differ = one ^ other
            waiting.append(differ ^ bits)
            bits = (one & other) | (differ & bits)
            weight += 1

    def sums(self, starts: int) -> list[int]:
        """The sum of each start, the lowest bit first."""
        planes: list[int] = []
        carries: list[int] = []
        for waiting in (*self._digits, []):
            one, other, carry = (*waiting, *carries, 0, 0, 0)[:3]
            planes.append(one ^ other ^ carry)
            carries = [(one & other) | ((one ^ other) & carry)]
        columns = (format(plane, f"0{starts}b")[::-1] for plane in reversed(planes))
        return [int("".join(digits), 2) for digits in zip(*columns, strict=True)]

"""Strongly connected components, dependencies first."""

from collections.abc import Mapping, Sequence


def components(edges: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """The components of a graph whose edges point at what has to come first, in that order; each sorted.

    Tarjan's algorithm (SIAM J. Comput. 1, 1972) with a stack of its own. Every target has to be a key.
    """
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_: list[str] = []
    is_open: set[str] = set()
    found: list[tuple[str, ...]] = []
    for root in sorted(edges):
        if root in number:
            continue
        work = [(root, 0)]
        while work:
            node, position = work.pop()
            if position == 0:
                number[node] = lowest[node] = len(number)
                open_.append(node)
                is_open.add(node)
            targets = edges[node]
            while position < len(targets):
                target = targets[position]
                position += 1
                if target not in number:
                    work += [(node, position), (target, 0)]
                    break
                if target in is_open:
                    lowest[node] = min(lowest[node], number[target])
            else:
                if lowest[node] == number[node]:
                    closed = [open_.pop()]
                    while closed[-1] != node:
                        closed.append(open_.pop())
                    found.append(tuple(sorted(closed)))
                    is_open.difference_update(closed)
                if work:
                    above = work[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
    return tuple(found)

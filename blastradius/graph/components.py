"""Strongly connected components, dependencies first."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

Node = TypeVar("Node", str, int)


def components(edges: Mapping[Node, Sequence[Node]]) -> tuple[tuple[Node, ...], ...]:
    """The components of a graph whose edges point at what has to come first, in that order; each sorted.

    Tarjan's algorithm (SIAM J. Comput. 1, 1972) with a stack of its own. Every target has to be a key.
    """
    number: dict[Node, int] = {}
    lowest: dict[Node, int] = {}
    depth: dict[Node, int] = {}
    """Where an open node stands on the stack of those."""

    open_: list[Node] = []
    found: list[tuple[Node, ...]] = []
    for root in sorted(edges):
        if root in number:
            continue
        work = [(root, 0)]
        while work:
            node, position = work.pop()
            if position == 0:
                number[node] = lowest[node] = len(number)
                depth[node] = len(open_)
                open_.append(node)
            targets = edges[node]
            while position < len(targets):
                target = targets[position]
                position += 1
                if target not in number:
                    work += [(node, position), (target, 0)]
                    break
                if target in depth:
                    lowest[node] = min(lowest[node], number[target])
            else:
                if lowest[node] == number[node]:
                    start = depth[node]
                    members = open_[start:]
                    found.append(tuple(sorted(members)))
                    del open_[start:]
                    for member in members:
                        del depth[member]
                if work:
                    above = work[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
    return tuple(found)

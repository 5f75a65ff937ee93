"""The reach of a credential or an agent as a picture: SVG whose positions are computed here, readable without a script.

Columns are hops from the start; within a column names are in order. Every edge carries the sentences that it stands
for, with their places, and the numbers of the systems whose ways it is part of (`data-ways`). The script of the site
draws the same with Cytoscape out of the attributes of the SVG, so that there is no second copy of the data.
"""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct

from blastradius.analysis.reach.report import Class
from blastradius.analysis.runbook.report import Place
from blastradius.output.site_html import attribute

MOST = 100
"""Nodes: beyond that nobody sees anything in a picture, and the table has to do."""

_WIDE, _HIGH, _GAP, _COLUMN = 190, 34, 14, 270
_LONGEST = 24
_WORDS = {Class.DIRECT: "directly", Class.ESCALATED: "by way of others", Class.CONDITIONAL: "if a condition holds"}


_Hop: TypeAlias = tuple[str, str]


class _Node(Struct, kw_only=True):
    key: str
    column: int
    kind: str
    x: int = 0
    y: int = 0


class _Edge(Struct, kw_only=True):
    """What is said about a hop, and the numbers of the places that are reached through it."""

    says: dict[str, None]
    ways: dict[int, None]


def picture(start: str, places: tuple[Place, ...], links: Mapping[str, str], base: str) -> str:
    """The figure as HTML, or nothing where it would show nothing.

    `start` is such as `credential:ID`; `links` are the addresses of pages by such keys; `base` leads to the start page.
    """
    edges = _edges(places)
    kinds = {f"system:{place.reached.id}": place.reached.kind for place in places}
    nodes = _placed(start, list(edges), kinds)
    if len(nodes) < 2:
        return ""
    if len(nodes) > MOST:
        return f'<p class="picture">A picture of {len(nodes)} nodes would show nothing: read the table.</p>\n'
    numbers = {f"system:{place.reached.id}": number for number, place in enumerate(places)}
    return "".join(_figure(start, nodes, edges, numbers, links, base))


def _edges(places: tuple[Place, ...]) -> dict[_Hop, _Edge]:
    found: dict[_Hop, _Edge] = {}
    for number, place in enumerate(places):
        for step in place.reached.path:
            edge = found.setdefault((step.origin, step.target), _Edge(says={}, ways={}))
            edge.says[f"{step.says} {step.at}" if step.at else step.says] = None
            edge.ways[number] = None
    return found


def _placed(start: str, edges: list[_Hop], kinds: Mapping[str, Class]) -> dict[str, _Node]:
    below: dict[str, list[str]] = {}
    for origin, target in edges:
        below.setdefault(origin, []).append(target)
    targets = {target for _, target in edges}
    first = [start] if start in below else sorted({origin for origin, _ in edges} - targets)
    depth = dict.fromkeys(first, 0)
    queue = list(first)
    for key in queue:
        for target in sorted(below.get(key, ())):
            if target not in depth:
                depth[target] = depth[key] + 1
                queue.append(target)
    nodes = {
        key: _Node(key=key, column=column, kind=kinds[key].value if key in kinds else "hop")
        for key, column in depth.items()
    }
    for column in range(max(depth.values(), default=0) + 1):
        for row, key in enumerate(sorted(key for key, place in depth.items() if place == column)):
            nodes[key].x, nodes[key].y = 10 + column * _COLUMN, 10 + row * (_HIGH + _GAP)
    return nodes


def _figure(
    start: str,
    nodes: Mapping[str, _Node],
    edges: Mapping[_Hop, _Edge],
    numbers: Mapping[str, int],
    links: Mapping[str, str],
    base: str,
) -> Iterator[str]:
    width = max(node.x for node in nodes.values()) + _WIDE + 10
    height = max(node.y for node in nodes.values()) + _HIGH + 10
    shown = [kind for kind in Class if any(node.kind == kind.value for node in nodes.values())]
    yield f'<figure class="picture">\n<script defer src="{base}assets/picture.js"></script>\n<form hidden>Show: '
    for kind in shown:
        words = _WORDS.get(kind, kind.value)
        yield f'<label><input type="checkbox" data-class="{kind.value}" checked> {words}</label> '
    yield '<button type="button" aria-pressed="false">Zoom and follow</button></form>\n'
    yield '<div class="wide" role="region" aria-label="Picture of the reach" tabindex="0">\n'
    label = f"What {start.partition(':')[2]} reaches; the table below says the same"
    yield f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
    yield f'viewBox="0 0 {width} {height}" role="group" aria-label="{attribute(label)}">\n'
    order = {key: number for number, key in enumerate(nodes)}
    for (origin, target), edge in edges.items():
        if origin in nodes and target in nodes:
            yield _line(nodes[origin], nodes[target], edge, f"{order[origin]} {order[target]}")
    for key, node in nodes.items():
        place = f' data-way="{numbers[key]}"' if key in numbers else ""
        yield _box(node, links.get(key), f'data-node="{order[key]}"{place}', is_start=key == start)
    yield '</svg>\n</div>\n<div class="stage" hidden></div>\n<ol class="way" aria-live="polite" hidden></ol>\n'
    yield "<figcaption>From left to right, each hop one column. Dashed: a credential. "
    yield "Point at a box, or tap it, to see the way there and its lines; a second tap opens its page.</figcaption>\n"
    yield "</figure>\n"


def _line(origin: _Node, target: _Node, edge: _Edge, ends: str) -> str:
    x, y = origin.x + _WIDE, origin.y + _HIGH // 2
    end, low = target.x, target.y + _HIGH // 2
    middle = (x + end) // 2
    ways = " ".join(map(str, edge.ways))
    says = attribute("\n".join(edge.says))
    return (
        f'<path class="edge" data-class="{target.kind}" data-ends="{ends}" data-ways="{ways}" '
        f'd="M{x} {y} C{middle} {y} {middle} {low} {end} {low}"><title>{says}</title></path>\n'
    )


def _box(node: _Node, link: str | None, data: str, *, is_start: bool) -> str:
    kind, _, name = node.key.partition(":")
    name = name or node.key
    short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
    marks = " ".join([kind if kind.isalpha() else "other", *(["start"] if is_start else [])])
    inner = (
        f'<rect x="{node.x}" y="{node.y}" width="{_WIDE}" height="{_HIGH}" rx="5"/>'
        f'<text x="{node.x + 10}" y="{node.y + 22}">{attribute(short)}</text>'
    )
    titled = f"<title>{attribute(f'{kind} {name}')}</title>{inner}"
    linked = f'<a href="{attribute(link)}">{titled}</a>' if link else titled
    return f'<g class="{attribute(marks)}" data-class="{node.kind}" {data}>{linked}</g>\n'

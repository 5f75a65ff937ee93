"""The reach of a credential or an agent as a picture: SVG whose positions are computed here, readable without a script.

Columns are hops from the start; within a column names are in order, and the way to each is the one that its path cites.
"""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct

from blastradius.analysis.reach.report import Class
from blastradius.analysis.runbook.report import Place
from blastradius.output.site_html import attribute

MOST = 300
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


def picture(start: str, places: tuple[Place, ...], links: Mapping[str, str]) -> str:
    """The figure as HTML, or nothing where it would show nothing.

    `start` is such as `credential:ID`; `links` are the addresses of pages by such keys.
    """
    edges = dict.fromkeys((step.origin, step.target) for place in places for step in place.reached.path)
    kinds = {f"system:{place.reached.id}": place.reached.kind for place in places}
    nodes = _placed(start, list(edges), kinds)
    if len(nodes) < 2:
        return ""
    if len(nodes) > MOST:
        return f'<p class="picture">A picture of {len(nodes)} nodes would show nothing: read the table.</p>\n'
    return "".join(_figure(start, nodes, list(edges), links))


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


def _figure(start: str, nodes: Mapping[str, _Node], edges: list[_Hop], links: Mapping[str, str]) -> Iterator[str]:
    width = max(node.x for node in nodes.values()) + _WIDE + 10
    height = max(node.y for node in nodes.values()) + _HIGH + 10
    shown = [kind for kind in Class if any(node.kind == kind.value for node in nodes.values())]
    yield '<figure class="picture">\n<form hidden>Show: '
    for kind in shown:
        words = _WORDS.get(kind, kind.value)
        yield f'<label><input type="checkbox" data-class="{kind.value}" checked> {words}</label> '
    yield "</form>\n"
    yield '<div class="wide" role="region" aria-label="Picture of the reach" tabindex="0">\n'
    label = f"What {start.partition(':')[2]} reaches; the table below says the same"
    yield f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
    yield f'viewBox="0 0 {width} {height}" role="group" aria-label="{attribute(label)}">\n'
    for origin, target in edges:
        if origin in nodes and target in nodes:
            yield _edge(nodes[origin], nodes[target])
    for key, node in nodes.items():
        yield _box(node, links.get(key), is_start=key == start)
    yield "</svg>\n</div>\n"
    yield "<figcaption>From left to right, each hop one column. Dashed: a credential.</figcaption>\n</figure>\n"


def _edge(origin: _Node, target: _Node) -> str:
    x, y = origin.x + _WIDE, origin.y + _HIGH // 2
    end, low = target.x, target.y + _HIGH // 2
    middle = (x + end) // 2
    return f'<path class="edge" data-class="{target.kind}" d="M{x} {y} C{middle} {y} {middle} {low} {end} {low}"/>\n'


def _box(node: _Node, link: str | None, *, is_start: bool) -> str:
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
    return f'<g class="{attribute(marks)}" data-class="{node.kind}">{linked}</g>\n'

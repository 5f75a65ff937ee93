"""`top` for a ticket or a review, as Markdown."""

from collections.abc import Iterator

from blastradius.analysis.top import Ranked, TopReport
from blastradius.output.markdown import code, escape
from blastradius.output.top_text import assumptions, headline, partial

_HEADS = (
    *("#", "Credential", "Owner", "Direct", "Escalated", "Conditional"),
    *("Operations", "Irreversible", "Not known", "Latent", "Held by", "Written at"),
)
_RIGHT = frozenset({"#", *_HEADS[3:10]})


def top(report: TopReport, limit: int | None) -> str:
    """The answer as Markdown: the first `limit` credentials, or all."""
    return "\n".join(_lines(report, limit)) + "\n"


def _lines(report: TopReport, limit: int | None) -> Iterator[str]:
    shown = report.credentials[:limit]
    yield "# How far credentials reach"
    yield ""
    for text in partial(report):
        yield from (f"**{escape(text)}**", "")
    yield escape(f"{headline(report)} {assumptions(report)}")
    if not shown:
        return
    yield ""
    yield f"| {' | '.join(_HEADS)} |"
    yield f"| {' | '.join('---:' if head in _RIGHT else '---' for head in _HEADS)} |"
    yield from map(_row, shown)
    if left := len(report.credentials) - len(shown):
        yield from ("", f"And {left} more.")


def _row(each: Ranked) -> str:
    extent = each.extent
    owner = escape(each.owner or "not known") if each.known else "(no entry)"
    cells = (
        str(each.rank),
        code(each.id),
        owner,
        *map(str, (extent.direct, extent.escalated, extent.conditional)),
        *map(str, (extent.operations, extent.irreversible, extent.undo_unknown, extent.latent)),
        escape(", ".join((*each.agents, *each.others)) or "nobody"),
        code(str(each.source)) if each.source else "",
    )
    return f"| {' | '.join(cells)} |"

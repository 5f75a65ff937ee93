"""`readiness` as a badge: an SVG that names no host and loads nothing."""

from blastradius.analysis.readiness.report import ReadinessReport

_LABEL = "launch gate"
_WIDE = 7  # pixels a character takes in 11 px Verdana, at most on average
_GREEN, _YELLOW, _RED, _GREY = "#2f7d32", "#8a6100", "#b3261e", "#5f6368"
_NEARLY = 95

_SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{label}: {message}">
  <title>{label}: {message}</title>
  <clipPath id="r"><rect width="{width}" height="20" rx="3"/></clipPath>
  <g clip-path="url(#r)">
    <rect width="{left}" height="20" fill="#444"/>
    <rect x="{left}" width="{right}" height="20" fill="{colour}"/>
  </g>
  <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
    <text x="{left_middle}" y="14" textLength="{left_text}">{label}</text>
    <text x="{right_middle}" y="14" textLength="{right_text}">{message}</text>
  </g>
</svg>
"""


def readiness(report: ReadinessReport) -> str:
    """The badge. Nothing that somebody wrote stands in it, only numbers."""
    message, colour = _message(report)
    left, right = (_WIDE * len(text) + 10 for text in (_LABEL, message))
    return _SVG.format(
        label=_LABEL,
        message=message,
        colour=colour,
        width=left + right,
        left=left,
        right=right,
        left_middle=left / 2,
        right_middle=left + right / 2,
        left_text=left - 10,
        right_text=right - 10,
    )


def _message(report: ReadinessReport) -> tuple[str, str]:
    held = [agent for agent in report.agents if agent.held]
    if not report.complete:
        return "partly unreadable", _GREY
    if not held:
        return "no agents", _GREY
    ready = sum(agent.ready for agent in held)
    if report.ready:
        return f"{ready} of {len(held)} ready", _GREEN
    known = report.cells.per_cent
    return f"{ready} of {len(held)} ready, {known}% known", _YELLOW if known >= _NEARLY else _RED

"""HTML from a template of ours: one of the two doors to Jinja2, the other being that of the runbooks.

Everything that is printed is escaped, and what nobody can see in it is replaced; a page loads nothing from anywhere.
"""

from typing import Any

from jinja2 import Environment, StrictUndefined

from blastradius.output.prose import one_line


def page(template: str, **values: Any) -> str:
    """The page that a template makes of these values. Each text goes on one line; several lines come one by one."""
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_visible,
    )
    return environment.from_string(template).render(**values)


def _visible(value: Any) -> Any:
    return one_line(value) if isinstance(value, str) else value

"""Names of servers that no row has, beside those that rows have: a slip makes every row a stranger."""

from collections.abc import Iterable, Iterator

from blastradius.foreign.description import Described
from blastradius.model.entities import Tool


def misheard(tools: Iterable[Described], rows: Iterable[Tool], *, sure: bool = False) -> Iterator[str]:
    """A sentence for every server that is not among those of the rows: those that are nearly, where `sure` all."""
    known = {row.server for row in rows if row.server is not None}
    for name in sorted({tool.server for tool in tools if tool.server is not None} - known) if known else ():
        from blastradius.source.wording import nearest  # noqa: PLC0415 - only who errs pays for it

        if near := nearest(name, known):
            yield f"no row has the server `{name}`; did you mean `{near}`?"
        elif sure:
            listed = ", ".join(f"`{each}`" for each in sorted(known)[:8])
            yield f"no row has the server `{name}`; there are {listed}{' …' if len(known) > 8 else ''}"

"""Tools that are registered otherwise than before, and may now do what nobody wrote of them: what is written stays."""

from collections.abc import Iterable, Iterator

from blastradius.analysis.registry.binding import Binding
from blastradius.analysis.registry.effects import judge
from blastradius.analysis.registry.wording import shown_by_parameters
from blastradius.foreign.canonical import digest
from blastradius.foreign.snapshot import Kept
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Tool


def grown(binding: Binding, catalog: Catalog, former: Iterable[Kept]) -> Iterator[str]:
    """A sentence for every row whose tool shows, or no longer denies, an effect that is not written."""
    known = {(each.server, each.name): each for each in former}
    for pair in binding.pairs:
        row, tool = pair.row, pair.tool
        written = _written(row, catalog)
        if not written:
            continue
        told: list[str] = []
        if row.schema_sha256 and row.schema_sha256 != digest(tool.schema):
            shown = shown_by_parameters(tool.schema, f"{tool.name} {tool.title} {tool.text}")
            news = sorted((each, what) for each, what in shown.items() if each not in written)
            told += [f"`{what}` in its schema says `{each}`" for each, what in news]
        old = known.get((tool.server, tool.name))
        if old is not None and tool.hinted and old.hints != tool.hints:
            more = [f"`{each}`" for each in judge(tool).effects if each not in written]
            told += [f"its hints leave {' and '.join(more)} open"] if more else []
        if told:
            yield (
                f"`{tool.name}` has changed: {'; '.join(told)}, and what people wrote says "
                f"{' and '.join(f'`{each}`' for each in sorted(written))} ({row.source.location}); it stays, look again"
            )


def _written(row: Tool, catalog: Catalog) -> frozenset[str]:
    records = (catalog.operation.get((each.system, each.operation)) for each in row.bound)
    return frozenset(effect for record in records if record for effect in record.effect)

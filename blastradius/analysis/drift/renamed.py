"""Names that look renamed: said, and never taken for the same."""

from collections import Counter
from collections.abc import Iterator

from blastradius.analysis.registry.binding import Binding


def renamed(binding: Binding) -> Iterator[str]:
    """Names that differ in what stands before them are never taken for the same; but it is said."""
    gone = [each.name for each in binding.gone]
    new = {each.name for each in binding.unlisted}
    before = Counter(name[:at] for name in gone for at in range(1, len(name)) if name[at:] in new)
    if before:
        prefix, number = min(before.items(), key=lambda each: (-each[1], each[0]))
        yield (
            f"rows without a tool that are called like unlisted tools with `{prefix}` before: {number}; if the agent's "
            f"runtime puts that there, say `--prefix {prefix}`"
        )
    lost = set(gone)
    after = Counter(name[:at] for name in sorted(new) for at in range(1, len(name)) if name[at:] in lost)
    if after:
        prefix, number = min(after.items(), key=lambda each: (-each[1], each[0]))
        yield f"unlisted tools that are called like gone rows with `{prefix}` before: {number}; were they renamed?"

"""What a registry says of a tool beyond the effect that people wrote: evidence, and no worst case of what is unsaid."""

from collections.abc import Collection, Iterator

from blastradius.analysis.registry import methods
from blastradius.analysis.registry.wording import shown_by_parameters
from blastradius.foreign.description import Described
from blastradius.foreign.words import clean, sentence
from blastradius.source.verbs import acts

_READ = frozenset({"read"})
_WRITING_METHODS = frozenset({"PUT", "PATCH", "DELETE"})
"""A `POST` may be a search."""


def beyond(tool: Described, written: Collection[str]) -> Iterator[str]:
    """A clause for everything that says more than what is written; nothing where no effect is.

    Where only reading is written, hints, method, input, name and words are asked; elsewhere whether free code is taken,
    which no other effect covers.
    """
    if not written:
        return
    shown = shown_by_parameters(tool.schema, f"{tool.name} {tool.title} {sentence(tool.text)}")
    if frozenset(written) != _READ:
        if "execute" in shown and "execute" not in written:
            yield f"`{clean(shown['execute'])}` in its input says `execute`"
        return
    if tool.method in methods.READING:
        yield from (f"{clean(what)} says `{effect}`" for effect, what in sorted(methods.belied(tool).items()))
        return
    yield from (f"`{clean(what)}` in its input says `{effect}`" for effect, what in sorted(shown.items()))
    if tool.method in _WRITING_METHODS:
        yield f"its method is {tool.method}"
    if tool.hints.destructive is True and tool.hints.read_only is not True:
        yield "it claims `destructiveHint: true`"
    elif tool.hints.read_only is False:
        yield "it claims `readOnlyHint: false`"
    yield from (f"its name says `{effect}`" for effect in sorted(acts(tool.name) - shown.keys()))

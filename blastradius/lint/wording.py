"""How findings name what they are about: values, entities and their parts, and tools."""

from collections.abc import Iterable, Sequence

from blastradius.source.document import Document, Ref
from blastradius.source.invisible import doubt

_LONGEST = 60
_MOST_NAMED = 3
_PARTS = {
    "operations": ("operation", "id"),
    "tools": ("tool", "name"),
    "credentials": ("the grant of", "credential"),
    "feeds": ("the feed into", "system"),
    "obtainable_from": ("the way through", "system"),
}


def quoted(value: object) -> str:
    """A value in backticks as it may be printed: cut, on one line, without characters that a terminal would obey."""
    text = " ".join(str(value).split())
    cut = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    plain = "".join(each if each.isprintable() else "?" for each in cut)
    return f"`{plain.replace('`', chr(39))}`{doubt(plain)}"


def listed(names: Iterable[str]) -> str:
    """`a`, `b` and `c`; of many the first ones and how many there are more."""
    every = [quoted(name) for name in names]
    if len(every) > _MOST_NAMED + 1:
        rest = len(every) - _MOST_NAMED
        return f"{', '.join(every[:_MOST_NAMED])} and {rest} more"
    return " and ".join([", ".join(every[:-1]), every[-1]] if len(every) > 1 else every)


def entity(document: Document) -> str:
    """``system `stripe` ``."""
    kind, name = document.data.get("kind"), document.data.get("id")
    known = isinstance(kind, str) and isinstance(name, str)
    return f"{str(kind).lower()} {quoted(name)}" if known else "this document"


def owner_of(place: Ref) -> str:
    """What a place belongs to: ``operation `create_refund` ``, ``tool `refund` ``, or its entity."""
    for depth in range(len(place.pointer) - 1, 0, -1):
        part, index = place.pointer[depth - 1], place.pointer[depth]
        if isinstance(part, str) and isinstance(index, int) and part in _PARTS:
            noun, key = _PARTS[part]
            name = (Ref(place.document, place.pointer[: depth + 1]) / key).value
            if isinstance(name, str):
                return f"{noun} {quoted(name)}"
    return entity(place.document)


def key_of(place: Ref) -> str:
    """The innermost key that leads to a place."""
    return next((key for key in reversed(place.pointer) if isinstance(key, str)), "")


def tools(named: Sequence[tuple[str, str]]) -> str:
    """How many tools of which agents: ``7 tools of `support-bot` ``; a single one by its name."""
    agents = list(dict.fromkeys(agent for agent, _ in sorted(named)))
    if len(named) == 1:
        return f"tool {quoted(named[0][1])} of {quoted(agents[0])}"
    return f"{len(named)} tools of {listed(agents)}"

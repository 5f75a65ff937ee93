"""The operations of an invented system."""

from random import Random

from archetypes import Archetype
from facts import Facts
from shapes import SHAPES, Place

LEVELS = ("read", "write", "admin")
_LEVEL = {"read": "read", "grant": "admin"}


def operations(archetype: Archetype, owner: str, count: int, rng: Random) -> list[Facts]:
    """`count` operations of a system, the reading ones first; none refers to one that is not there."""
    turn = rng.randrange(len(archetype.nouns))
    nouns = archetype.nouns[turn:] + archetype.nouns[:turn]
    chosen = [(shape, noun) for noun in nouns for shape in archetype.shapes]
    near = range(1, min(len(chosen), max(len(archetype.shapes), count) + 1))
    picked = sorted((0, *rng.sample(near, count - 1)))
    found = [SHAPES[shape](Place(archetype, noun, owner, rng)) for shape, noun in map(chosen.__getitem__, picked)]
    known = {operation["id"] for operation in found}
    for operation in found:
        _without_dangling(operation, known)
    return found


def level(operation: Facts) -> str:
    """The access level that an operation needs."""
    named = operation.get("access")
    if isinstance(named, str):
        return named
    effects = operation["effect"] if isinstance(operation["effect"], list) else [operation["effect"]]
    return max((_LEVEL.get(each, "write") for each in effects), key=LEVELS.index)


def _without_dangling(operation: Facts, known: set[str]) -> None:
    reversibility = operation.get("reversibility", {})
    for key in ("undo_operation", "before"):
        named = reversibility.get(key)
        if named and (named if isinstance(named, str) else named.get("id", named.get("operation"))) not in known:
            del reversibility[key]
    receipt = operation.get("receipt", {})
    if "read_back" in receipt and receipt["read_back"]["operation"] not in known:
        del receipt["read_back"]
        receipt["completion"] = "sync"
    if "also" in operation and not known.issuperset(operation["also"]):
        del operation["also"]

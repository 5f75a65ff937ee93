"""What a second call adds to the first, whatever is said of it."""

from blastradius.model.entities import Operation

_ADDS = {"send": "sends", "pay": "moves money"}


def adds(operation: Operation) -> str | None:
    """`moves money`: why a repeat does so twice, unless the system refuses it; `None` where it does neither."""
    return next((words for effect, words in _ADDS.items() if effect in operation.effect), None)

"""Local references of an interface description, followed as far as anybody can use; cycles and bombs end early."""

from typing import Any

_DEEPEST = 8
_MOST = 4000
"""Values of one schema: enough to judge it, and no more of one that refers to everything."""


class References:
    """Follows `#/…` inside of one document. `foreign` are references that lead elsewhere."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self.foreign: set[str] = set()

    def target(self, value: Any) -> Any:
        """What a value refers to, itself where it is no reference; `{}` where that is nowhere."""
        for _ in range(10):
            if not (isinstance(value, dict) and isinstance(value.get("$ref"), str)):
                return value
            value = self._found(value["$ref"])
        return {}

    def expanded(self, schema: Any) -> Any:
        """A schema with its references filled in."""
        budget = [_MOST]
        return self._expanded(schema, (), budget)

    def _expanded(self, value: Any, above: tuple[str, ...], budget: list[int]) -> Any:
        budget[0] -= 1
        if isinstance(value, list):
            return [self._expanded(each, above, budget) for each in value[: max(0, budget[0])]]
        if not isinstance(value, dict):
            return value
        reference = value.get("$ref")
        if isinstance(reference, str):
            if reference in above or len(above) >= _DEEPEST or budget[0] <= 0:
                return {"$ref": reference}
            return self._expanded(self._found(reference), (*above, reference), budget)
        if budget[0] <= 0:
            return {}
        return {str(key): self._expanded(each, above, budget) for key, each in value.items()}

    def _found(self, reference: str) -> Any:
        if not reference.startswith("#/"):
            self.foreign.add(reference)
            return {}
        node: Any = self._document
        for part in reference[2:].split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            node = node.get(key) if isinstance(node, dict) else None
        if not isinstance(node, dict):
            self.foreign.add(reference)
            return {}
        return node

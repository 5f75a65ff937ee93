"""One schema for everything that is sent with a call: path, query, headers, cookies and body.

Source: OpenAPI Specification 3.1.1, "Parameter Object", "Request Body Object"; 2.0, "Parameter Object".
"""

import re
from typing import Any

from blastradius.foreign.description import Key
from blastradius.foreign.interface import HEADER, OTHER_BODY
from blastradius.foreign.openapi_refs import References
from blastradius.foreign.words import clean

_KEY_HEADER = re.compile(r"(?i)\A(?:x-)?(?:idempotency-key|idempotency-token|request-id-idempotent)\Z")
_PLACES = ("path", "query", "formData", "cookie", "header")
"""Where two parameters have one name, the first of these has it plain."""
_NOT_PARAMETERS = frozenset({"accept", "content-type", "authorization"})
"""Headers that the specification has described elsewhere."""


def operation_input(
    references: References, operation: dict[str, Any], shared: list[Any]
) -> tuple[dict[str, Any], Key | None, tuple[str, ...], str]:
    """The schema, the header that takes an idempotency key, the media types of the body, and if it is `required`."""
    made = _Input(references)
    key: Key | None = None
    own = operation.get("parameters")
    listed = [references.target(each) for each in [*shared, *(own if isinstance(own, list) else [])]]
    by_place = {(str(each.get("in")), str(each.get("name", ""))): each for each in listed if isinstance(each, dict)}
    for place in _PLACES:
        for (where, name), each in by_place.items():
            if where != place or (place == "header" and name.casefold() in _NOT_PARAMETERS):
                continue
            if place == "header" and _KEY_HEADER.match(name):
                key = Key(carrier="header", name=clean(name))
            inner = references.expanded(_content(each))
            called = f"{HEADER}{name}" if place == "header" else made.free(place, name)
            made.add(called, inner, required=each.get("required") is True)
    body = references.target(operation.get("requestBody"))
    media = made.bodies(body)
    for (where, _), each in by_place.items():
        if where == "body":
            body = each
            made.join(references.expanded(each.get("schema", {})))
    consumed = operation.get("consumes")
    media = media or tuple(sorted({clean(each) for each in consumed if isinstance(each, str)}) if consumed else ())
    needed = ("required" if body.get("required") is True else "optional") if isinstance(body, dict) and body else ""
    return made.schema(), key, media, needed


class _Input:
    """The schema in the making."""

    def __init__(self, references: References) -> None:
        self._references = references
        self._properties: dict[str, Any] = {}
        self._required: set[str] = set()

    def free(self, place: str, name: str) -> str:
        """The name, with where it stands before it where it is taken."""
        return f"{place}.{name}" if name in self._properties else name

    def add(self, name: str, schema: Any, *, required: bool) -> None:
        """One more property."""
        self._properties[name] = schema
        if required:
            self._required.add(name)

    def join(self, schema: Any) -> None:
        """Put the fields of a body beside the parameters; a body that is no object stands there as `body`."""
        if not isinstance(schema, dict):
            return
        if isinstance(schema.get("properties"), dict):
            needed = schema.get("required")
            names = {each: self.free("body", each) for each in schema["properties"]}
            for name, each in schema["properties"].items():
                self.add(names[name], each, required=isinstance(needed, list) and name in needed)
        elif schema:
            self.add(self.free("body", "body"), schema, required=False)

    def bodies(self, body: Any) -> tuple[str, ...]:
        """The body in the media type that programs send; any other whose schema differs stands beside it, whole."""
        content = body.get("content") if isinstance(body, dict) else None
        given = {str(key): each for key, each in content.items()} if isinstance(content, dict) else {}
        schemas = {
            media: self._references.expanded(given[media].get("schema", {}))
            for media in sorted(given, key=lambda each: (not each.partition(";")[0].endswith("json"), each))
            if isinstance(given[media], dict)
        }
        first: Any = next(iter(schemas.values()), {})
        self.join(first)
        for media, schema in list(schemas.items())[1:]:
            if schema != first:
                self.add(f"{OTHER_BODY}{media}", schema, required=False)
        return tuple(sorted(map(clean, schemas)))

    def schema(self) -> dict[str, Any]:
        """The schema of the whole."""
        made: dict[str, Any] = {"type": "object", "properties": self._properties}
        return made | ({"required": sorted(self._required)} if self._required else {})


def _content(parameter: dict[str, Any]) -> Any:
    """The schema of a parameter: its own, that of its only media type, or what stands beside its name in 2.0."""
    if "schema" in parameter:
        return parameter["schema"]
    content = parameter.get("content")
    if isinstance(content, dict):
        return next((each.get("schema", {}) for each in content.values() if isinstance(each, dict)), {})
    left_out = {"name", "in", "required", "collectionFormat", "allowEmptyValue"}
    return {key: value for key, value in parameter.items() if key not in left_out}

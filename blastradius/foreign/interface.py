"""What an HTTP operation has beside its parameters: where it is sent, and what opens it.

It stands in the schema of the operation under `x-http`, so that digest and snapshot hold it. Headers and whatever has
the name of another parameter stand among the properties under a name that says where they go: `header.X-Tenant`,
`query.id`.
"""

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

_KEY = "x-http"
HEADER = "header."
OTHER_BODY = "body as "


class Interface(Struct, frozen=True, kw_only=True):
    """`path` is a template, `hosts` are addresses, `media` the types of bodies.

    `security` are the choices of what has to be shown, each the schemes and the scopes (`scheme: scope`) that it takes
    together; empty, or with an empty choice, where nothing has to be. `body` is `required` or `optional`, empty where
    none is taken or nobody kept it.
    """

    path: str
    hosts: tuple[str, ...]
    media: tuple[str, ...]
    security: tuple[tuple[str, ...], ...]
    body: str = ""

    @property
    def open(self) -> bool:
        """Whether anybody may call it."""
        return not all(self.security) or not self.security


def with_interface(schema: Mapping[str, Any], interface: Interface) -> dict[str, Any]:
    """The schema with the interface in it."""
    told = {name: getattr(interface, name) for name in Interface.__struct_fields__}
    told["security"] = [list(each) for each in interface.security]
    listed = {key: list(value) if isinstance(value, tuple) else value for key, value in told.items() if value != ""}
    return {**schema, _KEY: listed}


def interface_of(schema: Mapping[str, Any]) -> Interface | None:
    """The interface in a schema, `None` where there is none: of other sources, or kept before it was known."""
    found = schema.get(_KEY)
    if not isinstance(found, dict):
        return None
    security = (each for each in _listed(found, "security") if isinstance(each, list))
    return Interface(
        path=str(found.get("path", "")),
        hosts=tuple(map(str, _listed(found, "hosts"))),
        media=tuple(map(str, _listed(found, "media"))),
        security=tuple(tuple(map(str, each)) for each in security),
        body=str(found.get("body", "")),
    )


def input_alone(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema without the interface."""
    return {key: value for key, value in schema.items() if key != _KEY}


def without_body(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema as it was kept when nobody kept whether the body has to be sent."""
    found = schema.get(_KEY)
    return (
        {**schema, _KEY: {key: value for key, value in found.items() if key != "body"}}
        if isinstance(found, dict)
        else schema
    )


def without_interface(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema as it was kept when neither headers nor other bodies were known."""
    made = input_alone(schema)
    properties = made.get("properties")
    if isinstance(properties, dict):
        made["properties"] = {name: each for name, each in properties.items() if not _is_new(name)}
    needed = [name for name in _listed(made, "required") if not _is_new(str(name))]
    made.pop("required", None)
    return made | ({"required": needed} if needed else {})


def after_path(method: str, path: str) -> str:
    """The name of an operation that has none."""
    return "-".join([method, *re.findall(r"[A-Za-z0-9_.]+", path)])


def _is_new(name: str) -> bool:
    return name.startswith((HEADER, OTHER_BODY))


def _listed(value: Mapping[str, Any], key: str) -> list[Any]:
    found = value.get(key)
    return found if isinstance(found, list) else []

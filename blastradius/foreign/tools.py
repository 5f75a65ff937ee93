"""What readers of tool definitions share: one definition as a mapping, whatever its keys are called."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from blastradius.foreign.description import Described, Hints, Key
from blastradius.foreign.schema_references import dangling
from blastradius.foreign.words import clean, clean_name

MOST = 20_000
"""Tools of one registry; a list without an end is somebody's joke."""

_IDEMPOTENCY_KEYS = frozenset(
    {"idempotencykey", "idempotenttoken", "idempotencytoken", "idempotenceid", "xidempotencykey"}
    | {"clientrequesttoken", "idempotencyid"}
)
_OF_ALL = frozenset({"function", "custom"})
_CLAIMS = ("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint")


class Read(Struct, frozen=True, kw_only=True):
    """Tools, and what of them was odd; `lost` counts those that could not be taken."""

    tools: tuple[Described, ...]
    remarks: tuple[str, ...]
    lost: int = 0


def read_tools(items: Iterable[Any], server: str | None, *, schema_keys: Sequence[str], hinted: bool) -> Read:
    """Every tool definition of a list; a name that stands there twice is said, the first one counts."""
    found: dict[str, Described] = {}
    remarks: list[str] = []
    lost = 0
    for number, item in enumerate(items):
        name = item.get("name") if isinstance(item, dict) else None
        if not isinstance(name, str) or not clean_name(name):
            remarks.append(f"tool {number + 1} has no name and is left out")
            lost += 1
        elif number >= MOST:
            remarks.append(f"more than {MOST:,} tools: the rest is left out")
            lost += 1
            break
        else:
            tool = _tool(item, server, schema_keys, hinted=hinted)
            unread = list(_unread(item, tool, schema_keys))
            remarks += unread
            lost += bool(unread)
            if tool.name != name:
                remarks.append(f"`{tool.name}` has a name that cannot be written as it is; this is how it stands here")
            if tool.name in found:
                remarks.append(f"`{tool.name}` is registered twice; the first one counts")
                lost += 1
            else:
                found[tool.name] = tool
    return Read(tools=tuple(found.values()), remarks=tuple(remarks), lost=lost)


def idempotency_key(schema: Mapping[str, Any]) -> Key | None:
    """The parameter that takes an idempotency key, where there is one."""
    found = next((name for name in _properties(schema) if is_idempotency_key(name)), None)
    return None if found is None else Key(carrier="parameter", name=clean(found))


def is_idempotency_key(name: str) -> bool:
    """Whether a parameter of this name takes one."""
    return "".join(each for each in name.casefold() if each.isalnum()) in _IDEMPOTENCY_KEYS


def _tool(item: Mapping[str, Any], server: str | None, schema_keys: Sequence[str], *, hinted: bool) -> Described:
    given: Mapping[str, Any] = next((item[key] for key in schema_keys if isinstance(item.get(key), dict)), {})
    claims = item.get("annotations") if hinted else None
    values = [claims.get(each) if isinstance(claims, dict) else None for each in _CLAIMS]
    read_only, destructive, idempotent, open_world = (each if isinstance(each, bool) else None for each in values)
    title = item.get("title") or (claims.get("title") if isinstance(claims, dict) else None)
    text = item.get("description")
    return Described(
        name=clean_name(item["name"]),
        server=server,
        title=title if isinstance(title, str) else "",
        text=text if isinstance(text, str) else "",
        schema=given,
        output=_output(item) if hinted else None,
        hints=Hints(read_only=read_only, destructive=destructive, idempotent=idempotent, open_world=open_world),
        hinted=hinted,
        key=idempotency_key(given),
        vendor_type=_vendor_type(item, schema_keys),
    )


def _vendor_type(item: Mapping[str, Any], schema_keys: Sequence[str]) -> str | None:
    """The type of a tool whose schema the vendor of the model has; that of any other says what all are."""
    given = item.get("type")
    known = isinstance(given, str) and given not in _OF_ALL and not any(key in item for key in schema_keys)
    return clean_name(str(given)) if known else None


def _unread(item: Mapping[str, Any], tool: Described, schema_keys: Sequence[str]) -> Iterator[str]:
    """What of the schema says nothing to us."""
    given = [item[key] for key in schema_keys if item.get(key) is not None]
    if given and not any(isinstance(each, dict) for each in given):
        yield f"`{tool.name}` has an input schema that is none: what it takes is not known"
    nowhere = sorted({clean(each) for each in dangling(tool.schema)})
    if nowhere:
        told = ", ".join(f"`{each}`" for each in nowhere[:4])
        yield f"{told}{' …' if len(nowhere) > 4 else ''} of `{tool.name}` leads nowhere: part of its schema is unknown"


def _output(item: Mapping[str, Any]) -> Mapping[str, Any] | None:
    given = item.get("outputSchema")
    return given if isinstance(given, dict) else None


def _properties(schema: Mapping[str, Any]) -> Iterable[str]:
    properties = schema.get("properties")
    return [each for each in properties if isinstance(each, str)] if isinstance(properties, dict) else []

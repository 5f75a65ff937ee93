"""Attributes of OTLP/JSON as plain values."""

from collections.abc import Mapping
from typing import Any

from blastradius.traces.values import decoded, kept


def attributes_of(raw: Any) -> dict[str, Any]:
    """The attributes, by name: `[{key, value: {stringValue: …}}]`, or a plain mapping."""
    if isinstance(raw, dict):
        return {str(key): value for key, value in raw.items()}  # JSON in texts must stay whole
    return {str(each["key"]): value_of(each.get("value")) for each in dicts_of(raw) if "key" in each}


def value_of(raw: Any) -> Any:
    """An AnyValue: 64-bit numbers are texts in JSON."""
    if not isinstance(raw, dict):
        return raw
    if "intValue" in raw:
        text = str(raw["intValue"])
        return int(text) if text.lstrip("-").isdigit() and len(text) < 25 else text
    if "arrayValue" in raw:
        return [value_of(each) for each in dicts_of(mapping(raw["arrayValue"]).get("values"))]
    if "kvlistValue" in raw:
        return attributes_of(mapping(raw["kvlistValue"]).get("values"))
    return next((raw[key] for key in ("stringValue", "boolValue", "doubleValue", "bytesValue") if key in raw), None)


def text_at(attributes: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    """The first of these attributes that is there, as a text."""
    return next((str(attributes[name]) for name in names if attributes.get(name) not in (None, "")), None)


def first_at(attributes: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    """The first of these attributes that is there; JSON in texts decoded."""
    return next((kept(decoded(attributes[name])) for name in names if attributes.get(name) is not None), None)


def dicts_in(value: Any) -> list[dict[str, Any]]:
    """The mappings in a list, or in a text that is one."""
    return [dict(each) for each in dicts_of(decoded(value))]


def dicts_of(value: Any) -> list[dict[str, Any]]:
    """The mappings in a list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def mapping(value: Any) -> dict[str, Any]:
    """The mapping, or an empty one."""
    return value if isinstance(value, dict) else {}

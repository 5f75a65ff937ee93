"""Secrets in a schema, and the values that it gives for what is called like one: dots in their place.

What is left out can still be told from what came in its place, by the digest of the whole: `same_behind_dots`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from blastradius.foreign.canonical import canonical, digest
from blastradius.foreign.words import clean
from blastradius.source.document import BLANK
from blastradius.source.verbs import words

_DOTS = BLANK * 8
_TELLING = frozenset({"password", "passwords", "passwd", "passphrase", "pw", "pwd", "secret", "secrets", "credentials"})
_TELLING_AT_THE_END = re.compile(
    r"(?:\A|_)(?:token|pass|otp|pin|bearer|authorization|cookie|dsn|credential|connection_string"
    r"|(?:api|access|account|auth|client|db|encryption|private|service|signing|bot)_?key)(?:_value)?\Z"
)
_VALUES = frozenset({"default", "const", "enum", "example", "examples"})
_DEFINED = frozenset({"$defs", "definitions"})
_NAMED = frozenset({"properties", "dependentSchemas"}) | _DEFINED


def masked(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema as it may be kept and shown."""
    from blastradius.source.secrets import blanked  # noqa: PLC0415 - only where something is kept

    text = json.dumps(schema, ensure_ascii=True, indent=0)
    hidden = blanked(text)
    given: Any = schema
    if hidden != text:
        try:
            given = json.loads(hidden)
        except ValueError:
            given = _cleaned(schema)
    made: dict[str, Any] = _schema(given, frozenset(_referred(given, secret=False)), secret=False)
    return made


def same_behind_dots(old: Mapping[str, Any], sha256: str, new: Mapping[str, Any], shown: Mapping[str, Any]) -> bool:
    """Whether a schema that was masked has the same under its dots as a new one, which is `shown` masked.

    `sha256` is that of the original.
    """
    if BLANK not in canonical(old).decode():
        return True
    return digest(_filled(old, shown, new)) == sha256


def is_telling(name: str) -> bool:
    """Whether a parameter of this name takes a secret."""
    listed = words(name)
    return bool(_TELLING & set(listed)) or bool(_TELLING_AT_THE_END.search("_".join(listed)))


def _schema(node: Any, referred: frozenset[str], *, secret: bool) -> Any:
    if isinstance(node, list):
        return [_schema(each, referred, secret=secret) for each in node]
    if not isinstance(node, dict):
        return node
    secret = secret or _says_secret(node)
    made: dict[str, Any] = {}
    for key, value in node.items():
        if key in _NAMED and isinstance(value, dict):
            inside = secret and key == "properties"
            made[key] = {
                name: _schema(
                    each, referred, secret=inside or is_telling(name) or (key in _DEFINED and name in referred)
                )
                for name, each in value.items()
            }
        elif key in _VALUES:
            made[key] = _dotted(value) if secret else _value(value)
        else:
            made[key] = _schema(value, referred, secret=secret)
    return made


def _referred(node: Any, *, secret: bool) -> Iterator[str]:
    """The names of definitions that stand for the value of a secret."""
    if isinstance(node, list):
        for each in node:
            yield from _referred(each, secret=secret)
    elif isinstance(node, dict):
        if secret and isinstance(node.get("$ref"), str):
            yield node["$ref"].rpartition("/")[2]
        for key, value in node.items():
            if key in _NAMED and isinstance(value, dict):
                for name, each in value.items():
                    yield from _referred(each, secret=is_telling(name))
            else:
                yield from _referred(value, secret=secret)


def _says_secret(node: Mapping[str, Any]) -> bool:
    return node.get("format") == "password" or node.get("writeOnly") is True


def _value(value: Any) -> Any:
    """A value in which what is called like a secret is dots."""
    if isinstance(value, dict):
        return {key: _dotted(each) if is_telling(str(key)) else _value(each) for key, each in value.items()}
    return [_value(each) for each in value] if isinstance(value, list) else value


def _dotted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _dotted(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_dotted(each) for each in value]
    return value if value in ("", None) or isinstance(value, bool) else _DOTS


def _cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return {clean(str(key)): _cleaned(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    return clean(value) if isinstance(value, str) else value


def _filled(old: Any, shown: Any, new: Any) -> Any:
    """`old` with what is behind the dots of `shown`, wherever both have the same ones at the same place."""
    if isinstance(old, dict) and isinstance(shown, dict) and isinstance(new, dict):
        return {key: _filled(each, shown.get(key), new.get(key)) for key, each in old.items()}
    if isinstance(old, list) and isinstance(shown, list) and isinstance(new, list):
        pairs = zip(old, (*shown, *[None] * len(old)), (*new, *[None] * len(old)), strict=False)
        return [_filled(*each) for each in pairs]
    return new if isinstance(old, str) and BLANK in old and old == shown else old

"""Secrets in a schema, and the values that it gives for what is called like one: dots in their place.

What is left out can still be told from what came in its place, by the digest of the whole: `shown_again`.
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
_KINDS = frozenset({"type", "kind", "mode", "scope", "policy", "method", "algorithm", "format", "provider", "backend"})
"""At the end of a name they say that it chooses a sort of secret, and is none."""
_CHOICE = re.compile(r"[A-Za-z]{1,20}(?:[ _./:-][A-Za-z]{1,20}){0,4}\Z", re.ASCII)
"""What an agent chooses from a list is a word. With a digit in it, it may be a secret that somebody listed."""
_VALUES = frozenset({"default", "const", "enum", "example", "examples"})
_BRANCHES = frozenset({"anyOf", "oneOf"})
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


def shown_again(old: Mapping[str, Any], sha256: str, new: Mapping[str, Any]) -> dict[str, Any] | None:
    """A schema that was masked as it is masked today, where what is under its dots stands in a new one.

    `sha256` is the digest of the original, `new` is not masked. `None` where something else is under them.
    """
    if not _has_dots(old):
        return dict(old)
    whole = _filled(old, new)
    return masked(whole) if digest(whole) == sha256 else None


def dotted_like(old: Any, new: Any) -> Any:
    """`new` with dots wherever `old` has some: what was hidden when it was kept, and is shown by now, is no change."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {key: dotted_like(old.get(key), each) for key, each in new.items()}
    if isinstance(old, list) and isinstance(new, list):
        return [*map(dotted_like, old, new), *new[len(old) :]]
    return old if isinstance(old, str) and BLANK in old and isinstance(new, str | int | float) else new


def is_telling(name: str) -> bool:
    """Whether a parameter of this name takes a secret."""
    listed = words(name)
    if listed and listed[-1] in _KINDS:
        return False
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
            chosen = secret and (key == "enum" or (key == "default" and value in _listed(node)))
            made[key] = _chosen(value) if chosen else _dotted(value) if secret else _value(value)
        elif key in _BRANCHES and secret and isinstance(value, list) and len(value) > 1:
            inner = [_schema(each, referred, secret=True) for each in value]
            made[key] = [_with_choice(each, one) for each, one in zip(value, inner, strict=True)]
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


def _listed(node: Mapping[str, Any]) -> list[Any]:
    listed = node.get("enum")
    return listed if isinstance(listed, list) else []


def _chosen(value: Any) -> Any:
    """What can be chosen: words are shown, and all else is dots."""
    if isinstance(value, list):
        return [_chosen(each) for each in value]
    return value if isinstance(value, str) and _CHOICE.match(value) else _dotted(value)


def _with_choice(given: Any, made: Any) -> Any:
    """One of several alternatives; a constant in it is one value of a list."""
    return {**made, "const": _chosen(given["const"])} if isinstance(given, dict) and "const" in given else made


def _cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return {clean(str(key)): _cleaned(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    return clean(value) if isinstance(value, str) else value


def _filled(old: Any, new: Any) -> Any:
    """`old` with what `new` has wherever it has dots itself."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {key: _filled(each, new.get(key)) for key, each in old.items()}
    if isinstance(old, list) and isinstance(new, list):
        return [*map(_filled, old, new), *old[len(new) :]]
    return new if isinstance(old, str) and BLANK in old else old


def _has_dots(value: Any) -> bool:
    return BLANK in canonical(value).decode()

"""Secrets in a schema, and the values that it gives for what is called like one: dots in their place.

What is left out can still be told from what came in its place, by the digest of the whole: `shown_again`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import Any

from blastradius.foreign.canonical import canonical, digest
from blastradius.foreign.words import clean
from blastradius.source.document import BLANK
from blastradius.source.verbs import words

_DOTS = BLANK * 8
_PASSWORD = re.compile(r"(?:password|passwd|passphrase|passcode|pwd)s?\Z")
"""How a word ends that is called so: `userpassword` too."""
_PASSWORD_AT_THE_END = re.compile(r"(?:\A|_)(?:pass|pass_phrase|pass_code|pw)\Z")
_TELLING = frozenset({"pw", "secret", "secrets", "credentials"})
_TELLING_AT_THE_END = re.compile(
    r"(?:\A|_)(?:token|(?:otp|pin)(?:_?code)?|bearer|authorization|cookie|dsn|credential|connection_string"
    r"|(?:api|access|account|auth|client|db|encryption|master|private|service|signing|bot)_?key)(?:_value)?\Z"
)
_KINDS = frozenset({"type", "kind", "mode", "scope", "policy", "method", "algorithm", "format", "provider", "backend"})
"""At the end of a name they say that it chooses a sort of secret, and is none."""
_CHOICE = re.compile(r"[A-Za-z]{1,20}(?:[ _./:-][A-Za-z]{1,20}){0,4}\Z", re.ASCII)
"""What an agent chooses from a list is a word. With a digit in it, it may be a secret that somebody listed."""
_FEWEST = 2
"""One value is no choice."""
_VALUES = frozenset({"default", "const", "enum", "example", "examples"})
_BRANCHES = frozenset({"anyOf", "oneOf"})
_DEFINED = frozenset({"$defs", "definitions"})
_NAMED = frozenset({"properties", "dependentSchemas"}) | _DEFINED


class _Hidden(IntEnum):
    """What is not shown of the values of a parameter."""

    NOTHING = 0
    NO_CHOICE = 1
    """All but the words of a list that it is chosen from."""
    ALL = 2
    """Those, too: nobody chooses a password from a list."""


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
    referred: dict[str, _Hidden] = {}
    for name, hidden_there in _referred(given, _Hidden.NOTHING):
        referred[name] = max(hidden_there, referred.get(name, hidden_there))
    made: dict[str, Any] = _schema(given, referred, _Hidden.NOTHING)
    return made


def shown_again(old: Mapping[str, Any], sha256: str, new: Mapping[str, Any]) -> dict[str, Any] | None:
    """A schema that was masked as it is masked today, where what is under its dots stands in a new one.

    `sha256` is the digest of the original, `new` is not masked. `None` where something else is under them.
    """
    if not _has_dots(old):
        return masked(old)
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
    return _hidden_under(name) is not _Hidden.NOTHING


def _hidden_under(name: str, around: _Hidden = _Hidden.NOTHING) -> _Hidden:
    """What is hidden under a name, in what is hidden already; a sort of secret is none."""
    listed = list(words(name))
    while len(listed) > 1 and (listed[-1].isdigit() or listed[-1] == "v"):  # `password2`, `token_v2`
        listed.pop()
    if listed and listed[-1] in _KINDS:
        return _Hidden.NOTHING
    whole = "_".join(listed)
    if any(map(_PASSWORD.search, listed)) or _PASSWORD_AT_THE_END.search(whole):
        return _Hidden.ALL
    telling = _TELLING & set(listed) or _TELLING_AT_THE_END.search(whole)
    return max(around, _Hidden.NO_CHOICE) if telling else around


def _schema(node: Any, referred: Mapping[str, _Hidden], hidden: _Hidden) -> Any:
    if isinstance(node, list):
        return [_schema(each, referred, hidden) for each in node]
    if not isinstance(node, dict):
        return node
    hidden = max(hidden, _said(node))
    made: dict[str, Any] = {}
    for key, value in node.items():
        if key in _NAMED and isinstance(value, dict):
            around = hidden if key == "properties" else _Hidden.NOTHING
            known = referred if key in _DEFINED else {}
            made[key] = {
                name: _schema(each, referred, _hidden_under(name, known.get(name, around)))
                for name, each in value.items()
            }
        elif key in _VALUES or (hidden and key.startswith("x-")):
            chosen = _is_choice(node, hidden) and (key == "enum" or (key == "default" and value in _listed(node)))
            made[key] = _chosen(value) if chosen else _dotted(value) if hidden else _value(value)
        elif key in _BRANCHES and _is_choice_of_constants(value, hidden):
            inner = [_schema(each, referred, hidden) for each in value]
            made[key] = [_with_choice(each, one) for each, one in zip(value, inner, strict=True)]
        else:
            made[key] = _schema(value, referred, hidden)
    return made


def _referred(node: Any, hidden: _Hidden) -> Iterator[tuple[str, _Hidden]]:
    """The names of definitions that stand for the value of a secret."""
    if isinstance(node, list):
        for each in node:
            yield from _referred(each, hidden)
    elif isinstance(node, dict):
        if hidden and isinstance(node.get("$ref"), str):
            yield node["$ref"].rpartition("/")[2], hidden
        for key, value in node.items():
            if key in _NAMED and isinstance(value, dict):
                for name, each in value.items():
                    yield from _referred(each, _hidden_under(name))
            else:
                yield from _referred(value, hidden)


def _said(node: Mapping[str, Any]) -> _Hidden:
    """What a schema itself says of its values."""
    if node.get("format") == "password":
        return _Hidden.ALL
    return _Hidden.NO_CHOICE if node.get("writeOnly") is True else _Hidden.NOTHING


def _is_choice(node: Mapping[str, Any], hidden: _Hidden) -> bool:
    return hidden is _Hidden.NO_CHOICE and len([each for each in _listed(node) if each is not None]) >= _FEWEST


def _is_choice_of_constants(branches: Any, hidden: _Hidden) -> bool:
    if hidden is not _Hidden.NO_CHOICE or not isinstance(branches, list):
        return False
    return sum(isinstance(each, dict) and each.get("const") is not None for each in branches) >= _FEWEST


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

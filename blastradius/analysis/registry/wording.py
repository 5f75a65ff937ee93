"""Words in names and parameters that say what a tool does."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from blastradius.source.verbs import acts, listed, words

_CODE = listed(
    """
    sql code script shell command cmd bash expression javascript js python statement program snippet
    source_code cypher commands statements codes function
    """
)
_SURELY_CODE = listed("sql cypher shell bash cmd command commands javascript python script")
_DEEPEST = 6
_MOST_PARTS = 5_000
_QUERY = frozenset({"query", "queries", "q", "statement"})
_LANGUAGE = re.compile(r"(?i)\b(sql|select statement|cypher|shell|bash|javascript|python code|arbitrary code)\b")
CHOICES = listed(
    """
    action operation op method mode verb task api_method http_method subcommand
    """
)
"""Parameters that choose what is done."""
_DESTROYS = frozenset({"delete", "purge", "erase", "wipe", "destroy", "truncate"})
_RECIPIENTS = frozenset({"to", "recipient", "recipients", "to_email", "toemail", "phone_number", "email_to"})
_MESSAGES = frozenset({"body", "message", "subject", "text", "content", "html"})


def parameters(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The parameters of a schema, with their own schemas; those in the branches of `anyOf` and its kin too."""
    return ((name, inner) for name, inner, depth in _every_parameter(schema) if not depth)


def _every_parameter(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], int]]:
    """Those inside of other parameters as well, and how deep: 0 at the top. Local references are followed once."""
    stack: list[tuple[Any, int]] = [(schema, 0)]
    followed: set[str] = set()
    for node, depth in stack:
        if not isinstance(node, dict) or depth > _DEEPEST or len(stack) > _MOST_PARTS:
            continue
        target = node.get("$ref")
        if isinstance(target, str) and target not in followed:
            followed.add(target)
            stack.append((_local(schema, target), depth))
        stack += [(each, depth) for key in ("anyOf", "oneOf", "allOf") for each in _listed(node.get(key))]
        stack.append((node.get("items"), depth + bool(depth)))
        listed = node.get("properties")
        for name, inner in listed.items() if isinstance(listed, dict) else ():
            resolved = _local(schema, inner["$ref"]) if isinstance(inner, dict) and "$ref" in inner else inner
            yield str(name), resolved if isinstance(resolved, dict) else {}, depth
            stack.append((inner, depth + 1))


def _local(schema: Mapping[str, Any], target: Any) -> Any:
    """What `#/$defs/query` leads to; `None` where it leads nowhere, or out of the schema."""
    if not isinstance(target, str) or not target.startswith("#"):
        return None
    node: Any = schema
    for step in target[1:].split("/")[1:]:
        node = node.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(node, dict) else None
    return node


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def is_free_text(schema: Mapping[str, Any]) -> bool:
    """Whether any text may stand here: a string, or nothing said, and no list, pattern or format that bounds it."""
    if any(key in schema for key in ("enum", "const", "pattern", "format")):
        return False
    type_ = schema.get("type")
    if type_ is None:
        branches = [each for key in ("anyOf", "oneOf") for each in schema.get(key) or () if isinstance(each, dict)]
        if branches:
            return any(is_free_text(each) for each in branches)
        return not any(key in schema for key in ("$ref", "allOf", "properties", "items"))
    return type_ == "string" or (isinstance(type_, list) and "string" in type_)


def is_code(name: str, schema: Mapping[str, Any], about: str, *, inside: bool = False) -> bool:
    """Whether a parameter takes free SQL, shell or code; a `query` does where the tool or its text speaks of SQL."""
    named = words(name)
    items = schema.get("items")
    free = is_free_text(schema) or (isinstance(items, dict) and is_free_text(items))
    if not free or not named:
        return False
    if inside and not {name.casefold(), named[-1], named[0]} & _SURELY_CODE:
        return False  # `expression` inside of a block of a page is a formula
    text = schema.get("description")
    said = text if isinstance(text, str) else ""
    if name.casefold() in _CODE or named[-1] in _CODE - {"function", "expression", "source_code"}:
        return not (named[-1] == "code" and len(named) > 1) and not _is_a_name(said, named)
    asked = named[-1] in _QUERY
    return asked and (bool({"sql", "cypher"} & set(named)) or bool(_LANGUAGE.search(f"{said} {about}")))


def _is_a_name(said: str, named: tuple[str, ...]) -> bool:
    """`code: the ISO country code` is no program."""
    return named == ("code",) and bool(
        re.search(r"(?i)\b(iso|country|currency|error|status|zip|postal|coupon)\b", said)
    )


def _choices(schema: Mapping[str, Any], inner: Mapping[str, Any]) -> Iterator[Any]:
    """The values that a parameter can take, where they are listed: also as `const`, in a list, or by reference."""
    for part in (inner, inner.get("items"), *_listed(inner.get("anyOf")), *_listed(inner.get("oneOf"))):
        told = _local(schema, part["$ref"]) if isinstance(part, dict) and "$ref" in part else part
        if isinstance(told, dict):
            yield from _listed(told.get("enum"))
            if "const" in told:
                yield told["const"]


def shown_by_parameters(schema: Mapping[str, Any], about: str) -> dict[str, str]:
    """Effects that parameters give away, each with the parameter that does."""
    found: dict[str, str] = {}
    every = list(_every_parameter(schema))
    listed = [(name, inner) for name, inner, depth in every if not depth]
    names = {name.casefold() for name, _ in listed}
    for name, inner, depth in every:
        if is_code(name, inner, about, inside=depth > 0):
            found.setdefault("execute", name)
        if inner.get("type") == "boolean" and _DESTROYS & set(words(name)[:2]):
            found.setdefault("delete", name)
        for choice in _choices(schema, inner) if name.casefold() in CHOICES else ():
            for effect in acts(str(choice)):
                found.setdefault(effect, f"{name}: {choice}")
    if names & _RECIPIENTS and names & _MESSAGES:
        found.setdefault("send", next(name for name, _ in listed if name.casefold() in _RECIPIENTS))
    if "amount" in names and names & {"currency", "payment_intent", "recipient", "account", "to_account"}:
        found.setdefault("pay", "amount")
    return found

"""Words in names and parameters that say what a tool does."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from blastradius.analysis.registry.code_names import takes_code
from blastradius.foreign.interface import interface_of
from blastradius.source.listed import listed
from blastradius.source.verbs import act, acts, words

_DEEPEST = 6
_MOST_PARTS = 5_000
CHOICES = listed(
    """
    action operation op method mode verb task api_method http_method subcommand
    """
)
"""Parameters that choose what is done."""
_DESTROYS = frozenset({"delete", "purge", "erase", "wipe", "destroy", "truncate"})
_LOCAL_FILE = re.compile(r"(?i)(?:output|save|download|dest|destination)_?(?:path|file|filepath|dir|directory)\Z")
"""Where on a disk something is written."""
_EVENT = re.compile(r"[a-z]{3,}(?<!e)(?<!emb)ed\Z")
"""`member_removed` and `merge_train_removed` are what happened; `remove_unused` and `create_feed` are done."""
_RECIPIENTS = frozenset({"to", "recipient", "recipients", "to_email", "toemail", "phone_number", "email_to"})
_MESSAGES = frozenset({"body", "message", "subject", "text", "content", "html"})


def _every_parameter(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], str | None]]:
    """The parameters, in branches of `anyOf` and its kin and in others too, and the name that each stands in.

    It is `None` at the top. Local references are followed once.
    """
    stack: list[tuple[Any, int, str | None]] = [(schema, 0, None)]
    followed: set[str] = set()
    for node, depth, above in stack:
        if not isinstance(node, dict) or depth > _DEEPEST or len(stack) > _MOST_PARTS:
            continue
        target = node.get("$ref")
        if isinstance(target, str) and target not in followed:
            followed.add(target)
            stack.append((_local(schema, target), depth, above))
        stack += [(each, depth, above) for key in ("anyOf", "oneOf", "allOf") for each in _listed(node.get(key))]
        stack.append((node.get("items"), depth + bool(depth), above))
        listed = node.get("properties")
        for name, inner in listed.items() if isinstance(listed, dict) else ():
            resolved = _local(schema, inner["$ref"]) if isinstance(inner, dict) and "$ref" in inner else inner
            yield str(name), resolved if isinstance(resolved, dict) else {}, above
            stack.append((inner, depth + 1, str(name)))


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


def is_code(name: str, schema: Mapping[str, Any], about: str, *, above: str | None = None) -> bool:
    """Whether a parameter takes free SQL, shell or code; `above` is the parameter that it stands in, if any."""
    items = schema.get("items")
    if not (is_free_text(schema) or (isinstance(items, dict) and is_free_text(items))):
        return False
    text = schema.get("description")
    return takes_code(name, text if isinstance(text, str) else "", about, above)


def _choices(schema: Mapping[str, Any], inner: Mapping[str, Any]) -> Iterator[Any]:
    """The values that a parameter can take, where they are listed: also as `const`, in a list, or by reference."""
    for part in (inner, inner.get("items"), *_listed(inner.get("anyOf")), *_listed(inner.get("oneOf"))):
        told = _local(schema, part["$ref"]) if isinstance(part, dict) and "$ref" in part else part
        if isinstance(told, dict):
            yield from _listed(told.get("enum"))
            if "const" in told:
                yield told["const"]


def _takes_any_stage(schema: Mapping[str, Any]) -> bool:
    """Whether any object may stand in its list: of the stages that MongoDB knows, `$out` replaces a collection."""
    items = schema.get("items")
    branches = [items, *_listed(items.get("anyOf")), *_listed(items.get("oneOf"))] if isinstance(items, dict) else []
    return any(
        isinstance(each, dict)
        and each.get("type") == "object"
        and not each.get("properties")
        and each.get("additionalProperties", True) is not False
        for each in branches
    )


def _chosen(choice: str) -> frozenset[str]:
    """What somebody does who chooses this."""
    named = words(choice)
    happened = _EVENT.search(choice.casefold()) and (len(named) > 2 or not any(map(act, named)))
    return acts(choice) - {"write", "grant"} if happened else acts(choice)


def shown_by_parameters(schema: Mapping[str, Any], about: str) -> dict[str, str]:
    """Effects that parameters give away, each with the parameter that does."""
    found: dict[str, str] = {}
    every = list(_every_parameter(schema))
    path = interface_of(schema)
    on_the_way = set(re.findall(r"\{([^{}]*)\}", path.path)) if path else set()
    listed = [name for name, _, above in every if above is None]
    names = {name.casefold() for name in listed}
    for name, inner, above in every:
        if is_code(name, inner, about, above=above) and not (above is None and name in on_the_way):
            found.setdefault("execute", name)
        if above is None and inner.get("type") == "string" and _LOCAL_FILE.match(name):
            found.setdefault("write", name)
        if inner.get("type") == "boolean" and _DESTROYS & set(words(name)[:2]):
            found.setdefault("delete", name)
        if above is None and name == "pipeline" and _takes_any_stage(inner):
            found.setdefault("write", name)
            found.setdefault("delete", name)
        for choice in _choices(schema, inner) if name.casefold() in CHOICES else ():
            for effect in _chosen(str(choice)):
                found.setdefault(effect, f"{name}: {choice}")
    if names & _RECIPIENTS and names & _MESSAGES:
        found.setdefault("send", next(name for name in listed if name.casefold() in _RECIPIENTS))
    if "amount" in names and names & {"currency", "payment_intent", "recipient", "account", "to_account"}:
        found.setdefault("pay", "amount")
    return found

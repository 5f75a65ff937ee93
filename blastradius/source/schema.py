"""Documents against the published schemas: the only door to the JSON Schema libraries.

`jsonschema_rs` says yes or no, in microseconds. Only a refused document pays for `jsonschema`, whose errors become
`Refusal`s here and words in `explain`. The two libraries have to agree: here is where they are made to.
"""

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import jsonschema_rs
from msgspec import Struct

from blastradius.finding import Finding
from blastradius.resources import SCHEMAS
from blastradius.source.document import Document, Pointer

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

KINDS: tuple[str, ...] = ("Team", "System", "Credential", "Agent", "Inventory", "Vendor")

Schema: TypeAlias = dict[str, Any]

_COMMON = "common.v1.json"
_OWN, _SHARED = "#/$defs/", f"{_COMMON}#/$defs/"


class Refusal(Struct, frozen=True, kw_only=True):
    """A value, and what of the bundled schema `root` it did not meet.

    `keyword` with `asked` behind it stands in `schema`. `site` is the place that asks for the value and describes it,
    before references are followed; `owner` describes the keys of the mapping; `condition` is the `if` in whose `branch`
    (`then`, `else`) the keyword stands. Where `of_key` holds, `value` is a key of the mapping at `pointer`.
    """

    document: Document
    root: Schema
    pointer: Pointer
    value: Any
    keyword: str
    asked: Any
    schema: Schema
    site: Schema
    owner: Schema
    condition: Schema
    branch: str
    of_key: bool


def schema_problems(document: Document) -> list[Finding]:
    """Every way in which a document is not what its kind asks for, in the order of the file; none for a valid one."""
    data = document.data
    kind = data.get("kind")
    known = kind if isinstance(kind, str) and kind in KINDS else None
    if known and _accepts(known, data):
        return []
    from blastradius.source.explain import explain, foreign_document, unexplained  # noqa: PLC0415 - seldom needed

    found = foreign_document(document, KINDS)
    if found or known is None:
        return found
    return explain(document, _refusals(known, document)) or [unexplained(document, _refused_at(known, data))]


def bundled(kind: str) -> Schema:
    """The schema of a kind with everything it refers to inside, for editors: no other file is needed to read it."""
    schema = _read(f"{kind.lower()}.v1.json")
    shared = _read(_COMMON)["$defs"]
    own = schema.pop("$defs", {})
    schema.pop("$id")  # it would say that this is the file with the references
    names = {name: name if name not in own else f"common_{name}" for name in shared}
    wanted = _shared_names([schema, own], _SHARED)
    reached: set[str] = set()
    while wanted:
        name = wanted.pop()
        reached.add(name)
        wanted |= _shared_names(shared[name], _OWN) - reached
    definitions = {name: _rewritten(each, _SHARED, names) for name, each in own.items()}
    definitions |= {names[name]: _rewritten(shared[name], _OWN, names) for name in reached}
    bundle: Schema = _rewritten(schema, _SHARED, names)
    return bundle | {"$defs": dict(sorted(definitions.items()))}


def resolved(root: Schema, schema: Schema) -> Schema:
    """What a reference of a bundled schema leads to; anything else is itself."""
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].removeprefix(_OWN)]
    return schema


def leaves(root: Schema, schema: Schema) -> list[Schema]:
    """Everything that a value may be: the branches of an `anyOf`, resolved, or the schema alone."""
    schema = resolved(root, schema)
    if "anyOf" not in schema:
        return [schema]
    return [leaf for branch in schema["anyOf"] for leaf in leaves(root, branch)]


def legal_words(root: Schema, schema: Schema) -> list[Any]:
    """The values that are listed one by one."""
    every = leaves(root, schema)
    return [word for leaf in every for word in leaf.get("enum", [leaf["const"]] if "const" in leaf else [])]


def _read(name: str) -> Schema:
    schema: Schema = json.loads((SCHEMAS / "inventory" / name).read_bytes())
    return schema


def _shared_names(node: Any, prefix: str) -> set[str]:
    """The shared definitions that a piece of schema refers to itself."""
    if isinstance(node, dict):
        ref = node.get("$ref")
        found = {ref.removeprefix(prefix)} if isinstance(ref, str) and ref.startswith(prefix) else set()
        return found.union(*(_shared_names(each, prefix) for each in node.values()))
    return set().union(*(_shared_names(each, prefix) for each in node)) if isinstance(node, list) else set()


def _rewritten(node: Any, prefix: str, names: dict[str, str]) -> Any:
    if isinstance(node, list):
        return [_rewritten(each, prefix, names) for each in node]
    if not isinstance(node, dict):
        return node
    copy = {key: _rewritten(value, prefix, names) for key, value in node.items()}
    ref = copy.get("$ref")
    if isinstance(ref, str) and ref.startswith(prefix):
        copy["$ref"] = _OWN + names[ref.removeprefix(prefix)]
    return copy


@cache
def _validator(kind: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(_read(f"{kind.lower()}.v1.json"), registry=_registry())


@cache
def _registry() -> jsonschema_rs.Registry:
    return jsonschema_rs.Registry([(_COMMON, _read(_COMMON))])


def _accepts(kind: str, data: Any) -> bool:
    try:
        return _validator(kind).is_valid(data)
    except ValueError:  # data that no JSON can hold is refused like any other
        return False


def _refused_at(kind: str, data: Any) -> tuple[str | int, ...]:
    """Where the fast library sees the first mistake: the last resort when the other one sees none."""
    try:
        return next((tuple(error.instance_path) for error in _validator(kind).iter_errors(data)), ())
    except ValueError:
        return ()


def _refusals(kind: str, document: Document) -> Iterator[Refusal]:
    root, explainer = _explainer(kind)
    for error in explainer.iter_errors(document.data):
        path = list(error.absolute_schema_path)
        site, owner, condition, branch = _way(root, path[:-1])
        yield Refusal(
            document=document,
            root=root,
            pointer=tuple(error.absolute_path),
            value=error.instance,
            keyword=str(error.validator),
            asked=error.validator_value,
            schema=error.schema if isinstance(error.schema, dict) else {},
            site=site,
            owner=owner,
            condition=condition,
            branch=branch,
            of_key="propertyNames" in path[-2:-1],
        )


def _way(root: Schema, path: Sequence[str | int]) -> tuple[Schema, Schema, Schema, str]:
    """Walk through a schema: the last site, mapping, `if` and branch on the way. References are not named in a path."""
    node: Any = root
    site, owner, condition, branch = root, root, {}, ""
    steps = iter(path)
    for step in steps:
        if step in ("then", "else"):
            condition, branch = node["if"], str(step)
        node = node[step]
        if step == "properties":
            node = node[next(steps)]
        if step in ("properties", "items", "additionalProperties"):
            site, condition, branch = node, {}, ""
        if isinstance(node, dict):
            node = resolved(root, node)
            owner = node if "properties" in node else owner
    return site, owner, condition, branch


@cache
def _explainer(kind: str) -> "tuple[Schema, Validator]":
    """The slow validator: as strict as the fast one, and it follows the branch of an `anyOf` that was meant."""
    from jsonschema import Draft202012Validator, ValidationError, validators  # noqa: PLC0415 - 50 ms, seldom needed

    from blastradius.source.explain import meant  # noqa: PLC0415 - as above

    root = bundled(kind)

    def pattern(_: "Validator", expression: str, instance: Any, __: Any) -> "Iterator[ValidationError]":
        # `$` of Python's `re` also matches before a last line end; in JSON Schema it does not.
        strict = re.sub(r"(?<!\\)\$$", r"\\Z", expression)
        if isinstance(instance, str) and not re.search(strict, instance):
            yield ValidationError("pattern")

    def any_of(validator: Any, offered: list[Schema], instance: Any, _: Any) -> "Iterator[ValidationError]":
        if any(validator.evolve(schema=branch).is_valid(instance) for branch in offered):
            return
        index = meant(root, offered, instance)
        if index is None:
            yield ValidationError("anyOf")
        else:
            yield from validator.descend(instance, offered[index], schema_path=index)

    extend: Any = validators.extend  # the stubs leave it untyped
    return root, extend(Draft202012Validator, {"pattern": pattern, "anyOf": any_of})(root)

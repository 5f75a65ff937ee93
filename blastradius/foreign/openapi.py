"""OpenAPI 3.x and Swagger 2.0: what an HTTP interface can do, which scopes that takes, and which key makes it safe.

Sources: OpenAPI Specification 3.1.1 and 2.0, "Operation Object", "Security Requirement Object".
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from blastradius.errors import InputError
from blastradius.foreign.description import Described, KnownSystem, Registry
from blastradius.foreign.interface import Interface, after_path, with_interface
from blastradius.foreign.openapi_access import hosts, is_scope, security
from blastradius.foreign.openapi_input import operation_input
from blastradius.foreign.openapi_refs import References
from blastradius.foreign.reading import read_data
from blastradius.foreign.tools import MOST, idempotency_key
from blastradius.foreign.words import clean, clean_name, identifier

SOURCE = "openapi"
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def read(file: Path, shown: str, server: str | None = None) -> Registry:
    """The operations of an interface.

    Raises:
        InputError: the file cannot be read, or describes none.
    """
    documents, lost = read_data(file)
    document = next((each for each in documents if isinstance(each, dict) and _is_ours(each)), None)
    if document is None and lost:
        msg = f"`{shown}` cannot be read: {lost[0]}"
        raise InputError(msg, hint="repair it, and start again")
    if document is None:
        msg = f"`{shown}` describes no interface: it has neither `openapi: 3.…` nor `swagger: 2.0`"
        raise InputError(msg, hint="name the description itself, as JSON or YAML")
    references = References(document)
    tools: dict[str, Described] = {}
    remarks: list[str] = []
    for path, method, operation, shared in _operations(document, references):
        tool = _tool(document, references, path, method, operation, shared, server)
        if tool.name in tools:
            remarks.append(f"`{tool.name}` names two operations; the second is called after its path")
            tool = _tool(document, references, path, method, {**operation, "operationId": None}, shared, server)
        if len(tools) < MOST:
            tools[tool.name] = tool
    remarks += [f"`{clean(each)}` {_left_out(each)}" for each in sorted(references.foreign)]
    several = sum(len(tool.scopes) > 1 for tool in tools.values())
    if several:
        remarks.append(
            f"{several} operation{'s name' if several > 1 else ' names'} several scopes: the specification asks for "
            "all of them; where the vendor means any of them, `requires` is too strict and hides what one scope alone "
            "reaches: check it"
        )
    return Registry(
        source=SOURCE,
        shown=shown,
        tools=tuple(tools.values()),
        systems=_system(document),
        remarks=tuple(remarks),
        complete=not references.foreign,
    ).missing(lost)


def _left_out(reference: str) -> str:
    if reference.startswith("#"):
        return "leads to what is not in the file and is left out"
    return (
        "leads to another file, which is not read, and is left out: put the description into one file "
        "(tools call that bundling) and name that"
    )


def _is_ours(document: dict[str, Any]) -> bool:
    return str(document.get("openapi", "")).startswith("3.") or str(document.get("swagger", "")).startswith("2.")


def _system(document: dict[str, Any]) -> tuple[KnownSystem, ...]:
    info = document.get("info")
    title = info.get("title") if isinstance(info, dict) else None
    name = identifier(title) if isinstance(title, str) else ""
    return (KnownSystem(id=name, name=clean(str(title))),) if name else ()


def _operations(
    document: dict[str, Any], references: References
) -> Iterator[tuple[str, str, dict[str, Any], list[Any]]]:
    paths = document.get("paths")
    for path, given in paths.items() if isinstance(paths, dict) else ():
        item = references.target(given)
        if not isinstance(item, dict):
            continue
        shared = item.get("parameters")
        for method in _METHODS:
            if isinstance(item.get(method), dict):
                yield str(path), method, item[method], shared if isinstance(shared, list) else []


def _tool(  # noqa: PLR0913 - the parts of an operation
    document: dict[str, Any],
    references: References,
    path: str,
    method: str,
    operation: dict[str, Any],
    shared: list[Any],
    server: str | None,
) -> Described:
    given = operation.get("operationId")
    schema, key, media, body = operation_input(references, operation, shared)
    text = operation.get("summary") or operation.get("description")
    interface = Interface(
        path=path,
        hosts=hosts(document, references.target(_mapping(document, "paths").get(path)), operation),
        media=media,
        security=security(document, references, operation),
        body=body,
    )
    return Described(
        name=clean_name(given if isinstance(given, str) and given.strip() else after_path(method, path)),
        server=server,
        text=text if isinstance(text, str) else "",
        schema=with_interface(schema, interface),
        method=method.upper(),
        scopes=_scopes(document, operation),
        key=key or idempotency_key(schema),
    )


def _scopes(document: dict[str, Any], operation: dict[str, Any]) -> tuple[str, ...]:
    """The scopes that a call needs, all of them; none where there is a choice, because then none is needed for sure."""
    wanted = operation.get("security", document.get("security"))
    choices = [each for each in wanted if isinstance(each, dict)] if isinstance(wanted, list) else []
    found = [
        {clean(scope) for scopes in choice.values() if isinstance(scopes, list) for scope in scopes if is_scope(scope)}
        for choice in choices
    ]
    return tuple(sorted(set.intersection(*found))) if found else ()


def _mapping(value: dict[str, Any], key: str) -> dict[str, Any]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}

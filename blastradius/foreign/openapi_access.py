"""Where an operation is sent, and what opens it.

Source: OpenAPI Specification 3.1.1, "Server Object", "Security Requirement Object"; 2.0, "Swagger Object".
"""

from typing import Any

from blastradius.foreign.openapi_refs import References
from blastradius.foreign.words import clean


def hosts(document: dict[str, Any], item: Any, operation: dict[str, Any]) -> tuple[str, ...]:
    """The addresses of an operation: its own, else those of its path, else those of the whole interface."""
    for level in (operation, item, document):
        servers = level.get("servers") if isinstance(level, dict) else None
        if isinstance(servers, list) and servers:
            return tuple(sorted({clean(str(each.get("url", ""))) for each in servers if isinstance(each, dict)}))
    host, base = document.get("host"), document.get("basePath")
    rest = f"{host if isinstance(host, str) else ''}{base if isinstance(base, str) else ''}"
    schemes = operation.get("schemes") or document.get("schemes")
    listed = [each for each in schemes if isinstance(each, str)] if isinstance(schemes, list) else []
    made = [f"{each}://{rest}" for each in listed] if listed and host else [rest] if rest else []
    return tuple(sorted(map(clean, made)))


def security(
    document: dict[str, Any], references: References, operation: dict[str, Any]
) -> tuple[tuple[str, ...], ...]:
    """The choices of what has to be shown: schemes, and scopes with the scheme before them; sorted, none twice."""
    wanted = operation.get("security", document.get("security"))
    components = document.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, dict) else None
    defined = schemes if isinstance(schemes, dict) else document.get("securityDefinitions")
    known = defined if isinstance(defined, dict) else {}
    choices = [each for each in wanted if isinstance(each, dict)] if isinstance(wanted, list) else []
    return tuple(sorted({_choice(choice, known, references) for choice in choices}))


def _choice(choice: dict[str, Any], known: dict[str, Any], references: References) -> tuple[str, ...]:
    found: set[str] = set()
    for name, scopes in choice.items():
        called = _scheme(str(name), references.target(known.get(name)))
        found.add(called)
        listed = scopes if isinstance(scopes, list) else []
        found |= {f"{called}: {clean(scope)}" for scope in listed if is_scope(scope)}
    return tuple(sorted(found))


def _scheme(name: str, scheme: Any) -> str:
    """What a scheme is, whatever the document calls it."""
    if not isinstance(scheme, dict):
        return clean(name)
    kind, told = scheme.get("type"), [scheme.get(key) for key in ("scheme", "in", "name")]
    return " ".join(clean(each) for each in (kind, *told) if isinstance(each, str)) or clean(name)


def is_scope(scope: Any) -> bool:
    """Whether it is one that can be written."""
    return isinstance(scope, str) and bool(scope.strip()) and scope.casefold() not in {"none", "unknown"}

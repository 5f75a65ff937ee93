"""The entities of the examples: a rule writes out only what it is about, the rest is there and `unknown`."""

_SEPARATOR = "\n---\n"
_BREAK = "\n"
_SYSTEM = {
    "environment": "production",
    "owner": "unknown",
    "audit_log": "unknown",
    "reversibility": "unknown",
    "credentials": "unknown",
    "operations": "unknown",
}
_CREDENTIAL = {"type": "api-key", "owner": "unknown", "revoke": "unknown"}
_AGENT = {"status": "live", "owner": "unknown", "tools": "[]"}


def system(name: str = "stripe", **cells: str) -> str:
    """A system; each cell is what stands behind its key, lists begin on the next line."""
    return _entity("System", name, _SYSTEM | cells)


def credential(name: str = "stripe-key", **cells: str) -> str:
    """A credential."""
    return _entity("Credential", name, _CREDENTIAL | cells)


def agent(name: str = "support-bot", **cells: str) -> str:
    """A live agent."""
    return _entity("Agent", name, _AGENT | cells)


def team(name: str = "payments", **cells: str) -> str:
    """A team."""
    return _entity("Team", name, cells)


def together(*entities: str) -> str:
    """Several entities in one file."""
    return _SEPARATOR.join(entities)


def _entity(kind: str, name: str, cells: dict[str, str]) -> str:
    head = f"apiVersion: blastradius/v1\nkind: {kind}\nid: {name}"
    body = (f"{key}:{value if value.startswith(_BREAK) else f' {value}'}" for key, value in cells.items())
    return "\n".join((head, *body))

"""Words that people write for a word of the format, where no likeness of letters leads from one to the other."""

from collections.abc import Container

_VALUES = {
    "reversible": "undoable recoverable",
    "irreversible": "unreversible nonreversible non-reversible final permanent",
    "natural": "idempotent",
    "unlimited": "infinite infinity forever never endless always permanent indefinite indefinitely",
    "write": "create update edit modify insert readwrite read-write rw",
    "read": "readonly read-only ro list search",
    "admin": "owner root full superuser",
    "send": "email notify message post",
    "pay": "payment refund charge transfer",
    "execute": "exec run shell code",
    "delete": "remove destroy",
    "grant": "permission permissions",
    "human": "manual person required yes always",
    "none": "auto automatic never no",
    "live": "production prod active enabled running",
    "retired": "deprecated disabled inactive archived decommissioned",
    "pre-launch": "draft planned development beta staging",
    "at-once": "immediately immediate instantly instant now",
    "off": "disabled disable false none ignore",
    "error": "fatal critical fail",
    "warning": "warn",
}
_KEYS = {
    "on": "at date when",
    "environment": "env stage",
    "scopes": "permissions privileges roles",
    "access": "level role",
    "because": "reason why",
    "reason": "because why",
    "summary": "description",
    "owner": "team",
    "expires": "expiry expiration",
    "revoke": "revocation",
    "rotate_every": "rotation",
    "how": "steps",
    "undo": "steps",
    "rate": "limit",
    "kill_switch": "stop",
    "shared_with": "holders",
}


def value_for(word: str, legal: Container[object]) -> str | None:
    """The legal value that a word stands for."""
    return _found(_VALUES, word.strip().casefold(), legal)


def key_for(word: str, free: Container[object]) -> str | None:
    """The key, of those that are free, that a word stands for."""
    return _found(_KEYS, word.strip().casefold(), free)


def _found(table: dict[str, str], word: str, legal: Container[object]) -> str | None:
    return next((each for each, others in table.items() if each in legal and word in others.split()), None)

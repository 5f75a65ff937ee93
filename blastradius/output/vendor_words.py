"""What the answers about vendor profiles have in common."""

from collections.abc import Mapping
from typing import Any

from blastradius.analysis.vendors import Confidence

TITLES: Mapping[str, str] = {
    "audit_log": "Audit log",
    "operations": "Operations",
    "credential_types": "Credentials",
    "idempotency": "Repeats",
    "traps": "Traps",
}
_SURE = {
    Confidence.CONFIRMED: "the vendor says so",
    Confidence.COPY: "a copy of the vendor's page",
    Confidence.THIRD_PARTY: "UNCONFIRMED: others say so",
    Confidence.INFERRED: "UNCONFIRMED: inferred",
}


def sure(confidence: Confidence | None) -> str:
    """How sure a fact is."""
    return _SURE[confidence] if confidence else "UNCONFIRMED"


def words(value: Any) -> str:
    """A cell of a profile on one line, whatever its shape: `when: the name was taken; class: irreversible`."""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {words(each).removesuffix('.')}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(words, value))
    return str(value).lower() if isinstance(value, bool) else str(value)

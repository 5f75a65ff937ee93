"""Parameters that hold a call back, or let it loose: what their names say."""

from collections.abc import Iterator, Mapping
from typing import Any

from blastradius.analysis.drift.references import list_of
from blastradius.analysis.registry.wording import CHOICES
from blastradius.foreign.tools import is_idempotency_key
from blastradius.source.listed import listed
from blastradius.source.verbs import acts, words

_HOLDS = (
    *(("dry", "run"), ("dryrun",), ("preview",), ("simulate",), ("simulation",), ("noop",), ("no", "op"), ("whatif",)),
    *(("what", "if"), ("read", "only"), ("readonly",), ("validate", "only"), ("check", "only"), ("plan", "only")),
    *(("test", "mode"), ("sandbox",), ("confirm",), ("confirmation",), ("require", "approval"), ("soft", "delete")),
)
"""`true` keeps the call from doing it, or from doing it for good."""
_CONFIRMS = listed("confirm confirmed confirmation")
"""`confirm` asks somebody, or says that somebody was asked: another default is a risk either way."""
_NARROWS = listed("where filter filters criteria criterion condition conditions predicate selector")
"""Without it, everything is meant."""
_LOOSENS = listed("delete purge erase wipe destroy truncate force")


def holds_back(name: str) -> bool:
    """Whether `true` under this name keeps a call from having its effect."""
    said = words(name)
    return any(said[at : at + len(part)] == part for part in _HOLDS for at in range(len(said)))


def guards(name: str) -> bool:
    """Whether a call without this parameter does more, or does it twice."""
    said = words(name)
    plain = name.rpartition(".")[2]
    return holds_back(name) or bool(said and said[-1] in _NARROWS) or is_idempotency_key(plain)


def lets_loose(name: str) -> bool:
    """Whether `true` under this name makes a call destroy or force."""
    return bool(set(words(name)) & _LOOSENS)


def loosened_by_default(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether a call that leaves a parameter out does now what it did not before."""
    before, after = old.get("default"), new.get("default")
    if set(words(name)) & _CONFIRMS:
        return before != after
    if holds_back(name):
        return before is True and after is not True
    return lets_loose(name) and after is True and before is not True


def mutating(name: str, schema: Mapping[str, Any]) -> Iterator[str]:
    """The values of a parameter that choose an act which is more than reading."""
    said = words(name)
    if "_".join(said) in CHOICES or (said and said[-1] in CHOICES):
        for part in (schema, *list_of(schema, "anyOf"), *list_of(schema, "oneOf"), schema.get("items")):
            listed_ = list_of(part, "enum") if isinstance(part, dict) else []
            yield from (each for each in map(str, listed_) if acts(each))

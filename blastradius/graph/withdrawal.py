"""What an owner can take back: a grant, or a place where a credential can be had."""

from typing import TypeAlias

from blastradius.graph.order import grant_key, way_key
from blastradius.model.entities import Grant, Way

Name: TypeAlias = tuple[str | int, ...]
"""Names one grant or way among all."""


def is_written(grant: Grant) -> bool:
    """Whether somebody wrote the grant down; otherwise a tool shows that there has to be one."""
    return grant.source.pointer[:1] == ("credentials",)


def name_of(basis: Grant | Way) -> Name:
    """By its place; a grant that only tools show is one, however many of them do."""
    if isinstance(basis, Grant) and basis.credential and not is_written(basis):
        return ("shown", basis.credential, basis.system)
    source = basis.source
    return ("written", source.document.path, source.document.index, *source.pointer)


def order_of(credential: str, basis: Grant | Way) -> tuple[str, ...]:
    """Orders places before grants, because nobody works through a place, then by the ids in them."""
    if isinstance(basis, Grant):
        return ("grant", credential, basis.system, *grant_key(basis))
    return ("", credential, *way_key(basis))

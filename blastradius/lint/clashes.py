"""Systems beside the profiles that they name: what both of them say of the same thing."""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from blastradius.lint.ceilings import Ceiling, of_log, of_operation, of_revocation
from blastradius.lint.near import Near
from blastradius.model import profile as profiles
from blastradius.model.entities import Credential, System
from blastradius.model.inherit_revoke import named_like
from blastradius.model.node import Node
from blastradius.source.document import Document, Pointer, Ref


class Clash(Struct, frozen=True, kw_only=True):
    """A cell that somebody wrote, and a fact of the profile that leaves no room for it."""

    own: Ref
    fact: Ref


def clashes(near: Near, system: System) -> Iterator[Clash]:
    """Where a system promises more than the profile gives. Only what is confirmed counts, and only what is certain."""
    profile, whole = near.profile(system.vendor), Node(system.source.value, system.source)
    if profile:
        yield from _beyond(whole, of_log(profile, system.plan))
        for credential in near.told(system):
            if credential.type and not _of_others(near, credential, profile):
                kinds = profiles.credential_types(profile, credential.type, system.plan)
                meant = named_like(kinds, credential.source / "name")
                yield from _beyond(Node(credential.source.value, credential.source), of_revocation(meant))
    for node in whole.children("operations"):  # as they are written: making operations of them costs more than this
        name, vendor = node.text("id"), node.text("vendor")
        own = near.profile(vendor) if vendor else profile
        if name and own:
            yield from _of_operation(node, name, whole, own, system.plan if vendor in (None, system.vendor) else None)


def _of_others(near: Near, credential: Credential, profile: Document) -> bool:
    """Whether a credential may as well be one of another vendor, whose systems it opens too."""
    others = (each for each in near.lenders(credential) if each is not profile)
    return any(profiles.credential_types(each, credential.type, None) for each in others)


def _of_operation(node: Node, name: str, system: Node, profile: Document, plan: str | None) -> Iterator[Clash]:
    """Of its undo a class that is better, else a window that is longer or open sooner."""
    most = of_operation(profile, name, plan)
    yield from _beyond(node, most.cells)
    undone = system if node.data.get("reversibility") is None else node
    yield from list(_beyond(undone, most.undo_class)) or _beyond(undone, most.undo_times)
    if most.key and _said(node.data, ("idempotency", "class")) == "keyed":
        yield from _beyond(node, most.key)


def _beyond(node: Node, ceilings: Iterable[Ceiling]) -> Iterator[Clash]:
    """The cells of a mapping that promise more; what is inherited promises nothing."""
    for each in ceilings:
        said = _said(node.data, each.cell)
        if said is not None and each.is_broken_by(said):
            own = Ref(node.ref.document, (*node.ref.pointer, *each.cell))
            if not own.loan:
                yield Clash(own=own, fact=each.facts[0])


def _said(data: Any, cell: Pointer) -> object:
    for key in cell:
        if type(data) is not dict:
            return None
        data = data.get(key)
    return data

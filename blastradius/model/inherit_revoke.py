"""What a credential inherits from the profile of the vendor whose systems it opens: how it is revoked, what lives on.

A profile speaks of kinds of credential, several of which can be of one `type`. Only where all that may be meant say
the same is anything inherited; a `name` that is written as the profile writes it says which is meant. Beside steps that
somebody wrote, the vendor's delay need not hold: only what makes a revocation worse is added.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from blastradius.model import profile as profiles
from blastradius.model.inherit import lend
from blastradius.model.node import UNKNOWN
from blastradius.model.profile import Fact
from blastradius.source.document import Borrowing, Document, Ref

_CELLS = ("how", "url", "effect_within", "kills_sessions", "issued_tokens_live", "costs", "does_not_work")
_BESIDE_OWN_STEPS = ("issued_tokens_live", "costs", "does_not_work")


def inheriting_revocation(document: Document, opened: Iterable[tuple[Document, str | None]]) -> Document:
    """The credential with what it inherits; itself where that is nothing. `opened`: profiles with the plan."""
    said = document.data.get("revoke")
    meant = kinds_meant(document.data, opened)
    if meant is None or not (said in (None, UNKNOWN) or isinstance(said, dict)):
        return document
    data: dict[str, Any] = dict(document.data)
    made = Borrowing(document, data)
    offered = meant / "revoke"
    if not isinstance(said, dict):
        data["revoke"] = _cells(offered.value)
        lend(made, ("revoke",), Fact(ref=offered, worst=False))
        return made
    filled = dict(said)
    for key, value in _cells(offered.value).items():
        worse = key in _BESIDE_OWN_STEPS or (key == "kills_sessions" and value is False)
        if key not in said and value != UNKNOWN and (worse or not isinstance(said.get("how"), list)):
            filled[key] = value
            lend(made, ("revoke", key), Fact(ref=offered / key, worst=False))
    data["revoke"] = filled
    return made if made.loans else document


def kinds_meant(
    data: Mapping[str, Any], opened: Iterable[tuple[Document, str | None]], *, sure: bool = True
) -> Ref | None:
    """The kind of credential in a profile that a credential is; `None` where several may be meant that differ.

    `sure`: only what is confirmed counts.
    """
    word = data.get("type")
    if not isinstance(word, str) or word == UNKNOWN:
        return None
    found: list[Ref] = []
    for profile, plan in opened:
        kinds = profiles.credential_types(profile, word, plan)
        if profiles.known_plan(profile, plan) is None and any((kind / "plan").value is not None for kind in kinds):
            return None
        found += kinds
    meant = _named(found, data.get("name"))
    vendors = {kind.document.data.get("id") for kind in meant}
    if len(vendors) != 1 or not all(isinstance((kind / "revoke").value, dict) for kind in meant):
        return None
    first = _cells((meant[0] / "revoke").value)
    alike = all(_cells((kind / "revoke").value) == first for kind in meant)
    confirmed = all(profiles.is_sure(kind / "revoke") for kind in meant)
    return meant[0] if alike and first and (confirmed or not sure) else None


def named_like(kinds: Sequence[Ref], name: Ref) -> tuple[Ref, ...]:
    """The kinds of credential that are called like a credential; all where none is."""
    return tuple(_named(kinds, name.value))


def _named(kinds: Sequence[Ref], name: object) -> Sequence[Ref]:
    ours = name.strip().casefold() if isinstance(name, str) else None
    return [kind for kind in kinds if ours and str((kind / "name").value).casefold() == ours] or kinds


def _cells(revoke: Mapping[str, Any]) -> dict[str, Any]:
    return {key: revoke[key] for key in _CELLS if key in revoke}

"""What a credential inherits from the profile of the vendor whose systems it opens: how it is revoked, what lives on.

A profile speaks of kinds of credential, several of which can be of one `type`. Only where all that may be meant say
the same is anything inherited; a `name` that is written as the profile writes it says which is meant. Beside steps that
somebody wrote, the vendor's delay need not hold: only what makes a revocation worse is added.
"""

from collections.abc import Iterable, Mapping
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


def kinds_meant(data: Mapping[str, Any], opened: Iterable[tuple[Document, str | None]]) -> Ref | None:
    """The kind of credential in a profile that a credential is; `None` where several may be meant that differ."""
    found = [kind for profile, plan in opened for kind in profiles.credential_types(profile, data.get("type"), plan)]
    named = [kind for kind in found if _same_name((kind / "name").value, data.get("name"))]
    kinds = named or found
    vendors = {kind.document.data.get("id") for kind in kinds}
    if len(vendors) != 1 or not all(isinstance((kind / "revoke").value, dict) for kind in kinds):
        return None
    first = _cells((kinds[0] / "revoke").value)
    alike = all(_cells((kind / "revoke").value) == first and profiles.is_sure(kind / "revoke") for kind in kinds)
    return kinds[0] if alike and first else None


def _same_name(theirs: object, ours: object) -> bool:
    return isinstance(theirs, str) and isinstance(ours, str) and theirs.casefold() == ours.strip().casefold()


def _cells(revoke: Mapping[str, Any]) -> dict[str, Any]:
    return {key: revoke[key] for key in _CELLS if key in revoke}

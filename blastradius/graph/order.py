"""In which order equal proofs are told: by what was written, never by where it stands, as far as the two differ."""

from blastradius.model.entities import Grant, Need, Way
from blastradius.source.document import Ref, rfc6901


def grant_key(grant: Grant) -> tuple[str, ...]:
    """Orders grants."""
    parts = (grant.scopes or ("*",), grant.resources or ("*",), grant.conditions, grant.denies)
    end = grant.until.isoformat() if grant.until else ""
    return (grant.access.word, *("\0".join(part) for part in parts), end, *_place(grant.source))


def way_key(way: Way) -> tuple[str, ...]:
    """Orders ways to a credential."""
    asked = (need_key(need) for need in way.needs)
    return (*asked, way.cap.word, "\0".join(way.conditions), way.how or "", *_place(way.source))


def need_key(need: Need) -> str:
    """Orders the needs of a way."""
    return f"{need.system}\0{need.access.word}\0{need.requires}\0{need.resources}\0{need.conditions}"


def _place(ref: Ref) -> tuple[str, ...]:
    """Tells apart what means the same: by its words, and only at last by its place."""
    words = repr(ref.value) if ref.pointer else ""
    return (words, ref.document.path, str(ref.document.index), rfc6901(ref.pointer))

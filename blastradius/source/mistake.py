"""A mistake in a document, before it is a finding with a place."""

from msgspec import Struct

from blastradius.finding import Fix
from blastradius.source.document import Pointer


class Mistake(Struct, frozen=True, kw_only=True):
    """One finding to be. It is dropped where another one suggests, for the same `mapping`, a key of `moot`."""

    rule: str
    pointer: Pointer
    message: str
    help: str
    at_key: bool = False
    suggests: str = ""
    mapping: Pointer = ()
    moot: tuple[str, ...] = ()
    fix: Fix | None = None

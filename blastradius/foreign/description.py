"""What a registry says, whichever it is: tools, and the teams and systems of a catalogue. Claims, not yet facts."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace


class Hints(Struct, frozen=True, kw_only=True):
    """What a tool claims of itself; `None` where it claims nothing."""

    read_only: bool | None = None
    destructive: bool | None = None
    idempotent: bool | None = None
    open_world: bool | None = None


class Key(Struct, frozen=True, kw_only=True):
    """An idempotency key that can be sent: `header` or `parameter`, and its name."""

    carrier: str
    name: str


class Described(Struct, frozen=True, kw_only=True):
    """One tool, or one operation of an interface.

    `name` is clean and identifies it together with `server`; `schema` is the JSON Schema of its input,
    `output` that of its result where one is declared. `method` is the HTTP method in upper case where there is one;
    `hinted` says whether its source knows hints at all. `vendor_type` is the version of a tool that the vendor of the
    model defines: `bash_20250124`.
    """

    name: str
    server: str | None = None
    title: str = ""
    text: str = ""
    schema: Mapping[str, Any] = {}
    output: Mapping[str, Any] | None = None
    hints: Hints = Hints()
    hinted: bool = False
    method: str | None = None
    scopes: tuple[str, ...] = ()
    key: Key | None = None
    vendor_type: str | None = None


class KnownTeam(Struct, frozen=True, kw_only=True):
    """A team of a catalogue; `rotation` is how it is paged, as an annotation has it."""

    id: str
    name: str | None = None
    rotation: str | None = None
    email: str | None = None


class KnownSystem(Struct, frozen=True, kw_only=True):
    """A system, or a server that offers tools, of which more is not known. `owner` is the id of a team."""

    id: str
    name: str | None = None
    summary: str | None = None
    owner: str | None = None
    rotation: str | None = None
    environment: str | None = None
    links: tuple[tuple[str, str], ...] = ()


class Registry(Struct, frozen=True, kw_only=True):
    """Everything that one source says. `remarks` are what it says oddly; not `complete`: part could not be read."""

    source: str
    shown: str
    tools: tuple[Described, ...] = ()
    teams: tuple[KnownTeam, ...] = ()
    systems: tuple[KnownSystem, ...] = ()
    remarks: tuple[str, ...] = ()
    complete: bool = True

    def missing(self, lost: Sequence[str]) -> "Registry":
        """The registry, and what of its file is lost."""
        if not lost:
            return self
        return replace(self, remarks=(*(f"not read: {each}" for each in lost), *self.remarks), complete=False)

"""From what somebody typed after `--why` to what they ask about."""

from blastradius.analysis.reach.report import Kind
from blastradius.analysis.reach.starts import check_start, shown
from blastradius.analysis.why.report import Target, TargetKind
from blastradius.errors import UsageError
from blastradius.model.catalog import Catalog
from blastradius.model.cells import Level

LEVELS = {level.word: level for level in Level}
_KINDS = {f"{kind.value}:": kind for kind in TargetKind}


def find_target(catalog: Catalog, word: str) -> Target:
    """What `SYSTEM`, `SYSTEM:LEVEL`, `credential:ID` or `credential:ID:LEVEL` names; `system:` may stand before too.

    Raises:
        UsageError: there is no such system, credential or level, while the inventory is whole.
        InputError: there is none in the part of the inventory that could be read.
    """
    kind, rest = None, word
    for prefix, named in _KINDS.items():
        if word.startswith(prefix) and not (word.removeprefix(prefix) in LEVELS and prefix[:-1] in catalog.system):
            kind, rest = named, word.removeprefix(prefix)
    name, colon, level = rest.partition(":")
    if colon and level not in LEVELS:
        msg = f"`{shown(level)}` is no access level"
        raise UsageError(msg, hint=f"after the colon comes {', '.join(LEVELS)}: `--why {shown(name)}:write`")
    if kind is None:
        kind = _kind_of(catalog, name)
    found = check_start(catalog, Kind(kind.value), name)
    return Target(kind=kind, id=name, level=LEVELS.get(level), known=found.known)


def _kind_of(catalog: Catalog, name: str) -> TargetKind:
    """A name without a prefix is a system's; a credential's only where there is no such system."""
    if name not in catalog.system and name in catalog.credential:
        return TargetKind.CREDENTIAL
    return TargetKind.SYSTEM

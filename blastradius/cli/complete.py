"""What a shell completes: the ids of the inventory that the command line names, names of rules, revisions of git.

A completion answers at once or not at all: where there is no inventory, nothing is suggested and nothing is printed.
"""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from blastradius.source.documents import Documents


class Asked(Protocol):
    """A line that is being completed: the parameters that stand on it already, by their names."""

    params: dict[str, Any]


def credentials(ctx: Asked, incomplete: str) -> list[str]:
    """Ids of credentials."""
    return _ids(ctx, "Credential", incomplete)


def agents(ctx: Asked, incomplete: str) -> list[str]:
    """Ids of agents."""
    return _ids(ctx, "Agent", incomplete)


def systems(ctx: Asked, incomplete: str) -> list[str]:
    """Ids of systems."""
    return _ids(ctx, "System", incomplete)


def starts(ctx: Asked, incomplete: str) -> list[str]:
    """Whatever a search can start from."""
    return sorted({name for kind in ("Credential", "Agent", "System") for name in _ids(ctx, kind, incomplete)})


def targets(ctx: Asked, incomplete: str) -> list[str]:
    """What a search can ask about: systems, one with its levels, and credentials as `credential:ID`."""
    system, colon, level = incomplete.partition(":")
    if not colon:
        return systems(ctx, incomplete)
    if system == "credential":
        return [f"credential:{name}" for name in _ids(ctx, "Credential", level)]
    return [f"{system}:{each}" for each in ("read", "write", "admin") if each.startswith(level)]


def vendors(ctx: Asked, incomplete: str) -> list[str]:
    """Vendors with a profile: shipped ones, and those of the inventory."""
    from blastradius.resources import VENDORS

    documents = _documents([Path(each) for each in ctx.params.get("inventory") or ()])
    own = documents.named("Vendor") if documents else ()
    return _beginning(incomplete, {*(file.stem for file in VENDORS.glob("*.yaml")), *own})


def rules(incomplete: str) -> list[str]:
    """Names of rules; of several with commas between, the last one."""
    from blastradius.lint.rules import BY_NAME

    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{name}" for name in _beginning(last, BY_NAME)]


def schemas(incomplete: str) -> list[str]:
    """Kinds of inventory files, and JSON answers."""
    from blastradius.resources import SCHEMAS

    files = (*(SCHEMAS / "inventory").glob("*.v1.json"), *(SCHEMAS / "output").glob("*.v1.json"))
    return _beginning(incomplete, {file.name.partition(".")[0] for file in files} - {"common"})


def revisions(incomplete: str) -> list[str]:
    """Branches and tags of the repository around, remote ones too, and folders."""
    from blastradius.errors import BlastradiusError
    from blastradius.source.git import Repository

    found: list[str] = []
    with suppress(BlastradiusError, OSError):
        repository = Repository.around(Path.cwd())
        found += repository.refs() if repository else ()
    with suppress(OSError):
        before = incomplete.rpartition("/")[0]
        below = Path(before or ("/" if incomplete.startswith("/") else "."))
        lead = incomplete[: len(incomplete) - len(incomplete.rpartition("/")[2])]
        found += [f"{lead}{each.name}/" for each in below.iterdir() if each.is_dir() and not each.name.startswith(".")]
    return _beginning(incomplete, {*found, *(["HEAD"] if found else [])})


def _ids(ctx: Asked, kind: str, incomplete: str) -> list[str]:
    documents = _documents([Path(each) for each in ctx.params.get("inventory") or ()])
    return _beginning(incomplete, documents.named(kind)) if documents else []


def _documents(named: Sequence[Path]) -> "Documents | None":
    from blastradius.errors import BlastradiusError
    from blastradius.source.cache import Cache
    from blastradius.source.discover import find_roots
    from blastradius.source.load import load

    with suppress(BlastradiusError, OSError):
        roots = find_roots(named, os.environ, Path.cwd())
        return load(roots, here=Path.cwd(), cache=Cache.for_roots(roots)).documents
    return None


def _beginning(incomplete: str, names: Iterable[str]) -> list[str]:
    """The names that begin so, without what no shell could take as one word."""
    return sorted(name for name in names if name and name.startswith(incomplete) and name.isprintable())

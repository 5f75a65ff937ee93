"""Opening the inventory that a command line names."""

import os
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from blastradius.cli.progress import told
from blastradius.source.cache import Cache
from blastradius.source.discover import find_roots
from blastradius.source.load import Loaded, load

if TYPE_CHECKING:
    from blastradius.model.catalog import Catalog

_MODEL = "blastradius.model.left_out"
"""Loaded with what is needed `then`."""


def open_inventory(
    named: Sequence[Path] | None, *, remember: bool = True, then: Sequence[str] = ()
) -> "tuple[Loaded, Catalog]":
    """Everything in the folders named, or in those that the conventions find.

    The modules that are needed `then` are loaded while other processes look for what has changed.

    Raises:
        InputError, UsageError: there is no inventory, or several to choose from.
    """
    here = Path.cwd()
    return open_roots(find_roots(named or (), os.environ, here), remember=remember, then=then)


def open_roots(
    roots: Sequence[Path], *, here: Path | None = None, remember: bool = True, then: Sequence[str] = ()
) -> "tuple[Loaded, Catalog]":
    """As `open_inventory`, of these folders; paths are shown as from `here`."""
    with told("reading the inventory", "files") as watch:
        cache = Cache.for_roots(roots) if remember else Cache(None)
        loaded = load(
            roots, here=here or Path.cwd(), cache=cache, watch=watch, meanwhile=partial(_import, (_MODEL, *then))
        )
    from blastradius.model.left_out import catalog_of

    return catalog_of(loaded)


def _import(modules: Sequence[str]) -> None:
    for each in modules:
        import_module(each)

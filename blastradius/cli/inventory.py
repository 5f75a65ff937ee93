"""Opening the inventory that a command line names."""

import os
from collections.abc import Sequence
from pathlib import Path

from blastradius.cli.progress import told
from blastradius.model.catalog import Catalog
from blastradius.model.left_out import catalog_of
from blastradius.source.cache import Cache
from blastradius.source.discover import find_roots
from blastradius.source.load import Loaded, load


def open_inventory(named: Sequence[Path] | None, *, remember: bool = True) -> tuple[Loaded, Catalog]:
    """Everything in the folders named, or in those that the conventions find.

    Raises:
        InputError, UsageError: there is no inventory, or several to choose from.
    """
    here = Path.cwd()
    return open_roots(find_roots(named or (), os.environ, here), remember=remember)


def open_roots(roots: Sequence[Path], *, here: Path | None = None, remember: bool = True) -> tuple[Loaded, Catalog]:
    """Everything in these folders; paths are shown as from `here`."""
    with told("reading the inventory", "files") as watch:
        cache = Cache.for_roots(roots) if remember else Cache(None)
        loaded = load(roots, here=here or Path.cwd(), cache=cache, watch=watch)
    return catalog_of(loaded)

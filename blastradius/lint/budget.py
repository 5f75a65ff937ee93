"""What `budget` in `blastradius.yaml` can bound beside rules, and what stands there."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from blastradius.model.catalog import Catalog
from blastradius.source.document import Ref

METRICS: Mapping[str, tuple[str, str]] = {
    "systems-per-credential": ("systems", "systems that {} reaches"),
    "unconditional-systems-per-credential": ("unconditional_systems", "systems that {} reaches without a condition"),
    "operations-per-credential": ("operations", "operations that {} makes possible"),
    "irreversible-per-credential": (
        "beyond_undo",
        "operations that {} makes possible and that are or may be irreversible",
    ),
    "latent-per-credential": ("latent", "operations that {} makes possible and no tool does"),
}
"""By name: the number of an `Extent` that it bounds, and what that counts."""


class Bound(Struct, frozen=True, kw_only=True):
    """The most of something that is allowed, and where that stands."""

    name: str
    most: float
    source: Ref

    @property
    def words(self) -> str:
        """The number as somebody would write it."""
        return f"{self.most:g}" if self.most < 1e6 else str(self.most)


def bounds(catalog: Catalog) -> Iterator[Bound]:
    """Every bound; of several for one name, in several inventories that are read as one, the lowest."""
    lowest: dict[str, Bound] = {}
    for settings in catalog.settings:
        for name, most in settings.budget:
            if name not in lowest or most < lowest[name].most:
                lowest[name] = Bound(name=name, most=most, source=settings.source / "budget" / name)
    yield from lowest.values()

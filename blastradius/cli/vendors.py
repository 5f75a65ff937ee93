"""`blastradius vendors`: what the shipped profiles say of products, and who says so."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from blastradius.cli import complete
from blastradius.cli.emit import emit
from blastradius.cli.options import Color, ColorOption, InventoryOption, OutputOption, coloured, width
from blastradius.cli.parameters import Argument, Option
from blastradius.errors import BlastradiusError, UsageError

if TYPE_CHECKING:
    from blastradius.source.document import Document


class VendorsFormat(StrEnum):
    """How the profiles are written."""

    TEXT = "text"
    JSON = "json"


def vendors(
    vendor: Annotated[
        str | None,
        Argument(
            metavar="[VENDOR]",
            help="Id of a profile: all of its facts with their sources.",
            autocompletion=complete.vendors,
        ),
    ] = None,
    format_: Annotated[
        VendorsFormat, Option("--format", help="text for people, json for programs.")
    ] = VendorsFormat.TEXT,
    inventory: InventoryOption = None,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
) -> None:
    """List the vendor profiles, or show one: logs, undo windows, idempotency, revocation, traps, each with its source.

    \b
    Examples:
      blastradius vendors
      blastradius vendors stripe
      blastradius vendors github --format json -o github.json

    Profiles of your own inventory (`kind: Vendor`) are among them; one of a shipped name stands in its place. A fact
    that the vendor does not confirm says so. It exits with 0, or with 2 where there is no such profile.
    """
    from blastradius.analysis.vendors import profile_of

    known = Profiles(inventory)
    names = sorted(known.names) if vendor is None else [known.check(vendor)]
    profiles = [profile_of(document) for document in map(known.read, names) if document]
    if format_ is VendorsFormat.JSON:
        from blastradius.output import vendors_json

        emit(vendors_json.vendors(profiles, whole=vendor is not None), output)
        return
    from blastradius.output import prose, vendors_text

    paint = prose.Paint(on=coloured(color) and not (output is not None and color is Color.AUTO))
    text = vendors_text.listing(profiles) if vendor is None else vendors_text.page(profiles[0], paint, width())
    emit(text, output)


class Profiles:
    """The profiles that a command line can name: those of the inventory, then those that travel with the program."""

    def __init__(self, named: Sequence[Path] | None) -> None:
        from blastradius.source.profiles import shipped_profiles

        self._own = {str(each.data["id"]): each for each in _own(named)}
        self.names = frozenset((*shipped_profiles(), *self._own))

    def read(self, name: str) -> "Document | None":
        """A profile; `None` where there is none."""
        from blastradius.source.profiles import read_profile

        return self._own.get(name) or read_profile(name)

    def check(self, name: str) -> str:
        """The id of a profile.

        Raises:
            UsageError: there is none of that name.
        """
        found = name.strip().casefold().replace("_", "-").replace(" ", "-")
        if found not in self.names:
            from blastradius.lint.suggest import Words
            from blastradius.lint.wording import quoted

            hint = self._containing(name.strip().casefold()) or Words(self.names).did_you_mean(
                found, otherwise="`blastradius vendors` lists them all"
            )
            msg = f"there is no profile of {quoted(name)}"
            raise UsageError(msg, hint=hint)
        return found

    def _containing(self, word: str) -> str:
        """Where a product stands in name or summary: `jira` is in `atlassian-cloud`. Empty where it is in none."""
        import re

        from blastradius.lint.wording import listed

        whole = re.compile(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])") if word else None
        found = []
        for name in sorted(self.names) if whole else ():
            profile = self.read(name)
            told = f"{name} {profile.data.get('name')} {profile.data.get('summary')}" if profile else ""
            if whole and whole.search(told.casefold()):
                found.append(name)
        return f"it may be in {listed(found)}" if found else ""


def _own(named: Sequence[Path] | None) -> "Iterator[Document]":
    """The profiles of the inventory; none where no inventory is named and none is found."""
    import os

    from blastradius.cli.inventory import open_roots
    from blastradius.source.discover import find_roots

    try:
        roots = find_roots(named or (), os.environ, Path.cwd())
    except BlastradiusError:
        if named:
            raise
        return
    _, catalog = open_roots(roots)
    for numbers in catalog.documents.named("Vendor").values():
        document = catalog.documents[numbers[0]]
        if document.entity:
            yield document

"""`blastradius vendors`: what the shipped profiles say of products, and who says so."""

from enum import StrEnum
from typing import Annotated

import typer

from blastradius.cli import complete
from blastradius.cli.emit import emit
from blastradius.cli.options import Color, ColorOption, OutputOption, coloured, width
from blastradius.errors import UsageError


class VendorsFormat(StrEnum):
    """How the profiles are written."""

    TEXT = "text"
    JSON = "json"


def vendors(
    vendor: Annotated[
        str | None,
        typer.Argument(
            metavar="[VENDOR]",
            help="Id of a profile: all of its facts with their sources.",
            autocompletion=complete.vendors,
        ),
    ] = None,
    format_: Annotated[
        VendorsFormat, typer.Option("--format", help="text for people, json for programs.")
    ] = VendorsFormat.TEXT,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
) -> None:
    """List the vendor profiles, or show one: logs, undo windows, idempotency, revocation, traps, each with its source.

    \b
    Examples:
      blastradius vendors
      blastradius vendors stripe
      blastradius vendors github --format json -o github.json

    A fact that the vendor does not confirm says so. It exits with 0, or with 2 where there is no such profile.
    """
    from blastradius.analysis.vendors import profile_of
    from blastradius.source.profiles import read_profile, shipped_profiles

    names = sorted(shipped_profiles()) if vendor is None else [check_vendor(vendor)]
    profiles = [profile_of(document) for document in map(read_profile, names) if document]
    if format_ is VendorsFormat.JSON:
        from blastradius.output import vendors_json

        emit(vendors_json.vendors(profiles, whole=vendor is not None), output)
        return
    from blastradius.output import prose, vendors_text

    paint = prose.Paint(on=coloured(color) and not (output is not None and color is Color.AUTO))
    text = vendors_text.listing(profiles) if vendor is None else vendors_text.page(profiles[0], paint, width())
    emit(text, output)


def check_vendor(name: str) -> str:
    """The id of a profile.

    Raises:
        UsageError: there is none of that name.
    """
    from blastradius.source.profiles import shipped_profiles

    known = sorted(shipped_profiles())
    found = name.strip().casefold().replace("_", "-").replace(" ", "-")
    if found not in known:
        from blastradius.lint.suggest import Words
        from blastradius.lint.wording import quoted

        hint = _containing(name.strip().casefold()) or Words(known).did_you_mean(
            found, otherwise="`blastradius vendors` lists them all"
        )
        msg = f"there is no profile of {quoted(name)}"
        raise UsageError(msg, hint=hint)
    return found


def _containing(word: str) -> str:
    """The profiles in whose name or summary a product stands: `jira` is in `atlassian-cloud`. Empty where none is."""
    import re

    from blastradius.lint.wording import listed
    from blastradius.source.profiles import read_profile, shipped_profiles

    whole = re.compile(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])") if word else None
    found = []
    for name in sorted(shipped_profiles()) if whole else ():
        profile = read_profile(name)
        told = f"{name} {profile.data.get('name')} {profile.data.get('summary')}" if profile else ""
        if whole and whole.search(told.casefold()):
            found.append(name)
    return f"it may be in {listed(found)}" if found else ""

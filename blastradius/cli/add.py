"""`blastradius add`: a system started from a vendor profile."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from blastradius.cli import complete
from blastradius.cli.emit import emit, write_whole
from blastradius.cli.options import InventoryOption
from blastradius.cli.parameters import Argument, Option
from blastradius.cli.vendors import Profiles
from blastradius.errors import InputError, UsageError

if TYPE_CHECKING:
    from blastradius.source.document import Document


def add(
    vendor: Annotated[
        str,
        Argument(
            metavar="VENDOR",
            help="Id of a profile, as `blastradius vendors` lists them.",
            autocompletion=complete.vendors,
        ),
    ],
    id_: Annotated[str | None, Option("--id", metavar="ID", help="Id of the system. Default: the profile's.")] = None,
    plan: Annotated[
        str | None, Option("--plan", metavar="PLAN", help="The plan you pay for: some facts depend on it.")
    ] = None,
    inventory: InventoryOption = None,
    dry_run: Annotated[bool, Option("--dry-run", help="Print the file instead of writing it.")] = False,
) -> None:
    """Start a system from a vendor profile: its confirmed facts are inherited, the cells of your own say `unknown`.

    \b
    Examples:
      blastradius add stripe
      blastradius add github --id github-acme --plan Enterprise
      blastradius add zendesk --dry-run

    The file is `systems/ID.yaml` in the inventory. One that is already there is never overwritten. A comment beside
    each cell says what is inherited, and what the vendor does not confirm, which never is. `blastradius vendors VENDOR`
    shows both with their sources.
    """
    from blastradius.importers.profile import system_text
    from blastradius.source.discover import find_roots

    known = Profiles(inventory)
    profile = known.read(known.check(vendor))
    if profile is None:  # a profile that was removed since it was listed
        msg = f"the profile of `{vendor}` is gone"
        raise InputError(msg, hint="install the program again")
    name = _checked(str(profile.data["id"]) if id_ is None else id_)
    text = system_text(profile, name, _plan(plan, profile))
    if dry_run:
        emit(text, None)
        return
    (root, *others) = find_roots(inventory or (), os.environ, Path.cwd())
    if others:
        msg = "there are several inventories to write to"
        raise UsageError(msg, hint=f"name one: `-i {root.as_posix()}`")
    file = root / "systems" / f"{name}.yaml"
    _unused(name, root)
    if os.path.lexists(file):
        msg = f"`{file.as_posix()}` is already there: nothing was written"
        raise UsageError(msg, hint="choose another id with `--id`, or look at it with `--dry-run`")
    if not file.parent.resolve().is_relative_to(root.resolve()):
        msg = f"`{file.parent.as_posix()}` leads out of the inventory: nothing was written"
        raise UsageError(msg, hint="make it a folder, or print the file with `--dry-run`")
    try:
        file.parent.mkdir(exist_ok=True)
        write_whole(file, text)
    except OSError as error:
        msg = f"`{file.as_posix()}` cannot be written: {error.strerror}"
        raise InputError(msg, hint="make the folder writable, or name another inventory with `-i`") from error
    told = f"blastradius lint {file.as_posix()}"
    emit(f"{file.as_posix()} was written. What only you can know is `unknown` in it: {told}\n", None)


def _unused(name: str, root: Path) -> None:
    """Refuse a second system of the same id, whichever file the first stands in.

    Raises:
        UsageError: there is one.
    """
    from blastradius.cli.inventory import open_roots

    _, catalog = open_roots([root])
    system = catalog.system.get(name)
    if system is not None:
        msg = f"system `{name}` is already written at {system.source / 'id'}: nothing was written"
        raise UsageError(msg, hint="choose another id with `--id`, or write `vendor` there")


def _checked(name: str) -> str:
    import re

    from blastradius.lint.wording import quoted
    from blastradius.source.secrets import blanked

    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,62}", name) or name == "unknown" or blanked(name) != name:
        msg = f"`--id` {quoted(blanked(name))} is no id"
        raise UsageError(
            msg, hint="use lower-case letters, digits, `.`, `_` and `-`, a letter or digit first, at most 63"
        )
    return name


def _plan(plan: str | None, profile: "Document") -> str | None:
    """The plan as the profile writes it.

    Raises:
        UsageError: the profile tells plans apart, and this is none of them.
    """
    from blastradius.model.profile import plans_of

    known = plans_of(profile)
    if plan is None or not known:
        return plan
    found = {each.casefold(): each for each in known}.get(plan.strip().casefold())
    if found is None:
        from blastradius.lint.suggest import Words
        from blastradius.lint.wording import quoted

        listed = ", ".join(f"`{each}`" for each in known)
        hint = Words(known).did_you_mean(plan, otherwise=f"it tells apart: {listed}")
        msg = f"the profile knows no plan {quoted(plan)}"
        raise UsageError(msg, hint=hint)
    return found

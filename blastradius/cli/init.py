"""`blastradius init`: a starter inventory, written whole or not at all."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from blastradius.cli.emit import emit, write_whole
from blastradius.cli.options import NowOption, current
from blastradius.cli.parameters import Argument, Option
from blastradius.errors import InputError, UsageError

if TYPE_CHECKING:
    from blastradius.output.starter import Names

_STARTED = "An inventory to start from, with `unknown` wherever you have to ask:"
_ALREADY = "Nothing was written, all of it is there already:"


def init(
    folder: Annotated[
        Path, Argument(metavar="[DIR]", help="Where the inventory begins; made if it is not there.")
    ] = Path("inventories"),
    agent: Annotated[str, Option("--agent", metavar="ID", help="Id of the agent.")] = "my-agent",
    system: Annotated[str, Option("--system", metavar="ID", help="Id of the system it touches.")] = "my-system",
    credential: Annotated[
        str, Option("--credential", metavar="ID", help="Id of the credential it uses.")
    ] = "my-credential",
    team: Annotated[str, Option("--team", metavar="ID", help="Id of the team that owns them.")] = "my-team",
    now: NowOption = None,
) -> None:
    """Start an inventory: one agent, one system, one credential, one team, and `unknown` wherever you have to ask.

    \b
    Examples:
      blastradius init
      blastradius init inventories/shop --agent shop-bot --system stripe --credential stripe-key --team payments
      blastradius init .

    It passes the schemas and lints with nothing but unknown cells. The schemas are written beside it, so that editors
    complete and explain every key without network. A file that is already there is never overwritten: if one differs,
    nothing is written at all.
    """
    from blastradius.output.starter import Names, editor_schemas, inventory_files

    names = Names(inventory=_name_of(folder), agent=agent, system=system, credential=credential, team=team)
    _check_names(names)
    _check_folder(folder)
    made = inventory_files(names, current(now).date())
    files = {folder / path: text for path, text in (made | editor_schemas()).items()}
    missing = _missing(files)
    _write_all(missing)
    emit(_summary(folder, list(made), names, said=_STARTED if missing else _ALREADY), None)


def _name_of(folder: Path) -> str:
    """The id of the inventory: the folder's name, as far as it can be one."""
    import re

    from blastradius.source.discover import CONVENTION

    name = re.sub(r"[^a-z0-9._-]+", "-", folder.absolute().resolve().name.casefold()).strip("._-")[:63]
    return "my-inventory" if name in {"", "unknown", CONVENTION} else name


def _check_names(names: "Names") -> None:
    import re

    from blastradius.source.schema import bundled, resolved
    from blastradius.source.secrets import blanked

    for what in ("agent", "system", "credential", "team"):
        name = getattr(names, what)
        root = bundled(what.capitalize())
        pattern = str(resolved(root, root["properties"]["id"])["pattern"])
        if name == "unknown" or not re.fullmatch(pattern, name):
            from blastradius.lint.wording import quoted

            hint = (
                "use lower-case letters, digits, `.`, `_` and `-`, a letter or digit first, at most 63; not `unknown`"
            )
            msg = f"`--{what}` {quoted(blanked(name))} is no id"
            raise UsageError(msg, hint=hint)
        if blanked(name) != name:
            msg = f"what `--{what}` names looks like a secret"
            raise UsageError(msg, hint="choose a name; no secret goes in here")


def _check_folder(folder: Path) -> None:
    """An inventory in an inventory would be read as a part of it, and one around others would swallow them."""
    from blastradius.source.discover import MARKER, inventories_below, marked_folder

    if not os.path.lexists(folder):
        around = marked_folder(folder.absolute().parent)
    elif not folder.is_dir():
        msg = f"`{folder}` is a file; an inventory is a folder"
        raise UsageError(msg, hint="name another one")
    elif (folder / MARKER).is_file():
        return
    else:
        below = inventories_below(folder)
        if below:
            listed = ", ".join(f"`{each.as_posix()}`" for each in below)
            hint = f"name a folder of its own: `blastradius init {(folder / 'NAME').as_posix()}`"
            msg = f"`{folder}` already holds {listed}"
            raise UsageError(msg, hint=hint)
        around = marked_folder(folder.absolute().parent)
    if around:
        hint = "add files to that one, or name a folder outside of it"
        msg = f"`{folder}` would lie in the inventory `{around}`"
        raise UsageError(msg, hint=hint)


def _missing(files: Mapping[Path, str]) -> dict[Path, str]:
    """The files that are not there yet.

    Raises:
        UsageError: one is there and differs.
    """
    there = [file for file in files if os.path.lexists(file)]
    differ = [file for file in there if not _same(file, files[file])]
    if differ:
        listed = ", ".join(f"`{file.as_posix()}`" for file in differ)
        what = "is already there and differs" if len(differ) == 1 else "are already there and differ"
        msg = f"{listed} {what}: nothing was written"
        raise UsageError(msg, hint="choose another folder, or move what is there away")
    return {file: text for file, text in files.items() if file not in there}


def _same(file: Path, text: str) -> bool:
    try:
        return file.read_bytes() == text.encode()
    except OSError:
        return False


def _write_all(files: Mapping[Path, str]) -> None:
    """Write these files. If one cannot be written, those before it are taken back.

    Raises:
        InputError: one cannot be written.
    """
    made: list[Path] = []
    try:
        for file, text in files.items():
            for folder in reversed([each for each in file.parents if not each.exists()]):
                folder.mkdir()
                made.append(folder)
            write_whole(file, text)
            made.append(file)
    except BaseException as error:
        for each in reversed(made):
            each.rmdir() if each.is_dir() else each.unlink()
        if isinstance(error, OSError):
            hint = "nothing was written; make the folder writable, or name another one"
            msg = f"`{file}` cannot be written: {error.strerror}"
            raise InputError(msg, hint=hint) from error
        raise


def _summary(folder: Path, paths: list[str], names: "Names", *, said: str) -> str:
    import shlex

    from blastradius.output.prose import one_line
    from blastradius.output.starter import SCHEMA_FOLDER

    folder = Path(one_line(folder.as_posix()))
    root = shlex.quote(folder.as_posix())
    return "\n".join(
        [
            said,
            *(f"  {(folder / path).as_posix()}" for path in paths),
            f"  {(folder / SCHEMA_FOLDER).as_posix()}/: the schemas, for your editor",
            "",
            "Next: what is not known yet, what the credential reaches, and the runbooks.",
            f"  blastradius lint {root}",
            f"  blastradius reach --credential {names.credential} -i {root}",
            f"  blastradius render {root} --out runbooks",
            "",
        ]
    )

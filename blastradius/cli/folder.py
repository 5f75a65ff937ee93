"""A folder of pages that we write: what in it is ours, what is not, and nothing outside of it.

Every file starts with a line that names it and the digest of what follows; JSON, which has no comments, holds the
same as one of its values. So a page proves by itself that we wrote it and that nobody has changed it since; only such
pages are ever replaced or removed.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from errno import EACCES, EPERM
from hashlib import sha256
from pathlib import Path, PurePosixPath

from msgspec import Struct

from blastradius.cli.drafts import Draft, Drafts
from blastradius.cli.emit import write_whole
from blastradius.errors import InputError, UsageError
from blastradius.output.page_paths import File
from blastradius.output.seal import UNSEALED

_SEAL = re.compile(r"(?:<!--|/\*) blastradius runbook v1 (\S+) sha256:([0-9a-f]{64})\.[^\n]*(?:-->|\*/)\n")
_JSON_SEAL = re.compile(r'"blastradius runbook v1 (\S+) sha256:([0-9a-f]{64})"')
_COMMENTS = {".md": ("<!--", "-->"), ".html": ("<!--", "-->"), ".css": ("/*", "*/"), ".js": ("/*", "*/")}
"""How a comment begins and ends in the files that we write."""
_SEALED = (*_COMMENTS, ".json")
_MAY_STAND_THERE = re.compile(r"\.|README\b", re.IGNORECASE)
"""What people put into a folder before there are pages: files of Git and a word about what it is for."""

_ADVICE = "Made from the inventory: change that, not this page."


class State(StrEnum):
    """How a page in the folder compares with what it should be."""

    CURRENT = "up to date"
    MISSING = "missing"
    OUTDATED = "out of date"
    LEFT = "no longer belongs here"
    EDITED = "edited by hand"
    FOREIGN = "not written by blastradius"
    LEFT_EDITED = "no longer belongs here, edited by hand"


KEPT = frozenset({State.EDITED, State.FOREIGN, State.LEFT_EDITED})
"""What is not touched, because somebody else's work would be lost."""


class Page(Struct, frozen=True, kw_only=True):
    """A page and what is to be done about it. `draft` is what is to be written, where something is."""

    path: str
    state: State
    draft: Draft | None


def compare(
    folder: Path, files: Iterable[File], drafts: Drafts | None, *, folders: Iterable[str], whole: bool
) -> tuple[Page, ...]:
    """Every page with its state. With `whole` the pages that are there and should not be are found as well.

    What is to be written is put aside among `drafts`; without them nothing will be.

    Raises:
        UsageError: the folder is a file, or something in it leads elsewhere.
        InputError: something in it cannot be read.
    """
    _check_folders(folder, folders)
    found = {file.path: _compared(folder, file.path, sealed(file.path, file.text), drafts) for file in files}
    if whole:
        found |= {path: _left(folder, path) for path in _ours(folder, folders) if path not in found}
    return tuple(sorted(found.values(), key=lambda page: page.path))


def check_place(folder: Path, *, folders: Iterable[str], roots: Iterable[Path]) -> None:
    """Refuse to strew pages over what is not a folder for them.

    Raises:
        UsageError: the folder is the inventory itself, the home or the root folder, or holds other things and no page.
    """
    hint = "choose a folder of its own, for instance `--out runbooks`"
    try:
        place = folder.resolve()
        if folder.is_symlink() and not folder.exists():
            msg = f"`{folder}` is a link that leads to nothing"
            raise UsageError(msg, hint="remove it, or choose another folder with `--out`")
    except (OSError, RuntimeError) as error:  # names that are too long, links in a circle
        reason = error.strerror if isinstance(error, OSError) else "it is a link that leads to itself"
        msg = f"`{folder}` is no folder for pages: {reason}"
        raise UsageError(msg, hint=hint) from error
    if place in {root.resolve() for root in roots}:
        msg = f"`{folder}` is the inventory itself; pages do not go in between"
        raise UsageError(msg, hint=hint)
    if place == Path(place.anchor) or place == _home():
        msg = f"`{folder}` is no folder for pages"
        raise UsageError(msg, hint=hint)
    if place.is_dir() and not any(True for _ in _ours(folder, folders)):
        try:
            others = sorted(each.name for each in place.iterdir() if not _MAY_STAND_THERE.match(each.name))
        except OSError as error:
            raise _refused(folder, "read", error) from error
        if others:
            msg = f"`{folder}` holds other things (`{others[0]}`) and no page of ours"
            raise UsageError(msg, hint=f"{hint}, or empty it first")


def _home() -> Path | None:
    try:
        return Path.home().resolve()
    except RuntimeError:  # nobody has one here
        return None


def carry_out(folder: Path, pages: Iterable[Page], drafts: Drafts) -> None:
    """Write what is missing or out of date and remove what is left; each file whole or not at all.

    Raises:
        InputError: a file cannot be written or removed.
    """
    for page in pages:
        file = folder / page.path
        try:
            if page.draft:
                file.parent.mkdir(parents=True, exist_ok=True)
                write_whole(file, drafts.text(page.draft))
            elif page.state is State.LEFT:
                file.unlink()
        except OSError as error:
            raise _refused(file, "written", error) from error


def sealed(path: str, text: str) -> str:
    """The page with its seal."""
    if path.endswith(".json"):
        return text.replace(f'"{UNSEALED}"', f'"blastradius runbook v1 {path} sha256:{_digest(text)}"', 1)
    begins, ends = _COMMENTS[PurePosixPath(path).suffix]
    return f"{begins} blastradius runbook v1 {path} sha256:{_digest(text)}. {_ADVICE} {ends}\n{text}"


def _compared(folder: Path, path: str, text: str, drafts: Drafts | None) -> Page:
    present = _read(folder, path)
    if present is None:
        state = State.MISSING
    elif present == text:
        state = State.CURRENT
    else:
        ours = any(_seals(path, present))
        state = State.FOREIGN if not ours else State.OUTDATED if _untouched(path, present) else State.EDITED
    kept = drafts.keep(text) if drafts and state in {State.MISSING, State.OUTDATED} else None
    return Page(path=path, state=state, draft=kept)


def _left(folder: Path, path: str) -> Page:
    untouched = _untouched(path, _read(folder, path) or "")
    return Page(path=path, state=State.LEFT if untouched else State.LEFT_EDITED, draft=None)


def _ours(folder: Path, folders: Iterable[str]) -> Iterable[str]:
    """The pages whose first line says that they are ours and stand where we put them."""
    for below in ("", *folders):
        place = folder / below
        if place.is_dir():
            for file in sorted(place.iterdir()):
                path = f"{below}/{file.name}" if below else file.name
                if file.suffix in _SEALED and file.is_file() and not file.is_symlink():
                    seals = _seals(path, _read(folder, path) or "")
                    if any(named == path for named, _, _ in seals):
                        yield path


def _untouched(path: str, text: str) -> bool:
    return any(named == path and digest == _digest(body) for named, digest, body in _seals(path, text))


def _seals(path: str, text: str) -> Iterator[tuple[str, str, str]]:
    """What a file says that it is: its path, its digest, and the text that the digest is of.

    What people wrote can look like the seal of a JSON file, so that there may be several.
    """
    if path.endswith(".json"):
        for found in _JSON_SEAL.finditer(text):
            yield found.group(1), found.group(2), f'{text[: found.start()]}"{UNSEALED}"{text[found.end() :]}'
    elif seal := _SEAL.match(text):
        yield seal.group(1), seal.group(2), text[seal.end() :]


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _read(folder: Path, path: str) -> str | None:
    """The text of a page, with the line ends of Unix, because Git may have changed them."""
    file = folder / path
    if file.is_symlink():
        msg = f"`{file}` is a link; pages are only written to the folder itself"
        raise UsageError(msg, hint="remove the link, or choose another folder with `--out`")
    if not file.exists():
        return None
    if not file.is_file():
        msg = f"`{file}` is in the way: a page has to stand there"
        raise UsageError(msg, hint="move it, or choose another folder with `--out`")
    try:
        return file.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
    except OSError as error:
        raise _refused(file, "read", error) from error


def _check_folders(folder: Path, folders: Iterable[str]) -> None:
    if folder.exists() and not folder.is_dir():
        msg = f"`{folder}` is a file; `--out` takes a folder"
        raise UsageError(msg, hint="choose another one, for instance `--out runbooks`")
    for name in folders:
        place = folder / name
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            what = "is a link" if place.is_symlink() else "is a file"
            msg = f"`{place}` {what}; pages are only written to folders inside of `{folder}`"
            raise UsageError(msg, hint="remove it, or choose another folder with `--out`")


def _refused(file: Path, what: str, error: OSError) -> InputError:
    msg = f"`{file}` cannot be {what}: {error.strerror}"
    denied = error.errno in {EACCES, EPERM}
    return InputError(msg, hint=f"{'change its permissions, or ' if denied else ''}choose another folder with `--out`")

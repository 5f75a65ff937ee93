"""The two inventories that `diff` compares: folders, revisions of git, or the work tree."""

import os
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from blastradius.cli.inventory import open_roots
from blastradius.cli.revisions import revision
from blastradius.errors import BlastradiusError, InputError, UsageError
from blastradius.finding import Finding, Severity
from blastradius.model.catalog import Catalog
from blastradius.model.left_out import catalog_of
from blastradius.source.borrowed import Borrowed
from blastradius.source.cache import Cache
from blastradius.source.discover import find_roots, locate
from blastradius.source.git import Repository, Revision
from blastradius.source.load import Loaded, load
from blastradius.source.revision import inventories_in, write_out

WORK_TREE = "the work tree"


class Opened(Struct, frozen=True, kw_only=True):
    """One side: what people are told it is, what stands in it, and what could not be read."""

    name: str
    catalog: Catalog
    problems: tuple[Finding, ...]
    loaded: Loaded | None
    notes: tuple[str, ...] = ()


class Sides:
    """Opens sides. `temporary` is a folder for files of revisions, which has to stay until the answer is written."""

    def __init__(self, named: Sequence[Path] | None, temporary: Path, *, remember: bool) -> None:
        self._here = Path.cwd()
        self._named = tuple(named or ())
        self._temporary = temporary
        self._remember = remember
        self._count = 0

    def open(self, base: str, head: str | None, *, merge_base: bool) -> tuple[Opened, Opened]:
        """Both sides.

        Raises:
            UsageError, InputError: one of them does not exist.
        """
        if _is_path(base) or (head and _is_path(head)):
            if merge_base:
                msg = "`--merge-base` is for revisions, not for folders"
                raise UsageError(msg, hint="leave it out")
            return self._either(base), self._either(head) if head else self._work_tree()
        repository = self._repository(base)
        if repository is None:
            return self._either(base), self._either(head) if head else self._work_tree()
        bare = repository.top is None
        newer = revision(repository, head or "HEAD") if head or bare or merge_base else None
        older = revision(repository, base)
        if merge_base and newer:
            older = _shared(repository, older, newer)
        after = self._old(repository, newer) if newer and (head or bare) else self._work_tree()
        return self._old(repository, older), after

    def _either(self, word: str) -> Opened:
        """A folder, or a revision of the repository around the inventory."""
        if Path(word).is_dir():
            return self._folder(word)
        repository = self._repository(word)
        if repository is None or _is_path(word):
            msg = f"there is no folder `{word}`" if _is_path(word) else f"`{word}` is neither a revision nor a folder"
            raise InputError(msg, hint="name two folders, or run it inside of a git repository")
        return self._old(repository, revision(repository, word))

    def _folder(self, word: str) -> Opened:
        loaded, catalog = open_roots(locate((Path(word),)), remember=self._remember)
        return Opened(name=word, catalog=catalog, problems=_errors(loaded), loaded=loaded)

    def _work_tree(self) -> Opened:
        loaded, catalog = open_roots(self._roots(), remember=self._remember)
        return Opened(name=WORK_TREE, catalog=catalog, problems=_errors(loaded), loaded=loaded)

    def _roots(self) -> tuple[Path, ...]:
        return find_roots(self._named, os.environ, self._here)

    def _repository(self, word: str) -> Repository | None:
        """The repository around the inventory, or around here; none where the word names a folder and no revision."""
        try:
            around = self._roots()[0]
        except BlastradiusError:
            around = self._here
        repository = Repository.around(around if around.is_dir() else self._here)
        if repository and Path(word).is_dir() and repository.find(word) is None:
            return None
        return repository

    def _old(self, repository: Repository, revision: Revision) -> Opened:
        """The inventory as it stood in a revision, in the same folders as it stands now."""
        self._count += 1
        into = self._temporary / str(self._count)
        into.mkdir()
        roots, apart = self._inside(repository, revision)
        findings, places, notes = [], [], []
        for folder in roots:
            findings += write_out(repository, revision, folder, into)
            if (into / folder).is_dir() and any((into / folder).rglob("*.y*ml")):
                places.append(into / folder)
            else:
                notes.append(f"In {revision.short} there was no inventory in `{folder or '.'}`.")
        notes += [f"`{root}` is in another repository: it is taken as it stands, on both sides." for root in apart]
        places += apart
        if not places:
            catalog = Catalog.of((), complete=not findings)
            return Opened(
                name=revision.short, catalog=catalog, problems=tuple(findings), loaded=None, notes=tuple(notes)
            )
        loaded, catalog = catalog_of(load(places, here=into / self._below(repository), cache=self._cache()))
        problems = (*findings, *_errors(loaded))
        catalog.complete = loaded.complete and not findings
        return Opened(name=revision.short, catalog=catalog, problems=problems, loaded=loaded, notes=tuple(notes))

    def _cache(self) -> Cache:
        try:
            return Borrowed(Cache.for_roots(self._roots())) if self._remember else Cache(None)
        except BlastradiusError:
            return Cache(None)

    def _below(self, repository: Repository) -> Path:
        """Where we stand, below the top of the repository: paths are shown as from here."""
        top = repository.top
        if top is None or top.resolve() not in (self._here.resolve(), *self._here.resolve().parents):
            return Path()
        return self._here.resolve().relative_to(top.resolve())

    def _inside(self, repository: Repository, revision: Revision) -> tuple[list[str], list[Path]]:
        """The folders of the inventory in the repository, and those that are outside of it."""
        if repository.top is None:
            named = [_normal(folder) for folder in self._named]
            return named or [_only(inventories_in(repository, revision), revision)], []
        top = repository.top.resolve()
        try:
            roots = self._roots()
        except InputError:
            if self._named:
                raise
            return [_only(inventories_in(repository, revision), revision)], []
        inside, apart = [], []
        for root in roots:
            place = root.resolve()
            if top in (place, *place.parents):
                inside.append(place.relative_to(top).as_posix().removeprefix("."))
            else:
                apart.append(root)
        return [self._moved(repository, revision, folder) for folder in inside], apart

    def _moved(self, repository: Repository, revision: Revision, folder: str) -> str:
        """The folder, or where the only inventory stood before it was moved there."""
        if repository.subtree(revision, folder) is None:
            elsewhere = inventories_in(repository, revision)
            if len(elsewhere) == 1:
                return elsewhere[0]
        return folder


def _shared(repository: Repository, base: Revision, head: Revision) -> Revision:
    found = repository.shared(base, head)
    if found is None:
        msg = f"no commit is known from which both `{base.word}` and `{head.word}` come"
        shallow = (
            "the clone is shallow: `git fetch --unshallow`" if repository.shallow else "they have no history in common"
        )
        raise InputError(msg, hint=shallow)
    return found


def _only(folders: Sequence[str], revision: Revision) -> str:
    if not folders:
        msg = f"there is no inventory in {revision.short}: no `blastradius.yaml`, and no folder `inventories`"
        raise InputError(msg, hint="name its folder with `-i DIR`")
    if len(folders) > 1:
        listed = ", ".join(f"`{folder or '.'}`" for folder in folders)
        msg = f"{revision.short} holds {len(folders)} inventories: {listed}"
        raise UsageError(msg, hint=f"choose one: `-i {folders[0] or '.'}`")
    return folders[0]


def _normal(folder: Path) -> str:
    """A folder of a bare repository, as git names it."""
    text = os.path.normpath(folder.as_posix()).replace(os.sep, "/")
    if text.startswith(("/", "..")):
        msg = f"`{folder}` is outside of the repository"
        raise UsageError(msg, hint="name the folder as from the top of the repository")
    return "" if text == "." else text


def _is_path(word: str) -> bool:
    """Written so that it can only be a folder: `./main`, `../old`, `/srv/old`, `old/`."""
    return word in {".", ".."} or word.startswith(("./", "../", "/", "~")) or word.endswith("/")


def _errors(loaded: Loaded) -> tuple[Finding, ...]:
    return tuple(finding for finding in loaded.findings if finding.severity is Severity.ERROR)

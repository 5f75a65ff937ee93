"""The only door to git: which revisions there are, and what stood in them.

Nothing of a repository is run and nothing is fetched: no hook, filter, textconv or file system monitor, no transport.
Objects are read as they are stored, never by way of a work tree or an index.
"""

import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from blastradius.errors import InputError

_PATIENCE = 120.0  # seconds
_GIT = (
    *("git", "--no-pager", "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}"),
    *("-c", "protocol.allow=never", "-c", "core.quotePath=false"),
)
_OF_A_HOOK = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE", "GIT_COMMON_DIR"})
"""Variables that git sets for its hooks: they name its place, not the one that we are asked about."""

_OURS = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}


class Revision(Struct, frozen=True, kw_only=True):
    """A commit or a tree: the words that named it, and its object's name."""

    word: str
    name: str

    @property
    def short(self) -> str:
        """`main (1a2b3c4)`."""
        return self.word if self.name.startswith(self.word) else f"{self.word} ({self.name[:7]})"


class Item(Struct, frozen=True, kw_only=True):
    """One entry of a tree: its mode, the name of its object, the size in bytes (0 where there is none), its path."""

    mode: str
    name: str
    size: int
    path: str

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link."""
        return self.mode == "120000"

    @property
    def is_submodule(self) -> bool:
        """Whether it is another repository's commit."""
        return self.mode == "160000"


class Repository:
    """The repository around a folder. `top` is its work tree, `None` where it has none."""

    def __init__(self, folder: Path, top: Path | None) -> None:
        self.folder = folder
        self.top = top

    @classmethod
    def around(cls, folder: Path) -> "Repository | None":
        """`None` where the folder is in no repository.

        Raises:
            InputError: git is not there, or refuses to look at somebody else's repository.
        """
        ran = _run(folder, "rev-parse", "--is-inside-work-tree")
        if ran.returncode:
            if "dubious ownership" in ran.stderr.decode(errors="replace"):
                msg = f"git refuses to read the repository around `{folder}`: it belongs to somebody else"
                raise InputError(msg, hint=f"if you trust it: `git config --global --add safe.directory {folder}`")
            return None
        if ran.stdout.strip() != b"true":
            return cls(folder, None)
        top = _run(folder, "rev-parse", "--show-toplevel").stdout
        return cls(folder, Path(os.fsdecode(top.removesuffix(b"\n").removesuffix(b"\r"))))

    def find(self, word: str) -> Revision | None:
        """The revision that this names; `None` where there is none here."""
        if not word or word.startswith("-") or "\0" in word or "\n" in word:
            return None
        for kind in ("commit", "tree"):
            found = _run(self.folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{word}^{{{kind}}}")
            if not found.returncode:
                return Revision(word=word, name=found.stdout.decode().strip())
        return None

    def refs(self) -> tuple[str, ...]:
        """The short names of branches and tags, remote ones too."""
        ran = _run(self.folder, "for-each-ref", "--format=%(refname:short)")
        return tuple(filter(None, ran.stdout.decode(errors="replace").split("\n")))

    def remotes(self) -> tuple[str, ...]:
        """The names of the repositories from which can be fetched."""
        return tuple(filter(None, _run(self.folder, "remote").stdout.decode(errors="replace").split("\n")))

    def age(self, revision: Revision) -> int:
        """How many commits a revision has before it, along its first parents."""
        ran = _run(self.folder, "rev-list", "--count", "--first-parent", revision.name)
        return int(ran.stdout) - 1 if ran.stdout.strip().isdigit() else 0

    def shared(self, base: Revision, head: Revision) -> Revision | None:
        """The newest commit that both come from; `None` where none is known here."""
        found = _run(self.folder, "merge-base", base.name, head.name)
        name = found.stdout.decode().split("\n")[0].strip()
        return Revision(word=f"merge base of {base.word} and {head.word}", name=name) if name else None

    @property
    def shallow(self) -> bool:
        """Whether history is cut off, as CI clones it."""
        return _run(self.folder, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"

    def subtree(self, revision: Revision, folder: str) -> str | None:
        """The name of the tree of a folder, `""` for all of it; `None` where there is no such folder."""
        place = f"{revision.name}:{folder}" if folder else f"{revision.name}^{{tree}}"
        found = _run(self.folder, "rev-parse", "--verify", "--quiet", "--end-of-options", place)
        name = found.stdout.decode().strip()
        if found.returncode or _run(self.folder, "cat-file", "-t", name).stdout.strip() != b"tree":
            return None
        return name

    def items(self, tree: str) -> Iterator[Item]:
        """Everything below a tree, by path.

        Raises:
            InputError: part of it is not in this clone.
        """
        ran = _run(self.folder, "ls-tree", "-r", "-z", "-l", "--full-tree", tree)
        if ran.returncode:
            raise _absent(ran.stderr)
        for line in ran.stdout.split(b"\0"):
            if line:
                about, _, path = line.partition(b"\t")
                mode, _, name, size = about.decode().split()
                number = int(size) if size.isdigit() else 0
                yield Item(mode=mode, name=name, size=number, path=os.fsdecode(path))

    def blobs(self, names: Sequence[str]) -> Iterator[bytes | None]:
        """The bytes of these objects, in their order; `None` for one that is not in this clone."""
        ran = _run(self.folder, "cat-file", "--batch", given="".join(f"{name}\n" for name in names).encode())
        data, at = ran.stdout, 0
        for name in names:
            end = data.find(b"\n", at)
            words = data[at:end].split() if end >= 0 else []
            if len(words) != 3 or words[0].decode() != name:
                yield None
                at = end + 1 if end >= 0 and words[1:] == [b"missing"] else len(data)
                continue
            size = int(words[2])
            yield data[end + 1 : end + 1 + size]
            at = end + 1 + size + 1


def _run(folder: Path, *words: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    """Ask git.

    Raises:
        InputError: there is no git, or it does not answer.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK} | _OURS
    try:
        return subprocess.run(  # noqa: S603 - a list of words, none of which a shell sees
            [*_GIT, "-C", str(folder), *words],
            input=given,
            capture_output=True,
            timeout=_PATIENCE,
            env=environment,
            check=False,
        )
    except FileNotFoundError as error:
        msg = "git is not installed, or not on the path"
        raise InputError(msg, hint="install git, or compare two folders: `blastradius diff OLD NEW`") from error
    except subprocess.TimeoutExpired as error:
        msg = f"git did not answer within {_PATIENCE:.0f} seconds"
        raise InputError(msg, hint="is the repository on a slow disk? Compare two folders instead") from error


def _absent(stderr: bytes) -> InputError:
    said = " ".join(stderr.decode(errors="replace").split())[:200]
    msg = f"git cannot read the revision: {said}"
    return InputError(msg, hint="the clone is partial: `git fetch --refetch`, or clone it whole")

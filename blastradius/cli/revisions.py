"""A revision that somebody named, or why there is none and what to type."""

import re

from blastradius.errors import InputError, UsageError
from blastradius.source.git import Repository, Revision

_STEPS = re.compile(r"[~^]|@\{")
_PART_OF_A_NAME = re.compile(r"[0-9a-fA-F]{4,40}")


def revision(repository: Repository, word: str) -> Revision:
    """What a word names.

    Raises:
        UsageError: it names two revisions.
        InputError: there is no such revision here.
    """
    found = repository.find(word)
    if found:
        return found
    if ".." in word:
        msg = f"`{word}` names two revisions"
        raise UsageError(msg, hint="write `blastradius diff BASE HEAD`; with `--merge-base` for `BASE...HEAD`")
    steps = _STEPS.search(word)
    if steps:
        start = revision(repository, word[: steps.start()] or "HEAD")
        raise _too_far(repository, word, start)
    msg = f"there is no revision `{word}` here"
    if repository.find(f"origin/{word}"):
        raise InputError(msg, hint=f"did you mean `origin/{word}`?")
    if repository.shallow:
        msg = f"there is no revision `{word}` in this clone, which is shallow"
        raise InputError(msg, hint=f"{_fetch(word)}; in GitHub Actions, `fetch-depth: 0` of actions/checkout")
    raise InputError(msg, hint=_advice(repository, word))


def _too_far(repository: Repository, word: str, start: Revision) -> InputError:
    """More steps than there is history."""
    before = repository.age(start)
    number = f"{before} commit{'' if before == 1 else 's'}"
    msg = f"there is no revision `{word}` here: `{start.word}` has {number} before it"
    if repository.shallow:
        return InputError(f"{msg} in this clone, which is shallow", hint="`git fetch --unshallow` first")
    return InputError(msg, hint=f"`git log --oneline {start.word}` lists them")


def _advice(repository: Repository, word: str) -> str:
    from blastradius.lint.suggest import Words

    near = Words(repository.refs()).nearest(word)
    if near:
        return f"did you mean `{near}`?"
    fetch = f", or {_fetch(word)}" if repository.remotes() else ""
    if _PART_OF_A_NAME.fullmatch(word):
        fetch = ", or `git fetch` first" if fetch else ""
        return f"no commit begins with it, or several do: write more of its name{fetch}"
    return f"`git branch -a` and `git tag` list the names{fetch}"


def _fetch(word: str) -> str:
    name = word.removeprefix("origin/")
    return (
        f"`git fetch origin {name}` first" if word == name else f"`git fetch origin {name}:refs/remotes/{word}` first"
    )

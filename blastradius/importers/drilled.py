"""What a drill has measured, put into the files that say it; every other character of them stays."""

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from blastradius.errors import InputError
from blastradius.importers.edit import Edit
from blastradius.importers.yaml_text import Cell
from blastradius.source.document import Hidden, Ref, blank


class Measured(Struct, frozen=True, kw_only=True):
    """What was found out about a mapping. `by` has checked it, an act `took` so long, a person `answered` a page."""

    where: Ref
    by: str | None = None
    took: str | None = None
    answered: bool = False


class Change(Struct, frozen=True, kw_only=True):
    """One file as it is and as it will be; `shown` is both with its secrets blanked."""

    path: str
    before: str
    after: str
    shown: tuple[str, str]


def changes(
    found: Iterable[Measured], day: date, texts: Mapping[str, str], hidden: Mapping[str, tuple[Hidden, ...]]
) -> tuple[Change, ...]:
    """The files that these findings change. `texts` are the files by their paths.

    Raises:
        InputError: a file is laid out in a way that nothing can be put into.
    """
    by_path: dict[str, list[Measured]] = {}
    for each in found:
        by_path.setdefault(each.where.document.path, []).append(each)
    made = (_change(path, listed, day, texts[path], hidden.get(path, ())) for path, listed in sorted(by_path.items()))
    return tuple(each for each in made if each.after != each.before)


def _change(path: str, found: list[Measured], day: date, text: str, hidden: tuple[Hidden, ...]) -> Change:
    shown = blank(text, hidden)
    return Change(
        path=path, before=text, after=_typed(text, path, found, day), shown=(shown, _typed(shown, path, found, day))
    )


def _typed(text: str, path: str, found: list[Measured], day: date) -> str:
    for index in sorted({each.where.document.index for each in found}):
        edit = Edit(text, path, index)
        for each in found:
            if each.where.document.index == index:
                _type(edit, each, day.isoformat())
        try:
            text = edit.result()
        except InputError as error:
            hint = "write it there by hand, or put the mapping on lines of its own; nothing was written"
            raise InputError(error.message, hint=hint) from error
    return text


def _type(edit: Edit, found: Measured, day: str) -> None:
    where = found.where.written
    if found.took:
        _set(edit, where, "measured", {"on": day, "took": found.took})
    if found.answered:
        edit.set(where.pointer, Cell(key="reaches_human", value=day))
    if found.by:
        _set(edit, where, "verified", {"on": day, "by": found.by, "how": "drilled"})


def _set(edit: Edit, where: Ref, key: str, values: dict[str, str]) -> None:
    """A mapping of single values: those of one that is there are replaced one by one, so that its comments stay."""
    inner = where / key
    if isinstance(inner.value, dict):
        for name, value in values.items():
            edit.set(inner.pointer, Cell(key=name, value=value))
    else:
        edit.set(where.pointer, Cell(key=key, value=values))

"""Changing a few places of a YAML file and nothing else: every other character stays, whoever wrote it and however.

Positions come from the marks of the parser. What was made is read again and compared with what was meant, so that a
layout which we do not understand is refused and never spoilt.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from enum import Enum, auto
from typing import Any

from blastradius.errors import InputError
from blastradius.importers.yaml_text import Cell, Item, cell_text, data_of, item_lines, value_text
from blastradius.source.document import LINE_END, Document, Mark, Pointer
from blastradius.source.text import as_parsed
from blastradius.source.yaml import read_yaml

_REMARKED = re.compile(r"[ \t]*(,?)[ \t]+#")
_BESIDE = re.compile(r"[ \t]+#([^\r\n]*)")
_HINT = "write its lists in block style, one item to a line, and import again; nothing was written"


class Remarked(Enum):
    """How it went with a comment: it is as it was wanted, it has no place, or people have put it in words of theirs."""

    DONE = auto()
    NO_PLACE = auto()
    REWORDED = auto()


class Edit:
    """Changes to one document of a file, collected and then made at once."""

    def __init__(self, text: str, path: str, index: int) -> None:
        self._text = text
        self._path = path
        self._index = index
        self._break = "\r\n" if "\r\n" in text else "\n"
        self._mark_of_order = "\ufeff" if text.startswith("\ufeff") else ""
        self._body = text.removeprefix("\ufeff")
        self._has_end = not self._body or self._body.endswith("\n")
        if not self._has_end:
            self._body += self._break  # a text that ends with the file would get a line end that it did not have
        self._parsed = as_parsed(self._body)
        self._documents, findings = read_yaml(self._parsed, path)
        self._troubles = Counter(each.rule for each in findings)
        found = next((each for each in self._documents if each.index == index), None)
        if found is None:
            msg = f"`{path}` was changed while it was read"
            raise InputError(msg, hint="import again")
        self._document = found
        self._meant: Any = deepcopy(dict(self._document.data))
        breaks = list(LINE_END.finditer(self._body))
        self._starts = [0, *(each.end() for each in breaks)]
        self._changes: list[tuple[int, int, str]] = []

    @property
    def document(self) -> Document:
        """The document as it was before."""
        return self._document

    def append(self, key: str, items: Sequence[Item]) -> None:
        """Put items at the end of a list of the document, which is made where it is missing, empty or `unknown`."""
        if not items:
            return
        value = self._meant.get(key)
        listed = value if isinstance(value, list) else []
        self._meant[key] = [*listed, *map(data_of, items)]
        if key not in self._document.data:
            self._new_list(key, items)
        elif not listed:
            self._instead_of_scalar(key, items)
        else:
            self._after_last(self._mark((key,)), items)

    def set(self, pointer: Pointer, cell: Cell) -> None:
        """Give a mapping a single value, in place of the one it has or at its end."""
        place = self._meant
        for step in pointer:
            place = place[step]
        there = cell.key in place
        if there and place[cell.key] == cell.value:
            return
        place[cell.key] = cell.value
        mark = self._mark(pointer)
        if there:
            value = mark[4][cell.key][1]
            self._replace(self._at(value[0], value[1]), self._at(value[2], value[3]), value_text(cell.value))
        elif self._is_flow(mark):
            last = list(mark[4].values())[-1][1]
            at = self._at(last[2], last[3])
            self._replace(at, at, f", {cell.key}: {value_text(cell.value)}")
        else:
            column = next(iter(mark[4].values()))[0][1]
            self._insert(self._line_after(mark), [f"{' ' * column}{cell_text(cell)}"])

    def beside(self, pointer: Pointer, key: str) -> str:
        """The comment beside a value on one line of a block mapping; empty where none is."""
        mark = self._mark(pointer)
        if self._is_flow(mark):
            return ""
        value = mark[4][key][1]
        found = _BESIDE.match(self._parsed, self._at(value[2], value[3])) if value[0] == value[2] else None
        return found[1].strip() if found else ""

    def reword(self, pointer: Pointer, cell: Cell) -> None:
        """Put a cell in place of the one of that key, with the comment beside it."""
        place = self._meant
        for step in pointer:
            place = place[step]
        place[cell.key] = cell.value
        value = self._mark(pointer)[4][cell.key][1]
        end = self._at(value[2], value[3])
        found = _BESIDE.match(self._parsed, end)
        new = f"{value_text(cell.value)}{f' # {cell.why}' if cell.why else ''}"
        self._replace(self._at(value[0], value[1]), found.end() if found else end, new)

    def remark(self, pointer: Pointer, comment: str, *, wanted: bool) -> Remarked:
        """Have a comment line above an item of a block list, or have it no longer.

        It is told by its first word, `# word:`, so that one which people have moved or reworded is not put there again;
        what they added to it stays when it goes.
        """
        mark = self._mark(pointer[:-1])
        if self._is_flow(mark):
            return Remarked.NO_PLACE if wanted else Remarked.DONE
        line = self._dash_line(mark, self._mark(pointer))
        word = f"{comment.partition(':')[0]}:"
        there = [each for each in self._above(line) if self._line(each).strip().startswith(word)]
        if wanted:
            if not there and f" {word}" not in self._line(line):
                self._insert(line, [f"{' ' * mark[1]}{comment}"])
            return Remarked.DONE
        kept = False
        for each in there:
            text = self._line(each)
            if comment not in text:
                kept = True
                continue
            rest = text.replace(comment, "").strip(" \t\r\n-–—,;.")
            margin = text[: len(text) - len(text.lstrip(" \t"))]
            new = f"{margin}# {rest}{self._break}" if rest else ""
            self._replace(self._starts[each], self._starts[each + 1], new)
        return Remarked.REWORDED if kept or f" {word}" in self._line(line) else Remarked.DONE

    def result(self) -> str:
        """The text with all changes.

        Raises:
            InputError: it would not say what was meant.
        """
        if not self._changes:
            return self._text
        pieces: list[str] = []
        done = 0
        for start, end, new in sorted(self._changes, key=lambda change: change[:2]):
            pieces += [self._body[done:start], new]
            done = max(done, end)
        body = "".join((*pieces, self._body[done:]))
        bare = body.removesuffix(self._break)
        if not self._has_end and self._says_what_was_meant(bare):
            return self._mark_of_order + bare
        if not self._says_what_was_meant(body):
            msg = f"`{self._path}` is laid out in a way that nothing can be added to without spoiling it"
            raise InputError(msg, hint=_HINT)
        return self._mark_of_order + body

    def _says_what_was_meant(self, body: str) -> bool:
        documents, findings = read_yaml(as_parsed(body), self._path)
        others = [each.data for each in self._documents if each.index != self._index]
        read = {each.index: each.data for each in documents}
        same = read.pop(self._index, None) == self._meant and list(read.values()) == others
        return same and Counter(each.rule for each in findings) == self._troubles

    def _new_list(self, key: str, items: Sequence[Item]) -> None:
        root = self._document.marks
        if self._is_flow(root):
            self._refuse()
        column = next(iter(root[4].values()))[0][1]
        lines = [line for item in items for line in item_lines(item, column + 2)]
        self._insert(self._line_after(root), [f"{' ' * column}{key}:", *lines])

    def _instead_of_scalar(self, key: str, items: Sequence[Item]) -> None:
        root = self._document.marks
        if self._is_flow(root):
            self._refuse()
        key_mark, mark = root[4][key]
        start, end = self._at(mark[0], mark[1]), self._at(mark[2], mark[3])
        while start > self._at(key_mark[2], key_mark[3]) + 1 and self._body[start - 1] in " \t":
            start -= 1
        if "#" in self._body[start:end] and LINE_END.search(self._body[start:end]):
            self._refuse()  # a comment inside of an empty list would be lost with it
        if start < end:
            self._replace(start, end, "")
        lines = [line for item in items for line in item_lines(item, int(key_mark[1]) + 2)]
        self._insert(int(mark[2]) + 1 if start < end else int(key_mark[2]) + 1, lines)

    def _after_last(self, mark: Mark, items: Sequence[Item]) -> None:
        last = mark[4][-1]
        if self._is_flow(mark):
            at = self._at(last[2], last[3])
            values = [value_text(data_of(item)) for item in items]
            line = int(last[2])
            remarked = _REMARKED.match(self._body[at : self._at(line + 1, 0)])
            if remarked:  # the comment is about the last item: what is new goes below
                if not remarked.group(1):
                    self._replace(at, at, ",")
                margin = " " * int(last[1])
                self._insert(line + 1, [f"{margin}{value}," for value in values[:-1]] + [f"{margin}{values[-1]}"])
            else:
                self._replace(at, at, "".join(f", {value}" for value in values))
            return
        ends_in_text = self._line_after(last) == self._leaf(last)[2]  # blank lines after it may belong to it
        apart = len(mark[4]) > 1 and not ends_in_text and not self._line(self._dash_line(mark, last) - 1).strip()
        lines: list[str] = []
        for item in items:
            lines += [*([""] if apart else []), *item_lines(item, mark[1])]
        self._insert(self._line_below(last, int(mark[1])), lines)

    def _mark(self, pointer: Pointer) -> Mark:
        mark = self._document.marks
        for step in pointer:
            mark = mark[4][step][1] if isinstance(step, str) else mark[4][step]
        return mark

    def _is_flow(self, mark: Mark) -> bool:
        return self._body[self._at(mark[0], mark[1])] in "[{"

    def _line_after(self, mark: Mark) -> int:
        """The first line that belongs no longer to a value: the end of a block lies on somebody else's line."""
        mark = self._leaf(mark)
        line, column = int(mark[2]), int(mark[3])
        return line if column == 0 and line > mark[0] else line + 1

    def _line_below(self, mark: Mark, dash: int) -> int:
        """The first line after an item and the comments that stand deeper than its dash, which are about it."""
        below = number = self._line_after(mark)
        while number < len(self._starts):
            text = self._line(number)
            comment = text.strip()
            if comment and not (comment.startswith("#") and len(text) - len(text.lstrip(" ")) > dash):
                break
            number += 1
            below = number if comment else below
        return below

    def _leaf(self, mark: Mark) -> Mark:
        """The last value in a value, whose end is its own."""
        while len(mark) > 4 and mark[4] and not self._is_flow(mark):
            mark = list(mark[4].values())[-1][1] if isinstance(mark[4], dict) else mark[4][-1]
        return mark

    def _dash_line(self, listed: Mark, item: Mark) -> int:
        """The line of an item's dash, which may stand above the item."""
        dash = re.compile(rf" {{{listed[1]}}}-(?:\s|\Z)")
        for line in range(int(item[0]), -1, -1):
            if dash.match(self._line(line)):
                return line
        self._refuse()
        raise AssertionError

    def _above(self, line: int) -> Iterator[int]:
        """The lines between an item and what stands before it: comments and blank ones."""
        for number in range(line - 1, -1, -1):
            text = self._line(number).strip()
            if text and not text.startswith("#"):
                return
            yield number

    def _line(self, number: int) -> str:
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._body)
        return self._body[self._starts[number] : end]

    def _at(self, line: int, column: int) -> int:
        return self._starts[line] + column if line < len(self._starts) else len(self._body)

    def _insert(self, line: int, lines: Sequence[str]) -> None:
        text = "".join(f"{each}{self._break}" for each in lines)
        if line >= len(self._starts):
            self._replace(len(self._body), len(self._body), text)
        else:
            self._replace(self._starts[line], self._starts[line], text)

    def _replace(self, start: int, end: int, new: str) -> None:
        self._changes.append((start, end, new))

    def _refuse(self) -> None:
        msg = f"`{self._path}` is laid out in a way that nothing can be added to"
        raise InputError(msg, hint=_HINT)

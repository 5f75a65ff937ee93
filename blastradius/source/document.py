"""A document as it was written: its data, and where each value of it stands."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Protocol, TypeAlias

from msgspec import Struct

from blastradius.finding import Location

Key: TypeAlias = str | int
Pointer: TypeAlias = tuple[Key, ...]

# A mark is [line, column, end line, end column] from 0, then for a mapping {key: [mark of the key, mark of the value]}
# and for a sequence the list of its items' marks.
Mark: TypeAlias = list[Any]
Place: TypeAlias = tuple[int, int, int, int]
"""Line, column, end line and end column, from 0."""
Asked: TypeAlias = tuple[int, Pointer, bool]
"""What is asked for in a file: the place of a document in it, a pointer, and whether it is the key that leads there."""


class Find(Protocol):
    """What finds the places of a document."""

    def __call__(self, pointer: Pointer, *, key_only: bool) -> Place:
        """Where a pointer leads, or with `key_only` where the key stands that leads there."""


_NAMING = ("id", "name", "credential", "system", "rule", "title")

BLANK = "\N{BULLET}"
"""What stands for each character of a secret."""


LINE_END = re.compile("\r?\n")
"""Where a line of a file ends, for everybody who counts lines. What else YAML takes for one cannot stand in it."""


class Hidden(Struct, frozen=True, array_like=True):
    """A stretch of one line that holds a secret: line and columns from 0, and what kind of secret it looks like."""

    line: int
    start: int
    end: int
    what: str


def blank(text: str, hidden: tuple[Hidden, ...]) -> str:
    """`text` with every hidden stretch replaced by as many dots."""
    if not hidden:
        return text
    lines = text.split("\n")
    for stretch in hidden:
        line = lines[stretch.line]
        end = min(stretch.end, len(line.rstrip("\r")))
        lines[stretch.line] = line[: stretch.start] + BLANK * (end - stretch.start) + line[end:]
    return "\n".join(lines)


def rfc6901(pointer: Pointer) -> str:
    """`("operations", 0, "a/b")` as `/operations/0/a~1b`."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in pointer)


class Document:
    """One entity of a file: `data` with plain Python values, and the places of them.

    Those are the mark of the root, or what finds a place when somebody asks where.

    A `broken` one ended in a syntax error: it holds what had been read whole by then.
    """

    __slots__ = ("_places", "broken", "data", "index", "path")

    def __init__(
        self,
        path: str,
        index: int,
        data: Mapping[str, Any],
        places: Mark | Find,
        *,
        broken: bool = False,
    ) -> None:
        self.broken = broken
        self.path = path
        self.index = index
        self.data = data
        self._places = places

    @property
    def marks(self) -> Mark:
        """The mark of the root, of a document that was read with all its marks."""
        assert isinstance(self._places, list)  # noqa: S101 - as said
        return self._places

    def place(self, pointer: Pointer, *, key_only: bool) -> Place:
        """Where a pointer leads, or where the key stands that leads there: a `Find`."""
        if isinstance(self._places, list):
            return place_in(self._places, pointer, key_only=key_only)
        return self._places(pointer, key_only=key_only)

    @property
    def root(self) -> "Ref":
        """The place of the whole document."""
        return Ref(self, ())

    @property
    def entity(self) -> str | None:
        """`system:stripe`, or `None` where the document does not say what it is."""
        kind, name = self.data.get("kind"), self.data.get("id")
        return f"{kind.lower()}:{name}" if isinstance(kind, str) and isinstance(name, str) else None

    @property
    def written(self) -> "Document":
        """What somebody wrote, without what it takes over from elsewhere."""
        return self

    def loan(self, pointer: Pointer) -> "Loan | None":
        """Where a place comes from that is not written here."""
        del pointer
        return None


class Loan(Struct, frozen=True, kw_only=True):
    """A fact that a document takes over: where it stands there, who says so, and since when.

    `cell` is its place here. `worst`: it depends on the plan, none is known, and this is the worst of those there are.
    """

    cell: "Ref"
    fact: "Ref"
    vendor: str
    url: str
    seen: str
    confidence: str
    worst: bool

    @property
    def name(self) -> str:
        """The cell in words: `audit_log.retention`, `create_refund.reversibility`."""
        keys = self.cell.pointer
        if keys[0] == "operations":
            keys = (str((Ref(self.cell.document, keys[:2]) / "id").value), *keys[2:])
        return ".".join(map(str, keys))


class Borrowing(Document):
    """A document with facts of others: `data` has both, and what was taken over is shown where it came from."""

    __slots__ = ("_own", "loans")

    def __init__(self, own: Document, data: Mapping[str, Any]) -> None:
        super().__init__(own.path, own.index, data, own.place, broken=own.broken)
        self._own = own
        self.loans: dict[Pointer, Loan] = {}

    @property
    def written(self) -> Document:
        """The document as it was written."""
        return self._own

    def loan(self, pointer: Pointer) -> Loan | None:
        """The innermost fact taken over that a place is, or is part of."""
        for depth in range(len(pointer), 0, -1):
            if loan := self.loans.get(pointer[:depth]):
                return loan
        return None


class Ref:
    """A symbolic place: a document and a path of keys, turned into line and column only when it is printed.

    `ref / "revoke" / "how"` goes down. A place that does not exist is answered with the mapping it is missing from.
    """

    __slots__ = ("document", "pointer")

    def __init__(self, document: Document, pointer: Pointer) -> None:
        self.document = document
        self.pointer = pointer

    def __truediv__(self, key: Key) -> "Ref":
        return Ref(self.document, (*self.pointer, key))

    def __str__(self) -> str:
        return str(self.location)

    def __repr__(self) -> str:
        return f"Ref({self.document.path}#{self.document.index}{rfc6901(self.pointer)})"

    @property
    def parent(self) -> "Ref":
        """The place that holds this one; the root holds itself."""
        return Ref(self.document, self.pointer[:-1])

    @property
    def loan(self) -> Loan | None:
        """The fact of a profile that stands here; `None` where the document itself says it."""
        return self.document.loan(self.pointer)

    @property
    def written(self) -> "Ref":
        """The same place in what somebody wrote: where a fact was taken over, it lacks it there."""
        return Ref(self.document.written, self.pointer)

    @property
    def rfc6901(self) -> str:
        """The pointer as JSON answers print it."""
        return rfc6901(self.pointer)

    @property
    def anchor(self) -> str:
        """The pointer as long as items only move: they go by their names, and a text or number that stands here counts.

        `/operations/id=create_refund/effect=pay`.
        """
        parts: list[str] = []
        node: Any = self.document.data
        for key in self.pointer:
            node = _below(node, key)
            parts.append(_name_of(node) or str(key) if isinstance(key, int) else str(key))
        said = node if isinstance(node, str | int | float) and self.pointer else ""
        return rfc6901(tuple(parts)) + (f"={said}" if said != "" else "")

    @property
    def value(self) -> Any:
        """What stands here, `None` where nothing does."""
        node: Any = self.document.data
        for key in self.pointer:
            if type(node) is dict:
                node = node.get(key)
            elif type(node) is list and type(key) is int and 0 <= key < len(node):
                node = node[key]
            else:
                return None
        return node

    @property
    def location(self) -> Location:
        """The value here if it is a scalar, otherwise the key that leads to it."""
        return self._locate(key_only=False)

    @property
    def key_location(self) -> Location:
        """The key that leads here."""
        return self._locate(key_only=True)

    def _locate(self, *, key_only: bool) -> Location:
        if loan := self.loan:
            rest = self.pointer[len(loan.cell.pointer) :]
            return Ref(loan.fact.document, (*loan.fact.pointer, *rest))._locate(key_only=key_only)  # noqa: SLF001 - its own kind
        line, column, end_line, end_column = self.document.place(self.pointer, key_only=key_only)
        return Location(
            path=self.document.path,
            line=line + 1,
            column=column + 1,
            end_line=end_line + 1,
            end_column=end_column + 1,
        )


def _below(node: Any, key: Key) -> Any:
    if isinstance(node, dict) and isinstance(key, str):
        return node.get(key)
    if isinstance(node, list) and isinstance(key, int) and 0 <= key < len(node):
        return node[key]
    return None


def _name_of(item: Any) -> str:
    """What an item of a list is called: `id=create_refund`, or a text itself; empty where it has no name."""
    if isinstance(item, str):
        return f"={item}"
    for key in _NAMING if isinstance(item, dict) else ():
        if isinstance(item.get(key), str):
            return f"{key}={item[key]}"
    return ""


def place_in(mark: Mark, pointer: Pointer, *, key_only: bool) -> Place:
    """What is shown of the place to which a pointer leads from the mark of a value.

    The value if it is a scalar, otherwise the key that leads to it, or the beginning of an item of a list.
    """
    shown = _start(mark)
    for key in pointer:
        child = mark[4] if len(mark) > 4 else None
        if isinstance(child, dict) and key in child:
            key_mark, mark = child[key]
            shown = key_mark if key_only or len(mark) > 4 else mark
        elif isinstance(child, list) and isinstance(key, int) and key < len(child):
            mark = child[key]
            shown = mark if len(mark) == 4 else _start(mark)
        else:
            break
    line, column, end_line, end_column = shown[:4]
    return line, column, end_line, end_column


def _start(mark: Mark) -> Mark:
    """Where a mapping or a list begins: its first key, because the end of a block lies on somebody else's line."""
    if len(mark) > 4 and isinstance(mark[4], dict) and mark[4]:
        first: Mark = next(iter(mark[4].values()))[0]
        return first
    if len(mark) > 4 and mark[4]:
        return _start(mark[4][0])
    return [mark[0], mark[1], mark[0], mark[1] + 1]


def values(data: Any) -> Iterator[tuple[Pointer, Any]]:
    """Every value with its pointer, parents before what is in them, in the order written."""
    stack: list[tuple[Pointer, Any]] = [((), data)]
    while stack:
        pointer, value = stack.pop()
        yield pointer, value
        if type(value) is dict:
            stack += [((*pointer, key), item) for key, item in reversed(value.items())]
        elif type(value) is list:
            stack += [((*pointer, index), value[index]) for index in range(len(value) - 1, -1, -1)]

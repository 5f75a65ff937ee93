"""The inventory that an import goes into: its files as they are, and as they will be."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath

from blastradius.analysis.registry.report import File
from blastradius.errors import InputError
from blastradius.importers.edit import Edit
from blastradius.importers.yaml_text import Cell, Item, document_text
from blastradius.model.catalog import Catalog
from blastradius.source.document import Document

_FOLDERS = {"System": "systems", "Agent": "agents", "Team": "teams", "Credential": "credentials"}


class Target:
    """Files by the path that people are shown. `read` gives the bytes of one that is there, `None` where there is none.

    `root` is where the inventory begins, `out` where new files go, both as shown; `whole` whether every file of it
    could be read, `schemas` whether editors have ours.
    """

    def __init__(
        self,
        catalog: Catalog,
        read: Callable[[str], bytes | None],
        *,
        root: str,
        out: str,
        whole: bool = True,
        schemas: bool = False,
    ) -> None:
        self.catalog = catalog
        self._read = read
        self._root = PurePosixPath(root)
        self._out = PurePosixPath(out)
        self._whole = whole
        self._schemas = schemas
        self._before: dict[str, str | None] = {}
        self._after: dict[str, str] = {}

    def document(self, kind: str, name: str) -> Document | None:
        """Where an entity is written; the first place of several.

        Raises:
            InputError: it is not found, but a file that could hold it cannot be read; or its file is broken.
        """
        numbers = self.catalog.documents.named(kind).get(name, ())
        if not numbers:
            if not self._whole:
                msg = f"part of the inventory cannot be read, and {kind.lower()} `{name}` may stand there"
                raise InputError(msg, hint="`blastradius lint` says where; mend it and import again")
            return None
        document = self.catalog.documents[numbers[0]]
        if document.broken:
            msg = f"`{document.path}` has a syntax error, and nothing can be merged into it"
            raise InputError(msg, hint="`blastradius lint` says where; mend it and import again")
        return document

    def edit(self, document: Document) -> Edit:
        """Begin to change the file of an entity."""
        return Edit(self.text(document.path) or "", document.path, document.index)

    def finish(self, edit: Edit, document: Document) -> None:
        """Take what was changed."""
        self.put(document.path, edit.result())

    def create(self, kind: str, name: str, cells: Sequence[Cell], lists: Mapping[str, Sequence[Item]]) -> None:
        """A file of its own for a new entity.

        Raises:
            InputError: a file of that name is there.
        """
        path = str(self._out / _FOLDERS[kind] / f"{name}.yaml")
        if self.text(path) is not None:
            msg = f"`{path}` is there, but does not describe {kind.lower()} `{name}`"
            raise InputError(msg, hint="move it away or rename it; nothing was written")
        head = [f"# yaml-language-server: $schema={self._schema(kind)}"] if self._schemas else []
        first = (
            Cell(key="apiVersion", value="blastradius/v1"),
            Cell(key="kind", value=kind),
            Cell(key="id", value=name),
        )
        self.put(path, document_text((*first, *cells), lists, head))

    def aside(self, inside: str, text: str) -> None:
        """A file of ours at a place inside of the inventory."""
        self.put(str(self._root / inside), text)

    def text(self, path: str) -> str | None:
        """A file as it will be."""
        if path in self._after:
            return self._after[path]
        if path not in self._before:
            data = self._read(path)
            try:
                self._before[path] = None if data is None else data.decode("utf-8")
            except UnicodeDecodeError as error:
                msg = f"`{path}` is not UTF-8"
                raise InputError(msg, hint="save it as UTF-8 and import again") from error
        return self._before[path]

    def put(self, path: str, text: str) -> None:
        """Have a file with this text."""
        self.text(path)
        self._after[path] = text

    def files(self) -> tuple[File, ...]:
        """What is to be written, in the order of paths."""
        return tuple(
            File(path=path, before=self._before.get(path), after=text)
            for path, text in sorted(self._after.items())
            if text != self._before.get(path)
        )

    def _schema(self, kind: str) -> str:
        depth = len(self._out.relative_to(self._root).parts) + 1
        return f"{'../' * depth}.blastradius/schemas/{kind.lower()}.v1.json"

    def refresh(self) -> None:
        """Have the catalog know what has been put since."""
        from blastradius.source.text import as_parsed  # noqa: PLC0415 - only where one import follows another
        from blastradius.source.yaml import read_yaml  # noqa: PLC0415 - only where one import follows another

        others = [each for each in self.catalog.documents if each.path not in self._after]
        made = [
            document
            for path, text in sorted(self._after.items())
            if path.endswith((".yaml", ".yml"))
            for document in read_yaml(as_parsed(text.removeprefix("\ufeff")), path)[0]
        ]
        self.catalog = Catalog.of([*others, *made], complete=self.catalog.complete)

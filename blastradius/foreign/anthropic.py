"""Tool definitions as they are sent to the API of Anthropic.

Source: Anthropic API reference, "Tool use".
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from blastradius.errors import InputError
from blastradius.foreign.description import Registry
from blastradius.foreign.reading import read_json
from blastradius.foreign.tools import read_tools

SOURCE = "anthropic"


def read(file: Path, shown: str, server: str | None = None) -> Registry:
    """The tools of a request, or of a list of definitions; those the vendor defines have a name and no schema.

    Raises:
        InputError: the file cannot be read, or has no definitions.
    """
    documents, lost = read_json(file)
    items = [item for document in documents for item in _definitions(document)]
    if not items:
        msg = f"`{shown}` has no tool definitions"
        raise InputError(msg, hint='it takes `{"tools": [{"name": …, "input_schema": …}]}`, or the list alone')
    found = read_tools(items, server, schema_keys=("input_schema", "inputSchema"), hinted=False)
    made = Registry(source=SOURCE, shown=shown, tools=found.tools, remarks=found.remarks, complete=not found.lost)
    return made.missing(lost)


def _definitions(document: Any) -> Iterator[Any]:
    if isinstance(document, list):
        yield from document
    elif isinstance(document, dict):
        if isinstance(document.get("tools"), list):
            yield from document["tools"]
        elif "name" in document:
            yield document

"""Tool definitions as they are sent to the API of OpenAI: Chat Completions, Responses and the older `functions`.

Source: OpenAI API reference, "Function calling".
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from blastradius.errors import InputError
from blastradius.foreign.description import Registry
from blastradius.foreign.reading import read_json
from blastradius.foreign.tools import read_tools

SOURCE = "openai"
_HOSTED = "is run by the vendor and has no schema here: it is named by its type"


def read(file: Path, shown: str, server: str | None = None) -> Registry:
    """The tools of a request, or of a list of definitions.

    Raises:
        InputError: the file cannot be read, or has no definitions.
    """
    items: list[Any] = []
    remarks: list[str] = []
    for document in read_json(file):
        for item in _definitions(document):
            inner = item.get("function") if isinstance(item, dict) else None
            if isinstance(inner, dict):
                items.append(inner)
            elif isinstance(item, dict) and "name" not in item and isinstance(item.get("type"), str):
                items.append({"name": item["type"]})
                remarks.append(f"`{item['type']}` {_HOSTED}")
            else:
                items.append(item)
    if not items:
        msg = f"`{shown}` has no tool definitions"
        raise InputError(msg, hint='it takes `{"tools": [{"type": "function", …}]}`, or the list alone')
    found = read_tools(items, server, schema_keys=("parameters", "input_schema"), hinted=False)
    return Registry(
        source=SOURCE,
        shown=shown,
        tools=found.tools,
        remarks=(*remarks, *found.remarks),
        complete=not found.lost,
    )


def _definitions(document: Any) -> Iterator[Any]:
    if isinstance(document, list):
        yield from document
    elif isinstance(document, dict):
        for key in ("tools", "functions"):
            if isinstance(document.get(key), list):
                yield from document[key]
                return
        if "function" in document or "parameters" in document:
            yield document

"""Small registries, written here."""

import json
from pathlib import Path
from typing import Any


def tool(name: str, properties: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A definition as `tools/list` gives it."""
    required = more.pop("required", [])
    schema = {"type": "object", "properties": properties or {}, "required": required}
    return {"name": name, "description": f"Does {name}.", "inputSchema": schema, **more}


def hints(**claims: bool) -> dict[str, Any]:
    return {"annotations": claims}


def saved(file: Path, *tools: dict[str, Any], **more: Any) -> Path:
    file.write_text(json.dumps({"tools": list(tools), **more}), encoding="utf-8")
    return file


TEXT = {"type": "string"}
READS = hints(readOnlyHint=True, openWorldHint=False)
WRITES = hints(readOnlyHint=False, destructiveHint=False, idempotentHint=False, openWorldHint=False)

"""What is measured: our program as it is installed, and other people's on the same files with the same schemas."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measure import Command

_PYTHON_TOOLS = ("check-jsonschema==0.39.0", "yamllint==1.38.0")
_PIP = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
_NODE_TOOLS = ("ajv-cli@5.0.0", "@stoplight/spectral-cli@6.16.3")
VERSIONS = ", ".join((*_NODE_TOOLS, *_PYTHON_TOOLS)).replace("==", " ").replace("cli@", "cli ")
_KINDS = ("system", "credential", "agent", "team", "inventory")


@dataclass(frozen=True, slots=True)
class Tools:
    """Where the others are; `None` where one could not be installed."""

    ajv: Path | None
    spectral: Path | None
    check_jsonschema: Path | None
    yamllint: Path | None


class Ours:
    """Our program as it is installed: the wheel, its byte code compiled, in a folder of its own.

    An environment that forbids Python to write byte code would else compile the program at every start.
    """

    def __init__(self, root: Path, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        _must(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, root)
        self._site = folder / "site"
        wheel = next(folder.glob("*.whl"))
        _must(*_PIP, "--no-index", "--no-deps", "--compile", "--target", self._site, wheel)
        self._program = self._site / "bin" / "blastradius"

    def command(self, name: str, *words: str | Path, cache: Path) -> Command:
        """A command of ours with this cache folder."""
        environment = {"PYTHONPATH": str(self._site), "BLASTRADIUS_CACHE_DIR": str(cache)}
        return Command(name=name, words=(self._program, *words), environment=environment)

    def has(self, command: str) -> bool:
        """Whether the program has this command."""
        environment = {**os.environ, "PYTHONPATH": str(self._site)}
        asked = [str(self._program), command, "--help"]
        return not subprocess.run(asked, env=environment, capture_output=True, check=False).returncode


def install_others(folder: Path) -> Tools:
    """Install the other programs, or use those that an earlier run has installed. Needs the two registries."""
    python, node = folder / "python", folder / "node"
    has_python = (python / "bin" / "yamllint").exists() or (
        _tried(sys.executable, "-m", "venv", python) and _tried(python / "bin" / "python", *_PIP[1:], *_PYTHON_TOOLS)
    )
    binaries = node / "node_modules" / ".bin"
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--silent")
    has_node = (binaries / "spectral").exists() or (
        shutil.which("npm") is not None and _tried("npm", "install", "--prefix", node, *options, *_NODE_TOOLS)
    )
    return Tools(
        ajv=binaries / "ajv" if has_node else None,
        spectral=binaries / "spectral" if has_node else None,
        check_jsonschema=python / "bin" / "check-jsonschema" if has_python else None,
        yamllint=python / "bin" / "yamllint" if has_python else None,
    )


def write_schema(schemas: Path, file: Path) -> None:
    """All our schemas as one document that stands alone: none of the others finds its way among several files."""
    parts: dict[str, Any] = {}
    for name in ("common", *_KINDS):
        text = (schemas / f"{name}.v1.json").read_text(encoding="utf-8").replace("common.v1.json#/", "#/")
        schema = {key: value for key, value in json.loads(text).items() if key not in {"$schema", "$id", "examples"}}
        parts |= schema.pop("$defs", {})
        if name != "common":
            parts[name] = schema
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": [kind.capitalize() for kind in _KINDS]}},
        "allOf": [
            {"if": {"properties": {"kind": {"const": kind.capitalize()}}}, "then": {"$ref": f"#/$defs/{kind}"}}
            for kind in _KINDS
        ],
        "$defs": parts,
    }
    file.write_text(json.dumps(whole), encoding="utf-8")


def write_ruleset(schema: Path, file: Path) -> None:
    """For Spectral: one rule, our schema."""
    options = {"schema": json.loads(schema.read_text(encoding="utf-8")), "dialect": "draft2020-12"}
    rule = {"given": "$", "severity": "error", "then": {"function": "schema", "functionOptions": options}}
    file.write_text(json.dumps({"rules": {"entity": rule}}), encoding="utf-8")


def _must(*words: str | Path) -> None:
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)
    if done.returncode:
        msg = f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}"
        raise SystemExit(msg)


def _tried(*words: str | Path) -> bool:
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(f"not measured, because this failed: {' '.join(map(str, words))}\n{done.stderr[-500:]}\n")
    return not done.returncode

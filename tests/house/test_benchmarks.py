"""The generated inventory is a valid one with everything in it that the format has, and the same on every machine."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from blastradius.lint.budget import METRICS

ROOT = Path(__file__).resolve().parents[2]
NOW = "2026-11-22T00:00:00Z"
NOT_GENERATED = {"budget", *METRICS, "confidence", "seen"}  # a budget would be measured too; facts of vendors


def generate(count: int, folder: Path, *options: str, hash_seed: str = "0") -> Path:
    words = [sys.executable, str(ROOT / "benchmarks" / "generate.py"), str(count), str(folder), *options]
    subprocess.run(words, env={**os.environ, "PYTHONHASHSEED": hash_seed}, check=True)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def answer(*words: str) -> Any:
    command = [sys.executable, "-m", "blastradius", *words, "--format", "json", "--now", NOW, "--no-cache"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def keys_of(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield from schema["properties"]
        for name, inner in schema.items():
            if name != "examples":
                yield from keys_of(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from keys_of(inner)


@pytest.fixture(scope="module")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(30, tmp_path_factory.mktemp("generated") / "inventory")


@pytest.mark.parametrize("options", [(), ("--dense",)])
def test_it_lints_without_errors(tmp_path: Path, options: tuple[str, ...]) -> None:
    found = answer("lint", str(generate(30, tmp_path / "inventory", *options)))
    assert found["counts"]["error"] == 0
    assert found["counts"]["warning"] <= 5
    assert found["entities"] > 60


def test_it_has_the_numbers_that_it_promises(inventory: Path) -> None:
    files = contents(inventory)
    systems = [text for name, text in files.items() if name.startswith("systems/")]
    assert len(systems) == 30
    assert sum(name.startswith("credentials/") for name in files) == 30
    assert sum(text.count(b"    effect: ") + text.count(b", effect: ") for text in systems) == 90


def test_the_same_seed_gives_the_same_bytes(inventory: Path, tmp_path: Path) -> None:
    first = contents(inventory)
    assert contents(generate(30, tmp_path / "again", hash_seed="1")) == first
    assert contents(generate(30, tmp_path / "other", "--seed", "2")) != first


def test_every_start_that_it_names_can_be_asked_from(inventory: Path) -> None:
    starts = json.loads((inventory / "starts.json").read_text(encoding="utf-8"))
    assert (inventory / starts.pop("changed")).is_file()
    agent = answer("reach", "--agent", starts.pop("agent"), "-i", str(inventory))
    assert agent["systems"]
    reached = {name: len(answer("reach", start, "-i", str(inventory))["systems"]) for name, start in starts.items()}
    assert reached["store"] > reached["small"] > 0


def test_every_key_of_the_format_occurs(tmp_path: Path) -> None:
    text = b"\n".join(contents(generate(300, tmp_path / "inventory")).values()).decode()
    kinds = ("common", "system", "credential", "agent", "team", "inventory")
    schemas = [json.loads((ROOT / f"schemas/inventory/{kind}.v1.json").read_text(encoding="utf-8")) for kind in kinds]
    keys = {key for schema in schemas for key in keys_of(schema)}
    assert {key for key in keys if not re.search(rf"\b{key}:", text)} == NOT_GENERATED


def test_it_is_written_as_people_write(inventory: Path) -> None:
    for name, text in contents(inventory).items():
        if name.endswith(".yaml"):
            lines = text.decode().splitlines()
            assert lines[0].startswith("# yaml-language-server: $schema="), name
            assert max(map(len, lines)) <= 160, name

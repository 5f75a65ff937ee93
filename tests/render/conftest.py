"""The real command on real folders."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CHECKOUT = HERE.parent.parent

Ended = subprocess.CompletedProcess[str]
Render = Callable[..., Ended]


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    """A small inventory that a test may change."""
    return Path(shutil.copytree(HERE / "inventory", tmp_path / "inventory"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "runbooks"


@pytest.fixture
def render(tmp_path: Path, inventory: Path, out: Path) -> Render:
    """Run `blastradius render` on the small inventory, or on what `arguments` name."""

    def run(*arguments: str | Path, here: Path = tmp_path, **variables: str) -> Ended:
        named = arguments if "-i" in arguments else ("-i", inventory, *arguments)
        placed = named if "--out" in named else (*named, "--out", out)
        command = [sys.executable, "-m", "blastradius", "render", *map(str, placed)]
        environment = {
            **os.environ,
            "PYTHONPATH": str(CHECKOUT),
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
            **variables,
        }
        return subprocess.run(
            command, cwd=here, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
        )

    return run


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, without the cache, which is no answer."""
    files = {file.relative_to(folder).as_posix(): file for file in sorted(folder.rglob("*")) if file.is_file()}
    return {name: file.read_bytes() for name, file in files.items() if not name.startswith("cache/")}

"""The real command on real folders."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
CHECKOUT = HERE.parent.parent
ORGANISATION = CHECKOUT / "inventories" / "support-desk"
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}

in_browser = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium on this machine")

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


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the organisation that comes with the project."""
    out = tmp_path_factory.mktemp("site") / "pages"
    command = [sys.executable, "-m", "blastradius", "render", ORGANISATION, "--format", "html", "--out", out]
    cache = {"BLASTRADIUS_CACHE_DIR": str(out.parent / "cache"), "PYTHONPATH": str(CHECKOUT)}
    subprocess.run([*map(str, command), "--now", "2026-11-22"], check=True, env=os.environ | cache, capture_output=True)
    return out


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, without the cache, which is no answer."""
    files = {file.relative_to(folder).as_posix(): file for file in sorted(folder.rglob("*")) if file.is_file()}
    return {name: file.read_bytes() for name, file in files.items() if not name.startswith("cache/")}

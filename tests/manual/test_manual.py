"""The manual is built without a warning, and its pictures are of this program."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from page import ROOT

sys.path.insert(0, str(ROOT / "manual"))


def test_every_link_and_anchor_leads_somewhere(tmp_path: Path) -> None:
    done = build(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    site = tmp_path / "build" / "manual" / "site"
    assert "From nothing to a gate in CI" in (site / "docs" / "tutorial.html").read_text("utf-8")
    commands = (site / "reference" / "commands.html").read_text("utf-8")
    assert 'id="blastradius-reach"' in commands
    assert "--merge-base" in commands
    assert 'id="missing-cell"' in (site / "reference" / "rules.html").read_text("utf-8")
    assert "obtainable_from" in (site / "reference" / "keys.html").read_text("utf-8")
    assert 'id="reachv1json"' in (site / "reference" / "answers.html").read_text("utf-8")


def test_a_link_that_leads_nowhere_ends_the_build(tmp_path: Path) -> None:
    done = build(tmp_path, "\n[gone](gone.md)\n")
    assert done.returncode
    assert "page does not exist" in done.stderr


@pytest.mark.parametrize("name", ["lint", "reach", "triage"])
def test_the_pictures_of_terminals_are_up_to_date(name: str) -> None:
    pictures = pytest.importorskip("pictures", reason="there are no terminals here")
    drawn = pictures.terminal(name, pictures.TERMINALS[name])
    assert drawn == (ROOT / "docs" / "pictures" / f"{name}.svg").read_text("utf-8"), "run `make docs`"
    assert "@font-face" not in drawn


def build(here: Path, more: str = "") -> subprocess.CompletedProcess[str]:
    """The manual of a copy of this checkout, with something added to the tutorial."""
    for name in ("docs", "inventories", "examples", "manual"):
        shutil.copytree(ROOT / name, here / name)
    for page in ROOT.glob("*.md"):
        shutil.copy(page, here / page.name)
    with (here / "docs" / "tutorial.md").open("a", encoding="utf-8") as page:
        page.write(more)
    command = [sys.executable, ROOT / "manual" / "build.py", here]
    return subprocess.run(command, capture_output=True, text=True, check=False)

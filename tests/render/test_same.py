"""The same inventory gives the same bytes: whatever the machine, the day, and where somebody stands."""

from pathlib import Path

import pytest

from blastradius.workers import CAN_FORK

from .conftest import CHECKOUT, Render, tree

SUPPORT_DESK = CHECKOUT / "inventories" / "support-desk"


@pytest.mark.parametrize(
    "variables",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Anchorage", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "2", "PYTHONUTF8": "0"},
        {"TZ": "UTC", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "3", "COLUMNS": "40"},
    ],
)
def test_elsewhere(render: Render, tmp_path: Path, out: Path, variables: dict[str, str]) -> None:
    assert render("-i", SUPPORT_DESK).returncode == 0
    assert render("-i", SUPPORT_DESK, "--out", tmp_path / "other", **variables).returncode == 0
    assert tree(out) == tree(tmp_path / "other")


def test_from_another_folder(render: Render, inventory: Path) -> None:
    assert render().returncode == 0
    ended = render("-i", ".", "--check", here=inventory)
    assert (ended.returncode, ended.stdout) == (0, "7 pages are up to date\n")


def test_two_inventories_from_another_folder(render: Render, tmp_path: Path, inventory: Path, out: Path) -> None:
    (tmp_path / "shared").mkdir()
    (inventory / "teams.yaml").rename(tmp_path / "shared" / "teams.yaml")
    assert render("-i", inventory, "-i", tmp_path / "shared").returncode == 0
    assert "`inventory/entities.yaml:20`" in (out / "credentials/pay-key.md").read_text()
    assert render("-i", ".", "-i", "../shared", "--check", here=inventory).returncode == 0


def test_with_and_without_cache(render: Render) -> None:
    assert render().returncode == 0
    assert render("--check", "--no-cache").returncode == 0


@pytest.mark.skipif(not CAN_FORK, reason="one process makes every page here")
def test_by_one_process_or_by_several(render: Render, tmp_path: Path, out: Path) -> None:
    """Many pages are made by several processes, few by one; `--templates` keeps it to one."""
    assert render("-i", SUPPORT_DESK).returncode == 0
    shipped = CHECKOUT / "templates" / "markdown"
    assert render("-i", SUPPORT_DESK, "--templates", shipped, "--out", tmp_path / "alone").returncode == 0
    assert tree(out) == tree(tmp_path / "alone")

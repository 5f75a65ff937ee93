"""Only our own pages are replaced and removed, and nothing outside of the folder is touched."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Ended, Render, tree

TEAM_AND_BROKEN = "apiVersion: blastradius/v1\nkind: System\nid: broken\nowner: [\n"


def run(*words: str) -> Ended:
    command = [sys.executable, "-m", "blastradius", *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def remove_bot(inventory: Path) -> None:
    file = inventory / "entities.yaml"
    file.write_text(file.read_text().partition("---\napiVersion: blastradius/v1\nkind: Agent")[0])


def test_unchanged_pages_are_not_written(render: Render, out: Path) -> None:
    render()
    for file in out.rglob("*.md"):
        os.utime(file, (1, 1))
    ended = render()
    assert (ended.returncode, ended.stdout) == (0, f"{out}: 7 unchanged\n")
    assert {file.stat().st_mtime for file in out.rglob("*.md")} == {1.0}


def test_only_changed_pages_are_written(render: Render, inventory: Path, out: Path) -> None:
    render()
    (inventory / "extra.yaml").write_text(
        "apiVersion: blastradius/v1\nkind: Credential\nid: extra\ntype: api-key\nowner: payments\nrevoke: unknown\n"
    )
    assert render().stdout == f"{out}: 1 new, 1 changed, 6 unchanged\n"


def test_check_writes_nothing(render: Render, inventory: Path, out: Path) -> None:
    ended = render("--check")
    assert ended.returncode == 1
    assert ended.stdout.endswith("7 of 7 pages are not up to date\n")
    assert not out.exists()
    render()
    assert render("--check").returncode == 0
    (out / "systems" / "pay.md").unlink()
    remove_bot(inventory)
    before = tree(out)
    ended = render("--check")
    assert ended.returncode == 1
    assert f"missing: {out}/systems/pay.md\n" in ended.stdout
    assert f"no longer belongs here: {out}/agents/bot.md\n" in ended.stdout
    assert f"out of date: {out}/index.md\n" in ended.stdout
    assert tree(out) == before


def test_pages_that_no_longer_belong_are_removed(render: Render, inventory: Path, out: Path) -> None:
    render()
    (out / "agents" / "notes.md").write_text("# Ours\n")
    (out / "agents" / "copy.md").write_text((out / "agents" / "bot.md").read_text())
    (out / "README.md").write_text("# Read me\n")
    remove_bot(inventory)
    ended = render()
    assert ended.returncode == 0
    assert "1 removed" in ended.stdout
    assert sorted(each.name for each in (out / "agents").iterdir()) == ["copy.md", "notes.md"]
    assert (out / "README.md").read_text() == "# Read me\n"


def test_page_edited_by_hand_is_kept(render: Render, out: Path) -> None:
    render()
    page = out / "systems" / "pay.md"
    page.write_text(page.read_text() + "\nCall Ann first.\n")
    for arguments in ((), ("--check",)):
        ended = render(*arguments)
        assert ended.returncode == 1
        assert f"edited by hand: {page}; kept as it is" in ended.stdout
        assert page.read_text().endswith("\nCall Ann first.\n")
    page.unlink()
    assert render().returncode == 0


def test_edited_page_that_no_longer_belongs_is_kept(render: Render, inventory: Path, out: Path) -> None:
    render()
    page = out / "agents" / "bot.md"
    page.write_text(page.read_text() + "\nCall Ann first.\n")
    remove_bot(inventory)
    ended = render()
    assert ended.returncode == 1
    assert f"no longer belongs here, edited by hand: {page}" in ended.stdout
    page.write_text(page.read_text().partition("\n")[2])
    assert render().returncode == 0
    assert page.read_text().endswith("\nCall Ann first.\n")


def test_file_of_somebody_else_is_kept(render: Render, out: Path) -> None:
    render()
    (out / "index.md").write_text("# My index\n")
    ended = render()
    assert ended.returncode == 1
    assert f"not written by blastradius: {out}/index.md" in ended.stdout
    assert (out / "index.md").read_text() == "# My index\n"


@pytest.mark.parametrize("name", ["index.md", "notes.txt", "src/main.py"])
def test_a_folder_of_other_things_is_refused(render: Render, out: Path, name: str) -> None:
    (out / name).parent.mkdir(parents=True)
    (out / name).write_text("# Mine\n")
    before = tree(out)
    ended = render()
    assert ended.returncode == 2
    assert f"`{out}` holds other things (`{name.partition('/')[0]}`) and no page of ours" in ended.stderr
    assert tree(out) == before


def test_a_folder_that_waits_for_pages_takes_them(render: Render, out: Path) -> None:
    out.mkdir()
    for name in (".gitkeep", "README.md"):
        (out / name).write_text("")
    assert render().returncode == 0


@pytest.mark.parametrize("place", ["inventory", "/", "~", "./inventory/../inventory"])
def test_no_folder_for_pages_is_refused(
    tmp_path: Path, inventory: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(tmp_path)
    before = tree(inventory)
    ended = run("render", str(inventory), "--out", str(home) if place == "~" else place)
    assert ended.returncode == 2
    assert "is the inventory itself" in ended.stderr or "is no folder for pages" in ended.stderr
    assert tree(inventory) == before
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("option", ["--out", "--templates"])
def test_a_name_that_is_too_long_is_said(render: Render, tmp_path: Path, option: str) -> None:
    ended = render(option, tmp_path / ("a" * 300))
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"error: `{tmp_path}/aaa")
    assert "too long" in ended.stderr


@pytest.mark.parametrize("target", ["nowhere", "runbooks"])
def test_a_link_that_leads_nowhere_is_said(render: Render, out: Path, target: str) -> None:
    out.symlink_to(target)
    ended = render()
    assert ended.returncode == 2
    assert f"`{out}` is" in ended.stderr
    assert "link" in ended.stderr


def test_names_of_folders_are_printed_without_what_a_terminal_obeys(inventory: Path, tmp_path: Path) -> None:
    folder = tmp_path / "e\x1b[31mvil\x07"
    for ended in (
        run("render", str(inventory), "--out", str(folder)),
        run("render", str(inventory), "--out", str(folder), "--check"),
        run("render", str(folder), "--out", str(folder)),
        run("init", str(folder / "new")),
        run("lint", str(folder / "new"), "--format", "concise"),
        run("lint", str(folder / "new"), "-o", str(folder / "none" / "x")),
    ):
        assert not {"\x1b", "\x07"} & set(ended.stdout + ended.stderr)
        assert ended.stdout + ended.stderr


def test_line_ends_that_git_changed_are_no_change(render: Render, out: Path) -> None:
    render()
    for file in out.rglob("*.md"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert render("--check").returncode == 0


@pytest.mark.parametrize("name", ["systems", "systems/pay.md", "index.md", "agents/bot.md"])
def test_links_are_refused(render: Render, tmp_path: Path, out: Path, name: str) -> None:
    render()
    outside = tmp_path / "outside"
    (out / name).rename(outside)
    (out / name).symlink_to(outside)
    before = tree(tmp_path)
    ended = render("--now", "2030-01-01")
    assert ended.returncode == 2
    assert "is a link; pages are only written to" in ended.stderr
    assert tree(tmp_path) == before


@pytest.mark.parametrize("name", ["../../escaped", "/tmp/escaped", "a/b", "..", "CON", "x" * 300, "index.md\\n"])
def test_ids_choose_no_path(render: Render, tmp_path: Path, inventory: Path, out: Path, name: str) -> None:
    (inventory / "climb.yaml").write_text(
        f'apiVersion: blastradius/v1\nkind: Credential\nid: "{name}"\nowner: payments\n'
    )
    before = set(tree(tmp_path))
    assert render().returncode == 3
    written = set(tree(tmp_path)) - before
    assert {path for path in written if not path.startswith(("runbooks/", "cache/"))} == set()
    assert len([path for path in tree(out) if path.startswith("credentials/_")]) == 1


def test_out_is_a_file(render: Render, out: Path) -> None:
    out.write_text("x")
    ended = render()
    assert ended.returncode == 2
    assert "is a file; `--out` takes a folder" in ended.stderr


def test_folder_that_cannot_be_written(render: Render, out: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root writes everywhere")
    out.mkdir(mode=0o500)
    ended = render()
    assert ended.returncode == 3
    assert "cannot be written" in ended.stderr


def test_part_that_cannot_be_read_is_said_first_and_removes_nothing(render: Render, inventory: Path, out: Path) -> None:
    render()
    remove_bot(inventory)
    (inventory / "broken.yaml").write_text(TEAM_AND_BROKEN)
    ended = render()
    assert ended.returncode == 3
    assert (out / "agents" / "bot.md").exists()
    assert (out / "systems" / "broken.md").exists(), "what stood before the break is worth a page"
    for page in (out / "index.md", out / "systems" / "pay.md"):
        lines = page.read_text().splitlines()
        assert lines[1].startswith("> **INCOMPLETE.**")
        assert lines[3].startswith("> - `broken.yaml:")
    assert render("--check").returncode == 3
    (inventory / "broken.yaml").unlink()
    assert "2 removed" in render().stdout


def test_what_is_written_in_pieces_is_never_seen(render: Render, out: Path) -> None:
    render()
    assert [path for path in tree(out) if "/." in path or path.startswith(".")] == []

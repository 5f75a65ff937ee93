"""Whoever follows the manual literally gets where it says."""

import shutil
from pathlib import Path

import pytest
from page import ROOT, Shell, alike, begins_empty, blocks, commands, support_desk, unexpected

PAGES = [page for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))] if blocks(page)]


@pytest.mark.skipif(not (shutil.which("bash") and shutil.which("git")), reason="the manual is written for bash and git")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_of_a_page_does_what_it_says(page: Path, tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    if not begins_empty(page):
        support_desk(here)
    reader = Shell(here)
    for block in blocks(page):
        if "before" in block.notes:
            assert not reader.run(block.notes["before"]).returncode, block.notes["before"]
        if block.kind == "sh":
            done = reader.run(block.text)
            missed = {f"{page.name}:{block.line + line - 1}": code for line, code in unexpected(block, done).items()}
            assert not missed, done.stdout + done.stderr
            continue
        for command in commands(block):
            done = reader.run(command.words)
            assert done.returncode == int(block.notes.get("exit", "0")), f"{page.name}: {command.words}\n{done.stderr}"
            assert alike(done.stdout, command.output), f"{page.name}: {command.words}\nprinted\n{done.stdout}"


def test_the_tutorial_and_the_readme_are_among_them() -> None:
    assert {"README.md", "tutorial.md", "gate.md"} <= {page.name for page in PAGES}


def test_output_that_differs_is_seen() -> None:
    assert alike("a\nb\n", ("a", "b"))
    assert alike("a\nb\nc\n", ("a", "…"))
    assert alike("as of today.\n", ("as of ….",))
    assert not alike("a\nb\n", ("a",))
    assert not alike("a\nx\n", ("a", "b"))
    assert not alike("", ("a",))


def test_a_command_that_fails_is_seen(tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    page = tmp_path / "page.md"
    page.write_text("```sh\ntrue\nfalse  # exit code 1 if there is work\ncat <<EOF\nx\nEOF\n(exit 3)\n```\n", "utf-8")
    (block,) = blocks(page)
    assert unexpected(block, Shell(here).run(block.text)) == {6: 3}

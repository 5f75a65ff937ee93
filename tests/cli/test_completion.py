"""A shell completes commands, options, and the ids of the inventory that the line names."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Cli, Ran

SHELLS = ("bash", "zsh", "fish")


def completed(cli: Cli, shell: str, line: str) -> Ran:
    """What the shell's script would be told at the end of this line."""
    env = {"_BLASTRADIUS_COMPLETE": f"complete_{shell}"}
    if shell == "bash":
        words = line.split(" ")
        env |= {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    else:
        env |= {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    return cli(env=env)


LINES = [
    ("blastradius re", ["reach", "retries", "readiness", "render"]),
    ("blastradius reach -i shop str", ["stripe", "stripe-key", "stripe-login"]),
    ("blastradius reach -i shop --agent ", ["support-bot"]),
    ("blastradius reach -i shop --credential stripe-", ["stripe-key", "stripe-login"]),
    ("blastradius cut -i shop --protect ", ["stripe"]),
    ("blastradius reach -i shop --why stripe:w", ["stripe:write"]),
    ("blastradius readiness -i shop s", ["support-bot"]),
    ("blastradius rules dangling-te", ["dangling-team"]),
    ("blastradius lint --select dangling-te", ["dangling-team"]),
    ("blastradius schema ag", ["agent"]),
    ("blastradius vendors str", ["stripe"]),
    ("blastradius lint --format sa", ["sarif"]),
    ("blastradius diff ./sho", ["./shop/"]),
    ("blastradius diff -i shop --start support", ["support-bot"]),
]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(("line", "offered"), LINES, ids=[line for line, _ in LINES])
@pytest.mark.usefixtures("shop")
def test_what_a_line_is_completed_with(cli: Cli, shell: str, line: str, offered: list[str]) -> None:
    ran = completed(cli, shell, line)
    assert (ran.code, ran.err) == (0, "")
    for name in offered:
        shown = name.replace(":", r"\\:") if shell == "zsh" else name
        assert shown in ran.out
    assert "stock" not in ran.out
    if shell == "bash":
        assert ran.out.split() == offered


@pytest.mark.parametrize("shell", SHELLS)
def test_without_an_inventory_nothing_is_said(cli: Cli, shell: str) -> None:
    ran = completed(cli, shell, "blastradius reach str")
    assert ran.err == ""
    assert "stripe" not in ran.out
    assert completed(cli, shell, "blastradius reach -i nowhere str").err == ""


def test_a_broken_file_hides_no_other(cli: Cli, shop: Path) -> None:
    (shop / "teams.yaml").write_text("a: b: c\n")
    assert "stripe-key" in completed(cli, "bash", "blastradius reach -i shop stripe-k").out


@pytest.mark.usefixtures("shop")
def test_bash_itself_completes_an_id(cli: Cli, tmp_path: Path) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash")
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "blastradius").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m blastradius "$@"\n')
    (folder / "blastradius").chmod(0o755)
    script = cli(env={"_BLASTRADIUS_COMPLETE": "source_bash"}).out
    asked = f"""{script}
COMP_WORDS=(blastradius reach -i shop stripe-k); COMP_CWORD=4
_blastradius_completion blastradius; echo "${{COMPREPLY[@]}}"
"""
    env = cli.env | {"PATH": f"{folder}:{cli.env['PATH']}"}
    ran = subprocess.run(
        [bash, "--norc", "-c", asked], cwd=cli.here, env=env, capture_output=True, text=True, check=True
    )
    assert ran.stdout == "stripe-key\n"


def test_branches_and_tags_are_completed(cli: Cli, shop: Path) -> None:  # noqa: ARG001 - something to commit
    git = ("git", "-c", "user.name=somebody", "-c", "user.email=somebody@example.com", "-c", "commit.gpgsign=false")
    for words in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-qm", "first"), ("tag", "v1.4")):
        subprocess.run([*git, *words], cwd=cli.here, check=True, capture_output=True)
    assert completed(cli, "bash", "blastradius diff ma").out.split() == ["main"]
    assert completed(cli, "bash", "blastradius diff main v").out.split() == ["v1.4"]

"""What the pages say is what the program does."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from blastradius.cli.app import COMMANDS
from blastradius.errors import ExitCode
from blastradius.source.schema import KINDS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("inventories/*/README.md")]


def program(*words: str) -> str:
    done = subprocess.run([sys.executable, "-m", "blastradius", *words], capture_output=True, text=True, check=True)
    return done.stdout


def test_the_readme_lists_the_commands_that_there_are() -> None:
    listed = set(re.findall(r"^\| `blastradius ([a-z]+)", README, flags=re.MULTILINE))
    section = program("--help").partition("Commands:")[2]
    assert listed == set(re.findall(r"^  ([a-z]+)", section, flags=re.MULTILINE))


def test_the_readme_and_the_help_state_the_exit_codes() -> None:
    helped = " ".join(program("--help").split())
    for code in ExitCode:
        assert f"`{code.value}`" in README
        assert re.search(rf"\b{code.value}\b", helped)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("page", sorted(ROOT.glob("docs/*.md")), ids=lambda page: page.name)
def test_every_page_has_its_place_in_the_manual(page: Path) -> None:
    manual = (ROOT / "manual" / "zensical.toml").read_text(encoding="utf-8")
    assert f'"docs/{page.name}"' in manual, "add it to `nav` in manual/zensical.toml"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_options_in_the_pages_exist(page: Path) -> None:
    for command, rest in re.findall(
        rf"blastradius ({'|'.join(COMMANDS)})\b"
        r"([^\n`|#]*)",
        page.read_text(),
    ):
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", rest):
            assert option in program(command, "--help"), f"{page.name}: blastradius {command} {option}"


def test_the_format_page_names_every_kind() -> None:
    text = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
    for kind in KINDS:
        assert f"**{kind}**" in text

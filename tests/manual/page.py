"""A page of the manual as something to run: its shell blocks, in order, in a folder of their own.

Comments in front of a block say what a reader need not see: `<!-- exit: 1 -->` how its commands end,
`<!-- before: COMMAND -->` what has happened by then, `<!-- not run: WHY -->` that it cannot be run here.
`<!-- folder: empty -->` on a page begins in an empty folder instead of the repository of the support desk.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_BLOCK = re.compile(
    r"(?P<notes>(?:^<!--[^\n]*-->\n)*)^```(?P<kind>sh|console)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_NOTE = re.compile(r"<!-- ([a-z ]+): (.*?) -->")
_MAY_FIND = re.compile(r"#.*\bexit code 1\b")
_ANY = "…"
_TOOLS = [
    {
        "name": name,
        "description": description,
        "inputSchema": {"type": "object", "properties": {"charge": {"type": "string"}}, "required": ["charge"]},
    }
    for name, description in (("get_refund", "Look up a refund"), ("create_refund", "Refund a charge"))
]
_BEFORE = r"""
set -E -o pipefail
failed=
trap 'failed="$failed$LINENO $?"$'"'\n'" ERR
trap 'pwd > "$HOME/pwd"; printf "\0%s" "$failed" >&2' EXIT
unset BASH_ENV
"""


@dataclass(frozen=True, slots=True)
class Block:
    """One shell block; `line` is where its text begins on the page, from 1."""

    kind: str
    text: str
    line: int
    notes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a `console` block, and what it prints."""

    words: str
    output: tuple[str, ...]


def blocks(page: Path) -> list[Block]:
    """The blocks of a page that are to be run."""
    text = page.read_text("utf-8")
    found = []
    for match in _BLOCK.finditer(text):
        notes = dict(_NOTE.findall(match["notes"]))
        if "not run" not in notes:
            line = text.count("\n", 0, match.start("text")) + 1
            found.append(Block(match["kind"], match["text"], line, notes))
    return found


def begins_empty(page: Path) -> bool:
    return "<!-- folder: empty -->" in page.read_text("utf-8")


def commands(block: Block) -> list[Command]:
    """The commands of a `console` block."""
    found: list[Command] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append(Command(line[2:], ()))
        else:
            found[-1] = Command(found[-1].words, (*found[-1].output, line))
    return found


class Shell:
    """One reader at work: where they stand is kept from block to block."""

    def __init__(self, here: Path) -> None:
        self.here = here
        self._home = home = here.parent / "home"
        home.mkdir()
        (home / "before").write_text(_BEFORE, "utf-8")
        self._env = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(home),
            "BASH_ENV": str(home / "before"),
            "BLASTRADIUS_CACHE_DIR": str(home / "cache"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
        }

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        """The output of a script; what failed in it, as `LINE STATUS`, stands in stderr after a NUL."""
        file = self._home / "script"
        file.write_text(script, "utf-8")
        done = subprocess.run(
            ["bash", file], cwd=self.here, env=self._env, capture_output=True, text=True, check=False, timeout=120
        )
        self.here = Path((self._home / "pwd").read_text("utf-8").strip())
        return done


def failures(done: subprocess.CompletedProcess[str]) -> dict[int, int]:
    """The lines of a script that failed, from 1, and their exit codes."""
    _, _, told = done.stderr.rpartition("\0")
    return {int(line): int(code) for line, code in (each.split() for each in told.splitlines())}


def unexpected(block: Block, done: subprocess.CompletedProcess[str]) -> dict[int, int]:
    """The failures of a `sh` block that its own words do not announce."""
    lines = block.text.splitlines()
    return {
        line: code
        for line, code in failures(done).items()
        if not (code == 1 and _MAY_FIND.search(lines[min(line, len(lines)) - 1]))
    }


def alike(printed: str, shown: tuple[str, ...]) -> bool:
    """Whether a command printed what the page shows: `…` in a line stands for anything, alone for any lines."""
    expected = []
    for line in shown:
        if line.strip() == _ANY:
            expected.append(r"(?:[^\n]*\n)*?")
        else:
            expected.append("[^\n]*".join(map(re.escape, line.rstrip().split(_ANY))) + r"[ ]*\n")
    text = printed if printed.endswith("\n") or not printed else f"{printed}\n"
    return re.fullmatch("".join(expected) + r"\n*", text) is not None


def support_desk(here: Path) -> None:
    """The repository of the how-tos: the support desk's inventory, a run, a list of tools, a branch to compare with."""
    shutil.copytree(ROOT / "inventories" / "support-desk", here / "inventories")
    shutil.copy(ROOT / "examples" / "incident" / "trace.json", here / "run.json")
    (here / "tools.json").write_text(json.dumps({"tools": _TOOLS}), "utf-8")
    git = ("git", "-c", "user.name=reader", "-c", "user.email=reader@example.com")
    for words in (
        ("init", "--quiet", "--initial-branch", "main"),
        ("add", "inventories"),
        ("commit", "--quiet", "-m", "The inventory"),
        ("update-ref", "refs/remotes/origin/main", "HEAD"),
    ):
        subprocess.run([*git, *words], cwd=here, check=True)

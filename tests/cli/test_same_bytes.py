"""Same inventory, same `--now`: the same bytes, whatever the machine, its place, language and luck."""

from pathlib import Path

import pytest
from conftest import NOW, ROOT, Cli

DESK = str(ROOT / "inventories" / "support-desk")
INCIDENT = str(ROOT / "examples" / "incident" / "trace.json")
MACHINES: list[dict[str, str]] = [
    {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "0"},
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
    {"TZ": "America/Los_Angeles", "LC_ALL": "POSIX", "PYTHONHASHSEED": "4294967295"},
    {"TZ": "Asia/Kathmandu", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "random", "PYTHONUTF8": "0"},
    {"COLUMNS": "40", "TERM": "xterm", "PYTHONIOENCODING": "latin-1"},
]
ANSWERS = [
    ("lint", DESK, "--now", NOW, "--format", "json"),
    ("lint", DESK, "--now", NOW, "--format", "concise"),
    ("lint", DESK, "--now", NOW),
    ("lint", DESK, "--now", NOW, "--format", "sarif"),
    ("lint", DESK, "--now", NOW, "--format", "junit"),
    ("lint", DESK, "--now", NOW, "--statistics"),
    ("codeowners", "-i", DESK),
    ("reach", "gmail-support-delegate", "-i", DESK, "--now", NOW, "--since", "2h", "--format", "json"),
    ("reach", "--agent", "support-bot", "-i", DESK, "--now", NOW, "--format", "json"),
    ("reach", "--system", "vault", "-i", DESK, "--now", NOW),
    ("reach", "gmail-support-delegate", "-i", DESK, "--now", NOW, "--format", "markdown"),
    ("reach", "--agent", "oncall-agent", "-i", DESK, "--now", NOW, "--all-paths"),
    (
        "reach",
        "--agent",
        "oncall-agent",
        "-i",
        DESK,
        "--now",
        NOW,
        "--why",
        "stripe",
        "--all-paths",
        "--format",
        "json",
    ),
    ("cut", "--agent", "oncall-agent", "-i", DESK, "--now", NOW, "--format", "json"),
    ("cut", "github-coding-app", "--protect", "stripe", "-i", DESK, "--now", NOW),
    ("cut", "github-coding-app", "--protect", "stripe", "-i", DESK, "--now", NOW, "--format", "markdown"),
    ("undo", INCIDENT, "-i", DESK, "--now", NOW, "--script"),
    ("retries", INCIDENT, "-i", DESK, "--now", NOW),
    ("retries", INCIDENT, "-i", DESK, "--now", NOW, "--format", "json"),
    ("triage", INCIDENT, "-i", DESK, "--now", NOW),
    ("triage", INCIDENT, "-i", DESK, "--now", NOW, "--format", "json"),
    ("triage", INCIDENT, "-i", DESK, "--now", NOW, "--format", "html"),
    ("top", "-i", DESK, "--now", NOW, "--format", "json"),
    ("top", "-i", DESK, "--now", NOW, "--assume", "mfa"),
    ("rules", "--format", "json"),
    ("schema", "system"),
]


@pytest.mark.parametrize("args", ANSWERS, ids=lambda args: " ".join(args).replace(DESK, "DESK"))
def test_an_answer_is_the_same_everywhere(cli: Cli, args: tuple[str, ...]) -> None:
    answers = {cli(*args, env=machine).out for machine in MACHINES}
    assert len(answers) == 1
    assert len(answers.pop()) > 40


def test_an_answer_is_the_same_with_and_without_the_cache(cli: Cli) -> None:
    cold, warm, without = (cli(*ANSWERS[4], *more).out for more in ((), (), ("--no-cache",)))
    assert cold == warm == without


def test_the_order_in_which_files_were_made_does_not_count(cli: Cli, tmp_path: Path) -> None:
    files = sorted(file for file in Path(DESK).rglob("*.yaml"))
    answers = set()
    for number, listed in enumerate((files, files[::-1])):
        home = tmp_path / f"machine-{number}"
        for file in listed:
            copy = home / "desk" / file.relative_to(DESK)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
        there = Cli(home, cli.cache)
        answers.add(there("reach", "--agent", "support-bot", "-i", "desk", "--now", NOW, "--format", "json").out)
    assert len(answers) == 1


def test_a_start_is_the_same_everywhere(cli: Cli, tmp_path: Path) -> None:
    made = []
    for number, machine in enumerate(MACHINES):
        home = tmp_path / f"machine-{number}"
        home.mkdir()
        Cli(home, cli.cache)("init", "--now", "2026-11-22T23:30:00Z", env=machine)
        made.append({file.relative_to(home): file.read_bytes() for file in home.rglob("*") if file.is_file()})
    assert made[0]
    assert all(each == made[0] for each in made)

"""What a newcomer asks first."""

import re

import pytest
from conftest import Cli

COMMANDS = (
    "lint",
    "reach",
    "cut",
    "triage",
    "undo",
    "retries",
    "top",
    "readiness",
    "drill",
    "diff",
    "render",
    "codeowners",
    "import",
    "drift",
    "claims",
    "rules",
    "schema",
    "init",
    "fingerprint",
)
OF_EVERY_ANSWER = (
    "lint",
    "reach",
    "cut",
    "triage",
    "undo",
    "retries",
    "top",
    "readiness",
    "diff",
    "drift",
    "claims",
    "rules",
)


def test_the_program_lists_its_commands_in_the_order_in_which_they_are_needed(cli: Cli) -> None:
    shown = cli("--help").out
    listed = re.findall(r"^  ([a-z]+) {2,}\S", shown.partition("Commands:")[2], flags=re.MULTILINE)
    assert [name for name in listed if name in COMMANDS] == list(COMMANDS)
    assert "Exit codes: 0 fine, 1 findings, 2 usage, 3" in shown


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_examples_that_name_it(cli: Cli, command: str) -> None:
    ran = cli(command, "--help")
    examples = ran.out.partition("Examples:\n")[2].partition("\n\n")[0].splitlines()
    assert ran.code == 0
    assert examples
    assert all(f"blastradius {command}" in line for line in examples)
    assert cli(command, "-h").out == ran.out


@pytest.mark.parametrize("command", COMMANDS)
def test_the_options_in_examples_exist(cli: Cli, command: str) -> None:
    shown = cli(command, "--help").out
    examples = shown.partition("Examples:\n")[2].partition("\n\n")[0]
    ours = " ".join(re.findall(rf"blastradius {command}\b[^|\n]*", examples))
    for option in re.findall(r"(?<=\s)--?[a-z][a-z-]*", ours):
        assert re.search(rf"^  .*{re.escape(option)}\b", shown.partition("Options:")[2], flags=re.MULTILINE), option


@pytest.mark.parametrize("command", OF_EVERY_ANSWER)
def test_what_answers_takes_a_format_and_a_file(cli: Cli, command: str) -> None:
    shown = cli(command, "--help").out
    assert "--format" in shown
    assert "-o, --output FILE" in shown or "--output, -o" in shown or "--output  -o" in shown


def test_without_a_command_it_helps_and_refuses(cli: Cli) -> None:
    ran = cli()
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == cli("--help").out


def test_it_says_its_version(cli: Cli) -> None:
    assert re.fullmatch(r"blastradius \d+\.\d+\.\d+\n", cli("--version").out)

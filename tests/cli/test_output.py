"""Where answers go, and what they look like there."""

import json
import os
import pty
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from conftest import NOW, ROOT, SHOP, Cli, written

from blastradius.resources import SCHEMAS

CONCISE = re.compile(r"[^:]+:[1-9][0-9]*:[1-9][0-9]*: (error|warning|info)\[[a-z]+(-[a-z]+)*\] \S.*")
WRONG = """
apiVersion: blastradius/v1
kind: Credential
id: stock-key
type: apikey
owner: stok
"""
DESK = ROOT / "inventories" / "support-desk"
INCIDENT = str(ROOT / "examples" / "incident" / "trace.json")


@pytest.fixture
def wrong(shop: Path) -> Path:
    return written(shop, {"stock.yaml": WRONG})


@pytest.mark.usefixtures("wrong")
def test_concise_is_one_line_for_each_finding(cli: Cli) -> None:
    lines = cli("lint", "shop", "--format", "concise", "--now", NOW).out.splitlines()
    assert len(lines) >= 3
    assert [line for line in lines if not CONCISE.fullmatch(line)] == []
    assert "shop/stock.yaml:5:8: error[dangling-team] " in "\n".join(lines)


@pytest.mark.usefixtures("wrong")
def test_full_shows_the_line_with_a_caret_and_what_to_do(cli: Cli) -> None:
    out = cli("lint", "shop", "--now", NOW).out
    block = next(part for part in out.split("\n\n") if "dangling-team" in part).splitlines()
    line, caret = block[-3], block[-2]
    assert line.endswith("owner: stok")
    assert caret.strip(" |") == "^^^^"
    assert caret.index("^") == line.index("stok")
    assert block[-1].startswith("  = ")


@pytest.mark.usefixtures("wrong")
def test_inside_github_actions_findings_become_annotations(cli: Cli) -> None:
    inside = {"GITHUB_ACTIONS": "true"}
    out = cli("lint", "shop", "--now", NOW, env=inside).out
    assert out == cli("lint", "shop", "--now", NOW, "--format", "github").out
    assert re.search(r"^::error file=shop/stock\.yaml,line=5,col=8,.*title=dangling-team::", out, flags=re.MULTILINE)
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in out.splitlines())
    assert (
        cli("lint", "shop", "--now", NOW, "--format", "full", env=inside).out == cli("lint", "shop", "--now", NOW).out
    )


JSON_ANSWERS = [
    ("rules", ("rules",)),
    ("lint", ("lint", "shop", "--now", NOW)),
    ("lint", ("lint", str(DESK), "--now", NOW)),
    ("reach", ("reach", "stripe-key", "-i", "shop", "--now", NOW)),
    ("reach", ("reach", "stripe-login", "-i", "shop", "--assume", "second-factor", "--now", NOW)),
    ("reach", ("reach", "--agent", "support-bot", "-i", str(DESK), "--now", NOW, "--since", "2h")),
    ("reach", ("reach", "--system", "vault", "-i", str(DESK), "--now", NOW)),
    ("why", ("reach", "stripe-key", "-i", "shop", "--now", NOW, "--why", "stripe:admin", "--why", "stripe-login")),
    ("why", ("reach", "gmail-support-delegate", "-i", str(DESK), "--now", NOW, "--why", "snowflake", "--all-paths")),
    ("why", ("reach", "--agent", "oncall-agent", "-i", str(DESK), "--now", NOW, "--all-paths")),
    ("why", ("reach", "--system", "vault", "-i", str(DESK), "--now", NOW, "--why", "credential:okta-admin-ssws")),
    ("cut", ("cut", "stripe-key", "--protect", "stripe:write", "-i", "shop", "--now", NOW)),
    ("cut", ("cut", "stripe-key", "-i", "shop", "--now", NOW)),
    ("cut", ("cut", "--agent", "oncall-agent", "-i", str(DESK), "--now", NOW, "--since", "2h")),
    ("cut", ("cut", "--system", "vault", "--protect", "vault", "--protect", "stripe", "-i", str(DESK), "--now", NOW)),
    ("cut", ("cut", "--agent", "support-bot", "--as-tools", "--protect", "zendesk", "-i", str(DESK), "--now", NOW)),
    ("undo", ("undo", INCIDENT, "-i", str(DESK), "--now", NOW)),
    ("undo", ("undo", INCIDENT, "-i", "shop", "--now", NOW)),
    ("retries", ("retries", INCIDENT, "-i", str(DESK), "--now", NOW)),
    ("retries", ("retries", INCIDENT, "-i", "shop", "--now", NOW)),
    ("triage", ("triage", INCIDENT, "-i", str(DESK), "--now", NOW)),
    ("triage", ("triage", INCIDENT, "-i", "shop", "--now", NOW)),
    ("top", ("top", "-i", "shop", "--now", NOW)),
    ("diff", ("diff", str(DESK), ".", "--now", NOW)),
    ("retry-policy", ("retries", "--policy", "-i", str(DESK), "--now", NOW)),
    ("readiness", ("readiness", "-i", str(DESK), "--now", NOW)),
    ("top", ("top", "-i", str(DESK), "--now", NOW, "--since", "2h", "--assume", "mfa", "--limit", "3")),
]


@pytest.mark.parametrize(("answer", "args"), JSON_ANSWERS)
@pytest.mark.usefixtures("wrong")
def test_json_is_what_the_published_schema_promises(cli: Cli, answer: str, args: tuple[str, ...]) -> None:
    given = cli(*args, "--format", "json").json
    schema = cli("schema", answer).json
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(given)
    assert given["schema"] == f"blastradius/{answer}/v1"
    assert schema == json.loads((SCHEMAS / "output" / f"{answer}.v1.json").read_text())


@pytest.mark.parametrize(("answer", "args"), JSON_ANSWERS)
@pytest.mark.usefixtures("wrong")
def test_the_published_schema_describes_every_key_that_is_printed(cli: Cli, answer: str, args: tuple[str, ...]) -> None:
    schema = json.loads((SCHEMAS / "output" / f"{answer}.v1.json").read_text())
    printed = cli(*args, "--format", "json").json
    assert set(_undescribed(printed, schema, schema.get("$defs", {}), "")) == set()


def _undescribed(value: Any, schema: Any, defs: Any, path: str) -> Iterator[str]:
    schema = {**schema, **defs[schema["$ref"].rpartition("/")[2]]} if "$ref" in schema else schema
    if isinstance(value, dict) and "properties" in schema:
        for key, each in value.items():
            if key in schema["properties"]:
                yield from _undescribed(each, schema["properties"][key], defs, f"{path}.{key}")
            else:
                yield f"{path}.{key}"
    elif isinstance(value, list):
        for each in value:
            yield from _undescribed(each, schema.get("items", {}), defs, path)


WITH_OUTPUT = [
    ("lint", "shop", "--now", NOW),
    ("lint", "shop", "--format", "json", "--now", NOW),
    ("reach", "stripe-key", "-i", "shop", "--now", NOW),
    ("reach", "stripe-key", "-i", "shop", "--format", "markdown", "--now", NOW),
    ("reach", "stripe-key", "-i", "shop", "--why", "stripe", "--all-paths", "--now", NOW),
    ("top", "-i", "shop", "--now", NOW),
    ("top", "-i", "shop", "--format", "markdown", "--now", NOW),
    ("rules",),
    ("rules", "--format", "json"),
    ("schema", "system"),
]


@pytest.mark.parametrize("args", WITH_OUTPUT, ids=" ".join)
@pytest.mark.usefixtures("shop")
def test_a_file_gets_what_the_terminal_would_have_got(cli: Cli, args: tuple[str, ...]) -> None:
    expected = cli(*args).out
    ran = cli(*args, "-o", "answer")
    assert (ran.code, ran.out) == (0, "")
    assert (cli.here / "answer").read_text() == expected
    assert [file.name for file in cli.here.iterdir() if file.name.startswith(".")] == []


@pytest.mark.usefixtures("shop")
def test_a_file_is_written_whole_or_not_at_all(cli: Cli) -> None:
    kept = cli.here / "kept.json"
    kept.write_text("before")
    kept.chmod(0o640)
    for args in (("reach", "nobody", "-i", "shop"), ("lint", "nowhere")):
        assert cli(*args, "-o", "kept.json").code in {2, 3}
        assert kept.read_text() == "before"
    assert cli("reach", "stripe-key", "-i", "shop", "--since", "1h", "-o", "kept.json").code == 0
    assert kept.read_text().startswith("credential stripe-key")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o640
    assert not list(cli.here.glob(".kept*"))


def test_a_link_stays_and_what_it_leads_to_is_written(cli: Cli) -> None:
    (cli.here / "target").write_text("before")
    (cli.here / "link").symlink_to("target")
    assert cli("rules", "-o", "link").code == 0
    assert (cli.here / "link").is_symlink()
    assert "missing-cell" in (cli.here / "target").read_text()


def test_a_pipe_is_written_to_and_not_replaced(cli: Cli) -> None:
    os.mkfifo(cli.here / "pipe")
    with subprocess.Popen(["cat", "pipe"], cwd=cli.here, stdout=subprocess.PIPE, text=True) as reader:
        try:
            assert cli("schema", "team", "-o", "pipe").code == 0
            assert reader.communicate(timeout=10)[0] == cli("schema", "team").out
        finally:
            reader.kill()
    assert stat.S_ISFIFO((cli.here / "pipe").stat().st_mode)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (f"reach gmail-support-delegate -i {DESK} --format json", 0),
        ("schema system", 0),
        ("lint shop --format concise", 1),
    ],
)
def test_a_reader_that_has_seen_enough_changes_nothing(cli: Cli, shop: Path, command: str, code: int) -> None:
    for number in range(300):  # more than a pipe holds
        written(shop, {f"many/{number}.yaml": WRONG.replace("stock-key", f"stock-key-{number}")})
    line = f"set -o pipefail; {sys.executable} -m blastradius {command} | head -1"
    env = cli.env
    ran = subprocess.run(
        ["bash", "-c", line], cwd=cli.here, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert len(ran.stdout.splitlines()) == 1
    assert [each for each in ran.stderr.splitlines() if not each.startswith("Found ")] == []
    assert ran.returncode == code


def _on_a_terminal(cli: Cli, *args: str, **env: str) -> str:
    """What the command writes when standard output is a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "blastradius", *args],
        cwd=cli.here,
        env=cli.env | {"TERM": "xterm-256color"} | env,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    got = b""
    try:
        while chunk := os.read(ours, 65536):
            got += chunk
    except OSError:  # how Linux says that nobody writes any more
        pass
    finally:
        os.close(ours)
        process.wait(timeout=30)
    return got.decode()


COLOURED = "\x1b["
PAINTED = [("lint", "shop"), ("reach", "stripe-key", "-i", "shop"), ("top", "-i", "shop")]
ON_A_TERMINAL = [
    (True, {}, ()),
    (False, {"NO_COLOR": "1"}, ()),
    (True, {"NO_COLOR": "1"}, ("--color", "always")),
    (False, {"TERM": "dumb"}, ()),
    (False, {}, ("--color", "never")),
]


@pytest.mark.parametrize("command", PAINTED, ids=" ".join)
@pytest.mark.parametrize(("coloured", "env", "options"), ON_A_TERMINAL)
@pytest.mark.usefixtures("wrong")
def test_colours_are_for_terminals_that_want_them(
    cli: Cli, command: tuple[str, ...], env: dict[str, str], options: tuple[str, ...], coloured: object
) -> None:
    assert (COLOURED in _on_a_terminal(cli, *command, "--now", NOW, *options, **env)) is coloured


@pytest.mark.parametrize("command", PAINTED, ids=" ".join)
@pytest.mark.usefixtures("wrong")
def test_what_is_piped_or_filed_is_plain_unless_colours_are_asked_for(cli: Cli, command: tuple[str, ...]) -> None:
    assert COLOURED not in cli(*command, "--now", NOW).out
    assert COLOURED in cli(*command, "--now", NOW, "--color", "always").out
    cli(*command, "--now", NOW, "-o", "filed")
    assert COLOURED not in (cli.here / "filed").read_text()


@pytest.mark.parametrize("command", ["rules", "schema"])
def test_what_has_no_colour_has_none_on_a_terminal_either(cli: Cli, command: str) -> None:
    assert COLOURED not in _on_a_terminal(cli, command)


def test_an_inventory_cannot_speak_to_the_terminal(cli: Cli, shop: Path) -> None:
    evil = "\x1b]0;owned\x07"
    written(
        shop, {"evil.yaml": SHOP["teams.yaml"].replace("id: payments", f'id: "{evil}"\nname: "[red]x[/red]{evil}"')}
    )
    written(shop, {"evil-key.yaml": f'apiVersion: blastradius/v1\nkind: Credential\nid: "{evil}"\nowner: "{evil}"\n'})
    for args in (
        ("lint", "shop"),
        ("lint", "shop", "--format", "concise"),
        ("reach", "stripe-key", "-i", "shop"),
        ("top", "-i", "shop"),
        ("top", "-i", "shop", "--format", "markdown"),
    ):
        ran = cli(*args, "--now", NOW)
        assert "\x1b" not in ran.out + ran.err
        assert "\x07" not in ran.out + ran.err


@pytest.mark.parametrize("closed", ["2>&-", "<&-", ">&-"])
def test_a_stream_that_is_closed_takes_no_answer_with_it(cli: Cli, shop: Path, closed: str) -> None:
    line = f"{sys.executable} -m blastradius reach stripe-key -i {shop} --now {NOW} -o answer.txt {closed}"
    ran = subprocess.run(["sh", "-c", line], cwd=cli.here, env=cli.env, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "stripe-key" in (cli.here / "answer.txt").read_text("utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("reach nosuch -i shop 2>/dev/full", 2),
        ("lint shop --format json 2>/dev/full", 0),
        ("lint shop >/dev/full", 3),
        ("--help >/dev/full", 3),
    ],
)
@pytest.mark.usefixtures("shop")
def test_where_nothing_more_can_be_written_the_exit_code_says_so(cli: Cli, words: str, code: int) -> None:
    line = f"{sys.executable} -m blastradius {words}"
    ran = subprocess.run(["sh", "-c", line], cwd=cli.here, env=cli.env, capture_output=True, text=True, check=False)
    assert ran.returncode == code
    assert ("written" in ran.stderr and "make room" in ran.stderr) == (code == 3)

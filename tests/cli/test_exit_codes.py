"""0 fine, 1 findings, 2 usage, 3 input, 70 a defect of ours, 130 interrupted: the same for every command."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import NOW, ROOT, Cli, written

KEY = {"BLASTRADIUS_FINGERPRINT_KEY": "k"}
UNKNOWN = """
apiVersion: blastradius/v1
kind: Team
id: stock
on_call: unknown
verified: {on: 2026-11-02, by: payments, how: confirmed}
"""
DANGLING = """
apiVersion: blastradius/v1
kind: Credential
id: stock-key
type: api-key
owner: stok
revoke: unknown
"""

FINE = [
    ("lint", "shop", "--now", NOW, "--fail-on", "info"),
    ("reach", "stripe-key", "-i", "shop"),
    ("cut", "stripe-key", "-i", "shop"),
    ("cut", "stripe-key", "-i", "shop", "--protect", "stripe:admin"),
    ("cut", "--system", "stripe", "-i", "shop", "--protect", "stripe"),
    ("top", "-i", "shop"),
    ("rules",),
    ("rules", "missing-cell"),
    ("schema",),
    ("schema", "agent"),
    ("init", "fresh"),
    ("--version",),
]


@pytest.mark.parametrize("args", FINE, ids=" ".join)
@pytest.mark.usefixtures("shop")
def test_0_when_all_is_well(cli: Cli, args: tuple[str, ...]) -> None:
    ran = cli(*args)
    assert ran.code == 0, ran.err
    assert ran.out
    assert ran.err == ""


def test_0_for_a_fingerprint(cli: Cli) -> None:
    ran = cli("fingerprint", stdin=b"hunter2 hunter2", env=KEY)
    assert ran.code == 0
    assert ran.out.startswith("hmac-sha256:")


@pytest.mark.parametrize(
    ("text", "fail_on", "code"),
    [
        (UNKNOWN, (), 0),
        (UNKNOWN, ("--fail-on", "warning"), 1),
        (UNKNOWN, ("--fail-on", "info"), 1),
        (DANGLING, (), 1),
        (DANGLING, ("--fail-on", "never"), 0),
    ],
)
def test_1_from_the_chosen_severity_on(cli: Cli, shop: Path, text: str, fail_on: tuple[str, ...], code: int) -> None:
    written(shop, {"stock.yaml": text})
    assert cli("lint", "shop", "--now", NOW, *fail_on).code == code


USAGE = [
    ("lnt",),
    ("lint", "--formt", "json"),
    ("lint", "--now", "yesterday"),
    ("lint", "--fail-on", "critical"),
    ("reach", "-i", "shop"),
    ("reach", "nobody", "-i", "shop"),
    ("cut", "-i", "shop"),
    ("cut", "stripe-key", "-i", "shop", "--protect", "strpe"),
    ("cut", "stripe-key", "-i", "shop", "--protect", "stripe:all"),
    ("cut", "stripe-key", "-i", "shop", "--assume", "second-factr"),
    ("reach", "stripe-key", "-i", "shop", "--since", "soon"),
    ("reach", "stripe-key", "-i", "shop", "--since", "2027-01-01", "--now", NOW),
    ("top", "stripe-key", "-i", "shop"),
    ("top", "--limit", "-1", "-i", "shop"),
    ("top", "--assume", "nothing", "-i", "shop"),
    ("top", "--since", "2027-01-01", "--now", NOW, "-i", "shop"),
    ("rules", "no-such-rule"),
    ("schema", "Cat"),
    ("schema", "system", "agent"),
    ("init", "fresh", "--agent", "Not An Id"),
    ("fingerprint",),
]


@pytest.mark.parametrize("args", USAGE, ids=" ".join)
@pytest.mark.usefixtures("shop")
def test_2_when_the_command_line_cannot_be_meant(cli: Cli, args: tuple[str, ...]) -> None:
    ran = cli(*args)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: ")
    assert len(ran.err.splitlines()) >= 2, "it says what is wrong, and what to do"


INPUT = [
    ("lint",),
    ("lint", "nowhere"),
    ("lint", "-i", "nowhere"),
    ("lint", "empty"),
    ("lint", "shop", "-o", "nowhere/findings.txt"),
    ("reach", "stripe-key"),
    ("reach", "stripe-key", "-i", "empty"),
    ("reach", "stripe-key", "-i", "shop/teams.yaml"),
    ("top",),
    ("top", "-i", "empty"),
    ("schema", "agent", "-o", "empty"),
    ("rules", "-o", "nowhere/rules.txt"),
    ("init", "file/below"),
]


@pytest.mark.parametrize("args", INPUT, ids=" ".join)
@pytest.mark.usefixtures("shop")
def test_3_when_an_input_is_not_there(cli: Cli, args: tuple[str, ...]) -> None:
    (cli.here / "empty").mkdir()
    (cli.here / "file").write_text("")
    ran = cli(*args)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("error: ")
    assert len(ran.err.splitlines()) >= 2, "it says what is wrong, and what to do"


def test_70_when_the_program_itself_is_broken(cli: Cli) -> None:
    copy = cli.here / "installed"
    shutil.copytree(ROOT / "blastradius", copy / "blastradius", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "schemas", copy / "schemas")
    (copy / "schemas/inventory/team.v1.json").write_text("{")
    ran = cli("schema", "team", env={"PYTHONPATH": str(copy)})
    assert (ran.code, ran.out) == (70, "")
    assert ran.err.startswith("error: this is a defect of blastradius, in ")
    assert ran.err.count("\n") == 3
    assert "source/" in ran.err
    assert "JSONDecodeError" not in ran.err
    assert "not your doing" in ran.err
    assert "BLASTRADIUS_DEBUG=1" in ran.err


@pytest.mark.parametrize("args", [("fingerprint",), ("reach", "-", "-i", "shop")], ids=" ".join)
@pytest.mark.usefixtures("shop")
def test_130_when_somebody_presses_ctrl_c(cli: Cli, args: tuple[str, ...]) -> None:
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "blastradius", *args],
        cwd=cli.here,
        env=cli.env | KEY,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("Paste the secret")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
        os.close(ours)
        os.close(theirs)
    assert (process.returncode, out, err) == (130, "", "error: interrupted\n")

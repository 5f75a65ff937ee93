"""CODEOWNERS out of the owners: whoever owns a fact is asked, and nobody is guessed."""

import re
from pathlib import Path

import pytest
from conftest import Cli, written

HANDLE = 'labels: {github: "@acme/payments"}\n'


@pytest.fixture
def labelled(shop: Path) -> Path:
    text = (shop / "teams.yaml").read_text()
    (shop / "teams.yaml").write_text(re.sub(r"^(id: .*\n)", rf"\1{HANDLE}", text, flags=re.MULTILINE))
    return shop


@pytest.mark.usefixtures("labelled")
def test_every_file_goes_to_the_team_that_owns_what_is_in_it(cli: Cli) -> None:
    ran = cli("codeowners", "-i", "shop", "--root", ".")
    lines = [line for line in ran.out.splitlines() if not line.startswith("#")]
    files = ("credentials", "stripe", "support-bot", "teams")
    assert lines == [f"/shop/{name}.yaml @acme/payments" for name in files]
    assert (ran.code, ran.err) == (0, "")


def test_paths_are_those_of_the_repository(cli: Cli, labelled: Path) -> None:
    (cli.here / ".git").mkdir()
    written(labelled, {"a b/c#d.yaml": (labelled / "support-bot.yaml").read_text().replace("support-bot", "other-bot")})
    assert "/shop/a\\ b/c\\#d.yaml @acme/payments\n" in cli("codeowners", "-i", "shop").out
    assert cli("codeowners", "-i", "shop", "--root", "shop").out.count("\n/a\\ b/") == 1
    outside = cli("codeowners", "-i", "shop", "--root", "shop/a b")
    assert (outside.code, outside.out) == (3, "")


def test_a_team_without_a_handle_is_said_and_not_guessed(cli: Cli, labelled: Path) -> None:
    written(labelled, {"more.yaml": "apiVersion: blastradius/v1\nkind: Team\nid: ops\n"})
    stripe = (labelled / "stripe.yaml").read_text()
    (labelled / "stripe.yaml").write_text(stripe.replace("owner: payments", "owner: ops"))
    ran = cli("codeowners", "-i", "shop", "--root", ".")
    assert ran.code == 1
    assert "/shop/stripe.yaml" not in [line.split()[0] for line in ran.out.splitlines()]
    assert "# shop/stripe.yaml: team ops has no label github\n" in ran.out
    place, what = ran.err.splitlines()
    assert place == "shop/more.yaml:1: team ops has no label github: 2 files"
    assert 'write `labels: {github: "@organisation/ops"}`' in what


@pytest.mark.parametrize("handle", ["acme", "@acme payments", "@a/b *", "payments@"])
def test_what_is_no_handle_is_said(cli: Cli, shop: Path, handle: str) -> None:
    label = f'labels: {{github: "{handle}"}}'
    text = (shop / "teams.yaml").read_text()
    (shop / "teams.yaml").write_text(text.replace("id: payments\n", f"id: payments\n{label}\n"))
    ran = cli("codeowners", "-i", "shop", "--root", ".")
    assert (ran.code, [line for line in ran.out.splitlines() if line.startswith("/")]) == (1, [])
    assert "is no handle" in ran.err


@pytest.mark.parametrize(("written_", "what"), [("unknown", "nobody owns"), ("paymnts", "there is no team paymnts")])
def test_an_owner_that_is_none_is_said(cli: Cli, labelled: Path, written_: str, what: str) -> None:
    stripe = (labelled / "stripe.yaml").read_text()
    (labelled / "stripe.yaml").write_text(stripe.replace("owner: payments", f"owner: {written_}"))
    ran = cli("codeowners", "-i", "shop", "--root", ".")
    assert (ran.code, what in ran.err) == (1, True)


def test_half_an_inventory_says_that_it_is_one(cli: Cli, labelled: Path) -> None:
    (labelled / "stripe.yaml").write_text("a: b: c\n")
    ran = cli("codeowners", "-i", "shop", "--root", ".")
    assert (ran.code, "# PARTIAL" in ran.out) == (3, True)

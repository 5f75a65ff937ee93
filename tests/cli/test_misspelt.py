"""Whoever misspells something is told the nearest thing that would have been right."""

from pathlib import Path

import pytest
from conftest import NOW, Cli

CASES = [
    (("lnt",), "lint"),
    (("reech", "x"), "reach"),
    (("lint", "--formt", "json"), "--format"),
    (("reach", "stripe-key", "--inventry", "shop"), "--inventory"),
    (("lint", "--format", "jsn"), "'json'"),
    (("reach", "stripe-key", "--format", "txt"), "'text'"),
    (("reach", "stripe-kye", "-i", "shop"), "`stripe-key`"),
    (("reach", "--agent", "suport-bot", "-i", "shop"), "`support-bot`"),
    (("reach", "--system", "strip", "-i", "shop"), "`stripe`"),
    (("reach", "--credential", "stripe_login", "-i", "shop"), "`stripe-login`"),
    (("reach", "stripe-login", "--assume", "second-facter", "-i", "shop"), "`second-factor`"),
    (("reach", "stripe-key", "--why", "strip", "-i", "shop"), "`stripe`"),
    (("reach", "stripe-key", "--why", "stripe:wrte", "-i", "shop"), "read, write, admin"),
    (("reach", "stripe-key", "--why", "credential:stripe-logn", "-i", "shop"), "`stripe-login`"),
    (("top", "--assume", "second-facter", "-i", "shop"), "`second-factor`"),
    (("top", "--sort", "latnt", "-i", "shop"), "'latent'"),
    (("rules", "mising-cell"), "`missing-cell`"),
    (("rules", "danglingteam"), "`dangling-team`"),
    (("schema", "sytem"), "`System`"),
    (("schema", "credentials"), "`Credential`"),
    (("schema", "raech"), "`reach`"),
]


@pytest.mark.parametrize(("args", "meant"), CASES, ids=[" ".join(args) for args, _ in CASES])
@pytest.mark.usefixtures("shop")
def test_the_nearest_word_is_named(cli: Cli, args: tuple[str, ...], meant: str) -> None:
    ran = cli(*args)
    assert ran.code == 2
    assert meant in ran.err


def test_a_rule_misspelt_in_an_inventory_is_found_where_it_stands(cli: Cli, shop: Path) -> None:
    with (shop / "blastradius.yaml").open("a") as file:
        file.write("rules:\n  mising-cell: info\n")
    ran = cli("lint", "shop", "--now", NOW, "--format", "json")
    (finding,) = ran.json["findings"]
    assert (finding["rule"], finding["path"], finding["line"]) == ("unknown-rule", "shop/blastradius.yaml", 5)
    assert "`missing-cell`" in finding["help"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("system-per-credential", "systems-per-credential"), ("mising-cell", "missing-cell"), ("latent", "budget")],
)
def test_what_a_budget_cannot_bound_is_found_where_it_stands(cli: Cli, shop: Path, written: str, meant: str) -> None:
    with (shop / "blastradius.yaml").open("a") as file:
        file.write(f"budget:\n  {written}: 3\n")
    ran = cli("lint", "shop", "--now", NOW, "--format", "json")
    (finding,) = ran.json["findings"]
    assert (finding["rule"], finding["path"], finding["line"]) == ("unknown-rule", "shop/blastradius.yaml", 5)
    assert meant in finding["help"]

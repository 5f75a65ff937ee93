"""`--select`, `--ignore` and `--statistics`."""

from pathlib import Path

import pytest
from conftest import NOW, Cli, written

LINT = ("lint", "shop", "--now", NOW)
WRONG = """
apiVersion: blastradius/v1
kind: Credential
id: stock-key
type: apikey
owner: stok
revoke: unknown
"""


@pytest.fixture(autouse=True)
def wrong(shop: Path) -> Path:
    return written(shop, {"stock.yaml": WRONG})


def rules(cli: Cli, *more: str) -> set[str]:
    return {each["rule"] for each in cli(*LINT, "--format", "json", *more).json["findings"]}


def test_select_and_ignore_take_names_lists_and_globs(cli: Cli) -> None:
    every = rules(cli)
    assert {"dangling-team", "unknown-value", "unknown-cell"} <= every
    assert rules(cli, "--select", "dangling-team,unknown-value") == {"dangling-team", "unknown-value"}
    assert rules(cli, "--select", "unknown-*", "--ignore", "unknown_cell") == {"unknown-value"}
    assert rules(cli, "--ignore", "dangling-*") == every - {"dangling-team"}
    assert cli(*LINT, "--select", "stale-cell").code == 0


def test_a_rule_that_is_not_listened_to_hides_nothing_that_it_stands_for(cli: Cli, shop: Path) -> None:
    teams = shop / "teams.yaml"
    teams.write_text(teams.read_text("utf-8").replace("id: payments", "id: paymnts"), "utf-8")
    assert "misspelt-id" in rules(cli)
    assert rules(cli, "--select", "dangling-*") == {"dangling-team"}
    assert "misspelt-id" not in rules(cli, "--ignore", "misspelt-id")
    every = cli(*LINT, "--format", "json").json["findings"]
    alone = cli(*LINT, "--format", "json", "--select", "dangling-team").json["findings"]
    assert len(alone) > sum(each["rule"] == "dangling-team" for each in every), (
        "those of the team that is misspelt, too"
    )


def test_what_is_missing_is_told_where_nobody_tells_that_it_is_misspelt(cli: Cli, shop: Path) -> None:
    keys = shop / "credentials.yaml"
    keys.write_text(keys.read_text("utf-8").replace("principal: rk_shop", "principl: rk_shop"), "utf-8")
    assert "credential-without-principal" not in rules(cli, "--ignore", "dangling-*")
    assert "unknown-key" in rules(cli)
    assert rules(cli, "--select", "credential-without-*") == {"credential-without-principal"}
    assert "credential-without-principal" in rules(cli, "--ignore", "unknown-key")


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_a_rule_that_does_not_exist_is_refused_with_the_nearest(cli: Cli, option: str) -> None:
    ran = cli(*LINT, option, "danglingteam")
    assert (ran.code, ran.out) == (2, "")
    assert "`dangling-team`" in ran.err
    assert cli(*LINT, option, "nothing-*").code == 2


@pytest.mark.parametrize("named", ["", " , "])
@pytest.mark.usefixtures("shop")
def test_a_choice_of_no_rule_is_not_one_of_all(cli: Cli, named: str) -> None:
    ran = cli("lint", "shop", "--select", named)
    assert ran.code == 2
    assert "`--select` names no rule" in ran.err


def test_what_could_not_be_read_is_said_whatever_was_chosen(cli: Cli, shop: Path) -> None:
    (shop / "teams.yaml").write_text("a: b: c\n")
    assert rules(cli, "--select", "unknown-cell") >= {"syntax"}
    assert cli(*LINT, "--ignore", "syntax").code == 2


def test_statistics_count_by_rule(cli: Cli) -> None:
    lines = cli(*LINT, "--statistics").out.splitlines()
    counted = cli(*LINT, "--statistics", "--format", "json").json["statistics"]
    assert [line.split()[:3] for line in lines[: lines.index("")]] == [
        [str(each["count"]), each["severity"], each["rule"]] for each in counted
    ]
    assert lines[-1].startswith("Found ")


def test_a_comment_with_an_end_ends(cli: Cli, shop: Path) -> None:
    def with_end(day: str) -> set[str]:
        comment = f"# blastradius: ignore[dangling-team] by payments until {day} because it moves"
        (shop / "stock.yaml").write_text(WRONG.lstrip().replace("owner: stok", f"owner: stok  {comment}"))
        return rules(cli)

    assert not {"dangling-team", "expired-exemption"} & with_end("2026-11-22")
    assert {"dangling-team", "expired-exemption"} <= with_end("2026-11-21")
    assert {"dangling-team", "expired-exemption"} <= with_end("soon")


def test_a_path_is_the_same_file_also_through_a_link(cli: Cli, shop: Path) -> None:
    (shop.parent / "link").symlink_to(shop)
    asked = cli("lint", "-i", "shop", "shop/stock.yaml", "--now", NOW)
    assert asked.code == 1
    assert cli("lint", "-i", "shop", "link/stock.yaml", "--now", NOW).out == asked.out
    assert cli("lint", "-i", "link", "shop/stock.yaml", "--now", NOW).out == asked.out.replace("shop/", "link/")


@pytest.mark.parametrize(("path", "said"), [("other", "is not in `shop`"), ("shop/none.yaml", "there is no")])
def test_a_path_of_which_nothing_is_checked_is_refused(cli: Cli, shop: Path, path: str, said: str) -> None:
    (shop.parent / "other").mkdir()
    ran = cli("lint", "-i", "shop", path, "--now", NOW)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err

"""Files that nobody wanted: the rest is read, what is missing is said first, and the exit code says so too."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import NOW, Cli


def _text(name: str, data: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(data) and None


def _link(name: str, target: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).symlink_to(target)


def _two_links(folder: Path) -> None:
    (folder / "first.yaml").symlink_to("second.yaml")
    (folder / "second.yaml").symlink_to("first.yaml")


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "pipe.yaml")


class Broken(NamedTuple):
    """What is put into the folder, the file that is reported, and its rule."""

    put: Callable[[Path], None]
    path: str
    rule: str


BROKEN = {
    "YAML that ends too early": Broken(_text("x.yaml", b"kind: [\n"), "shop/x.yaml", "syntax"),
    "a tab": Broken(_text("x.yaml", b"kind:\n\tTeam: 1\n"), "shop/x.yaml", "syntax"),
    "a list": Broken(_text("x.yaml", b"- a\n- b\n"), "shop/x.yaml", "syntax"),
    "nothing": Broken(_text("x.yaml", b""), "shop/x.yaml", "empty-file"),
    "a picture": Broken(_text("x.yaml", b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe" * 40), "shop/x.yaml", "encoding"),
    "UTF-16": Broken(_text("x.yaml", "kind: Team\n".encode("utf-16")), "shop/x.yaml", "encoding"),
    "zeros": Broken(_text("x.yaml", b"\x00" * 64), "shop/x.yaml", "control-character"),
    "a link to nowhere": Broken(_link("x.yaml", "nowhere.yaml"), "shop/x.yaml", "bad-link"),
    "a link to itself": Broken(_link("x.yaml", "x.yaml"), "shop/x.yaml", "bad-link"),
    "two links in a circle": Broken(_two_links, "shop/first.yaml", "bad-link"),
    "a link to the folder above": Broken(_link("x", ".."), "shop/x", "bad-link"),
    "a link out of the inventory": Broken(_link("x.yaml", "/etc/hostname"), "shop/x.yaml", "bad-link"),
    "a named pipe": Broken(_pipe, "shop/pipe.yaml", "unreadable-file"),
}
CASES = pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)


@CASES
def test_lint_names_the_file_and_judges_the_rest(cli: Cli, shop: Path, broken: Broken) -> None:
    broken.put(shop)
    with (shop / "teams.yaml").open("a") as file:
        file.write("lead: ''\n")
    ran = cli("lint", "shop", "--format", "json", "--now", NOW)
    found = {(each["path"], each["rule"]) for each in ran.json["findings"]}
    assert (broken.path, broken.rule) in found
    assert "shop/teams.yaml" in {path for path, _ in found}, "the mistake in the good file"
    assert broken.path in {each["path"] for each in ran.json["problems"]}, "what is not read whole is said apart"
    assert ran.code == 3, "whatever else was found: half an answer is no verdict"
    assert ran.json["complete"] is False
    assert ran.err.startswith(f"PARTIAL: {broken.path} ")
    assert cli("lint", "shop", "--now", NOW).out.startswith("PARTIAL: "), "people read it before the findings"


def test_nothing_to_fail_on_does_not_make_half_an_answer_whole(cli: Cli, shop: Path) -> None:
    (shop / "x.yaml").write_text("kind: [\n")
    assert cli("lint", "shop", "--fail-on", "never", "--now", NOW).code == 3


@CASES
def test_reach_answers_from_the_rest_and_says_so_first(cli: Cli, shop: Path, broken: Broken) -> None:
    broken.put(shop)
    args = ("reach", "stripe-key", "-i", "shop", "--now", NOW)
    text = cli(*args)
    assert text.code == 3
    assert text.out.startswith("PARTIAL: ")
    assert broken.path in text.out.partition("credential stripe-key")[0]
    assert "stripe/create_refund" in text.out
    answer = cli(*args, "--format", "json")
    assert answer.code == 3
    assert answer.json["complete"] is False
    assert broken.path in {each["path"] for each in answer.json["problems"]}
    assert [each["id"] for each in answer.json["systems"]] == ["stripe"]
    markdown = cli(*args, "--format", "markdown")
    assert markdown.code == 3
    assert "PARTIAL" in markdown.out.upper().partition("STOP")[0]


def test_an_id_that_a_broken_file_may_hold_is_not_called_a_mistake(cli: Cli, shop: Path) -> None:
    (shop / "credentials.yaml").write_text("kind: [\n")
    ran = cli("reach", "stripe-kee", "-i", "shop")
    assert (ran.code, ran.out) == (3, "")
    assert "in the part of the inventory that could be read" in ran.err


def test_a_folder_named_like_a_file_is_a_folder(cli: Cli, shop: Path) -> None:
    (shop / "x.yaml").mkdir()
    (shop / "teams.yaml").rename(shop / "x.yaml" / "teams.yaml")
    assert cli("lint", "shop", "--now", NOW, "--fail-on", "info").code == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("lint",), "there is no inventory here"),
        (("lint", "empty"), "there is no inventory in `empty`"),
        (("reach", "x", "-i", "empty"), "there is no inventory in `empty`"),
        (("lint", "nowhere/x.yaml"), "there is no file or folder `nowhere/x.yaml`"),
        (("reach", "x", "-i", "circle"), "there is no folder `circle`"),
        (("lint", "n" * 300), "n" * 20),
        (("lint", "-i", "n" * 300), "n" * 20),
    ],
)
def test_without_an_inventory_it_says_where_it_looked(cli: Cli, args: tuple[str, ...], said: str) -> None:
    (cli.here / "empty").mkdir()
    (cli.here / "circle").symlink_to("circle")
    ran = cli(*args)
    assert (ran.code, ran.out) == (3, "")
    assert said in ran.err
    assert "blastradius init" in ran.err


def test_of_two_inventories_one_has_to_be_chosen(cli: Cli) -> None:
    for name in ("inventories/one", "inventories/two"):
        assert cli("init", name).code == 0
    ran = cli("lint")
    assert ran.code == 2
    assert "`inventories/one`, `inventories/two`" in ran.err

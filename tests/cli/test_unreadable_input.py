"""Files that nobody wanted: the rest is read, what is missing is said first, and the exit code says so too."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import NOW, Cli


def _text(name: str, data: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(data) and None


def _link(name: str, target: str) -> Callable[[Path], None]:
    return lambda folder: os.symlink(target, folder / name)


def _two_links(folder: Path) -> None:
    os.symlink("second.yaml", folder / "first.yaml")
    os.symlink("first.yaml", folder / "second.yaml")


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "pipe.yaml")


# What is put into the folder, the file that is reported, its rule, and how lint ends: 3 where a file was not opened.
BROKEN = {
    "YAML that ends too early": (_text("x.yaml", b"kind: [\n"), "shop/x.yaml", "syntax", 1),
    "a tab": (_text("x.yaml", b"kind:\n\tTeam: 1\n"), "shop/x.yaml", "syntax", 1),
    "a list": (_text("x.yaml", b"- a\n- b\n"), "shop/x.yaml", "syntax", 1),
    "nothing": (_text("x.yaml", b""), "shop/x.yaml", "empty-file", 1),
    "a picture": (_text("x.yaml", b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe" * 40), "shop/x.yaml", "encoding", 1),
    "UTF-16": (_text("x.yaml", "kind: Team\n".encode("utf-16")), "shop/x.yaml", "encoding", 1),
    "zeros": (_text("x.yaml", b"\x00" * 64), "shop/x.yaml", "control-character", 1),
    "a link to nowhere": (_link("x.yaml", "nowhere.yaml"), "shop/x.yaml", "bad-link", 3),
    "a link to itself": (_link("x.yaml", "x.yaml"), "shop/x.yaml", "bad-link", 3),
    "two links in a circle": (_two_links, "shop/first.yaml", "bad-link", 3),
    "a link to the folder above": (_link("x", ".."), "shop/x", "bad-link", 3),
    "a link out of the inventory": (_link("x.yaml", "/etc/hostname"), "shop/x.yaml", "bad-link", 3),
    "a named pipe": (_pipe, "shop/pipe.yaml", "unreadable-file", 3),
}
CASES = pytest.mark.parametrize(("put", "path", "rule", "code"), BROKEN.values(), ids=BROKEN)


@CASES
def test_lint_names_the_file_and_judges_the_rest(
    cli: Cli, shop: Path, put: Callable[[Path], None], path: str, rule: str, code: int
) -> None:
    put(shop)
    with (shop / "teams.yaml").open("a") as file:
        file.write("lead: ''\n")
    ran = cli("lint", "shop", "--format", "json", "--now", NOW)
    found = {(each["path"], each["rule"]) for each in ran.json["findings"]}
    assert (path, rule) in found
    assert "shop/teams.yaml" in {each["path"] for each in ran.json["findings"]}, "the mistake in the good file"
    assert path in {each["path"] for each in ran.json["problems"]}
    assert ran.code == code
    assert ran.json["complete"] is (code != 3)


@CASES
def test_reach_answers_from_the_rest_and_says_so_first(
    cli: Cli, shop: Path, put: Callable[[Path], None], path: str, rule: str, code: int
) -> None:
    put(shop)
    args = ("reach", "stripe-key", "-i", "shop", "--now", NOW)
    text = cli(*args)
    assert text.code == 3
    assert text.out.startswith("PARTIAL: ")
    assert path in text.out.split("credential stripe-key")[0]
    assert "stripe/create_refund" in text.out
    answer = cli(*args, "--format", "json")
    assert answer.code == 3
    assert answer.json["complete"] is False
    assert path in {each["path"] for each in answer.json["problems"]}
    assert [each["id"] for each in answer.json["systems"]] == ["stripe"]
    markdown = cli(*args, "--format", "markdown")
    assert markdown.code == 3
    assert "PARTIAL" in markdown.out.upper().splitlines()[0] + markdown.out.upper().splitlines()[2]


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

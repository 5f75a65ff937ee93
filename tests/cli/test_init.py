"""`init`: a start that is valid, honest and never in the way."""

import json
import re
import shlex
from pathlib import Path

import jsonschema
import pytest
import yaml
from conftest import NOW, Cli

FILES = [
    "agents/my-agent.yaml",
    "blastradius.yaml",
    "credentials/my-credential.yaml",
    "systems/my-system.yaml",
    "teams.yaml",
]
KINDS = ["agent", "credential", "inventory", "system", "team", "vendor"]
NAMED = ("--agent", "shop-bot", "--system", "stripe", "--credential", "stripe-key", "--team", "payments")


def _contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_it_lints_with_nothing_but_unknown_cells(cli: Cli) -> None:
    assert cli("init").code == 0
    ran = cli("lint", "--format", "json")
    assert ran.code == 0
    assert {each["rule"] for each in ran.json["findings"]} == {"unknown-cell"}
    assert ran.json["entities"] == 5
    assert {each["path"].split("/")[1] for each in ran.json["findings"]} == {
        "agents",
        "credentials",
        "systems",
        "teams.yaml",
    }


def test_it_writes_these_files_and_says_so(cli: Cli) -> None:
    ran = cli("init", "--now", NOW)
    made = _contents(cli.here)
    assert sorted(made) == sorted(
        [f"inventories/{name}" for name in FILES]
        + [f"inventories/.blastradius/schemas/{kind}.v1.json" for kind in KINDS]
    )
    assert all(f"  inventories/{name}\n" in ran.out for name in FILES)


def test_every_file_is_valid_by_the_schema_that_its_first_line_leads_to(cli: Cli) -> None:
    cli("init")
    for name in FILES:
        file = cli.here / "inventories" / name
        first = file.read_text().splitlines()[0]
        led = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert led, first
        schema = json.loads((file.parent / led[1]).read_text())
        documents = list(yaml.load_all(file.read_text(), Loader=yaml.BaseLoader))
        assert [each["kind"] for each in documents] == [schema["title"]]
        validator = jsonschema.Draft202012Validator(schema)
        validator.validate(documents[0])
        assert not validator.is_valid(documents[0] | {"ownr": "x"}), "the schema is one that refuses"


def test_its_files_explain_themselves(cli: Cli) -> None:
    cli("init")
    for name in FILES:
        for line in (cli.here / "inventories" / name).read_text().splitlines():
            explained_above = line.strip() == "approval: unknown"
            assert explained_above or not line.endswith("unknown"), f"{name}: {line}"


def test_the_next_commands_can_be_run_as_they_are_printed(cli: Cli) -> None:
    printed = re.findall(r"^  (blastradius .*)$", cli("init", "my agents").out, flags=re.MULTILINE)
    assert [line.split()[1] for line in printed] == ["lint", "reach", "render"]
    for line in printed:
        ran = cli(*shlex.split(line)[1:])
        assert ran.code == 0, f"{line}: {ran.err}"


def test_names_can_be_chosen(cli: Cli) -> None:
    assert cli("init", "inventories/shop", *NAMED).code == 0
    folder = cli.here / "inventories" / "shop"
    assert sorted(name for name in _contents(folder) if not name.startswith(".")) == [
        "agents/shop-bot.yaml",
        "blastradius.yaml",
        "credentials/stripe-key.yaml",
        "systems/stripe.yaml",
        "teams.yaml",
    ]
    assert "my-" not in "".join(
        re.sub(r"#.*", "", text.decode()) for name, text in _contents(folder).items() if name.endswith(".yaml")
    )
    ran = cli("reach", "stripe-key", "--format", "json")
    assert [each["id"] for each in ran.json["systems"]] == ["stripe"]
    assert yaml.safe_load((folder / "blastradius.yaml").read_text())["id"] == "shop"


@pytest.mark.parametrize("name", ["007", "1e5", "0x1f", "true", "null", "1.5", "a" * 63])
def test_names_that_yaml_would_take_for_something_else_stay_names(cli: Cli, name: str) -> None:
    assert cli("init", "x", "--agent", name, "--system", name, "--credential", name, "--team", name).code == 0
    ran = cli("lint", "x", "--format", "json")
    assert ran.code == 0
    assert {each["rule"] for each in ran.json["findings"]} == {"unknown-cell"}
    assert f"agent:{name}" in {each["entity"] for each in ran.json["findings"]}


@pytest.mark.parametrize("option", ["--agent", "--system", "--credential", "--team"])
@pytest.mark.parametrize("name", ["", "Shop", "-x", "../x", "a b", "unknown", "a" * 64, "x\n"])
def test_what_is_no_id_is_refused_and_nothing_written(cli: Cli, option: str, name: str) -> None:
    ran = cli("init", f"{option}={name}")
    assert ran.code == 2
    assert f"`{option}`" in ran.err
    assert list(cli.here.iterdir()) == []


def test_again_changes_nothing(cli: Cli) -> None:
    cli("init", "--now", NOW)
    before = _contents(cli.here)
    ran = cli("init", "--now", NOW)
    assert ran.code == 0
    assert ran.out.startswith("Nothing was written")
    assert _contents(cli.here) == before


@pytest.mark.parametrize("name", [*FILES, ".blastradius/schemas/team.v1.json"])
def test_a_file_that_differs_is_named_and_nothing_is_written(cli: Cli, name: str) -> None:
    theirs = cli.here / "inventories" / name
    theirs.parent.mkdir(parents=True)
    theirs.write_text("mine\n")
    ran = cli("init")
    assert (ran.code, ran.out) == (2, "")
    assert f"`inventories/{name}`" in ran.err
    assert _contents(cli.here) == {f"inventories/{name}": b"mine\n"}


def test_links_are_not_written_through(cli: Cli) -> None:
    (cli.here / "inventories").mkdir()
    (cli.here / "inventories" / "teams.yaml").symlink_to(cli.here / "elsewhere.yaml")
    assert cli("init").code == 2
    assert not (cli.here / "elsewhere.yaml").exists()


def test_what_cannot_be_written_leaves_nothing_behind(cli: Cli) -> None:
    (cli.here / "inventories").mkdir()
    (cli.here / "inventories" / "systems").write_text("a file where a folder is needed")
    ran = cli("init")
    assert ran.code == 3
    assert "systems" in ran.err
    assert list(_contents(cli.here)) == ["inventories/systems"]
    assert sorted(each.name for each in (cli.here / "inventories").iterdir()) == ["systems"]


def test_a_name_that_no_folder_can_have_is_refused(cli: Cli) -> None:
    ran = cli("init", "n" * 300)
    assert ran.code == 3
    assert "cannot be written" in ran.err


def test_an_inventory_is_neither_put_into_another_nor_around_one(cli: Cli) -> None:
    assert cli("init", "inventories/shop").code == 0
    before = _contents(cli.here)
    around, inside = cli("init"), cli("init", "inventories/shop/more")
    assert (around.code, inside.code) == (2, 2)
    assert "`inventories/shop`" in around.err
    assert "would lie in the inventory" in inside.err
    assert _contents(cli.here) == before


def test_the_folder_can_be_this_one(cli: Cli) -> None:
    (cli.here / "README.md").write_text("mine")
    assert cli("init", ".").code == 0
    assert cli("lint").code == 0
    assert (cli.here / "blastradius.yaml").is_file()

"""The ranking of all credentials, as people and programs read it."""

import re
from pathlib import Path

import pytest
from conftest import NOW, ROOT, Cli, written

DESK = str(ROOT / "inventories" / "support-desk")
ON_DESK = ("top", "-i", DESK, "--now", NOW)
LONG = "a-credential-with-an-id-as-long-as-an-id-can-be-in-an-inventory"
WIDE = f"""
apiVersion: blastradius/v1
kind: Credential
id: {LONG}
type: api-key
owner: the-team-that-answers-for-everything-that-has-a-very-long-name
revoke: unknown
"""


def test_the_ranking_of_an_organisation(cli: Cli) -> None:
    lines = cli(*ON_DESK).out.splitlines()
    assert lines[:2] == [
        "40 credentials as of 2026-11-22 02:00Z, those that reach most systems first.",
        "No condition is assumed.",
    ]
    told = [" ".join(line.split()) for line in lines]
    assert told[3] == "# credential owner dir esc cond ops irrev unkn latent held"
    assert told[4] == "1 github-coding-app platform 0 22 0 135 28 3 92 1"
    assert told[11] == "8 google-automation-sa it 3 1 1 33 9 2 23 5"
    assert "And 20 more: --limit 0 shows all." in lines


@pytest.mark.parametrize("args", [(), ("--limit", "0"), ("--sort", "latent"), ("--assume", "mfa", "--since", "90d")])
def test_the_table_fits_80_columns(cli: Cli, args: tuple[str, ...]) -> None:
    assert max(map(len, cli(*ON_DESK, *args).out.splitlines())) <= 80


def test_long_ids_stay_whole_and_long_owners_are_cut(cli: Cli, shop: Path) -> None:
    written(shop, {"wide.yaml": WIDE})
    lines = cli("top", "-i", "shop", "--now", NOW).out.splitlines()
    (at,) = [number for number, line in enumerate(lines) if LONG in line]
    assert re.fullmatch(r"\d " + LONG, lines[at])
    assert re.fullmatch(r" +the-team-th…( +0){8}", lines[at + 1])
    assert max(map(len, lines)) <= 80


def test_the_numbers_are_those_of_reach(cli: Cli) -> None:
    ranked = cli(*ON_DESK, "--format", "json").json
    assert (len(ranked["credentials"]), ranked["total"], ranked["complete"]) == (40, 40, True)
    for each in ranked["credentials"][:3]:
        found = cli("reach", each["id"], "-i", DESK, "--now", NOW, "--format", "json").json
        operations = [operation for system in found["systems"] for operation in system["operations"]]
        by_class = [system["class"] for system in found["systems"]]
        assert each["systems"] == {word: by_class.count(word) for word in ("direct", "escalated", "conditional")}
        assert each["operations"] == len(operations)
        assert each["latent"] == sum(operation["use"] == "latent" for operation in operations)
        assert each["agents"] == found["holders"]["agents"]
        assert each["others"] == found["holders"]["others"]
        words = [operation["reversibility"] for operation in operations]
        assert (each["irreversible"], each["undo_unknown"]) == (words.count("irreversible"), words.count("unknown"))


def test_a_limit_says_how_many_it_leaves_out(cli: Cli) -> None:
    three = cli(*ON_DESK, "--format", "json", "-n", "3").json
    assert (len(three["credentials"]), three["total"]) == (3, 40)
    assert "And 37 more" in cli(*ON_DESK, "-n", "3").out
    assert "And 37 more" in cli(*ON_DESK, "-n", "3", "--format", "markdown").out
    assert " more" not in cli(*ON_DESK, "-n", "0").out


@pytest.mark.usefixtures("shop")
def test_what_is_assumed_is_no_longer_conditional(cli: Cli) -> None:
    def login(*more: str) -> dict[str, int]:
        found = cli("top", "-i", "shop", "--now", NOW, "--format", "json", *more).json["credentials"]
        (each,) = [each["systems"] for each in found if each["id"] == "stripe-login"]
        return each

    assert login() == {"direct": 0, "escalated": 0, "conditional": 1}
    assert login("--assume", "second-factor") == {"direct": 1, "escalated": 0, "conditional": 0}


def test_a_credential_without_an_entry_is_ranked_and_makes_the_answer_partial(cli: Cli, shop: Path) -> None:
    stripe = (shop / "stripe.yaml").read_text().replace("{credential: stripe-login,", "{credential: gone,")
    written(shop, {"stripe.yaml": stripe})
    ran = cli("top", "-i", "shop", "--now", NOW)
    assert ran.code == 3
    assert ran.out.startswith("PARTIAL: 1 credential has no entry")
    assert re.search(r"gone +\(no entry\) +0 +0 +1 ", ran.out)
    told = cli("top", "-i", "shop", "--now", NOW, "--format", "json")
    assert (told.code, told.json["complete"]) == (3, False)
    (gone,) = [each for each in told.json["credentials"] if each["id"] == "gone"]
    assert (gone["known"], gone["owner"]) == (False, None)
    assert gone["at"].startswith("shop/stripe.yaml:")


def test_a_file_that_cannot_be_read_makes_the_answer_partial(cli: Cli, shop: Path) -> None:
    written(shop, {"broken.yaml": "a: [\n"})
    for format_ in ("text", "markdown"):
        ran = cli("top", "-i", "shop", "--now", NOW, "--format", format_)
        assert ran.code == 3
        assert "PARTIAL: 1 problem in the inventory" in ran.out
        assert "shop/broken.yaml" in ran.out


def test_no_credentials_are_said_to_be_none(cli: Cli) -> None:
    written(cli.here / "bare", {"blastradius.yaml": "apiVersion: blastradius/v1\nkind: Inventory\nid: bare\n"})
    ran = cli("top", "-i", "bare", "--now", NOW)
    assert (ran.code, ran.out.splitlines()[0]) == (0, "There are no credentials, as of 2026-11-22 02:00Z.")

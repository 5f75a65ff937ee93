"""Rules about bytes, permissions and links, which no YAML example can show."""

import os
from pathlib import Path

import pytest

from blastradius.source.cache import Cache
from blastradius.source.load import load
from tests.lint.inventory import lint, places

TEAM = "apiVersion: blastradius/v1\nkind: Team\nid: payments\nlead: Dana\n"


def test_encoding(tmp_path: Path) -> None:
    result = lint(tmp_path, teams=TEAM.replace("Dana", "Zoë").encode("latin-1"))

    assert places(result, "encoding") == ["teams.yaml:4"]


def test_unreadable_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")

    result = lint(tmp_path, teams=TEAM)

    assert places(result, "unreadable-file") == ["pipe.yaml:1"]


def test_bad_link(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to("nowhere.yaml")

    result = lint(tmp_path, teams=TEAM)

    assert places(result, "bad-link") == ["link.yaml:1"]


@pytest.mark.parametrize("rule", ["encoding", "unreadable-file", "bad-link"])
def test_none_of_them_in_a_sound_inventory(rule: str, tmp_path: Path) -> None:
    assert places(lint(tmp_path, teams=TEAM), rule) == []


def test_the_rest_is_still_judged(tmp_path: Path) -> None:
    owned = "apiVersion: blastradius/v1\nkind: Agent\nid: bot\nstatus: live\nowner: platform\ntools: []\n"

    result = lint(tmp_path, broken="a: b: c\n", agents=owned)

    assert places(result, "syntax") == ["broken.yaml:1"]
    assert places(result, "dangling-team") == ["agents.yaml:5"]
    assert "`broken.yaml` could not be read whole" in next(f.help for f in result.findings if f.rule == "dangling-team")


def test_files_and_entities_are_counted(tmp_path: Path) -> None:
    result = lint(tmp_path, teams=f"{TEAM}---\n{TEAM.replace('payments', 'platform')}", broken="a: b: c\n")

    assert (result.files, result.entities) == (2, 2)


def test_a_name_that_is_no_utf8_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    strange = os.fsdecode(b"shop\xff")
    (tmp_path / strange).mkdir()
    team = "apiVersion: blastradius/v1\nkind: Team\nid: payments\n"
    (tmp_path / strange / "team.yaml").write_text(team)
    (tmp_path / strange / os.fsdecode(b"a\xff.yaml")).write_text(team.replace("payments", "lost"))
    loaded = load([tmp_path / strange], here=tmp_path, cache=Cache(tmp_path / "kept.sqlite"))
    (finding,) = loaded.findings
    assert (finding.rule, finding.location.path) == ("unreadable-file", "shop\\udcff/a\\udcff.yaml")
    assert [document.entity for document in loaded.documents] == ["team:payments"]
    assert not loaded.complete
    assert all(finding.fingerprint for finding in loaded.findings)


def test_a_tree_of_folders_without_end_is_left_at_some_depth(tmp_path: Path) -> None:
    (tmp_path / "team.yaml").write_text("apiVersion: blastradius/v1\nkind: Team\nid: payments\n")
    folder = tmp_path
    for _ in range(200):
        folder /= "d"
        folder.mkdir()
    loaded = load([tmp_path], here=tmp_path, cache=Cache(None))
    (finding,) = loaded.findings
    assert finding.message == "folders are nested deeper than 60 levels"
    assert len(loaded.documents) == 1


def test_links_that_fan_out_are_followed_to_each_folder_once(tmp_path: Path) -> None:
    for number in range(1, 40):
        (tmp_path / f"d{number}").mkdir()
        if number > 1:
            for name in ("one", "two"):
                (tmp_path / f"d{number - 1}" / name).symlink_to(f"../d{number}")
    (tmp_path / "d39" / "team.yaml").write_text(TEAM)
    loaded = load([tmp_path], here=tmp_path, cache=Cache(None))
    assert {document.entity for document in loaded.documents} == {"team:payments"}
    assert len(loaded.documents) <= 2 * 39


def test_a_file_that_lost_its_entity_is_one_finding_and_not_a_reference_to_nobody(tmp_path: Path) -> None:
    owned = "apiVersion: blastradius/v1\nkind: Credential\nid: key\ntype: api-key\nowner: payments\nrevoke: unknown\n"
    result = lint(tmp_path, payments="a: [\n", key=owned)
    assert [each.rule for each in result.findings if each.severity.value == "error"] == ["syntax"]

"""The organisation that comes with the project is what its README promises."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ORGANISATION = ROOT / "inventories" / "support-desk"
NOW = "2026-11-22T02:00:00Z"


def answer(tmp_path: Path, *words: str) -> Any:
    command = [sys.executable, "-m", "blastradius", *words, "--format", "json", "--now", NOW, "--no-cache"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def reach(tmp_path: Path, *words: str) -> Any:
    return answer(tmp_path, "reach", *words, "-i", str(ORGANISATION))


def ids(items: list[Any], *kinds: str) -> set[str]:
    return {item["id"] for item in items if not kinds or item["class"] in kinds}


def test_it_lints_without_errors(tmp_path: Path) -> None:
    found = answer(tmp_path, "lint", str(ORGANISATION))
    assert found["counts"]["error"] == 0
    assert found["entities"] >= 24 + 40 + 10 + 7


def test_a_shared_service_account_breaks_more_than_one_holder(tmp_path: Path) -> None:
    found = reach(tmp_path, "google-automation-sa")
    assert len(found["holders"]["agents"]) >= 3
    assert found["holders"]["others"]


def test_the_secret_store_opens_at_least_four_other_systems(tmp_path: Path) -> None:
    found = reach(tmp_path, "support-vault-token")
    assert len(ids(found["systems"], "escalated") - {"vault"}) >= 4


def test_one_grant_keeps_the_secret_store_shut(tmp_path: Path) -> None:
    escalated = ids(reach(tmp_path, "support-vault-token")["systems"], "escalated")
    found = answer(tmp_path, "cut", "support-vault-token", "-i", str(ORGANISATION))
    (grant,) = found["remove"]
    assert {each["id"] for each in found["systems"]} == escalated
    assert (grant["kind"], grant["credential"], grant["systems"][0]["id"]) == ("grant", "support-vault-token", "vault")
    assert (found["smallest"], found["still_obtained"]) == (True, [])


def test_the_key_in_the_spreadsheet_is_a_place_to_clear(tmp_path: Path) -> None:
    found = answer(tmp_path, "cut", "--agent", "support-bot", "-i", str(ORGANISATION))
    places = {(each["kind"], each["credential"], each["systems"][0]["id"]) for each in found["remove"]}
    assert ("place", "zendesk-macrobot-token", "google-drive") in places
    assert found["smallest"]


def test_ci_secrets_become_a_cloud_role(tmp_path: Path) -> None:
    found = reach(tmp_path, "github-coding-app")
    assert "aws-ci-deploy-role" in ids(found["credentials"], "escalated")


def test_a_mailbox_that_receives_password_resets_leads_on(tmp_path: Path) -> None:
    found = reach(tmp_path, "gmail-support-delegate")
    assert "zendesk-owner-login" in ids(found["credentials"], "escalated")


def test_the_warehouse_is_contaminated_by_what_feeds_it(tmp_path: Path) -> None:
    found = reach(tmp_path, "zendesk-support-oauth")
    assert "snowflake" in ids(found["contaminated"])


def test_the_key_of_the_retired_agent_still_works(tmp_path: Path) -> None:
    found = reach(tmp_path, "--agent", "macro-bot")
    assert "zendesk" in ids(found["systems"], "direct")


@pytest.mark.parametrize("folder", ["agents", "credentials", "systems"])
def test_every_file_tells_editors_its_schema(folder: str) -> None:
    for file in (ORGANISATION / folder).glob("*.yaml"):
        line = file.read_text(encoding="utf-8").split("\n", 1)[0]
        assert line.startswith("# yaml-language-server: $schema="), file
        assert (file.parent / line.partition("=")[2]).is_file(), file

"""What a responder reads who asks why: the whole text, as it stands on the screen."""

from pathlib import Path

import pytest
from conftest import NOW, ROOT, Cli, written

PAGES = Path(__file__).parent / "why"
DESK = ROOT / "inventories" / "support-desk"

HALVES = {
    "blastradius.yaml": """
apiVersion: blastradius/v1
kind: Inventory
id: halves
""",
    "systems.yaml": """
apiVersion: blastradius/v1
kind: System
id: git
environment: unknown
owner: unknown
audit_log: unknown
reversibility: unknown
operations: unknown
credentials:
  - {credential: ci-token, access: write, scopes: [read-code], resources: ["repo:infra"]}
---
apiVersion: blastradius/v1
kind: System
id: store
environment: unknown
owner: unknown
audit_log: unknown
reversibility: unknown
operations: unknown
credentials:
  - {credential: ci-token, access: read, conditions: [vpn]}
---
apiVersion: blastradius/v1
kind: System
id: vault
environment: unknown
owner: unknown
audit_log: unknown
reversibility: unknown
operations: unknown
credentials:
  - {credential: approle, access: admin, conditions: [mfa]}
""",
    "credentials.yaml": """
apiVersion: blastradius/v1
kind: Credential
id: ci-token
type: api-key
owner: unknown
revoke: unknown
---
apiVersion: blastradius/v1
kind: Credential
id: approle
type: api-key
owner: unknown
revoke: unknown
obtainable_from:
  - all_of:
      - {system: git, requires: [read-code], resources: ["repo:infra"], how: the role id stands in vault.tf}
      - {system: store, how: the secret id}
    how: log in with both halves
    as: write
""",
}


def page(name: str) -> str:
    """A text as it is printed."""
    return (PAGES / name).read_text(encoding="utf-8")


def test_a_mailbox_opens_the_help_desk(cli: Cli) -> None:
    (cli.here / "inventories").symlink_to(DESK.parent)
    asked = ("gmail-support-delegate", "-i", "inventories/support-desk", "--why", "zendesk", "--all-paths")
    ran = cli("reach", *asked, "--now", NOW)
    assert ran.code == 0
    assert ran.out == page("zendesk.txt")


@pytest.fixture
def halves(cli: Cli) -> Path:
    return written(cli.here / "halves", HALVES)


@pytest.mark.usefixtures("halves")
def test_two_halves_a_cap_and_two_conditions(cli: Cli) -> None:
    ran = cli("reach", "ci-token", "-i", "halves", "--why", "vault", "--assume", "vpn", "--now", NOW)
    assert ran.code == 0
    assert ran.out == page("halves.txt")
    higher = cli("reach", "ci-token", "-i", "halves", "--why", "vault:admin", "--assume", "vpn", "--now", NOW)
    assert higher.code == 0
    assert higher.out.startswith(page("capped.txt"))


@pytest.mark.usefixtures("halves")
def test_as_markdown_for_a_ticket(cli: Cli) -> None:
    asked = ("ci-token", "-i", "halves", "--why", "vault:write", "--all-paths", "--format", "markdown")
    ran = cli("reach", *asked, "--now", NOW)
    assert ran.code == 0
    assert ran.out == page("halves.md")


def test_half_an_inventory_gives_no_no(cli: Cli, halves: Path) -> None:
    with (halves / "systems.yaml").open("a", encoding="utf-8") as file:
        file.write("---\napiVersion: [\n")
    ran = cli("reach", "ci-token", "-i", "halves", "--why", "vault:admin", "--now", NOW)
    assert ran.code == 3
    assert ran.out.startswith("PARTIAL: ")
    assert "\nNOT IN WHAT COULD BE READ, not with admin access: whoever holds ci-token" in ran.out
    assert "\nPart of the inventory could not be read: this is no proof of a no.\n" in ran.out
    ran = cli("reach", "ci-token", "-i", "halves", "--why", "vualt", "--now", NOW)
    assert (ran.code, ran.out) == (3, "")
    assert "in the part of the inventory that could be read" in ran.err


@pytest.mark.usefixtures("halves")
def test_a_condition_that_is_not_met_is_no_finding(cli: Cli) -> None:
    ran = cli("reach", "ci-token", "-i", "halves", "--why", "vault", "--format", "json", "--now", NOW)
    (answer,) = ran.json["answers"]
    assert (ran.code, ran.json["complete"]) == (0, True)
    assert (answer["reached"], answer["class"], answer["level"]) == (True, "conditional", "write")
    assert answer["chains"][0]["conditions"] == ["mfa", "vpn"]

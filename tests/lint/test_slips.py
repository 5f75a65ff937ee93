"""Slips in names that nothing declares, and mistakes that hide an entity: each said once, where it was made."""

from pathlib import Path

import pytest

from tests.lint.inventory import lint, places

UNKNOWN = "environment: production\nowner: unknown\naudit_log: unknown\nreversibility: unknown\n"
SYSTEM = f"apiVersion: blastradius/v1\nkind: System\nid: shop\n{UNKNOWN}"
KEY = "apiVersion: blastradius/v1\nkind: Credential\nid: {}\ntype: api-key\nowner: crew\nrevoke: unknown\n"
TEAM = "apiVersion: blastradius/v1\nkind: Team\nid: crew\n"
BOT = """apiVersion: blastradius/v1
kind: Agent
id: bot
status: live
owner: crew
tools:
  - {name: one, operation: shop/look, credential: key}
  - {name: two, operation: shop/look, credential: key}
"""
SHOP = f"{SYSTEM}operations: [{{id: look, effect: read}}]\ncredentials: [{{credential: key, access: read}}]\n"


def errors(folder: Path, **files: str) -> list[str]:
    """The errors, without the cells that the entries here leave out."""
    return [
        f"{finding.location.path} {finding.rule}"
        for finding in lint(folder, **files).findings
        if finding.severity.value == "error" and finding.rule != "missing-cell"
    ]


def conditions(*groups: str) -> str:
    grants = "".join(f"  - {{credential: c{at}, access: read, conditions: [{one}]}}\n" for at, one in enumerate(groups))
    return f"{SYSTEM}operations: unknown\ncredentials:\n{grants}"


@pytest.mark.parametrize(
    ("groups", "lines"),
    [
        (("mfa", "mfa", "mfaa"), [12]),
        (("mfaa", "mfa", "mfa"), [10]),
        (("approval", "aproval"), [11]),
        (("MFA", "mfa", "mfa"), [10]),
        (("tier-1", "tier-2", "tier-12"), []),
        (("vpn", "mfa", "sso"), []),
        (("eu", "us"), []),
    ],
)
def test_a_condition_is_a_slip_of_one_that_is_used_more(
    tmp_path: Path, groups: tuple[str, ...], lines: list[int]
) -> None:
    assert places(lint(tmp_path, shop=conditions(*groups)), "misspelt-condition") == [f"shop.yaml:{at}" for at in lines]


def test_a_condition_that_nothing_discharges_is_fine(tmp_path: Path) -> None:
    assert places(lint(tmp_path, shop=conditions("approval")), "misspelt-condition") == []


def test_what_is_discharged_can_be_the_slip(tmp_path: Path) -> None:
    shop = f"{conditions('email-otp', 'email-otp')}discharges:\n  - {{condition: emial-otp}}\n"
    assert places(lint(tmp_path, shop=shop), "misspelt-condition") == ["shop.yaml:13"]


@pytest.mark.parametrize(
    ("granted", "asked", "reported"),
    [
        ("kv/shop", "kv/shopp", True),
        ("kv/*", "kv/shopp", False),
        ("kv/shop", "kv/*", False),
        ("kv/1", "kv/12", False),
        ("kv/shop", "other", False),
    ],
)
def test_a_part_that_no_grant_opens_is_a_slip_of_one_that_a_grant_does(
    tmp_path: Path,
    granted: str,
    asked: str,
    reported: bool,  # noqa: FBT001
) -> None:
    shop = f'{SYSTEM}operations: unknown\ncredentials: [{{credential: key, access: read, resources: ["{granted}"]}}]\n'
    deep = f'{KEY.format("deep")}obtainable_from:\n  - {{system: shop, resources: ["{asked}"]}}\n'
    found = places(lint(tmp_path, shop=shop, deep=deep), "misspelt-resource")
    assert found == (["deep.yaml:8"] if reported else [])


@pytest.mark.parametrize(
    ("scopes", "asked", "more", "reported"),
    [
        ("a:reed", "a:read", "", True),
        ("a:*", "a:read", "", False),
        ("A:READ", "a:read", "scopes_case: insensitive\n", False),
        ("A:READ", "a:read", "", True),
        ("repo", "rep", "scope_implies: {repo: [rep]}\n", False),
        ("b", "a:read", "", False),
    ],
)
def test_a_scope_that_no_grant_has_is_a_slip_of_one_that_a_grant_has(
    tmp_path: Path,
    scopes: str,
    asked: str,
    more: str,
    reported: bool,  # noqa: FBT001
) -> None:
    shop = (
        f'{SYSTEM}{more}operations: [{{id: op, effect: read, requires: ["{asked}"]}}]\n'
        f'credentials: [{{credential: key, access: read, scopes: ["{scopes}"]}}]\n'
    )
    assert bool(places(lint(tmp_path, shop=shop), "misspelt-scope")) is reported


@pytest.mark.parametrize(
    ("name", "reported"),
    [
        ("Crew", True),
        ("creww", True),
        ("crow", True),
        ("Crow", False),
        ("crew", False),
        ("Dana Reyes", False),
        ("cloud", False),
    ],
)
def test_whoever_vouches_can_be_a_person_and_no_misspelt_team(
    tmp_path: Path,
    name: str,
    reported: bool,  # noqa: FBT001
) -> None:
    key = f"{KEY.format('key')}verified: {{on: 2026-11-02, by: {name}, how: declared}}\n"
    assert bool(places(lint(tmp_path, team=TEAM, key=key), "misspelt-team")) is reported


def test_a_vendor_profile_can_be_ones_own(tmp_path: Path) -> None:
    shop = SHOP.replace("id: shop\n", "id: shop\nvendor: acme\n")
    assert places(lint(tmp_path, shop=shop), "dangling-vendor") == ["shop.yaml:4"]
    own = "apiVersion: blastradius/v1\nkind: Vendor\nid: acme\nname: Acme\n"
    assert places(lint(tmp_path, shop=shop, acme=own), "dangling-vendor") == []


@pytest.mark.parametrize(
    ("shop", "expected"),
    [
        (SHOP.replace("kind: System", "kind: Systm"), ["systems/shop.yaml unknown-value"]),
        (SHOP.replace("kind: System\n", ""), ["systems/shop.yaml missing-key"]),
        ("", ["systems/shop.yaml empty-file"]),
        ("# nothing\n", ["systems/shop.yaml empty-file"]),
        ("@\n", ["systems/shop.yaml syntax"]),
    ],
)
def test_a_mistake_that_hides_an_entity_is_said_once(tmp_path: Path, shop: str, expected: list[str]) -> None:
    files = {"systems__shop": shop, "key": KEY.format("key"), "team": TEAM, "bot": BOT}
    assert errors(tmp_path, **files) == expected


def test_an_emptied_file_of_all_teams_is_said_once(tmp_path: Path) -> None:
    files = {"systems__shop": SHOP, "key": KEY.format("key"), "teams": "", "bot": BOT}
    assert errors(tmp_path, **files) == ["teams.yaml empty-file"]


def test_an_emptied_file_hides_no_other_mistake(tmp_path: Path) -> None:
    files = {"systems__shop": SHOP, "key": KEY.format("key"), "team": TEAM, "bot": BOT, "other": ""}
    assert errors(tmp_path, **{**files, "bot": BOT.replace("shop/look", "shp/look")}) == [
        "bot.yaml dangling-system",
        "bot.yaml dangling-system",
        "other.yaml empty-file",
    ]


QUERY = """{head}audit_log:
  location: here
  query: {mark}
    first line
    {{Principal}} and
    more {{agnt}}
  retention: 30d
operations: unknown
credentials: unknown
"""


@pytest.mark.parametrize("mark", ["|", ">-", ">", "|2"])
def test_a_placeholder_in_a_long_text_is_reported_on_its_line(tmp_path: Path, mark: str) -> None:
    head = SYSTEM.replace("audit_log: unknown\n", "")
    result = lint(tmp_path, shop=QUERY.format(head=head, mark=mark))
    found = [each.location for each in result.findings if each.rule == "query-placeholder"]
    assert [(at.line, at.column, at.end_column) for at in found] == [(11, 5, 16), (12, 10, 16)]


def test_a_finding_in_a_long_text_is_ignored_where_the_text_begins(tmp_path: Path) -> None:
    head = SYSTEM.replace("audit_log: unknown\n", "")
    mark = "|  # blastradius: ignore[query-placeholder] because Loki wants them"
    result = lint(tmp_path, shop=QUERY.format(head=head, mark=mark))
    assert places(result, "query-placeholder") == []
    assert places(result, "unused-ignore") == []
    assert result.suppressed == 2


@pytest.mark.parametrize(
    ("by", "severities"),
    [("payments", []), ("Dana Reyes", []), ("growth", ["info"]), ("payment", ["warning"])],
)
def test_whoever_accepted_an_exemption_can_be_found_again(by: str, severities: list[str], tmp_path: Path) -> None:
    inventory = f"""apiVersion: blastradius/v1
kind: Inventory
id: shop
exemptions:
  - {{rule: unproven, target: "team:payments", reason: It is new., by: {by}, until: 2027-01-31}}
"""
    result = lint(tmp_path, blastradius=inventory, team=TEAM.replace("crew", "payments"))

    assert [each.severity.value for each in result.findings if each.rule == "misspelt-team"] == severities


def off(rule: str) -> str:
    return f"apiVersion: blastradius/v1\nkind: Inventory\nid: shop\nrules: {{{rule}: off}}\n"


def test_a_rule_that_is_off_hides_nothing_that_it_stands_for(tmp_path: Path) -> None:
    files = {"team": TEAM.replace("crew", "crw"), "key": KEY.format("key"), "shop": SHOP, "bot": BOT}
    assert errors(tmp_path, **files) == ["team.yaml misspelt-id"]
    silent = errors(tmp_path, **files, blastradius=off("misspelt-id"))
    assert silent == ["bot.yaml dangling-team", "key.yaml dangling-team"]


def test_a_copied_id_is_a_doubled_one_where_nobody_tells_the_slip(tmp_path: Path) -> None:
    other = KEY.replace("api-key", "oauth-token").format("other")
    copied = {"team": TEAM, "shop": SHOP, "bot": BOT, "other": other, "key": KEY.format("other")}
    assert errors(tmp_path, **copied) == ["key.yaml misspelt-id"]
    silent = errors(tmp_path, **copied, blastradius=off("misspelt-id"))
    assert silent == [
        "bot.yaml dangling-credential",
        "bot.yaml dangling-credential",
        "other.yaml duplicate-id",
        "shop.yaml dangling-credential",
    ]


def test_a_name_that_is_lost_leads_nowhere_where_nobody_tells_what_is_doubled(tmp_path: Path) -> None:
    twice = f"{KEY.format('zendesk-mail')}---\n{KEY.replace('api-key', 'oauth-token').format('zendesk-mail')}"
    files = {"team": TEAM, "shop": SHOP, "bot": BOT, "keys": twice}
    assert errors(tmp_path, **files) == ["keys.yaml duplicate-id"]
    silent = errors(tmp_path, **files, blastradius=off("duplicate-id"))
    assert silent == ["bot.yaml dangling-credential", "bot.yaml dangling-credential", "shop.yaml dangling-credential"]

"""What people accept is dropped and counted; what accepts nothing, or too much, is said."""

from pathlib import Path

import pytest

from blastradius.source.cache import Cache
from blastradius.source.load import load
from tests.lint.inventory import lint, places

TEAM = "apiVersion: blastradius/v1\nkind: Team\nid: payments\n"
SYSTEM = """apiVersion: blastradius/v1
kind: System
id: stripe
environment: production
owner: payments
audit_log: unknown
reversibility: unknown
credentials: unknown
operations:
  - id: create_refund
    effect: pay
    receipt: unknown
  - {id: get_refund, effect: unknown}
verified: {on: 2026-11-02, by: payments, how: declared}
"""


def settings(rule: str, target: str, until: str = "2027-01-31") -> str:
    return f"""apiVersion: blastradius/v1
kind: Inventory
id: shop
exemptions:
  - {{rule: {rule}, target: "{target}", reason: it is being built, by: security, until: {until}}}
"""


def test_a_comment_behind_the_value_ignores_its_line(tmp_path: Path) -> None:
    result = lint(tmp_path, teams=TEAM.replace("payments", "payments  # blastradius: ignore[unproven] because new"))

    assert result.findings == ()
    assert result.suppressed == 1


@pytest.mark.parametrize("between", ["", "\n", "# another comment\n"])
def test_a_comment_of_its_own_ignores_the_next_line(between: str, tmp_path: Path) -> None:
    comment = f"# blastradius: ignore[unproven] because new\n{between}id"

    result = lint(tmp_path, teams=TEAM.replace("id", comment))

    assert (result.findings, result.suppressed) == ((), 1)


def test_a_comment_can_name_several_rules(tmp_path: Path) -> None:
    broken = TEAM + "leed: x  # blastradius: ignore[unknown-key, wrong-type] because of the migration\n"

    result = lint(tmp_path, teams=broken)

    assert places(result, "unknown-key") == []
    assert places(result, "unused-ignore") == ["teams.yaml:4"]


def test_a_comment_on_another_line_ignores_nothing(tmp_path: Path) -> None:
    result = lint(tmp_path, teams=TEAM + "lead: Dana  # blastradius: ignore[unproven] because new\n")

    assert places(result, "unproven") == ["teams.yaml:3"]
    assert places(result, "unused-ignore") == ["teams.yaml:4"]


@pytest.mark.parametrize("comment", ["ignore", "ignore unproven because new", "ignore[] because new"])
def test_a_comment_names_its_rule(comment: str, tmp_path: Path) -> None:
    result = lint(tmp_path, teams=TEAM.replace("payments", f"payments  # blastradius: {comment}"))

    assert places(result, "ignore-without-reason") == places(result, "unproven") == ["teams.yaml:3"]


@pytest.mark.parametrize(
    "said",
    [
        "until 2026-11-21 because new",
        "because new until 2026-11-21",
        "because new, until 2026-11-21.",
        "because new by security until 2026-11-21",
        "because new (until 2026-11-21 by security)",
        "by security because new until 2026-11-21",
        "until 2026-11-21, by security, because new",
        "because it was agreed until 21.11.2026",
        "because new until Q1",
    ],
)
def test_a_comment_ends_wherever_its_last_day_stands(said: str, tmp_path: Path) -> None:
    result = lint(tmp_path, teams=TEAM.replace("payments", f"payments  # blastradius: ignore[unproven] {said}"))

    assert places(result, "unproven") == places(result, "expired-exemption") == ["teams.yaml:3"]
    found = next(finding for finding in result.findings if finding.rule == "expired-exemption")
    assert ("security" in found.help) == ("security" in said)


@pytest.mark.parametrize(
    "said",
    [
        "because new until 2026-11-22",
        "by security because it is needed until the team is founded",
        "because it was down by 2026-11-02",
    ],
)
def test_a_comment_that_has_not_ended_counts(said: str, tmp_path: Path) -> None:
    result = lint(tmp_path, teams=TEAM.replace("payments", f"payments  # blastradius: ignore[unproven] {said}"))

    assert (result.findings, result.suppressed) == ((), 1)


@pytest.mark.parametrize(
    ("comment", "names"),
    [
        ("blastradius: ignore[unproven] owner security because new", "`owner`"),
        ("blastradius: ignore[unproven] untill 2027-01-31 because new", "`untill`"),
        ("blastradius: ignore[unproven] until: 2027-01-31 because new", "`until:`"),
        ("blastradius: ignore[unproven] because new expires 2027-01-31", "`expires 2027-01-31`"),
        ("blastradius: ignore[unproven] by Dana Reyes because new", "`Reyes`"),
        ("blastradius: ignore[unproven] by 2027-01-31 because new", "`by 2027-01-31`"),
        ("blastradius: ignore[unproven] until 2027-01-31 because new until 2027-02-28", "`until` stands twice"),
        ("blastradius: ignore-next-line[unproven] because new", "`ignore-next-line`"),
        ("blastradius: disable=unproven", "`disable`"),
        ("blastradius ignore[unproven] because new", "no `:`"),
    ],
)
def test_a_comment_that_cannot_be_read_is_said(comment: str, names: str, tmp_path: Path) -> None:
    result = lint(tmp_path, teams=TEAM.replace("payments", f"payments  # {comment}"))

    assert places(result, "malformed-ignore") == places(result, "unproven") == ["teams.yaml:3"]
    assert names in next(each.message for each in result.findings if each.rule == "malformed-ignore")
    assert len(result.findings) == 2


@pytest.mark.parametrize(
    "value",
    [
        "|\n  # blastradius: ignore[unproven] because new\n  Dana",
        ">-\n  Dana\n  # blastradius: ignore[unproven] because new",
        '"# blastradius: ignore[unproven] because new"',
        "'Dana\n  # blastradius: disable=all'",
    ],
)
def test_what_stands_in_a_value_is_no_comment(value: str, tmp_path: Path) -> None:
    behind = "# blastradius: ignore[unproven] because new\nid"

    result = lint(tmp_path, teams=TEAM.replace("kind", f"lead: {value}\nkind").replace("id", behind))

    assert (result.findings, result.suppressed) == ((), 1)


@pytest.mark.parametrize("reason", ["", "because", "because "])
def test_a_comment_says_why(reason: str, tmp_path: Path) -> None:
    result = lint(tmp_path, teams=TEAM.replace("payments", f"payments  # blastradius: ignore[unproven] {reason}"))

    assert places(result, "ignore-without-reason") == places(result, "unproven") == ["teams.yaml:3"]


def test_a_comment_with_a_rule_that_does_not_exist(tmp_path: Path) -> None:
    result = lint(tmp_path, teams=TEAM.replace("payments", "payments  # blastradius: ignore[unprooven] because new"))

    found = next(finding for finding in result.findings if finding.rule == "unknown-rule")
    assert (found.message, found.help) == ("there is no rule `unprooven`; did you mean `unproven`?", "write `unproven`")
    assert places(result, "unused-ignore") == []


def test_secrets_cannot_be_ignored_and_are_not_shown(tmp_path: Path) -> None:
    value = "hunter2-and-more"
    pasted = f'lead: "password={value}"  # blastradius: ignore[secret] because it is a test\n'

    result = lint(tmp_path, teams=TEAM + pasted, blastradius=settings("secret", "team:payments"))

    assert places(result, "secret") == ["teams.yaml:4"]
    assert value not in str(result)


FALSE_ALARM = "5f4dcc3b5aa765d61d8327deb882cf99"


@pytest.mark.parametrize(
    ("reason", "shown"), [("because it is a public id", True), ("", False), ("it is a public id", False)]
)
def test_a_false_alarm_is_ended_by_a_comment_with_a_reason(
    tmp_path: Path,
    reason: str,
    shown: bool,  # noqa: FBT001
) -> None:
    pasted = f"lead: key {FALSE_ALARM}  # blastradius: ignore[secret] {reason}\n"

    result = lint(tmp_path, teams=TEAM + pasted)

    assert places(result, "secret") == ([] if shown else ["teams.yaml:4"])
    assert places(result, "unused-ignore") == []
    loaded = load((tmp_path,), here=tmp_path, cache=Cache(None))
    (team,) = [each for each in loaded.documents if each.data.get("kind") == "Team"]
    assert (team.data["lead"] == f"key {FALSE_ALARM}") is shown
    assert loaded.complete is shown
    assert loaded.line("teams.yaml", 4).startswith(f"lead: key {FALSE_ALARM}") is shown


@pytest.mark.parametrize(("until", "reported"), [("2026-11-21", True), ("2026-11-22", False)])
def test_a_secret_comes_back_when_its_comment_has_run_out(
    tmp_path: Path,
    until: str,
    reported: bool,  # noqa: FBT001
) -> None:
    pasted = f"lead: key {FALSE_ALARM}  # blastradius: ignore[secret] until {until} because it is a public id\n"

    result = lint(tmp_path, teams=TEAM + pasted)

    found = [each for each in result.findings if each.rule == "secret"]
    assert [(str(each.location), each.severity.value, bool(each.help)) for each in found] == (
        [("teams.yaml:4", "error", True)] if reported else []
    )


@pytest.mark.parametrize(
    "value",
    ["rk" + "_live_4eC39HqLyjWDarjtT1", "https://me:hunter2-and@shop.example", "the passphrase is hunter2-and-more"],
)
def test_what_looks_like_nothing_else_stays_a_secret_whatever_a_comment_says(tmp_path: Path, value: str) -> None:
    pasted = f'lead: "{value}"  # blastradius: ignore[secret] because I say so\n'

    result = lint(tmp_path, teams=TEAM + pasted)

    assert places(result, "secret") == ["teams.yaml:4"]
    assert places(result, "unused-ignore") == ["teams.yaml:4"]
    assert value not in str(result)


def test_an_exemption_covers_no_secret(tmp_path: Path) -> None:
    pasted = f"lead: key {FALSE_ALARM}\n"

    result = lint(tmp_path, teams=TEAM + pasted, blastradius=settings("secret", "team:payments"))

    assert places(result, "secret") == ["teams.yaml:4"]


def test_a_secret_in_a_comment_is_not_shown(tmp_path: Path) -> None:
    value = "AKIA" + "IOSFODNN7EXAMPLE"

    result = lint(tmp_path, teams=f"{TEAM}lead: x  # blastradius: ignore[{value}] because x\n")

    assert places(result, "unknown-rule") == ["teams.yaml:4"]
    assert value not in str(result)


def test_a_broken_file_cannot_be_ignored(tmp_path: Path) -> None:
    broken = TEAM + "lead: a: b  # blastradius: ignore[syntax] because I say so\n"

    result = lint(tmp_path, teams=broken, blastradius=settings("syntax", "teams.yaml"))

    assert places(result, "syntax") == ["teams.yaml:4"]


@pytest.mark.parametrize(
    "target",
    [
        "system:stripe",
        "system:stripe/operations",
        "system:stripe/operations/create_refund",
        "system:stripe/operations/create_refund/receipt",
        "system:stripe/operations/0/receipt",
        "systems/stripe.yaml",
        "systems/*.yaml",
        "systems",
    ],
)
def test_an_exemption_covers_its_target(target: str, tmp_path: Path) -> None:
    result = lint(tmp_path, teams=TEAM, systems__stripe=SYSTEM, blastradius=settings("unknown-cell", target))

    assert "systems/stripe.yaml:12" not in places(result, "unknown-cell")
    assert result.suppressed
    assert places(result, "unused-exemption") == []


@pytest.mark.parametrize(
    "target",
    [
        "system:strip",
        "credential:stripe",
        "system:stripe/operations/get_charge",
        "system:stripe/operations/create_refund/receipt/read_back",
        "stripe",
        "other/*.yaml",
    ],
)
def test_an_exemption_that_covers_nothing_is_said(target: str, tmp_path: Path) -> None:
    result = lint(tmp_path, teams=TEAM, systems__stripe=SYSTEM, blastradius=settings("unknown-cell", target))

    assert "systems/stripe.yaml:12" in places(result, "unknown-cell")
    assert places(result, "unused-exemption") == ["blastradius.yaml:5"]
    assert result.suppressed == 0


def test_a_part_is_exempt_without_its_neighbours(tmp_path: Path) -> None:
    exempt = settings("unknown-cell", "system:stripe/operations/create_refund")

    result = lint(tmp_path, teams=TEAM, systems__stripe=SYSTEM, blastradius=exempt)

    assert "systems/stripe.yaml:13" in places(result, "unknown-cell")


def test_globs_are_relative_to_the_folder_of_the_settings(tmp_path: Path) -> None:
    exempt = settings("unknown-cell", "systems/*.yaml")

    result = lint(tmp_path, a__blastradius=exempt, a__systems__stripe=SYSTEM, b__systems__stripe2=SYSTEM)

    assert {place.partition(":")[0] for place in places(result, "unknown-cell")} == {"b/systems/stripe2.yaml"}


def test_an_exemption_that_has_run_out_exempts_nothing(tmp_path: Path) -> None:
    result = lint(tmp_path, teams=TEAM, blastradius=settings("unproven", "team:payments", "2026-11-21"))

    assert places(result, "unproven") == ["teams.yaml:3"]
    assert places(result, "expired-exemption") == ["blastradius.yaml:5"]
    assert places(result, "unused-exemption") == []


def test_with_a_lost_file_no_exemption_is_called_unused(tmp_path: Path) -> None:
    result = lint(tmp_path, teams="a: b: c\n", blastradius=settings("unproven", "team:payments"))

    assert places(result, "unused-exemption") == []


def test_severities_are_those_of_the_inventory(tmp_path: Path) -> None:
    weighed = "apiVersion: blastradius/v1\nkind: Inventory\nid: shop\nrules: {unproven: error}\n"

    (found,) = lint(tmp_path, teams=TEAM, blastradius=weighed).findings

    assert (found.rule, found.severity) == ("unproven", "error")


def test_a_rule_that_is_off_is_silent_and_not_counted(tmp_path: Path) -> None:
    off = "apiVersion: blastradius/v1\nkind: Inventory\nid: shop\nrules: {unproven: off}\n"

    result = lint(tmp_path, teams=TEAM, blastradius=off)

    assert (result.findings, result.suppressed) == ((), 0)

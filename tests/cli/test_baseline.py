"""A baseline accepts what there is, wherever it moves, and nothing that is new."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from conftest import NOW, Cli

from blastradius.resources import SCHEMAS

LINT = ("lint", "shop", "--now", NOW, "--fail-on", "info", "--format", "json")
NEW = """  - id: list_refunds
    effect: read
"""


@pytest.fixture
def holes(shop: Path) -> Path:
    """An inventory with an unknown retention and an operation that says nothing of repeats."""
    text = (shop / "stripe.yaml").read_text().replace("retention: 90d", "retention: unknown")
    (shop / "stripe.yaml").write_text(
        text.replace("class: keyed, key: {carrier: header, name: Idempotency-Key}, ", "class: unknown, ")
    )
    return shop


def rules(cli: Cli, *more: str) -> list[str]:
    return [each["rule"] for each in cli(*LINT, *more).json["findings"]]


def test_what_there_is_is_accepted_and_the_file_is_what_its_schema_says(cli: Cli, holes: Path) -> None:
    assert holes
    before = rules(cli)
    assert before
    ran = cli(*LINT, "--write-baseline", "base.json")
    assert (ran.code, ran.json["findings"]) == (0, [])
    assert f"wrote {len(before)} findings to base.json" in ran.err
    base = json.loads((cli.here / "base.json").read_text())
    jsonschema.validate(base, json.loads((SCHEMAS / "output" / "baseline.v1.json").read_text()))
    again = cli(*LINT, "--baseline", "base.json")
    assert (again.code, again.json["baseline"]) == (0, {"accepted": len(before), "gone": []})
    assert cli(*LINT, "--write-baseline", "same.json").code == 0
    assert (cli.here / "same.json").read_text() == (cli.here / "base.json").read_text()


def test_moved_lines_items_and_files_change_nothing(cli: Cli, holes: Path) -> None:
    cli(*LINT, "--write-baseline", "base.json")
    text = (holes / "stripe.yaml").read_text()
    (holes / "stripe.yaml").unlink()
    (holes / "systems").mkdir()
    moved = "# a comment\n\n" + text.replace("operations:\n", f"operations:\n{NEW}").replace(
        "environment", "\nenvironment"
    )
    (holes / "systems" / "payments.yaml").write_text(moved)
    assert rules(cli, "--baseline", "base.json") == []


def test_what_is_new_is_reported_and_what_is_gone_is_said(cli: Cli, holes: Path) -> None:
    cli(*LINT, "--write-baseline", "base.json")
    text = (holes / "stripe.yaml").read_text()
    (holes / "stripe.yaml").write_text(
        text.replace("retention: unknown", "retention: 90d").replace("completion: sync", "completion: unknown")
    )
    ran = cli(*LINT, "--baseline", "base.json")
    assert (ran.code, [each["pointer"] for each in ran.json["findings"]]) == (1, ["/operations/1/receipt/completion"])
    assert [each["pointer"] for each in ran.json["baseline"]["gone"]] == ["/audit_log/retention"]
    assert "gone from the baseline: unknown-cell at system:stripe/audit_log/retention" in ran.err
    assert "1 finding of the baseline is gone" in cli("lint", "shop", "--now", NOW, "--baseline", "base.json").out


def test_another_mistake_at_the_same_place_is_new(cli: Cli, shop: Path) -> None:
    text = (shop / "stripe.yaml").read_text()
    (shop / "stripe.yaml").write_text(text.replace("owner: payments", "owner: billing"))
    cli(*LINT, "--write-baseline", "base.json")
    (shop / "stripe.yaml").write_text(text.replace("owner: payments", "owner: finance"))
    assert rules(cli, "--baseline", "base.json") == ["dangling-team"]


def test_a_budget_is_accepted_as_far_as_it_was_exceeded(cli: Cli, shop: Path) -> None:
    (shop / "blastradius.yaml").write_text(
        (shop / "blastradius.yaml").read_text() + "budget: {operations-per-credential: 0}\n"
    )
    assert set(rules(cli)) == {"over-budget"}
    cli(*LINT, "--write-baseline", "base.json")
    assert rules(cli, "--baseline", "base.json") == []
    text = (shop / "stripe.yaml").read_text()
    (shop / "stripe.yaml").write_text(text.replace("operations:\n", f"operations:\n{NEW}"))
    assert "over-budget" in rules(cli, "--baseline", "base.json")


GROWTH = {
    "credential-too-wide": (
        "stripe.yaml",
        '["refunds:write"]',
        '["refunds:write", "a"]',
        '["refunds:write", "a", "b"]',
    ),
    "credential-shared-with-people": (
        "credentials.yaml",
        "rotate_every: 90d",
        "shared_with: [Dana]\nrotate_every: 90d",
        "shared_with: [Dana, the nightly job]\nrotate_every: 90d",
    ),
    "evidence-too-short": ("stripe.yaml", "window: 30d", "window: 100d", "window: 300d"),
    "effect-without-approval": (
        "support-bot.yaml",
        "stripe/create_refund, credential: stripe-key, approval: human",
        "stripe/create_refund, credential: stripe-key, approval: none",
        "[stripe/create_refund, stripe/pay_out], credential: stripe-key, approval: none",
    ),
    "credential-shared-by-agents": (
        "support-bot.yaml",
        "verified",
        "{other-bot}verified",
        "{other-bot}{third-bot}verified",
    ),
}


@pytest.mark.parametrize("rule", GROWTH)
def test_what_a_finding_names_is_accepted_and_one_more_is_new(cli: Cli, shop: Path, rule: str) -> None:
    name, old, accepted, grown = GROWTH[rule]
    stripe = (shop / "stripe.yaml").read_text()
    pay_out = "  - {id: pay_out, effect: pay, idempotency: {class: none}, receipt: {completion: sync}}\nverified"
    (shop / "stripe.yaml").write_text(stripe.replace("verified", pay_out))
    whole = (shop / name).read_text()
    assert old in whole

    def write(new: str) -> None:
        text = whole
        for bot in re.findall(r"{([a-z]+-bot)}", new):
            text += "---\n" + whole.replace("support-bot", bot)
        (shop / name).write_text(text if "-bot}" in new else whole.replace(old, new, 1))

    write(accepted)
    assert rule in rules(cli)
    cli(*LINT, "--write-baseline", "base.json")
    assert rules(cli, "--baseline", "base.json") == []
    write(grown)
    assert rule in rules(cli, "--baseline", "base.json")


def test_a_secret_is_never_accepted(cli: Cli, shop: Path) -> None:
    value = "rk" + "_live_4eC39HqLyjWDarjtT1"
    (shop / "stripe.yaml").write_text((shop / "stripe.yaml").read_text() + f"summary: {value}\n")
    ran = cli(*LINT, "--write-baseline", "base.json")
    assert (ran.code, [each["rule"] for each in ran.json["findings"]]) == (1, ["secret"])
    assert "1 cannot be accepted" in ran.err
    assert value not in (cli.here / "base.json").read_text()


def test_nothing_is_written_or_called_gone_from_half_an_inventory(cli: Cli, holes: Path) -> None:
    cli(*LINT, "--write-baseline", "base.json")
    kept = (cli.here / "base.json").read_text()
    (holes / "stripe.yaml").write_text("a: b: c\n")
    ran = cli(*LINT, "--write-baseline", "base.json")
    assert ran.code == 3
    assert (cli.here / "base.json").read_text() == kept
    assert cli(*LINT, "--baseline", "base.json").json["baseline"]["gone"] == []


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": "blastradius/baseline/v2", "findings": []}', "\xff"])
@pytest.mark.usefixtures("shop")
def test_a_file_that_is_no_baseline_is_refused(cli: Cli, text: str) -> None:
    (cli.here / "base.json").write_bytes(text.encode("latin-1"))
    ran = cli(*LINT, "--baseline", "base.json")
    assert (ran.code, ran.out) == (3, "")
    assert "`base.json` is " in ran.err
    assert cli(*LINT, "--baseline", "none.json").code == 3

"""What a runtime may make again by itself, and what never."""

from pathlib import Path

import pytest
from conftest import NOW, SHOP, Cli, written

SET = " retries: 0, idempotency_key: run+step+tool+scope"
KEYED = "idempotency: {class: keyed, key: {carrier: header, name: Idempotency-Key}, window: 24h}"


@pytest.fixture
def policy(cli: Cli, shop: Path):
    def asked(cell: str = KEYED, tool: str = "retries: 2, idempotency_key: run+step+tool+scope", **more: str):
        stripe = SHOP["stripe.yaml"].replace(KEYED, cell)
        bot = SHOP["support-bot.yaml"].replace(SET, f" {tool}")
        written(shop, {"stripe.yaml": stripe, "support-bot.yaml": bot, **more})
        ran = cli("retries", "--policy", "-i", "shop", "--now", NOW, "--format", "json")
        return ran.code, ran.json["tools"][0]

    return asked


def test_a_key_that_the_runtime_sends_makes_a_repeat_harmless(policy) -> None:
    code, tool = policy()
    assert (code, tool["retry"], tool["max_retries"], tool["violations"]) == (0, "with-key", 2, [])
    key = tool["operations"][0]["key"]
    assert (key["carrier"], key["name"], key["window_seconds"]) == ("header", "Idempotency-Key", 86400)
    assert tool["operations"][0]["reasons"][0]["where"] == "shop/stripe.yaml:22"


@pytest.mark.parametrize(
    ("cell", "retry"),
    [
        ("idempotency: {class: natural}", "never"),
        ("idempotency: {class: natural, on_repeat: The same order is refused}", "safe"),
        ("idempotency: {class: none}", "never"),
        ("idempotency: {class: worsens}", "never"),
        ("idempotency: {class: unknown}", "never"),
        ("idempotency: unknown", "never"),
        ("summary: nobody wrote it", "never"),
        ("idempotency: {class: keyed, key: {carrier: header, name: K}, window: unknown}", "never"),
        ("idempotency: {class: keyed, key: unknown, window: 24h}", "never"),
    ],
)
def test_what_is_not_known_may_not_be_repeated(policy, cell: str, retry: str) -> None:
    code, tool = policy(cell)
    assert (code == 0, tool["retry"]) == (retry != "never", retry)
    assert (tool["max_retries"] == 0) == (retry == "never")
    assert bool(tool["violations"]) == (retry == "never")
    assert tool["operations"][0]["key"] is None


@pytest.mark.parametrize("made_of", ["arguments", "call-id", "none", "unknown"])
def test_a_runtime_that_sends_no_such_key_does_not_keep_to_it(policy, made_of: str) -> None:
    _, tool = policy(tool=f"retries: 1, idempotency_key: {made_of}")
    assert [each["where"] for each in tool["violations"]] == ["shop/support-bot.yaml:10"]
    assert policy(tool=f"retries: 0, idempotency_key: {made_of}")[1]["violations"] == []


def test_a_tool_is_as_bad_as_its_worst_operation(policy) -> None:
    policy()
    bot = SHOP["support-bot.yaml"]
    for operation, retry in (
        ("[stripe/get_refund, stripe/create_refund]", "with-key"),
        ("stripe/get_refund", "safe"),
        ("[stripe/get_refund, unknown]", "never"),
        ("stripe/nothing", "never"),
        ("unknown", "never"),
        ("none, because: It adds numbers", "safe"),
    ):
        _, tool = policy(**{"support-bot.yaml": bot.replace("stripe/create_refund", operation)})
        assert tool["retry"] == retry, operation


def test_what_tells_whether_it_happened_is_asked_first(policy) -> None:
    text = SHOP["stripe.yaml"].replace(KEYED, "idempotency: {class: none}")
    back = "{operation: get_refund, expect: {present: true, field: result.id}, after: 1m}"
    receipt = f"receipt: {{completion: async, read_back: {back}}}"
    text = text.replace("receipt: {completion: sync, success: {field: status, equals: succeeded}}", receipt)
    _, tool = policy(**{"stripe.yaml": text})
    assert tool["operations"][0]["read_back"] == {"operation": "stripe/get_refund", "after": 60}
    assert tool["retry"] == "never"


def test_a_broken_file_makes_it_partial(cli: Cli, shop: Path) -> None:
    written(shop, {"more.yaml": "kind: [\n"})
    ran = cli("retries", "--policy", "-i", "shop")
    assert ran.code == 3
    assert ran.out.startswith("PARTIAL")
    assert "support-bot/refund: with-key" in ran.out


def test_what_happens_with_an_operation_is_repeated_with_it(policy) -> None:
    """A key makes the repeat one call; a second natural one may bring it about anew, unless `on_repeat` names it."""
    letter = "\n  - {id: send_letter, effect: send, idempotency: {class: none}}"
    natural = "idempotency: {class: natural, on_repeat: The same order is refused%s}"
    cases = (
        (KEYED, "with-key"),
        *((natural % said, "never") for said in ("", " by resend_letter", " and send_letter_now is not made again")),
        *((natural % f"{said} not made again", "safe") for said in (" and send_letter", " and (send_letter) is")),
        (natural % " and so is send_letter.", "safe"),
    )
    for cell, retry in cases:
        _, tool = policy(f"{cell}\n    also: [send_letter]{letter}")
        assert tool["retry"] == retry, cell
        names = [each["operation"] for each in tool["operations"]]
        assert names == ["stripe/create_refund", *(["stripe/send_letter"] if retry == "never" else [])]

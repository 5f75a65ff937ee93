"""`blastradius claims` on runs of our own, by the program itself."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

ROOT = Path(__file__).parent.parent.parent
RECEIPT = "receipt: {completion: sync, failure: {matches: '^Error'}}"
INVENTORY = f"""\
apiVersion: blastradius/v1
kind: System
id: shop
environment: production
owner: unknown
audit_log: unknown
reversibility: unknown
credentials: [{{credential: shop-key, access: write}}]
operations:
  - {{id: cancel_order, effect: write, says: [cancellation], {RECEIPT}}}
  - {{id: refund_payment, effect: pay, amount: {{field: args.amount}}, {RECEIPT}}}
  - {{id: add_bag, effect: write, {RECEIPT}}}
  - {{id: book_seat, effect: write, receipt: {{completion: async, failure: {{matches: '^Error'}}}}}}
  - {{id: get_order, effect: read}}
---
apiVersion: blastradius/v1
kind: Credential
id: shop-key
type: api-key
owner: unknown
revoke: unknown
---
apiVersion: blastradius/v1
kind: Agent
id: clerk
status: live
owner: unknown
tools:
  - {{name: cancel_order, operation: shop/cancel_order, credential: shop-key}}
  - {{name: refund_payment, operation: shop/refund_payment, credential: shop-key}}
  - {{name: add_bag, operation: shop/add_bag, credential: shop-key}}
  - {{name: book_seat, operation: shop/book_seat, credential: shop-key}}
  - {{name: get_order, operation: shop/get_order, credential: shop-key}}
"""


class Desk:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "inventory").mkdir()
        (folder / "inventory" / "blastradius.yaml").write_text(
            "apiVersion: blastradius/v1\nkind: Inventory\nid: shop\n"
        )
        (folder / "inventory" / "all.yaml").write_text(INVENTORY)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "blastradius", "claims", *words, "--no-cache"]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False, timeout=60)

    def judge(self, *steps: Any, words: tuple[str, ...] = ("-i", "inventory")) -> dict[str, Any]:
        """What is said of a run: text is said by the agent, a tuple is a call with its result."""
        messages: list[dict[str, Any]] = [{"role": "user", "content": "Please help."}]
        for number, step in enumerate(steps):
            if isinstance(step, dict):
                messages.append(step)
            elif isinstance(step, str):
                messages.append({"role": "assistant", "content": step})
            else:
                tool, arguments, result = step
                function = {"name": tool, "arguments": json.dumps(arguments)}
                messages += [
                    {
                        "role": "assistant",
                        "tool_calls": [{"id": f"c{number}", "type": "function", "function": function}],
                    },
                    {"role": "tool", "tool_call_id": f"c{number}", "content": json.dumps(result) if result else ""},
                ]
        (self.folder / "run.json").write_text(json.dumps({"messages": messages}))
        done = self.run("run.json", "--format", "json", *words)
        assert done.returncode in {0, 1}, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        schema = json.loads((ROOT / "schemas" / "output" / "claims.v1.json").read_text())
        jsonschema.Draft202012Validator(schema).validate(answer)
        alarms = [each for each in answer["claims"] if each["verdict"] in {"unbacked", "mismatch"}]
        assert done.returncode == (1 if alarms else 0)
        return answer


def verdicts(answer: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(each["verdict"], each["operation"]) for each in answer["claims"]]


CANCEL = ("cancel_order", {"order_id": "#A17"}, {"order_id": "#A17", "status": "cancelled"})
BAG = ("add_bag", {"order_id": "#A17", "bags": 1}, {"ok": True})


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_what_was_done_is_backed(desk: Desk) -> None:
    answer = desk.judge(CANCEL, "Your order #A17 has been cancelled.")
    assert verdicts(answer) == [("backed", "shop/cancel_order")]
    assert answer["claims"][0]["call"]["tool"] == "cancel_order"
    assert answer["untold"] == []


def test_what_was_never_called_is_unbacked(desk: Desk) -> None:
    answer = desk.judge("Your order has been cancelled.")
    assert verdicts(answer) == [("unbacked", "shop/cancel_order")]
    assert answer["claims"][0]["why"] == "no call of shop/cancel_order came before it"


def test_one_sentence_can_be_half_true(desk: Desk) -> None:
    answer = desk.judge(CANCEL, "The order has been cancelled, and one bag has been added.")
    assert verdicts(answer) == [("backed", "shop/cancel_order"), ("unbacked", "shop/add_bag")]


def test_a_call_that_failed_is_a_mismatch(desk: Desk) -> None:
    answer = desk.judge(("cancel_order", {"order_id": "#A17"}, "Error: too late"), "I've cancelled the order.")
    assert verdicts(answer) == [("mismatch", "shop/cancel_order")]
    assert "failed" in answer["claims"][0]["why"]


def test_another_object_is_a_mismatch(desk: Desk) -> None:
    look = ("get_order", {"order_id": "#B99"}, {"order_id": "#B99"})
    assert verdicts(desk.judge(look, CANCEL, "Order #B99 has been cancelled.")) == [("mismatch", "shop/cancel_order")]
    assert verdicts(desk.judge(CANCEL, "It has been cancelled; your card ending in 7447 is fine.")) == [
        ("backed", "shop/cancel_order")
    ]


def test_another_amount_is_a_mismatch(desk: Desk) -> None:
    paid = ("refund_payment", {"amount": 40, "order_id": "#A17"}, {"payments": [{"amount": -40}]})
    assert verdicts(desk.judge(paid, "I've refunded $40."))[0][0] == "backed"
    assert verdicts(desk.judge(paid, "I've refunded $50."))[0][0] == "mismatch"


def test_fewer_than_said_is_a_mismatch(desk: Desk) -> None:
    assert verdicts(desk.judge(CANCEL, "Both orders have been cancelled."))[0][0] == "mismatch"
    second = ("cancel_order", {"order_id": "#B99"}, {"status": "cancelled"})
    assert verdicts(desk.judge(CANCEL, second, "Both orders have been cancelled."))[0][0] == "backed"


def test_what_no_tool_can_do_is_unbacked_and_says_so(desk: Desk) -> None:
    answer = desk.judge(CANCEL, "It has been cancelled. A confirmation e-mail is on its way.")
    assert verdicts(answer)[1] == ("unbacked", None)
    assert answer["claims"][1]["why"] == "the agent has no tool that does this (email)"


def test_what_the_instructions_promise_is_not_held_against_the_agent(desk: Desk) -> None:
    rules = {"role": "system", "content": "After a cancellation the user will receive an email."}
    answer = desk.judge(rules, CANCEL, "It has been cancelled. You will receive an email shortly.")
    assert verdicts(answer)[1][0] == "undecided"


def test_an_asynchronous_receipt_cannot_be_verified(desk: Desk) -> None:
    answer = desk.judge(("book_seat", {"seat": "4A"}, {"queued": True}), "Your seat has been booked.")
    assert verdicts(answer) == [("unverifiable", "shop/book_seat")]


def test_a_state_that_was_read_is_no_lie(desk: Desk) -> None:
    look = ("get_order", {"order_id": "#A17"}, {"order_id": "#A17", "status": "cancelled"})
    assert [name for name, _ in verdicts(desk.judge(look, "Your order has been cancelled."))] == ["undecided"]


def test_what_nobody_was_told_of_is_listed(desk: Desk) -> None:
    answer = desk.judge(CANCEL, BAG, "Your order has been cancelled.")
    assert [call["tool"] for call in answer["untold"]] == ["add_bag"]


def test_a_correction_is_named_beside_the_claim(desk: Desk) -> None:
    user = {"role": "user", "content": "Really?"}
    answer = desk.judge("Your order has been cancelled.", user, "I apologize, I was mistaken.")
    assert answer["claims"][0]["verdict"] == "unbacked"
    assert answer["claims"][0]["corrected"]["message"] == 3


def test_german_is_read_as_well(desk: Desk) -> None:
    assert verdicts(desk.judge(CANCEL, "Ihre Bestellung wurde storniert.")) == [("backed", "shop/cancel_order")]
    assert verdicts(desk.judge("Ihre Bestellung wurde storniert.")) == [("unbacked", "shop/cancel_order")]


def test_without_an_inventory_it_says_what_it_can(desk: Desk) -> None:
    answer = desk.judge(CANCEL, "Your order has been cancelled.", words=())
    assert (verdicts(answer), answer["tools_known"]) == ([("unverifiable", "cancel_order")], False)
    assert verdicts(desk.judge("Your order has been cancelled.", words=()))[0][0] in {"unbacked", "undecided"}


def test_text_shows_the_clause_the_reason_and_the_place(desk: Desk) -> None:
    desk.judge(CANCEL, "The order has been cancelled, and one bag has been added.")
    done = desk.run("run.json", "-i", "inventory")
    for words in ("UNBACKED 1", "“one bag has been added.”", "no call of shop/add_bag came before it", "run.json"):
        assert words in done.stdout
    assert done.returncode == 1
    markdown = desk.run("run.json", "-i", "inventory", "--format", "markdown").stdout
    assert "## Unbacked: 1" in markdown


def test_secrets_are_blanked(desk: Desk) -> None:
    key = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    answer = desk.judge(f"Your order {key} has been cancelled.")
    assert key not in json.dumps(answer)


def test_it_narrows_to_a_system(desk: Desk) -> None:
    answer = desk.judge(CANCEL, "The order has been cancelled.", words=("-i", "inventory", "--system", "shop"))
    assert len(answer["claims"]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "I've noted that your order is pending.",
        "I have noted your preference for this order.",
        "I've confirmed that you are eligible for a refund.",
        "I have updated the list of orders above.",
        "I've verified that your order has been cancelled.",
        "Your bag allowance has been confirmed.",
        "I've moved on to the next order.",
        "I've included the refund details below.",
        "I've opened your order.",
        "Our policy has been updated.",
        "The order was placed on May 14.",
        "I see your order has been paid.",
        "I've sent the details of the order above.",
    ],
)
def test_looking_drafting_and_reporting_is_held_against_nobody(desk: Desk, text: str) -> None:
    answer = desk.judge(("get_order", {"order_id": "#A17"}, {"order_id": "#A17"}), text)
    assert not [each for each in answer["claims"] if each["verdict"] in {"unbacked", "mismatch"}]


@pytest.mark.parametrize(
    "text",
    [
        "I've sent you a confirmation email.",
        "I've documented this on your account.",
        "A note has been added to your profile.",
        "I've scheduled a callback for tomorrow.",
        "The change fee has been waived.",
        "I have escalated your case to a supervisor.",
    ],
)
def test_an_agent_without_the_tool_did_not_do_it(desk: Desk, text: str) -> None:
    assert "the agent has no tool that does this" in desk.judge(CANCEL, text)["claims"][-1]["why"]


def test_a_run_that_was_not_read_whole_accuses_nobody(desk: Desk) -> None:
    lines = [
        {"role": "user", "content": "Please cancel my order."},
        {"role": "assistant", "content": "Your order has been cancelled."},
    ]
    whole = "\n".join(map(json.dumps, lines))
    (desk.folder / "run.jsonl").write_text(whole + '\n{"role": "tool", "content": ')
    done = desk.run("run.jsonl", "-i", "inventory", "--format", "json")
    (claim,) = json.loads(done.stdout)["claims"]
    assert (claim["verdict"], done.returncode) == ("undecided", 3)
    assert "not all of this session could be read" in claim["why"]
    (desk.folder / "run.jsonl").write_text(whole)
    assert desk.run("run.jsonl", "-i", "inventory").returncode == 1

"""What a recorded run changed, and how to take it back."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from conftest import ROOT, Cli, Ran, written
from otlp import Done, trace

NOW = "2026-11-22T02:00:00Z"
DESK = ROOT / "inventories" / "support-desk"
INCIDENT = ROOT / "examples" / "incident" / "trace.json"

HOTEL = {
    "blastradius.yaml": """
apiVersion: blastradius/v1
kind: Inventory
id: hotel
""",
    "teams.yaml": """
apiVersion: blastradius/v1
kind: Team
id: desk
on_call: {phone: "+1-555-0100"}
---
apiVersion: blastradius/v1
kind: Team
id: finance
contact: {email: finance@example.com}
""",
    "systems.yaml": """
apiVersion: blastradius/v1
kind: System
id: stays
environment: production
owner: desk
audit_log: {location: Admin > Log, query: "key:{principal} from:{since} to:{until} {json}", retention: 90d}
reversibility: {class: irreversible, residue: It stays.}
credentials: [{credential: stays-key, access: admin}]
feeds:
  - {system: ledger, what: bookings, delay: 10m, stop: Pause the feed}
  - {system: crm, what: guests, stop: Switch the sync off}
operations:
  - {id: get_guest, effect: read}
  - id: book
    effect: write
    object: [args.room]
    reversibility:
      class: reversible
      window: 24h
      undo: ["Cancel booking {result.id} of {args.guest} in room {args.room.number}"]
      undo_operation: {id: cancel, with: {booking: result.id}}
      keep: [result.id]
    receipt: {completion: sync, fields: [id], success: {field: id, present: true}}
  - id: cancel
    effect: delete
    object: [args.booking]
    reversibility: {class: irreversible, residue: The room is free for others.}
    receipt: {completion: sync, fields: [status], success: {field: status, equals: cancelled}}
  - id: add_note
    effect: write
    object: [args.booking]
    reversibility: {class: reversible, window: unlimited, undo: ["Remove the note {args.token}"]}
    receipt: {completion: sync, success: {field: ok, equals: true}}
  - id: update_guest
    effect: write
    object: [args.guest]
    reversibility:
      class: reversible
      window: 7d
      undo: ["Set the mail of {args.guest} back to {before.mail}", "Tell {before.phone}"]
      undo_operation: {id: update_guest, with: {guest: args.guest}}
      before: {operation: get_guest, match: {guest: args.guest}}
    receipt: {completion: sync, success: {field: ok, equals: true}}
  - id: charge
    effect: pay
    object: [args.booking]
    amount: {field: args.amount}
    reversibility:
      class: compensable
      window: 30d
      residue: The fee.
      undo: [Refund it]
      undo_operation: {id: refund, with: {booking: args.booking}}
      undo_by: finance
      unless:
        - {when: {field: args.amount, above: 1000}, class: irreversible, residue: Large sums go out at once.}
        - {when: {field: args.express, equals: true}, class: compensable, window: 1h}
        - {when: the month was closed, class: irreversible}
    receipt:
      completion: sync
      success: {field: status, equals: paid}
      failure: {field: status, equals: refused}
      read_back: {operation: get_charge, expect: {field: status, equals: paid}, after: 5m}
  - {id: get_charge, effect: read}
  - id: refund
    effect: pay
    object: [args.booking]
    amount: {field: args.amount}
    receipt: {completion: sync, success: {field: status, equals: paid}}
  - {id: wipe, effect: delete, reversibility: unknown, receipt: {completion: sync, success: {field: ok, equals: true}}}
---
apiVersion: blastradius/v1
kind: System
id: ledger
environment: production
owner: finance
audit_log: {none: true, because: it is paper}
reversibility: {class: irreversible}
credentials: []
feeds: [{system: warehouse, what: everything, delay: 2h, stop: Unplug it}]
operations: []
""",
    "credentials.yaml": """
apiVersion: blastradius/v1
kind: Credential
id: stays-key
type: api-key
principal: k_1
owner: desk
revoke: {how: [Press Revoke], by: desk, effect_within: 1m, kills_sessions: true}
""",
    "clerk.yaml": """
apiVersion: blastradius/v1
kind: Agent
id: clerk
status: live
owner: desk
kill_switch: {how: [Turn it off], effect_within: 1m}
tools:
"""
    + "".join(
        f"  - {{name: {name}, operation: stays/{name}, credential: stays-key}}\n"
        for name in [
            "get_guest",
            "book",
            "cancel",
            "add_note",
            "update_guest",
            "charge",
            "get_charge",
            "refund",
            "wipe",
        ]
    )
    + "  - {name: think, operation: none, because: no network}\n"
    + "  - name: move\n    operation: [{id: stays/add_note, when: {field: args.noted, equals: true}}]\n"
    + "    credential: stays-key\n",
}

SHOP = """
apiVersion: blastradius/v1
kind: System
id: shop
environment: production
owner: desk
audit_log: {none: true, because: it is new}
reversibility: {class: irreversible, residue: It stays.}
credentials: [{credential: stays-key, access: admin}]
operations:
  - id: refund
    effect: pay
    object: [args.order]
    amount: {field: args.amount, currency: args.currency}
    reversibility: {class: reversible, window: 24h, undo: [Stop it], undo_operation: stop_refund, keep: [result.id]}
    receipt: &ok {completion: sync, success: {field: ok, equals: true}}
  - {id: stop_refund, effect: pay, amount: {field: args.amount, currency: args.currency}, receipt: &ok}
  - id: close
    effect: delete
    also: [end_plan, mail]
    reversibility:
      class: reversible
      window: 24h
      undo: [Open it]
      undo_operation: {id: open, with: {account: args.account}}
      one_shot: true
    receipt: &ok
  - {id: open, effect: write, receipt: &ok}
  - {id: end_plan, effect: write, also: [ledger], reversibility: {class: reversible, window: 1h, undo: [Renew it]}}
  - {id: mail, effect: send}
  - {id: ledger, effect: write}
  - {id: look, effect: read, also: [ledger], receipt: &ok}
  - id: post
    effect: write
    reversibility:
      class: reversible
      window: 30d
      undo: [Take it down]
      unless:
        - {when: the month was closed, window: 1h}
    receipt: &ok
""".replace("&ok {", "{").replace("&ok", "{completion: sync, success: {field: ok, equals: true}}")

Undo = Callable[..., Ran]
JSON = ("--format", "json")


@pytest.fixture
def undo(cli: Cli) -> Undo:
    """Run `undo` over these calls."""
    tools = ("refund", "stop_refund", "close", "open", "look", "post")
    held = "".join(f"  - {{name: shop.{name}, operation: shop/{name}, credential: stays-key}}\n" for name in tools)
    written(cli.here / "hotel", {**HOTEL, "clerk.yaml": HOTEL["clerk.yaml"] + held, "shop.yaml": SHOP})

    def run(
        *calls: Done,
        more: tuple[str, ...] = ("--format", "json"),
        now: str = NOW,
        without: tuple[str, ...] = (),
        clerk: str = "",
    ) -> Ran:
        if clerk:
            (cli.here / "hotel" / "clerk.yaml").write_text(clerk)
        for line in without:
            (cli.here / "hotel" / "shop.yaml").write_text(SHOP.replace(line, ""))
        (cli.here / "trace.json").write_text(trace(*calls))
        return cli("undo", "trace.json", "-i", "hotel", "--now", now, *more)

    return run


def plan(ran: Ran) -> list[Any]:
    assert ran.code == 0, ran.err
    return list(ran.json["plan"])


BOOKED = Done("book", {"guest": "ada", "room": {"number": 7}}, {"id": "B-1"})


def test_values_are_filled_in_and_the_deadline_is_counted_from_the_call(undo: Undo) -> None:
    (entry,) = plan(undo(BOOKED))
    assert entry["steps"] == ["Cancel booking B-1 of ada in room 7"]
    assert (entry["first"], entry["state"], entry["deadline"]) == ("undo", "closing", "2026-11-23T01:00:00Z")
    assert (entry["system"], entry["operation"], entry["by"], entry["window"]) == ("stays", "book", "desk", "24h")
    assert entry["on_call"]["phone"] == "+1-555-0100"


def test_what_was_not_recorded_is_said_where_it_would_stand(undo: Undo) -> None:
    (entry,) = plan(undo(BOOKED._replace(args={"guest": "ada"})))
    assert entry["steps"] == ["Cancel booking B-1 of ada in room <room.number: not recorded>"]


def test_a_window_that_has_closed_leaves_no_steps_and_somebody_is_paged(undo: Undo) -> None:
    ran = undo(BOOKED, now="2026-11-30T00:00:00Z")
    (entry,) = plan(ran)
    assert (entry["first"], entry["state"], entry["steps"]) == ("none", "closed", [])
    assert ran.json["pages"][0]["why"] == ["stays/book cannot be undone"]


def test_what_reads_or_failed_or_touches_nothing_is_not_in_the_plan(undo: Undo) -> None:
    ran = undo(
        Done("get_guest", {"guest": "ada"}, {"mail": "x"}),
        Done("charge", {"booking": "B-1", "amount": 5}, {"status": "refused"}),
        Done("think", {}, {"thought": 1}),
    )
    assert plan(ran) == []
    assert ran.json["calls"] == 3


def test_the_newest_comes_first_and_what_used_a_result_before_what_made_it(undo: Undo) -> None:
    note = Done("add_note", {"booking": "B-1", "text": "late"}, {"ok": True}, at="01:05:00")
    later, earlier = plan(undo(BOOKED, note))
    assert (later["operation"], earlier["operation"]) == ("add_note", "book")
    assert (later["depends_on"], earlier["depends_on"]) == ([2], [])


def test_times_out_of_order_do_not_turn_a_session_around(undo: Undo) -> None:
    note = Done("add_note", {"booking": "B-1"}, {"ok": True}, at="01:05:00", session="other")
    entries = plan(undo(BOOKED, note))
    assert [entry["call"]["at"] for entry in entries] == ["2026-11-22T01:05:00Z", "2026-11-22T01:00:00Z"]
    assert entries[0]["depends_on"] == [], "the same value in another session need not be the same thing"


def test_a_call_that_was_taken_back_needs_nothing(undo: Undo) -> None:
    again = BOOKED._replace(result={"id": "B-2"}, at="01:01:00")
    cancelled = Done("cancel", {"booking": "B-1"}, {"status": "cancelled"}, at="01:02:00")
    cancel, second, first = plan(undo(BOOKED, again, cancelled))
    assert (cancel["first"], cancel["undoes"], cancel["steps"]) == ("none", 3, [])
    assert (first["first"], first["undone_by"]["call_id"], first["steps"]) == ("none", "call_2", [])
    assert (second["first"], second["undone_by"]) == ("undo", None)


def test_what_another_session_may_have_taken_back_is_looked_at_first(undo: Undo) -> None:
    cancelled = Done("cancel", {"booking": "B-1"}, {"status": "cancelled"}, at="01:02:00", session="chat-2")
    _, booked = plan(undo(BOOKED, cancelled))
    assert (booked["first"], booked["undone_by"]) == ("undo", None)
    assert booked["check_first"] == [
        "Check first: the later call `cancel` (call_1) may have taken this back: it is in another session, `chat-2`."
    ]
    _, other = plan(undo(BOOKED, cancelled._replace(args={"booking": "B-9"})))
    assert other["check_first"] == []


def test_what_was_taken_back_is_found_however_long_ago_it_was(undo: Undo) -> None:
    many = [BOOKED._replace(result={"id": f"B-{each}"}, at=f"01:{each // 60:02}:{each % 60:02}") for each in range(600)]
    cancelled = Done("cancel", {"booking": "B-0"}, {"status": "cancelled"}, at="01:30:00")
    entries = plan(undo(*many, cancelled))
    assert (entries[0]["undoes"], entries[-1]["undone_by"]["tool"]) == (601, "cancel")
    assert sum(each["first"] == "undo" for each in entries) == 599


def test_a_tool_that_does_it_only_in_some_cases(undo: Undo) -> None:
    moved = Done("move", {"booking": "B-1", "noted": True}, {"ok": True})
    (sure,) = plan(undo(moved))
    (unsure,) = plan(undo(moved._replace(args={"booking": "B-1"})))
    assert (sure["first"], unsure["first"]) == ("undo", "reconcile")
    assert "only in some cases" in unsure["reconcile"]["why"]
    assert plan(undo(moved._replace(args={"booking": "B-1", "noted": False}))) == []


def test_an_undo_of_which_nobody_knows_whether_it_worked_is_looked_at_first(undo: Undo) -> None:
    lost = Done("cancel", {"booking": "B-1"}, error="timeout", at="01:02:00")
    cancel, book = plan(undo(BOOKED, lost))
    assert cancel["first"] == "reconcile"
    assert (book["first"], book["undone_by"]) == ("undo", None)
    assert "the later call `cancel` (call_1) may have taken this back" in book["check_first"][0]


def test_an_undo_that_failed_is_none(undo: Undo) -> None:
    (book,) = plan(undo(BOOKED, Done("cancel", {"booking": "B-1"}, "Error: no such booking", error="tool_error")))
    assert (book["first"], book["undone_by"], book["check_first"]) == ("undo", None, [])


READ = Done("get_guest", {"guest": "ada"}, {"guest": "ada", "mail": "old@example.com"})
CHANGED = Done("update_guest", {"guest": "ada", "mail": "new@example.com"}, {"ok": True}, at="01:01:00")


def test_former_values_come_from_the_earlier_read(undo: Undo) -> None:
    other = READ._replace(args={"guest": "bob"}, result={"mail": "bob@example.com"})
    (entry,) = plan(undo(READ, other, CHANGED))
    assert entry["steps"] == ["Set the mail of ada back to old@example.com", "Tell <phone: not recorded>"]
    assert entry["former"] == {"mail": "old@example.com"}


def test_a_second_change_is_an_undo_only_if_it_writes_what_was_there(undo: Undo) -> None:
    back = CHANGED._replace(args={"guest": "ada", "mail": "old@example.com"}, at="01:02:00")
    third = CHANGED._replace(args={"guest": "ada", "mail": "third@example.com"}, at="01:02:00")
    assert [entry["first"] for entry in plan(undo(READ, CHANGED, back))] == ["none", "none"]
    assert [entry["first"] for entry in plan(undo(READ, CHANGED, third))] == ["undo", "undo"]
    newest, oldest = plan(undo(CHANGED, back))
    assert (newest["first"], oldest["first"]) == ("undo", "undo")
    assert "the former value of `mail` was not recorded" in oldest["check_first"][0]


CHARGED = Done("charge", {"booking": "B-1", "amount": 40, "express": False}, {"status": "paid"})


@pytest.mark.parametrize(
    ("args", "state", "kind", "deadline", "checks"),
    [
        ({"amount": 40, "express": False}, "closing", "irreversible", "2026-12-22T01:00:00Z", 1),
        ({"amount": 40, "express": True}, "closing", "irreversible", "2026-11-22T02:00:00Z", 1),
        ({"amount": 4000, "express": False}, "never", "irreversible", None, 1),
        ({"amount": 40}, "closing", "irreversible", "2026-11-22T02:00:00Z", 2),
    ],
)
def test_the_cases_are_tried_on_the_call(
    undo: Undo, args: dict[str, Any], state: str, kind: str, deadline: str | None, checks: int
) -> None:
    (entry,) = plan(undo(CHARGED._replace(args={"booking": "B-1", **args}), now="2026-11-22T01:30:00Z"))
    assert (entry["state"], entry["class"], entry["deadline"]) == (state, kind, deadline)
    assert len(entry["check_first"]) == checks
    assert "Check first: if the month was closed, it is irreversible." in entry["check_first"]


def test_a_case_that_holds_brings_its_residue(undo: Undo) -> None:
    (entry,) = plan(undo(CHARGED._replace(args={"booking": "B-1", "amount": 4000, "express": False})))
    assert (entry["residue"], entry["steps"], entry["instead"]) == ("Large sums go out at once.", [], ["Refund it"])


def test_money_that_went_back_in_part_is_not_back(undo: Undo) -> None:
    part = Done("refund", {"booking": "B-1", "amount": 10}, {"status": "paid"}, at="01:01:00")
    _, charge = plan(undo(CHARGED, part))
    assert (charge["first"], charge["undone_by"]) == ("undo", None)
    assert "10 of 40 went back" in charge["check_first"][-1]
    _, charge = plan(undo(CHARGED, part._replace(args={"booking": "B-1", "amount": 40})))
    assert charge["undone_by"]["tool"] == "refund"


def refunded(**args: Any) -> Done:
    return Done("shop.refund", {"order": "o1", "account_id": "A", "reason": "twice", **args}, {"ok": True, "id": "R-1"})


@pytest.mark.parametrize(
    ("args", "undone", "check"),
    [
        ({"refund": "R-1"}, True, None),
        ({"order": "o1"}, True, None),
        ({"order": "o1", "note": "x"}, True, None),
        ({"account_id": "A", "refund_id": "R-9"}, False, None),
        ({"reason": "twice", "refund": "R-9"}, False, "no more than `reason` is known to be the same"),
    ],
)
def test_without_a_mapping_what_a_call_is_about_has_to_be_the_same(
    undo: Undo,
    args: dict[str, Any],
    undone: bool,  # noqa: FBT001 - a case
    check: str | None,
) -> None:
    made = plan(undo(refunded(), Done("shop.stop_refund", args, {"ok": True}, at="01:05:00")))[1]
    assert (made["first"], bool(made["undone_by"])) == ("none" if undone else "undo", undone)
    assert [check in each for each in made["check_first"]] == ([True] if check else [])


@pytest.mark.parametrize(
    ("sent", "back", "check"),
    [
        ({}, {"amount": 1}, "1 went back, and of how much was not recorded"),
        ({"amount": 5, "currency": "EUR"}, {"amount": 5, "currency": "JPY"}, "5 JPY of 5 EUR went back"),
        ({"amount": 5, "currency": "EUR"}, {"amount": 5, "currency": "eur"}, None),
    ],
)
def test_money_that_may_have_gone_back_in_part_is_not_back(
    undo: Undo, sent: dict[str, Any], back: dict[str, Any], check: str | None
) -> None:
    stopped = Done("shop.stop_refund", {"refund": "R-1", **back}, {"ok": True}, at="01:05:00")
    made = plan(undo(refunded(**sent), stopped))[1]
    assert made["first"] == ("undo" if check else "none")
    assert [check in each for each in made["check_first"]] == ([True] if check else [])


def test_what_happened_beside_it_may_stay_when_it_is_taken_back(undo: Undo) -> None:
    closed, opened = (
        Done(f"shop.{each}", {"account": "A"}, {"ok": True}, at=f"01:0{n}:00")
        for n, each in enumerate(("close", "open"))
    )
    made = plan(undo(closed, opened))[1]
    assert made["also"] == ["shop/end_plan (reversible)", "shop/mail (irreversible)", "shop/ledger (irreversible)"]
    assert (made["first"], made["undone_by"]) == ("undo", None)
    assert "end_plan happened with it, and may not have been taken back" in made["check_first"][0]


def test_a_read_that_brings_about_a_change_is_in_the_plan(undo: Undo) -> None:
    (entry,) = plan(undo(Done("shop.look", {}, {"ok": True})))
    assert entry["also"] == ["shop/ledger (irreversible)"]


def test_an_undo_that_works_once_only_is_used_up(undo: Undo) -> None:
    once = ("close", "open", "close")
    calls = [Done(f"shop.{each}", {"account": "A"}, {"ok": True}, at=f"01:0{n}:00") for n, each in enumerate(once)]
    last, _, first = plan(undo(*calls, without=("also: [end_plan, mail]",)))
    assert (first["first"], last["first"]) == ("none", "undo")
    assert "the undo works once only, and `shop.open` (call_1) has used it" in last["check_first"][0]


def test_a_case_that_is_not_decided_closes_no_window_for_good(undo: Undo) -> None:
    posted = Done("shop.post", {}, {"ok": True})
    (entry,) = plan(undo(posted, now="2026-11-22T05:00:00Z"))
    assert (entry["first"], entry["state"], entry["steps"]) == ("undo", "closed", ["Take it down"])
    assert "is open until 2026-12-22T01:00:00Z else" in entry["check_first"][0]
    (entry,) = plan(undo(posted, now="2027-01-22T05:00:00Z"))
    assert (entry["first"], entry["steps"], len(entry["check_first"])) == ("none", [], 1)


def test_a_tool_none_of_whose_cases_holds_was_called_all_the_same(undo: Undo) -> None:
    ran = undo(Done("move", {"booking": "B-1", "noted": False}, {"ok": True}))
    assert (plan(ran), ran.json["calls"], ran.json["sessions"]) == ([], 1, 1)


def test_what_may_not_have_happened_is_reconciled_first(undo: Undo) -> None:
    (entry,) = plan(undo(CHARGED._replace(result=..., error="timeout")))
    assert (entry["first"], entry["call"]["outcome"]) == ("reconcile", "unknown")
    found = entry["reconcile"]
    assert found["read_back"].startswith(
        "Call stays/get_charge for booking B-1, amount 40 and see whether status is paid"
    )
    assert found["query"] == "key:k_1 from:2026-11-22T01:00:00Z to:2026-11-22T02:00:00Z {json}"


@pytest.mark.parametrize("state", ["pending", "requires_action", "partially_paid"])
def test_a_result_that_proves_neither_success_nor_failure_is_looked_into(undo: Undo, state: str) -> None:
    (entry,) = plan(undo(Done("cancel", {"booking": "B-1"}, {"status": state})))
    assert (entry["first"], entry["call"]["outcome"]) == ("reconcile", "unknown")
    assert plan(undo(Done("cancel", {"booking": "B-1"}, {"status": "declined"}))) == []


@pytest.mark.parametrize(
    ("error", "result", "found"),
    [
        ("ConnectionError", ..., "unknown"),
        ("503", ..., "unknown"),
        ("InternalServerError", ..., "unknown"),
        ("DEADLINE_EXCEEDED", ..., "unknown"),
        ("CANCELLED", ..., "unknown"),
        (None, "Error 500: something broke", "unknown"),
        (None, {"error": {"code": 504}}, "unknown"),
        ("502", "no answer", "unknown"),
        ("404", ..., None),
        (None, "Error: the limit is 500", None),
        (None, "Error: the booking was cancelled before", None),
    ],
)
def test_an_error_that_does_not_say_whether_it_happened_is_looked_into(
    undo: Undo, error: str | None, result: Any, found: str | None
) -> None:
    entries = plan(undo(BOOKED._replace(result=result, error=error)))
    assert [(each["first"], each["call"]["outcome"]) for each in entries] == ([("reconcile", found)] if found else [])


def test_who_does_it_and_how_they_are_reached(undo: Undo) -> None:
    (entry,) = plan(undo(CHARGED))
    assert (entry["by"], entry["on_call"], entry["contact"]["email"]) == ("finance", None, "finance@example.com")


def test_downstream_systems_have_it_after_all_delays(undo: Undo) -> None:
    (entry,) = plan(undo(BOOKED))
    flows = {flow["system"]: (flow["since"], flow["arrived"], flow["via"]) for flow in entry["flows"]}
    assert flows == {
        "ledger": ("2026-11-22T01:10:00Z", True, []),
        "crm": (None, None, []),
        "warehouse": ("2026-11-22T03:10:00Z", False, ["ledger"]),
    }


def test_nobody_wrote_whether_it_can_be_undone(undo: Undo) -> None:
    (entry,) = plan(undo(Done("wipe", {}, {"ok": True})))
    assert (entry["first"], entry["state"], entry["class"]) == ("undo", "unknown", "unknown")
    assert "No steps are written" in undo(Done("wipe", {}, {"ok": True}), more=()).out


def test_a_tool_that_nobody_listed_is_said_and_not_forgotten(undo: Undo) -> None:
    ran = undo(Done("give_points", {"guest": "ada"}, {"ok": True}))
    assert ran.json["plan"] == []
    assert [call["tool"] for call in ran.json["unlisted"]] == ["give_points"]
    assert "UNLISTED TOOLS give_points (1 call)" in undo(Done("give_points", {}, {"ok": True}), more=()).out


SECRET = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"


@pytest.mark.parametrize("more", [(), ("--format", "json"), ("--format", "markdown"), ("--script",)])
def test_a_secret_in_a_recorded_value_stays_there(undo: Undo, more: tuple[str, ...]) -> None:
    calls = (
        Done("add_note", {"booking": SECRET, "token": SECRET}, {"ok": True}),
        Done("book", {"guest": SECRET, "room": {"number": SECRET}}, {"id": SECRET}),
    )
    ran = undo(*calls, more=more)
    assert SECRET not in ran.out + ran.err
    assert ran.code == 0


def test_the_checklist_has_a_box_for_every_act(undo: Undo) -> None:
    ran = undo(BOOKED, CHARGED._replace(result=..., error="timeout"), more=("--script",))
    boxes = re.findall(r"^- \[ \] (.*)", ran.out, flags=re.MULTILINE)
    assert "Cancel booking B-1 of ada in room 7" in boxes
    assert any(box.startswith("Call stays/get_charge for booking B-1") for box in boxes)
    assert "- [ ] **desk**" in ran.out


def of_messages(cli: Cli, *more: str, started: str | None = None) -> Ran:
    """`undo` over a run of messages, in which no call has a time."""
    tools = ("refund", "stop_refund", "close", "open", "look", "post")
    held = "".join(f"  - {{name: shop.{name}, operation: shop/{name}, credential: stays-key}}\n" for name in tools)
    written(cli.here / "hotel", {**HOTEL, "clerk.yaml": HOTEL["clerk.yaml"] + held, "shop.yaml": SHOP})
    call = {"id": "1", "type": "function", "function": {"name": "book", "arguments": '{"guest": "ada"}'}}
    messages = [
        {"role": "user", "content": "A room, please."},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "1", "content": '{"id": "B-1"}'},
    ]
    run = {"messages": messages} | ({"start_time": started} if started else {})
    (cli.here / "run.json").write_text(json.dumps([run]))
    return cli("undo", "run.json", "-i", "hotel", "--now", NOW, "--format", "json", *more)


def test_without_a_time_there_is_no_deadline_and_the_window_is_shown(cli: Cli) -> None:
    ran = of_messages(cli)
    (entry,) = plan(ran)
    assert (entry["first"], entry["state"], entry["deadline"], entry["window"]) == ("undo", "unknown", None, "24h")
    assert (entry["call"]["item"], entry["call"]["message"], entry["call"]["at"]) == (0, 1, None)
    assert "give `--at`" in ran.json["unknown"][0]


def test_somebody_who_knows_gives_the_time(cli: Cli) -> None:
    (entry,) = plan(of_messages(cli, "--at", "2026-11-22T01:30:00Z"))
    assert (entry["state"], entry["deadline"], entry["at_is_lower_bound"]) == ("closing", "2026-11-23T01:30:00Z", False)


def test_the_start_of_a_session_is_a_lower_bound(cli: Cli) -> None:
    (entry,) = plan(of_messages(cli, started="2026-11-22T00:00:00Z"))
    assert (entry["state"], entry["deadline"], entry["at_is_lower_bound"]) == ("closing", "2026-11-23T00:00:00Z", True)
    (late,) = plan(of_messages(cli, started="2026-11-21T01:00:00Z"))
    assert (late["state"], late["first"]) == ("closed", "undo"), "the call may have come later than the session began"
    assert "only the start of the session was recorded" in late["check_first"][0]
    (over,) = plan(of_messages(cli, started="2026-11-01T01:00:00Z"))
    assert (over["state"], over["first"]) == ("closed", "none")


def test_narrowing_changes_what_is_shown_and_not_what_is_known(undo: Undo) -> None:
    cancelled = Done("cancel", {"booking": "B-1"}, {"status": "cancelled"}, at="01:30:00")
    more = ("--until", "2026-11-22T01:10:00Z", "--format", "json")
    (entry,) = plan(undo(BOOKED, cancelled, more=more))
    assert (entry["order"], entry["first"], entry["undone_by"]["tool"]) == (2, "none", "cancel")
    other = BOOKED._replace(session="chat-2", at="01:05:00")
    (entry,) = plan(undo(BOOKED, other, more=("--session", "chat-2", "--format", "json")))
    assert entry["session"] == "chat-2"


@pytest.mark.parametrize("named", ["Clerk", "desk-bot", ""])
def test_a_tool_that_nobody_listed_is_of_an_agent_however_it_is_called(undo: Undo, named: str) -> None:
    known = HOTEL["clerk.yaml"].replace("status: live", "status: live\nappears_as: {agent: [desk-bot]}")
    ran = undo(
        Done("erase", {"guest": "ada"}, {"ok": True}, agent=named), clerk=known, more=("--agent", "clerk", *JSON)
    )
    assert [call["tool"] for call in ran.json["unlisted"]] == ["erase"]
    ran = undo(Done("erase", {"guest": "ada"}, {"ok": True}, agent="porter"), more=("--agent", "clerk", *JSON))
    assert ran.json["unlisted"] == []


def test_without_an_inventory_it_says_what_it_can(cli: Cli) -> None:
    (cli.here / "trace.json").write_text(trace(BOOKED))
    ran = cli("undo", "trace.json", "--now", NOW)
    assert ran.code == 0
    assert "UNLISTED TOOLS book (1 call): there is no inventory, and what they did" in " ".join(ran.out.split())


def test_a_trace_that_breaks_off_gives_a_partial_plan(cli: Cli) -> None:
    tools = ("refund", "stop_refund", "close", "open", "look", "post")
    held = "".join(f"  - {{name: shop.{name}, operation: shop/{name}, credential: stays-key}}\n" for name in tools)
    written(cli.here / "hotel", {**HOTEL, "clerk.yaml": HOTEL["clerk.yaml"] + held, "shop.yaml": SHOP})
    whole = trace(BOOKED)
    (cli.here / "trace.jsonl").write_text(whole + "\n" + whole[: len(whole) // 2])
    ran = cli("undo", "trace.jsonl", "-i", "hotel", "--now", NOW)
    assert ran.code == 3
    assert ran.out.startswith("PARTIAL: 1 problem in traces or inventory")
    assert "stays/book" in ran.out


def test_the_incident_that_comes_with_the_project(cli: Cli) -> None:
    ran = cli("undo", INCIDENT, "-i", DESK, "--now", "2026-11-22T03:10:00Z")
    assert ran.code == 0
    assert "Before it was status open, priority high, as an earlier read shows." in ran.out
    assert "2.2 Select 90212, press Restore and see it in its former view" in ran.out
    assert "RECONCILE FIRST; if it happened, CANNOT BE UNDONE" in ran.out
    assert max(len(line) for line in ran.out.splitlines() if "WHERE" not in line) <= 80


TAU = ROOT.parent / "shared" / "data" / "traces" / "tau2_airline_nemotron_orchestrator.json"
AIRLINE = """
apiVersion: blastradius/v1
kind: System
id: airline
environment: production
owner: unknown
audit_log: unknown
reversibility: unknown
credentials: unknown
operations:
  - id: book_reservation
    effect: [write, pay]
    reversibility:
      class: compensable
      window: 24h
      residue: The refund takes days.
      undo: ["Cancel {result.reservation_id}"]
      undo_operation: {id: cancel_reservation, with: {reservation_id: result.reservation_id}}
      keep: [result.reservation_id]
    receipt: {completion: sync, success: {field: reservation_id, present: true}}
  - id: cancel_reservation
    effect: delete
    reversibility: {class: irreversible}
    receipt: {completion: sync, success: {field: status, equals: cancelled}}
---
apiVersion: blastradius/v1
kind: Agent
id: agent
owner: unknown
tools:
  - {name: book_reservation, operation: airline/book_reservation}
  - {name: cancel_reservation, operation: airline/cancel_reservation}
"""


@pytest.mark.skipif(not TAU.is_file(), reason="the recorded runs are not here")
def test_a_recorded_run_that_books_three_times_and_cancels_two(cli: Cli) -> None:
    written(cli.here / "air", {"blastradius.yaml": HOTEL["blastradius.yaml"], "all.yaml": AIRLINE})
    ran = cli("undo", TAU, "-i", "air", "--session", "1", "--now", "2025-01-01T12:00:00Z", "--format", "json")
    entries = ran.json["plan"]
    told = [(each["operation"], each["call"]["message"], each["first"]) for each in entries]
    assert told == [
        ("cancel_reservation", 34, "none"),
        ("cancel_reservation", 34, "none"),
        ("book_reservation", 30, "undo"),
        ("book_reservation", 28, "none"),
        ("book_reservation", 24, "none"),
    ]
    assert entries[2]["steps"] == ["Cancel HATHAV"]
    assert [each["undoes"] for each in entries[:2]] == [4, 5]


PAID = """
apiVersion: blastradius/v1
kind: System
id: bank
environment: production
owner: unknown
audit_log: unknown
reversibility: unknown
credentials: [{credential: bank-key, access: write}]
operations:
  - id: charge_card
    effect: pay
    object: [args.card_number]
    amount: {field: args.amount, currency: args.currency, minor_units: true}
    receipt: {completion: sync, success: {field: status, equals: paid}}
    reversibility:
      class: compensable
      window: 30d
      residue: A fee.
      undo: ["Pay back to {args.card_number}, code {args.cvv}, in all {args.amount}"]
---
apiVersion: blastradius/v1
kind: Agent
id: cashier
status: live
owner: unknown
kill_switch: unknown
tools: [{name: charge_card, operation: bank/charge_card, credential: bank-key}]
"""


def paid(cli: Cli, currency: str, result: str | None) -> str:
    """The checklist after a payment of 4900."""
    written(
        cli.here / "bank",
        {"blastradius.yaml": "apiVersion: blastradius/v1\nkind: Inventory\nid: bank\n", "bank.yaml": PAID},
    )
    given = {"card_number": "4111 1111 1111 1111", "cvv": "737", "amount": 4900, "currency": currency}
    call = {"id": "c1", "type": "function", "function": {"name": "charge_card", "arguments": json.dumps(given)}}
    messages = [{"role": "user", "content": "Pay."}, {"role": "assistant", "tool_calls": [call]}]
    messages += [{"role": "tool", "tool_call_id": "c1", "content": result}] if result else []
    (cli.here / "run.json").write_text(json.dumps(messages))
    return cli("undo", "run.json", "-i", "bank", "--now", NOW, "--script").out


@pytest.mark.parametrize(("currency", "amount"), [("USD", "49.00 USD"), ("JPY", "4900 JPY"), ("KWD", "4.900 KWD")])
def test_amounts_in_minor_units_are_told_in_the_currency(cli: Cli, currency: str, amount: str) -> None:
    out = paid(cli, currency, '{"status": "paid"}')
    assert f"amount {amount}" in out
    assert f"in all {amount} (4900 in minor units)" in out


def test_cards_and_their_codes_are_not_shown(cli: Cli) -> None:
    out = paid(cli, "USD", '{"status": "paid"}')
    assert "1111 1111" not in out
    assert "737" not in out
    assert "Pay back to •••••••••••••••1111, code ••••••••, in all 49.00 USD" in out


def test_a_box_is_an_act_and_what_only_follows_from_an_answer_says_so(cli: Cli) -> None:
    out = paid(cli, "USD", None)
    assert "- Not known whether it happened" in out
    assert "- [ ] Not known" not in out
    assert "- [ ] If it happened: Pay back to" in out


def test_the_checklist_begins_with_a_box_for_stopping_each_agent(cli: Cli) -> None:
    out = paid(cli, "USD", '{"status": "paid"}')
    stop = out.index("- [ ] cashier: how to stop it is not known, ask its owner, who is not known")
    assert stop < out.index("Pay back to")


def test_what_cannot_be_undone_has_its_other_steps_and_no_box_without_one(cli: Cli) -> None:
    out = cli("undo", INCIDENT, "-i", DESK, "--now", NOW, "--script").out
    assert "- [ ] Instead: " in out
    for entry in re.split(r"^### ", out, flags=re.MULTILINE):
        assert not ("Instead: " in entry and "No steps are written" in entry), entry

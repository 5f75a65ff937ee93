"""Effects that happened twice, outcomes that nobody knows, and retries that were not safe."""

import json
from typing import Any

import pytest
from conftest import ROOT, Cli, Ran, written
from otlp import Done, trace

from blastradius.analysis.retries.answer import retries
from blastradius.analysis.undo.answer import undo
from blastradius.cli.inventory import open_inventory
from blastradius.model.durations import parse_moment
from blastradius.traces.portions import Portions
from blastradius.traces.read import read_runs

NOW = "2026-11-22T03:10:00Z"
DESK = str(ROOT / "inventories" / "support-desk")
INCIDENT = str(ROOT / "examples" / "incident" / "trace.json")
RECORDED = ROOT / "inventories" / "recorded"
RUNS = ROOT.parent / "shared" / "data"

SHOP = """
apiVersion: blastradius/v1
kind: Inventory
id: till
---
apiVersion: blastradius/v1
kind: System
id: till
environment: production
owner: desk
audit_log: {location: Log, query: "key:{principal} from:{since}", retention: 90d}
reversibility: {class: irreversible, residue: It stays.}
credentials: [{credential: till-key, access: admin}]
operations:
  - {id: look, effect: read}
  - id: pay
    effect: pay
    object: [args.order]
    amount: {field: args.amount}
    idempotency: {class: KIND, KEY scope: [args.order]}
    reversibility:
      class: reversible
      window: 24h
      undo: [Take it back]
      undo_operation: {id: back, with: {pay: result.id}}
      keep: [result.id]
    receipt: {completion: sync, success: {field: id, present: true}, read_back: {operation: look}}
  - id: back
    effect: pay
    idempotency: {class: natural}
    reversibility: {class: irreversible, residue: It stays.}
    receipt: {completion: sync, success: {field: ok, equals: true}}
---
apiVersion: blastradius/v1
kind: Credential
id: till-key
type: api-key
principal: till-1
owner: desk
rotate_every: unknown
rotated: unknown
revoke: unknown
---
apiVersion: blastradius/v1
kind: Agent
id: clerk
status: live
owner: desk
kill_switch: unknown
tools:
  - {name: look, operation: till/look, credential: till-key}
  - {name: pay, operation: till/pay, credential: till-key, idempotency_key: MADE}
  - {name: back, operation: till/back, credential: till-key}
"""

PAY = {"order": "o1", "amount": 5}


def retried(
    cli: Cli,
    *calls: Done,
    kind: str = "none",
    key: str = "",
    made: str = "none",
    text: str = "",
    receipt: str = "",
    keep: str = "keep: [result.id]",
    shop: str = SHOP,
) -> Ran:
    inventory = shop.replace("KIND", kind).replace("KEY ", f"{key} " if key else "").replace("MADE", made)
    inventory = inventory.replace("keep: [result.id]", keep)
    if receipt:
        inventory = inventory.replace(
            "{completion: sync, success: {field: id, present: true}, read_back: {operation: look}}", receipt
        )
    written(cli.here, {"shop/blastradius.yaml": inventory, "run.json": text or trace(*calls)})
    return cli("retries", "run.json", "-i", "shop", "--now", NOW, "--format", "json")


def facts(ran: Ran) -> list[tuple[Any, ...]]:
    return [
        (each["kind"], each["certain"], each["made"], each["undone"], each["left"]) for each in ran.json["duplicates"]
    ]


def paid(number: str, at: str = "01:00:00", **args: Any) -> Done:
    return Done("pay", {**PAY, **args}, {"id": number}, at=at)


def test_what_happened_twice_is_certain(cli: Cli) -> None:
    ran = retried(cli, paid("p1"), paid("p2", "01:00:05"))
    assert facts(ran) == [("same-arguments", True, 2, 0, 2)]
    assert ran.code == 1
    assert ran.json["duplicates"][0]["operation"] == "till/pay"


def test_net_counts_are_said(cli: Cli) -> None:
    back = Done("back", {"pay": "p2"}, {"ok": True}, at="01:01:00")
    ran = retried(cli, paid("p1"), paid("p2", "01:00:05"), paid("p3", "01:00:09"), back)
    assert facts(ran) == [("same-arguments", True, 3, 1, 2)]


def test_to_do_anew_what_was_taken_back_is_no_duplicate(cli: Cli) -> None:
    back = Done("back", {"pay": "p1"}, {"ok": True}, at="01:00:03")
    ran = retried(cli, paid("p1"), back, paid("p2", "01:00:05"))
    assert (facts(ran), ran.code) == ([], 0)


@pytest.mark.parametrize("first", [{"id": None, "error": "declined"}, "Error: declined"])
def test_what_failed_first_did_not_happen_twice(cli: Cli, first: Any) -> None:
    ran = retried(cli, Done("pay", PAY, first, error="declined"), paid("p2", "01:00:05"))
    assert (facts(ran), ran.json["unsafe"], ran.code) == ([], [], 0)


def test_natural_operations_have_no_duplicates(cli: Cli) -> None:
    assert facts(retried(cli, paid("p1"), paid("p2", "01:00:05"), kind="natural")) == []


def test_other_arguments_for_the_same_object_are_never_certain(cli: Cli) -> None:
    ran = retried(cli, paid("p1"), paid("p2", "01:00:05", amount=6))
    assert (facts(ran), ran.code) == ([("same-object", False, 2, 0, 2)], 0)


def test_another_object_is_no_duplicate(cli: Cli) -> None:
    assert facts(retried(cli, paid("p1"), paid("p2", "01:00:05", order="o2"))) == []


def test_the_same_in_another_session_may_be_meant_and_is_shown(cli: Cli) -> None:
    again = paid("p2", "01:10:00")._replace(session="chat-2")
    ran = retried(cli, paid("p1"), again)
    assert (facts(ran), ran.code) == ([("same-arguments", False, 2, 0, 2)], 0)
    assert "2 sessions" in ran.json["duplicates"][0]["why"]
    assert facts(retried(cli, paid("p1"), again._replace(args={**PAY, "order": "o2"}))) == []
    assert facts(retried(cli, paid("p1"), again, kind="natural")) == []


def test_no_call_is_no_all_clear(cli: Cli) -> None:
    written(cli.here, {"run.json": json.dumps({"messages": [{"role": "user", "content": "Hello"}]})})
    for command in ("retries", "undo", "triage", "claims"):
        assert "no all clear" in " ".join(cli(command, "run.json", "-i", DESK, "--now", NOW).out.split())


def test_volatile_arguments_do_not_count(cli: Cli) -> None:
    ran = retried(cli, paid("p1", request_id="a"), paid("p2", "01:00:05", request_id="b"))
    assert facts(ran) == [("same-arguments", True, 2, 0, 2)]


@pytest.mark.parametrize(
    ("made", "same", "expected"),
    [
        ("arguments", True, []),
        ("call-id", False, [("same-arguments", True, 2, 0, 2)]),
        ("call-id", True, [("same-arguments", False, 2, 0, 2)]),
        ("run+step+tool+scope", True, [("same-arguments", False, 2, 0, 2)]),
        ("run+step+tool+scope", False, [("same-arguments", True, 2, 0, 2)]),  # two new ids: it acted twice
        ("none", True, [("same-arguments", False, 2, 0, 2)]),  # one id for both: it may be a replay
    ],
)
def test_keys_in_headers_are_inferred_from_the_binding(cli: Cli, made: str, same: bool, expected: list[Any]) -> None:  # noqa: FBT001 - a case
    ran = retried(
        cli,
        paid("p1"),
        paid("p1" if same else "p2", "01:00:05"),
        kind="keyed",
        key="key: {carrier: header, name: Idempotency-Key}, window: 24h,",
        made=made,
    )
    assert facts(ran) == expected


@pytest.mark.parametrize(
    ("window", "again", "why"),
    [
        ("window: 24h,", "2026-11-22T02:00:00Z", ""),
        ("window: unlimited,", None, ""),
        ("window: unknown,", "2026-11-22T01:00:05Z", "how long keys are kept is not known"),
        ("", "2026-11-22T01:00:05Z", "how long keys are kept is not known"),
        ("window: 1h,", "2026-11-22T02:00:01Z", "it came after the 1h for which keys are kept"),
        ("window: 1h,", None, "was not recorded"),
    ],
)
def test_a_key_that_may_have_been_forgotten_keeps_nothing_from_acting_twice(
    cli: Cli, window: str, again: str | None, why: str
) -> None:
    times = ["2026-11-22T01:00:00Z", again] if again else [None, None]
    messages = [message for number, at in enumerate(times) for message in asked(f"c{number}", at)]
    header = "key: {carrier: header, name: Idempotency-Key},"
    text = json.dumps({"messages": messages})
    ran = retried(cli, kind="keyed", key=f"{header} {window}", made="arguments", text=text, keep="")
    assert facts(ran) == ([("same-arguments", False, 2, 0, 2)] if why else [])
    assert all(why in each["why"] for each in ran.json["duplicates"])


def asked(identity: str, at: str | None, result: Any = None) -> list[dict[str, Any]]:
    """A payment as two messages."""
    function = {"name": "pay", "arguments": json.dumps(PAY)}
    told = {"role": "tool", "tool_call_id": identity, "content": json.dumps(result or {"id": "p1"})}
    when = {"timestamp": at} if at else {}
    return [{"role": "assistant", "tool_calls": [{"id": identity, "function": function}], **when}, {**told, **when}]


def test_a_key_made_of_arguments_may_be_made_of_those_that_differ(cli: Cli) -> None:
    key = "key: {carrier: header, name: Idempotency-Key}, window: 24h,"
    calls = paid("p1", request_id="a"), paid("p1", "01:00:05", request_id="b")
    (found,) = retried(cli, *calls, kind="keyed", key=key, made="arguments").json["duplicates"]
    assert (found["kind"], found["certain"]) == ("same-arguments", False)


def test_what_nobody_can_prove_may_have_happened_twice(cli: Cli) -> None:
    ran = retried(cli, paid("p1"), paid("p2", "01:00:05"), receipt="unknown")
    assert (facts(ran), ran.code) == ([("same-arguments", False, 2, 0, 2)], 0)
    assert "nothing written down says which result is a success" in ran.json["duplicates"][0]["why"]


def test_a_repeat_of_what_is_still_pending_is_unsafe(cli: Cli) -> None:
    receipt = "{completion: async, success: {field: status, equals: done}, failure: {field: status, equals: refused}}"
    pending, done = ({"id": "p1", "status": each} for each in ("pending", "done"))
    calls = (Done("pay", PAY, pending), Done("pay", PAY, done, at="01:00:05"))
    ran = retried(cli, *calls, receipt=receipt)
    assert [each["call"]["outcome"] for each in ran.json["unsafe"]] == ["ok"]
    assert [each["call"]["outcome"] for each in ran.json["unknown"]] == ["unknown"]


def test_numbers_are_the_same_however_they_are_written(cli: Cli) -> None:
    ran = retried(cli, paid("p1"), paid("p2", "01:00:05", amount=5.0))
    assert facts(ran) == [("same-arguments", True, 2, 0, 2)]
    assert facts(retried(cli, paid("p1", order=7), paid("p2", "01:00:05", order="7"))) == [
        ("same-object", False, 2, 0, 2)
    ]


@pytest.mark.parametrize(("said", "found"), [("", True), (", on_repeat: mail is sent once", False)])
def test_a_natural_operation_can_bring_about_another_anew(cli: Cli, said: str, found: bool) -> None:  # noqa: FBT001 - a case
    mail = "  - {id: mail, effect: send, idempotency: {class: none}}\n  - id: back\n"
    shop = SHOP.replace("  - id: back\n", mail).replace("    object: [args.order]\n", "    also: [mail]\n")
    ran = retried(cli, paid("p1"), paid("p1", "01:00:05"), kind=f"natural{said}", shop=shop, keep="")
    assert facts(ran) == ([("same-arguments", False, 2, 0, 2)] if found else [])
    assert all("it may bring about mail anew" in each["why"] for each in ran.json["duplicates"])


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("k", "k", []),
        ("k", "l", [("same-arguments", True, 2, 0, 2)]),
        (None, None, [("same-arguments", False, 2, 0, 2)]),
        ("", "", [("same-arguments", False, 2, 0, 2)]),
    ],
)
def test_keys_in_arguments_are_compared(cli: Cli, one: Any, other: Any, found: list[Any]) -> None:
    key = "key: {carrier: parameter, name: once}, window: 24h,"
    calls = paid("p1", once=one), paid("p1", "01:00:05", once=other)
    assert facts(retried(cli, *calls, kind="keyed", key=key, made="unknown", keep="")) == found


def test_a_retry_after_a_time_out_is_unsafe_and_the_read_back_tells(cli: Cli) -> None:
    ran = retried(cli, Done("pay", PAY, error="timeout"), paid("p2", "01:00:05"))
    assert (facts(ran), ran.code) == ([], 0)
    (unknown,) = ran.json["unknown"]
    assert unknown["call"]["outcome"] == "unknown"
    assert unknown["read_back"] == "Call till/look for order o1, amount 5"
    assert unknown["query"] == "key:till-1 from:2026-11-22T01:00:00Z"
    (unsafe,) = ran.json["unsafe"]
    assert unsafe["after"] == unknown["call"]
    assert unsafe["call"]["outcome"] == "ok"


def resent(*ends: dict[str, str]) -> str:
    """A run of one payment, and the requests below its call."""
    document = json.loads(trace(paid("p1")))
    spans = document["resourceSpans"][0]["scopeSpans"][0]["spans"]
    for number, end in enumerate(ends, 100):
        about = {"http.request.method": "POST", "url.full": "https://till.example/pay?key=sk-1", **end}
        attributes = [{"key": key, "value": {"stringValue": value}} for key, value in about.items()]
        parent = {"parentSpanId": spans[0]["spanId"], "spanId": f"{number:016x}", "attributes": attributes}
        spans.append(spans[0] | parent)
    return json.dumps(document)


@pytest.mark.parametrize(
    ("ends", "kind", "found"),
    [
        (
            [{"error.type": "timeout"}, {"http.response.status_code": "200"}],
            "none",
            "ended without an answer (timeout)",
        ),
        ([{"http.response.status_code": "503"}, {"http.response.status_code": "200"}], "none", "answered 503"),
        ([{"http.response.status_code": "429"}, {"http.response.status_code": "200"}], "none", ""),
        ([{"http.response.status_code": "200"}], "none", ""),
        ([{"error.type": "timeout"}, {"http.response.status_code": "200"}], "natural", ""),
    ],
)
def test_a_client_that_sends_again_below_one_call_is_seen(
    cli: Cli, ends: list[dict[str, str]], kind: str, found: str
) -> None:
    ran = retried(cli, text=resent(*ends), kind=kind)
    assert [found in each["why"] for each in ran.json["unsafe"]] == ([True] if found else [])
    assert "sk-1" not in ran.out
    if found:
        assert ran.json["unsafe"][0]["call"] == ran.json["unsafe"][0]["after"]
        shown = cli("retries", "run.json", "-i", "shop", "--now", NOW).out
        assert shown.count("span 0000000000000001") == 1


def test_what_worsens_comes_first(cli: Cli) -> None:
    ran = retried(cli, paid("p1"), paid("p2", "01:00:05"), kind="worsens")
    assert ran.json["duplicates"][0]["worsens"] is True
    text = cli("retries", "run.json", "-i", "shop", "--now", NOW).out
    assert "WORSENS: 2 made, 2 left" in text


def test_without_an_inventory_nothing_is_certain(cli: Cli) -> None:
    written(cli.here, {"alone/run.json": trace(paid("p1"), paid("p2", "01:00:05"))})
    ran = cli("retries", "alone/run.json", "--now", NOW, "--format", "json", env={"BLASTRADIUS_INVENTORY": ""})
    if ran.json["inventory"]:
        pytest.skip("an inventory lies around the tests")
    assert facts(ran) == [("same-arguments", False, 2, 0, 2)]
    assert ran.code == 0


def test_a_damaged_run_is_a_partial_answer(cli: Cli) -> None:
    whole = trace(paid("p1"), paid("p2", "01:00:05"))
    ran = retried(cli, text=f"{whole}\n{whole[:80]}\n")
    assert ran.code == 3
    assert ran.json["complete"] is False
    assert facts(ran) == [("same-arguments", True, 2, 0, 2)]
    assert cli("retries", "run.json", "-i", "shop", "--now", NOW).out.startswith("PARTIAL")


def test_the_incident_refunds_twice(cli: Cli) -> None:
    ran = cli("retries", INCIDENT, "-i", DESK, "--now", NOW, "--format", "json")
    assert [
        (each["operation"], *each_facts) for each, each_facts in zip(ran.json["duplicates"], facts(ran), strict=True)
    ] == [("stripe/create_refund", "same-arguments", True, 2, 0, 2)]
    assert len(ran.json["unknown"]) == 1
    assert len(ran.json["unsafe"]) == 1
    markdown = cli("retries", INCIDENT, "-i", DESK, "--now", NOW, "--format", "markdown").out
    assert "## Happened more than once" in markdown


@pytest.mark.skipif(not RUNS.is_dir(), reason="the recorded runs are not beside the repository")
def test_real_runs_that_were_read_by_hand(cli: Cli) -> None:
    """Repeats after an error never took effect; one run books three times and cancels two."""
    files = {"tau_airline_gpt4o.json": [], "tau2_airline_nemotron_orchestrator.json": [(1, [24, 28, 30], 3, 2, 1)]}
    by_hand = [json.loads(line) for line in (RUNS / "duplicates_found.jsonl").read_text().splitlines()]
    for file, expected in files.items():
        run = str(RUNS / "traces" / file)
        found = cli("retries", run, "-i", str(RECORDED / "airline"), "--now", NOW, "--format", "json").json[
            "duplicates"
        ]
        certain = [
            (
                each["calls"][0]["item"],
                [call["message"] for call in each["calls"]],
                each["made"],
                each["undone"],
                each["left"],
            )
            for each in found
            if each["certain"]
        ]
        assert certain == expected
        failed = {
            (each["item_index"], each["tool"]) for each in by_hand if each["file"] == file and "err" in each["kind"]
        }
        assert not failed & {(each["calls"][0]["item"], each["calls"][0]["tool"]) for each in found}


def test_sessions_that_are_not_in_memory_together_repeat_and_take_back_what_they_did(cli: Cli) -> None:
    far = [paid(f"n{each}", f"01:{each:02}:00", order=f"x{each}")._replace(session=f"s{each}") for each in range(30)]
    again = paid("p2", "02:00:00", order="x3")._replace(session="again")
    back = Done("back", {"pay": "n4"}, {"ok": True}, at="02:01:00", session="back")
    retried(cli, *far, again, back)
    sessions = read_runs([str(cli.here / "run.json")]).sessions
    _, catalog = open_inventory([cli.here / "shop"], remember=False)
    portions = Portions(sessions, catalog, most=8)
    assert portions.several
    (twice,) = retries(catalog, portions, now=parse_moment(NOW)).duplicates
    assert {effect.call.session for effect in twice.calls} == {"s3", "again"}
    checked = {entry.effect.call.session: entry.checks for entry in undo(catalog, portions, now=parse_moment(NOW)).plan}
    assert [name for name, checks in checked.items() if "another session, `back`" in " ".join(checks)] == ["s4"]

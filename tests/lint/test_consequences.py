"""Rules about consequences where their examples stop: what counts first, what is left alone, and how much it weighs."""

from pathlib import Path

import pytest

from blastradius.finding import Finding, Severity
from blastradius.lint.example import agent, credential, system, team, together
from tests.lint.inventory import lint

LOG = '{{location: Console, query: "u={{principal}}", retention: {kept}, delay: 5m}}'
UNDO = "{{class: reversible, window: {window}, undo: [Undo it]}}"
TOOL = "\n  - {{name: act, operation: stripe/act, credential: stripe-key{more}}}"


def found(folder: Path, rule: str, *entities: str) -> list[Finding]:
    return [each for each in lint(folder, all=together(*entities)).findings if each.rule == rule]


def operation(more: str) -> str:
    return f"\n  - {{id: act, effect: pay, {more}}}"


@pytest.mark.parametrize(
    ("of_system", "own", "window", "place"),
    [
        ("90d", "7d", "30d", "/operations/0/audit_log/retention"),
        ("7d", "90d", "30d", None),
        ("7d", None, "30d", "/audit_log/retention"),
        ("7d", None, "unlimited", "/audit_log/retention"),
        ("30d", None, "unlimited", None),
        ("unlimited", None, "30d", None),
        ("30d", None, "30d", None),
        ("unknown", None, "30d", None),
    ],
)
def test_the_log_of_the_operation_counts_before_that_of_its_system(
    tmp_path: Path, of_system: str, own: str | None, window: str, place: str | None
) -> None:
    log = f", audit_log: {{retention: {own}}}" if own else ""
    cells = operation(f"reversibility: {UNDO.format(window=window)}{log}")

    reported = found(tmp_path, "evidence-too-short", system(audit_log=LOG.format(kept=of_system), operations=cells))

    assert [each.pointer for each in reported] == ([place] if place else [])


@pytest.mark.parametrize(
    ("status", "approval", "severity"),
    [
        ("live", "none", Severity.WARNING),
        ("pre-launch", "none", Severity.INFO),
        ("retired", "none", None),
        ("live", "policy", None),
        ("live", "unknown", None),
    ],
)
def test_only_agents_that_run_need_approval(
    tmp_path: Path, status: str, approval: str, severity: Severity | None
) -> None:
    actor = agent(status=status, tools=TOOL.format(more=f", approval: {approval}"))

    reported = found(
        tmp_path, "effect-without-approval", system(operations=operation("summary: x")), credential(), actor
    )

    assert [each.severity for each in reported] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("window", "more", "reported"),
    [
        ("25m", ", retries: 2, idempotency_key: run+step+tool+scope", True),
        ("30m", ", retries: 2, idempotency_key: run+step+tool+scope", False),
        ("12h", ", approval: human, idempotency_key: run+step+tool+scope", True),
        ("24h", ", approval: human, idempotency_key: run+step+tool+scope", False),
        ("1m", ", retries: 2, idempotency_key: none", False),
        ("unlimited", ", retries: 9, approval: human, idempotency_key: run+step+tool+scope", False),
    ],
)
def test_a_key_outlives_retries_and_the_wait_for_a_person(
    tmp_path: Path,
    window: str,
    more: str,
    reported: bool,  # noqa: FBT001
) -> None:
    keyed = f"idempotency: {{class: keyed, key: {{carrier: header, name: Key}}, window: {window}}}"
    written = (system(operations=operation(keyed)), credential(), agent(tools=TOOL.format(more=more)))

    assert bool(found(tmp_path, "key-too-short-lived", *written)) is reported


@pytest.mark.parametrize("repeat", ["{class: natural}", "{class: unknown}", "unknown"])
def test_what_is_safe_or_not_known_to_repeat_is_left_to_others(tmp_path: Path, repeat: str) -> None:
    written = (
        system(operations=operation(f"idempotency: {repeat}")),
        credential(),
        agent(sdk_retries="2", tools=TOOL.format(more=", retries: 2")),
    )

    for rule in ("retry-without-key", "retry-that-worsens", "sdk-retries-repeat", "key-from-call"):
        assert found(tmp_path, rule, *written) == []


def test_each_level_and_scope_that_no_tool_needs_is_named(tmp_path: Path) -> None:
    grants = "\n  - {credential: stripe-key, access: admin, scopes: [a, b, 'c:*']}"
    written = system(
        credentials=grants,
        operations="\n  - {id: act, effect: read, requires: [a]}\n  - {id: more, effect: pay, requires: ['c:d', e]}",
        scope_implies="{a: [e]}",
    )

    (reported,) = found(tmp_path, "credential-too-wide", written, credential(), agent(tools=TOOL.format(more="")))

    assert "the levels `write`, `admin` and the scopes `b`, `c:*`" in reported.message
    assert "`e`" not in reported.message, "whoever has a has e as well: it cannot be taken out"
    assert reported.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("scopes", "severity"), [("a, b, d", Severity.WARNING), ("a, b, c", Severity.INFO), ("a, b, k", Severity.WARNING)]
)
def test_a_scope_left_over_weighs_by_what_it_is_for(tmp_path: Path, scopes: str, severity: Severity) -> None:
    written = system(
        credentials=f"[{{credential: stripe-key, access: write, scopes: [{scopes}]}}]",
        operations="\n  - {id: act, effect: write, requires: [a]}\n  - {id: see, effect: read, requires: [c]}"
        "\n  - {id: more, effect: pay, requires: [d]}",
    )
    kept = credential("other-key", obtainable_from="[{system: stripe, requires: [k]}]")

    (reported,) = found(tmp_path, "credential-too-wide", written, credential(), kept, agent(tools=TOOL.format(more="")))

    assert reported.severity is severity


@pytest.mark.parametrize(
    ("scopes", "says"),
    [
        ('"*"', "by `*` the scopes `a:see`, `c`"),
        ('"*", "a:act"', "by `*` the scopes `a:see`, `c`"),
        ('"a:*"', "by `a:*` the scope `a:see`"),
        ('"a:act", "b:*"', "the scope `b:*`"),
        ('"a:act*"', ""),
        ('"a:act"', ""),
    ],
)
def test_a_pattern_that_carries_more_than_is_needed_is_named_with_it(tmp_path: Path, scopes: str, says: str) -> None:
    written = system(
        credentials=f"[{{credential: stripe-key, access: write, scopes: [{scopes}]}}]",
        operations='\n  - {id: act, effect: write, requires: ["a:act"]}'
        '\n  - {id: see, effect: pay, requires: ["a:see"]}'
        "\n  - {id: more, effect: pay, requires: [c, e]}",
        scope_implies='{"a:act": [e]}',
    )

    reported = found(tmp_path, "credential-too-wide", written, credential(), agent(tools=TOOL.format(more="")))

    assert [says in each.message for each in reported] == ([True] if says else []), reported


@pytest.mark.parametrize(
    ("rest", "reported"),
    [
        ("  - name: pay\n   operation: stripe/pay\n    credential: stripe-key\n", False),
        ("  - name: pay\n   operation: stripe/pay\n    credential: other-key\n", True),
    ],
)
def test_a_credential_is_not_too_wide_for_what_could_not_be_read(tmp_path: Path, rest: str, reported: bool) -> None:  # noqa: FBT001
    written = (
        system(credentials="[{credential: stripe-key, access: admin}]", operations="[{id: act, effect: read}]"),
        credential(),
        agent(tools=TOOL.format(more="")),
    )
    broken = agent("other-bot", tools="\n").rstrip() + "\n" + rest

    found_ = [each.rule for each in lint(tmp_path, good=together(*written), other=broken).findings]

    assert "syntax" in found_
    assert ("credential-too-wide" in found_) is reported


@pytest.mark.parametrize(
    ("credential_", "advice"),
    [("mail-key", "`gmail/act`"), ("sms-key", "`twilio/act`"), ("unknown", "one of `gmail/act` and `twilio/act`")],
)
def test_an_operation_without_a_system_is_looked_for_where_the_credential_leads(
    tmp_path: Path, credential_: str, advice: str
) -> None:
    written = (
        system("gmail", credentials="[{credential: mail-key, access: write}]", operations="[{id: act, effect: send}]"),
        system("twilio", credentials="[{credential: sms-key, access: write}]", operations="[{id: act, effect: send}]"),
        credential("mail-key"),
        credential("sms-key"),
        agent(tools=f"\n  - {{name: send, operation: act, credential: {credential_}}}"),
    )

    (reported,) = found(tmp_path, "dangling-operation", *written)

    assert reported.help == f"write {advice}"


def test_a_name_that_is_lost_may_be_that_of_an_operation_written_twice(tmp_path: Path) -> None:
    undo = "reversibility: {class: reversible, window: 1d, undo: [x], undo_operation: delete_issue}"
    create = f"{{id: create_issue, effect: write, {undo}}}"
    written = system("linear", operations=f"\n  - {create}\n  - {{id: create_issue, effect: delete}}")

    (reported,) = found(tmp_path, "dangling-operation", written)

    assert reported.help == "write `id: delete_issue` at the one of the two that is meant"
    assert reported.fix is None


@pytest.mark.parametrize(
    ("hours", "odd"),
    [
        *(("9-5", True), ("9am to 5pm", True), ("08:00 - 18:00", True)),
        *(("24x7", False), ("24/7", False), ("0-24", False), ("weekdays 9-5", False), ("09:00-18:00 UTC", False)),
    ],
)
def test_hours_of_some_clock_on_some_day_say_nothing(tmp_path: Path, hours: str, odd: bool) -> None:  # noqa: FBT001
    written = team(on_call=f'\n  phone: "+1-555-0113"\n  reaches_human: 2026-11-14\n  hours: "{hours}"')
    assert bool(found(tmp_path, "odd-hours", written)) is odd


@pytest.mark.parametrize(
    ("top", "item", "told"),
    [
        ("", "", ["/operations/0/receipt/completion", "/operations/1/receipt/completion"]),
        ("read_bak: [x]", "", ["/operations/0/receipt/completion", "/operations/1/receipt/completion"]),
        ("", ", read_bak: {operation: look}", ["/operations/1/receipt/completion"]),
    ],
)
def test_a_strange_key_hides_what_is_missing_beside_it_and_nothing_elsewhere(
    tmp_path: Path, top: str, item: str, told: list[str]
) -> None:
    waits = "\n  - {{id: {name}, effect: pay, receipt: {{completion: async{more}}}}}"
    written = system(operations=waits.format(name="one", more=item) + waits.format(name="two", more=""))

    reported = found(tmp_path, "async-without-read-back", f"{written}\n{top}")

    assert [each.pointer for each in reported] == told


THINGS = """sync_status sync_log apply_filter withdrawals withdrawal_history withdrawal_limits transfers memberships
    membership_tier impersonation_log mark_price resource_subscribe top_up_history promote_list book_ticket_info
    sql_history sql_schema sql_stats generate_sql refund_status"""
LIES = """
    sync_users sync_schema sync_and_clear_log apply_patch apply_schema withdraw withdrawal transfer_funds run_sql sql
    sql_query sql_alter_schema generate_and_run_sql mark_paid mark_as_read subscribe subscribe_user top_up book_ticket
    promote_user membership_add set_status update_status clear_history purge_log reset_limits set_price drop_schema
    cancel_transfers resource_delete"""


def test_a_thing_is_no_act_and_an_act_no_thing(tmp_path: Path) -> None:
    names = [*THINGS.split(), *LIES.split()]
    written = system(operations="".join(f"\n  - {{id: {name}, effect: read}}" for name in names))

    reported = {each.message.split("`")[1] for each in found(tmp_path, "read-that-writes", written)}

    assert reported == set(LIES.split())


def test_what_stands_for_an_answer_is_shared_by_nobody(tmp_path: Path) -> None:
    grants = "[{credential: one, access: read}, {credential: two, access: read}]"
    written = (credential("one", principal="tbd"), credential("two", principal="tbd"), system(credentials=grants))
    assert found(tmp_path, "shared-principal", *written) == []


def test_a_principal_is_shared_with_what_opens_the_same_system_now(tmp_path: Path) -> None:
    listed = "[{{credential: {}, access: read}}, {{credential: {}, access: read}}]"
    written = (
        *(credential(name, principal="key bot") for name in ("elsewhere", "first", "second")),
        credential("before", principal="key bot", expires="2026-11-01"),
        system("shop", credentials=listed.format("first", "second")),
        system("bank", credentials=listed.format("before", "second")),
        system("other", credentials="[{credential: elsewhere, access: read}]"),
    )

    (reported,) = found(tmp_path, "shared-principal", *written)

    assert reported.message.startswith("`second` is `key bot` in the log of `shop`, and so is `first`:")
    assert "`revoked_with: first`" in (reported.help or "")


def test_hours_that_are_no_answer_are_one_finding(tmp_path: Path) -> None:
    written = team(on_call='\n  phone: "+1-555-0113"\n  reaches_human: 2026-11-14\n  hours: TBD')
    rules = [each.rule for each in lint(tmp_path, all=written).findings if each.pointer.endswith("/hours")]
    assert rules == ["placeholder-text"]


@pytest.mark.parametrize(
    ("last", "person"),
    [
        ("tickets at vendor, then Dana Reyes", True),
        ("'#payments, then Dana Reyes'", True),
        ("a ticket in the queue PLAT", False),
        ("tickets at vendor, then the bot", False),
        ("'#payments'", False),
    ],
)
def test_who_comes_after_a_ticket_is_a_person(tmp_path: Path, last: str, person: bool) -> None:  # noqa: FBT001
    written = team(on_call=f'\n  phone: "+1-555-0113"\n  reaches_human: 2026-11-14\n  escalation:\n    - {last}')
    assert bool(found(tmp_path, "on-call-without-human", written)) is not person


@pytest.mark.parametrize("tool", ["stripe/lost", "unknown"])
def test_a_credential_is_not_called_too_wide_while_a_tool_of_it_is_not_known(tmp_path: Path, tool: str) -> None:
    written = (
        system(credentials="[{credential: stripe-key, access: admin}]", operations="[]"),
        credential(),
        agent(tools=TOOL.format(more="").replace("stripe/act", tool)),
    )

    assert found(tmp_path, "credential-too-wide", *written) == []


def test_a_shipped_profile_with_old_facts_is_reported_once_where_it_is_named(tmp_path: Path) -> None:
    written = (system("one", vendor="cloudflare"), system("two", vendor="cloudflare"), system("three", vendor="nobody"))

    reported = found(tmp_path, "old-vendor-fact", *written)

    assert [each.severity for each in reported] == [Severity.INFO]
    assert reported[0].entity == "system:one"


def test_effects_before_containment_take_the_longer_time_and_the_lower_limit(tmp_path: Path) -> None:
    switch = "{how: [Stop it], effect_within: 1h, measured: {on: 2026-11-02, took: 2h15m}}"
    actor = agent(kill_switch=switch, tools=TOOL.format(more=", limit: {rate: 100/h}"))

    (reported,) = found(
        tmp_path, "slow-kill-switch", system(operations=operation("limit: {rate: 20/h}")), credential(), actor
    )

    assert "20/h x 2h15m = 45" in reported.message
    assert reported.pointer == "/kill_switch/measured/took"


def test_what_an_unread_agent_may_hold_is_nobodys_only_when_it_is_read(tmp_path: Path) -> None:
    held = "apiVersion: blastradius/v1\nkind: Credential\nid: key\ntype: api-key\nowner: unknown\nrevoke: unknown\n"
    assert "credential-of-nobody" in {each.rule for each in lint(tmp_path, key=held).findings}
    torn = lint(tmp_path, key=held, bot="kind: Agent\n  id: [\n")
    assert "credential-of-nobody" not in {each.rule for each in torn.findings}


@pytest.mark.parametrize(
    ("cell", "clashes"),
    [("idempotency: {class: natural}", True), ("effect: read", True), ("idempotency: {class: none}", False)],
)
def test_a_vendor_that_asks_for_a_key_or_says_pay_is_not_contradicted_in_silence(
    tmp_path: Path,
    cell: str,
    clashes: bool,  # noqa: FBT001 - a column of the table
) -> None:
    key, _, value = cell.partition(": ")
    cells = {"effect": "pay", "idempotency": "unknown", "reversibility": "unknown", "receipt": "unknown"} | {key: value}
    body = ", ".join(f"{name}: {text}" for name, text in cells.items())
    text = (
        "apiVersion: blastradius/v1\nkind: System\nid: stripe\nvendor: stripe\nenvironment: unknown\nowner: unknown\n"
        "audit_log: {location: unknown, query: unknown, retention: unknown}\nreversibility: unknown\n"
        f"credentials: unknown\noperations:\n  - {{id: create_refund, {body}}}\n"
    )
    rules = [each.rule for each in lint(tmp_path, stripe=text).findings]
    assert ("vendor-contradiction" in rules) is clashes


@pytest.mark.parametrize("rate", ["4/m", "240/h", "1/15s", "5760/d"])
def test_a_slow_switch_is_slow_however_its_rate_is_spelt(tmp_path: Path, rate: str) -> None:
    tools = TOOL.format(more=f", limit: {{rate: {rate}}}")
    bots = {
        within: agent(tools=tools, kill_switch=f"{{how: [Set the flag to off], effect_within: {within}}}")
        for within in ("2m", "10m")
    }

    assert not found(tmp_path / "fast", "slow-kill-switch", system(operations=operation("")), credential(), bots["2m"])
    (slow,) = found(tmp_path / "slow", "slow-kill-switch", system(operations=operation("")), credential(), bots["10m"])
    assert "x 10m = 40" in slow.message


@pytest.mark.parametrize(
    ("of_agent", "severity"), [("effect_within: 2m", Severity.INFO), ("effect_within: unknown", Severity.WARNING)]
)
def test_a_slow_switch_of_a_system_weighs_more_where_no_other_is_in_time(
    tmp_path: Path, of_agent: str, severity: Severity
) -> None:
    switch = "{how: [Disable the key], effect_within: 4h}"
    bot = agent(tools=TOOL.format(more=", limit: {rate: 20/h}"), kill_switch=f"{{how: [Set it off], {of_agent}}}")

    (slow,) = found(
        tmp_path,
        "slow-kill-switch",
        system(operations=operation(""), kill_switch=switch),
        credential(),
        bot,
    )

    assert (slow.severity, slow.entity) == (severity, "system:stripe")
    assert "20/h x 4h = 80" in slow.message


def test_what_only_the_profile_of_a_vendor_says_is_looked_at(tmp_path: Path) -> None:
    profile = """
apiVersion: blastradius/v1
kind: Vendor
id: post
name: Post
operations:
  - id: send_letter
    effect: send
    idempotency: {class: natural}
    reversibility: {class: reversible, window: 1h, undo: [Stop it], undo_requires: ["letters:stop"]}
    source: {url: "https://docs.example.com/letters", seen: 2026-05-01, confidence: confirmed}
"""
    shop = """
apiVersion: blastradius/v1
kind: System
id: shop
vendor: VENDOR
environment: production
owner: unknown
credentials: [{credential: key, access: write, scopes: ["letters:send"]}]
operations: [{id: send_letter}]
"""
    reported = {each.rule for each in lint(tmp_path, post=profile, shop=shop.replace("VENDOR", "post")).findings}
    assert {"natural-effect", "unsatisfiable-scope"} <= reported
    reported = {each.rule for each in lint(tmp_path, post=profile, shop=shop.replace("VENDOR", "parcel")).findings}
    assert not {"natural-effect", "unsatisfiable-scope"} & reported

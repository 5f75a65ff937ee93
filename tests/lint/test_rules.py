"""Cases of single rules that their examples do not show: what is said once, what is left alone, and what is meant."""

from pathlib import Path

import pytest

from blastradius.finding import Severity
from tests.lint.inventory import lint, places
from tests.lint.test_rows import AGENT, CREDENTIAL, KEYED, SYSTEM, TEAM

WRITTEN = {"team": TEAM, "credential": CREDENTIAL, "system": SYSTEM, "agent": AGENT}
SOUND = {
    "team": TEAM.replace('/payments"', '/payments", reaches_human: 2026-11-02'),
    "credential": CREDENTIAL,
    "system": SYSTEM.replace("by: payments", "by: security").replace(
        "{completion: sync}", "{completion: sync, fields: [id]}"
    ),
    "agent": AGENT.replace("off]\n", "off]\n  measured: {on: 2026-11-02, took: 40s}\n").replace(
        "approval: ", "limit: {rate: 20/h}, approval: "
    ),
}
READING = AGENT.replace("name: refund", "name: look_up").replace("create_refund", "get_refund")


def test_a_sound_inventory_has_no_errors(tmp_path: Path) -> None:
    result = lint(tmp_path, **SOUND)

    assert {finding.rule for finding in result.findings} == {"unproven"}


# One mistake, one finding.


@pytest.mark.parametrize(
    ("file", "text", "instead", "rule"),
    [
        ("agent", "owner: payments\n", "", "missing-key"),
        ("agent", "owner: payments\n", "owner:\n", "empty-value"),
        ("agent", "owner: payments\n", "ownr: payments\n", "unknown-key"),
        ("agent", "kill_switch:", "killSwitch:", "unknown-key"),
        ("credential", "rotate_every: 90d", "rotateEvery: 90d", "unknown-key"),
        ("system", "    idempotency: {", "    idempotancy: {", "unknown-key"),
        ("system", "class: keyed", "clas: keyed", "unknown-key"),
        ("agent", "owner: payments", "owner: Payments", "dangling-team"),
        ("agent", "stripe/create_refund", "create_refund", "dangling-operation"),
        ("agent", "stripe/create_refund", "strip/create_refund", "dangling-system"),
        ("agent", "credential: stripe-key", "credential: strip-key", "dangling-credential"),
        ("system", "access: write", "access: write, scopes: []", "empty-list"),
        ("system", "credential: stripe-key", "credential: stripe-kye", "dangling-credential"),
        ("system", "access: write", "access: read", "grant-too-narrow"),
        ("system", "window: 90d", "window: 0d", "zero-duration"),
        ("system", "window: 90d", "window: ninety days", "wrong-format"),
        ("credential", "2026-10-01", "2026-13-01", "bad-date"),
        ("credential", "2026-10-01", "soon", "wrong-format"),
    ],
)
def test_one_mistake_is_one_error(file: str, text: str, instead: str, rule: str, tmp_path: Path) -> None:
    assert text in WRITTEN[file]

    result = lint(tmp_path, **WRITTEN | {file: WRITTEN[file].replace(text, instead)})

    errors = [finding.rule for finding in result.findings if finding.severity is Severity.ERROR]
    assert errors == [rule]


def test_a_hole_that_many_share_is_said_once(tmp_path: Path) -> None:
    bindings = "".join(
        f"  - {{name: refund_{n}, operation: stripe/create_refund, credential: stripe-key, approval: human,"
        " retries: 0, idempotency_key: none}\n"
        for n in range(40)
    )
    agent = AGENT[: AGENT.index("  - {name")] + bindings
    hole = SYSTEM.replace(KEYED, "unknown").replace("    receipt: {completion: sync}\n", "")

    result = lint(tmp_path, **WRITTEN | {"system": hole, "agent": agent})

    told = [finding for finding in result.findings if finding.rule in {"unknown-cell", "missing-cell"}]
    assert [finding.message.split("; ") for finding in told] == [
        [
            "operation `create_refund` has no `receipt`: nobody can tell a call that failed from one that worked",
            "40 tools of `support-bot` rest on it",
        ],
        [
            "`idempotency` of operation `create_refund` is unknown: a retry may do it twice",
            "40 tools of `support-bot` rest on it",
        ],
    ]


def test_an_unknown_cell_outside_of_the_row_is_said_too(tmp_path: Path) -> None:
    vague = CREDENTIAL.replace("principal: support\n", "  issued_tokens_live: unknown\nexpires: unknown\n")

    result = lint(tmp_path, **WRITTEN | {"credential": vague})

    assert places(result, "unknown-cell") == ["credential.yaml:12", "credential.yaml:13"]
    assert all(
        "tool `refund` of `support-bot` rests on it" in f.message for f in result.findings if "expires" in f.message
    )


def test_the_word_unknown_in_a_test_is_no_hole(tmp_path: Path) -> None:
    tested = SYSTEM.replace("{completion: sync}", "{completion: sync, failure: {field: status, equals: unknown}}")

    assert places(lint(tmp_path, **WRITTEN | {"system": tested}), "unknown-cell") == []


def test_old_proof_is_said_once_at_its_date(tmp_path: Path) -> None:
    result = lint(tmp_path, **WRITTEN | {"system": SYSTEM.replace("2026-11-02", "2026-07-01")})

    (found,) = (finding for finding in result.findings if finding.rule == "stale-cell")
    assert str(found.location) == "system.yaml:26"
    assert found.message == (
        "system `stripe` was last verified 144 days ago; after `90d` facts count as merely declared; "
        "tool `refund` of `support-bot` rests on it"
    )


def test_what_a_live_agent_uses_has_to_be_proven(tmp_path: Path) -> None:
    idle = CREDENTIAL.replace("stripe-key", "spare-key")

    result = lint(tmp_path, **WRITTEN, idle=idle)

    weight = {finding.entity: finding.severity for finding in result.findings if finding.rule == "unproven"}
    assert weight == {
        "agent:support-bot": Severity.WARNING,
        "credential:spare-key": Severity.INFO,
        "credential:stripe-key": Severity.WARNING,
        "team:payments": Severity.WARNING,
    }


# References.


def test_a_reference_into_a_lost_file_says_where_it_may_be(tmp_path: Path) -> None:
    result = lint(
        tmp_path, **WRITTEN | {"credential": "a: b: c\n"}, stripe__key=CREDENTIAL.replace("id: stripe-key", "id: x")
    )

    found = next(finding for finding in result.findings if finding.rule == "dangling-credential")
    assert found.help.startswith("`credential.yaml` could not be read whole and may hold it")


def test_operations_that_nobody_knows_do_not_dangle(tmp_path: Path) -> None:
    start = SYSTEM.index("operations:")
    vague = SYSTEM[:start] + "operations: unknown\n"

    result = lint(tmp_path, **WRITTEN | {"system": vague})

    assert places(result, "dangling-operation") == []
    assert places(result, "missing-cell") == []
    (found,) = (finding for finding in result.findings if finding.rule == "unknown-cell")
    assert "tool `refund` of `support-bot` rests on it" in found.message


@pytest.mark.parametrize(
    "cell",
    [
        "also: [void_charge]",
        "receipt: {read_back: {operation: get_charge}}",
        "reversibility: {class: irreversible, undo_operation: void_charge}",
        "reversibility: {class: irreversible, undo_operation: {id: void_charge}}",
        "reversibility: {class: irreversible, before: {operation: get_charge}}",
    ],
)
def test_operations_that_operations_name(cell: str, tmp_path: Path) -> None:
    more = SYSTEM.replace("  - {id: get_refund", f"  - id: other\n    effect: pay\n    {cell}\n  - {{id: get_refund")

    assert len(places(lint(tmp_path, **WRITTEN | {"system": more}), "dangling-operation")) == 1


def test_a_misspelt_id_is_suggested(tmp_path: Path) -> None:
    result = lint(tmp_path, **WRITTEN | {"agent": AGENT.replace("create_refund", "createRefund")})

    (found,) = (finding for finding in result.findings if finding.rule == "dangling-operation")
    assert found.message == "`stripe` has no operation `createRefund`; did you mean `create_refund`?"
    assert found.help == "write `stripe/create_refund`; or correct the id itself (system.yaml:16)"


def test_what_is_read_back_is_an_operation_that_reads(tmp_path: Path) -> None:
    read_back = SYSTEM.replace("{completion: sync}", "{read_back: {operation: get_refnd}}")

    (found,) = (f for f in lint(tmp_path, **WRITTEN | {"system": read_back}).findings if f.rule == "dangling-operation")

    assert found.help == "write `get_refund`; or correct the id itself (system.yaml:25)"


# Duplicates.


def test_the_same_facts_twice_are_a_warning(tmp_path: Path) -> None:
    result = lint(tmp_path, **WRITTEN, copy=SYSTEM)

    (found,) = (finding for finding in result.findings if finding.rule == "duplicate-id")
    assert (found.severity, str(found.location)) == (Severity.WARNING, "system.yaml:3")
    assert found.message == "system `stripe` is also written at copy.yaml:3, with the same facts"


@pytest.mark.parametrize("more", ["", "shared_with: [a person]\n"])
def test_an_id_that_nobody_wrote_is_told_beside_one_that_is_written_twice(tmp_path: Path, more: str) -> None:
    lost = SYSTEM.replace("credentials:\n", "credentials:\n  - {credential: vault-token, access: read}\n")
    assert lost != SYSTEM

    result = lint(tmp_path, **WRITTEN | {"system": lost}, copy=CREDENTIAL + more)

    rules = {finding.rule for finding in result.findings}
    assert rules >= {"duplicate-id", "dangling-credential"}


def test_grants_that_differ_are_no_duplicates(tmp_path: Path) -> None:
    twice = SYSTEM.replace(
        "operations:\n", "  - {credential: stripe-key, access: write, conditions: [vpn]}\noperations:\n"
    )

    assert places(lint(tmp_path, **WRITTEN | {"system": twice}), "duplicate-grant") == []


# Dates and placeholders.


@pytest.mark.parametrize(("day", "ahead"), [("2026-11-22", False), ("2026-11-23", True), ("2027-01-01", True)])
def test_dates_that_lie_ahead(day: str, ahead: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a column of the table
    result = lint(tmp_path, **WRITTEN | {"credential": CREDENTIAL.replace("2026-10-01", day)})

    assert bool(places(result, "future-date")) is ahead


def test_what_ends_may_lie_ahead(tmp_path: Path) -> None:
    ending = CREDENTIAL + "expires: 2031-01-01\n"

    assert places(lint(tmp_path, **WRITTEN | {"credential": ending}), "future-date") == []


def test_an_event_is_no_date(tmp_path: Path) -> None:
    event = SYSTEM.replace("window: 90d", "until: settlement")

    result = lint(tmp_path, **WRITTEN | {"system": event})

    assert places(result, "bad-date") == places(result, "missing-cell") == []


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("{principal}", None),
        ("{agent}", None),
        ("{Principal}", "{principal}"),
        ("{ since }", "{since}"),
        ("{untill}", "{until}"),
        ("{agnet}", "{agent}"),
        ("{app}", None),
        ('{app="x"}', None),
        ("{{.msg}}", None),
        ("{}", None),
        ("{credential}", None),
    ],
)
def test_placeholders_of_queries(word: str, meant: str | None, tmp_path: Path) -> None:
    asked = SYSTEM.replace("key={principal} from={since}", f"'key={word}'")

    found = [f.help for f in lint(tmp_path, **WRITTEN | {"system": asked}).findings if f.rule == "query-placeholder"]

    assert found == ([f"write `{meant}`"] if meant else [])


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("{args.order_id}", None),
        ("{result.items[0].id}", None),
        ("{before.status}", None),
        ("{arg.order_id}", "{args.order_id}"),
        ("{arguments.id}", "{args.id}"),
        ("{results.id}", "{result.id}"),
        ("{Args.id}", "{args.id}"),
        ("{ args.id }", "{args.id}"),
        ("{args.}", "{args.FIELD}"),
        ("{result}", "{result.FIELD}"),
        ("{result/id}", "{result.id}"),
        ("{order_id}", "{args.order_id}"),
        ("{before you start}", None),
        ('{"notify": true}', None),
    ],
)
def test_placeholders_of_steps(word: str, meant: str | None, tmp_path: Path) -> None:
    undo = SYSTEM.replace("[Charge again]", f"['Charge {word} again']")

    found = [f.help for f in lint(tmp_path, **WRITTEN | {"system": undo}).findings if f.rule == "step-placeholder"]

    assert found == ([f"write `{meant}`"] if meant else [])


# Access.


def granted(*grants: str, requires: str = "[refunds]") -> str:
    lines = "".join(f"  - {{credential: stripe-key, {grant}}}\n" for grant in grants)
    start, end = SYSTEM.index("  - {credential"), SYSTEM.index("operations:")
    return f"{SYSTEM[:start]}{lines}{SYSTEM[end:]}".replace("effect: pay", f"effect: pay\n    requires: {requires}")


@pytest.mark.parametrize(
    ("grants", "lacks"),
    [
        (["access: write"], None),
        (["access: admin, scopes: [refunds]"], None),
        (["access: write, scopes: ['*']"], None),
        (["access: write, scopes: unknown"], None),
        (["access: unknown"], None),
        (["access: write", "access: read, scopes: [charges]"], None),
        (["access: write, resources: [a], scopes: [charges]", "access: read, resources: [a], scopes: [refunds]"], None),
        (["access: read"], "has only `read`"),
        (["access: write, scopes: [charges]"], "lacks the scope `refunds`"),
        (["access: write, denies: [refunds]"], "lacks the scope `refunds`"),
        (["access: read, scopes: [charges]"], "has only `read` and lacks the scope `refunds`"),
        (
            ["access: write, resources: [a], scopes: [charges]", "access: read, resources: [b], scopes: [refunds]"],
            "has what it needs, but not together on one resource",
        ),
    ],
)
def test_what_grants_give(grants: list[str], lacks: str | None, tmp_path: Path) -> None:
    result = lint(tmp_path, **WRITTEN | {"system": granted(*grants)})

    found = [finding.message for finding in result.findings if finding.rule == "grant-too-narrow"]
    needs = "on `stripe`; `stripe/create_refund` needs `write` and `refunds`"
    assert found == ([f"`stripe-key` {lacks} {needs}"] if lacks else [])


def test_the_other_grant_still_holds(tmp_path: Path) -> None:
    both = granted("access: write, until: 2026-01-31", "access: write")

    assert places(lint(tmp_path, **WRITTEN | {"system": both}), "grant-ended") == []


def test_the_grant_that_still_holds_is_too_narrow(tmp_path: Path) -> None:
    both = granted("access: write, until: 2026-01-31", "access: read")

    (found,) = (f for f in lint(tmp_path, **WRITTEN | {"system": both}).findings if f.rule == "grant-ended")

    assert found.message == (
        "the grant of `stripe-key` ended on `2026-01-31`, but tool `refund` of `support-bot` still uses it"
    )


def test_a_retired_agent_may_rest_on_what_has_ended(tmp_path: Path) -> None:
    ended = granted("access: write, until: 2026-01-31")
    retired = AGENT.replace("status: live", "status: retired")

    assert places(lint(tmp_path, **WRITTEN | {"system": ended, "agent": retired}), "grant-ended") == []


def test_an_end_holds_through_its_day(tmp_path: Path) -> None:
    ending = CREDENTIAL + "expires: 2026-11-22\n"

    assert places(lint(tmp_path, **WRITTEN | {"credential": ending}), "grant-ended") == []


def test_a_tool_without_grant_names_those_who_have_one(tmp_path: Path) -> None:
    other = SYSTEM.replace("credential: stripe-key", "credential: other-key")

    both = WRITTEN | {"system": other, "other": CREDENTIAL.replace("id: stripe-key", "id: other-key")}

    (found,) = (f for f in lint(tmp_path, **both).findings if f.rule == "tool-without-grant")

    assert str(found.location) == "agent.yaml:11"
    assert found.message == "`stripe-key` has no grant on `stripe`, which `refund` touches with it"
    assert found.help == "add it to `credentials` of `stripe` (system.yaml:13), or use `other-key`, which it names"


def test_names_and_order_of_files_change_nothing(tmp_path: Path) -> None:
    broken = WRITTEN | {"agent": AGENT.replace("payments", "payment"), "system": granted("access: read")}
    renamed = {f"z{9 - number}": text for number, text in enumerate(broken.values())}

    one = lint(tmp_path / "one", **broken).findings
    two = lint(tmp_path / "two", **renamed).findings

    assert sorted((f.rule, f.entity, f.pointer, f.message) for f in one) == sorted(
        (f.rule, f.entity, f.pointer, f.message) for f in two
    )

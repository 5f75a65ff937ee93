"""The row: each of its cells, known, stale, said to be unknown or missing, and the place that says so."""

from pathlib import Path

import pytest

from blastradius.model.catalog import Catalog
from blastradius.model.rows import Cell, Row, State, rows
from tests.lint.inventory import NOW, read

TEAM = """apiVersion: blastradius/v1
kind: Team
id: payments
on_call: {rotation: "https://pager.example.com/payments"}
"""
CREDENTIAL = """apiVersion: blastradius/v1
kind: Credential
id: stripe-key
type: api-key
owner: payments
rotate_every: 90d
rotated: 2026-10-01
revoke:
  how: [Revoke it]
  effect_within: 1m
  kills_sessions: true
principal: support
"""
SYSTEM = """apiVersion: blastradius/v1
kind: System
id: stripe
environment: production
owner: payments
audit_log:
  location: Dashboard > Logs
  query: key={principal} from={since}
  retention: 180d
  delay: 1m
  attributes: credential
reversibility: {class: irreversible}
credentials:
  - {credential: stripe-key, access: write}
operations:
  - id: create_refund
    effect: pay
    reversibility:
      class: compensable
      window: 90d
      undo: [Charge again]
      residue: The fee
    idempotency: {class: keyed, key: {carrier: header, name: Idempotency-Key}, window: 24h}
    receipt: {completion: sync}
  - {id: get_refund, effect: read}
verified: {on: 2026-11-02, by: payments, how: drilled}
"""
AGENT = """apiVersion: blastradius/v1
kind: Agent
id: support-bot
status: live
owner: payments
kill_switch:
  how: [Switch it off]
  effect_within: 2m
sdk_retries: 0
tools:
  - {name: refund, operation: stripe/create_refund, credential: stripe-key, approval: human, retries: 0,
     idempotency_key: run+step+tool+scope}
"""
PROOF = "verified: {on"
PROOF_NOW = f"{PROOF}: 2026-11-02, by: security, how: drilled}}\n"
KEYED = "{class: keyed, key: {carrier: header, name: Idempotency-Key}, window: 24h}"
AGENT_CELLS = ["agent.owner", "agent.on_call", "agent.kill_switch"]
READ_CELLS = [
    *AGENT_CELLS,
    "tool.credential",
    "tool.retries",
    "operation.effect",
    "system.owner",
    "system.on_call",
    "audit_log.location",
    "audit_log.query",
    "audit_log.retention",
    "credential.owner",
    "credential.scope",
    "credential.revoke",
    "credential.rotation",
]
EFFECT_CELLS = ["tool.approval", "operation.reversibility", "operation.idempotency", "operation.receipt"]


def row(
    folder: Path, *, team: str = TEAM, credential: str = CREDENTIAL, system: str = SYSTEM, agent: str = AGENT
) -> Row:
    texts = {"team": team, "credential": credential, "system": system, "agent": agent}
    loaded = read(folder, **{name: text if PROOF in text else text + PROOF_NOW for name, text in texts.items()})
    (found,) = rows(Catalog.of(loaded.documents), NOW)
    return found


def cell(found: Row, name: str) -> Cell:
    return next(each for each in found.cells if each.name == name)


def test_a_full_row_is_known(tmp_path: Path) -> None:
    found = row(tmp_path)

    assert {each.name for each in found.cells} == {*READ_CELLS, *EFFECT_CELLS}
    assert len(found.cells) == len(READ_CELLS) + len(EFFECT_CELLS)
    assert {each.state for each in found.cells} == {State.KNOWN}


def test_a_reading_operation_needs_no_undo(tmp_path: Path) -> None:
    found = row(tmp_path, agent=AGENT.replace("create_refund", "get_refund"))

    assert {each.name for each in found.cells} == set(READ_CELLS)


def test_a_tool_bound_to_none_has_only_the_cells_of_its_agent(tmp_path: Path) -> None:
    bound = AGENT[: AGENT.index("  - {name")] + "  - {name: add, operation: none, because: arithmetic}\n"

    assert [each.name for each in row(tmp_path, agent=bound).cells] == AGENT_CELLS


REMOVED = [
    ("agent", "owner: payments\n", "agent.owner", "agent.yaml:1"),
    ("agent", "kill_switch:\n  how: [Switch it off]\n  effect_within: 2m\n", "agent.kill_switch", "agent.yaml:1"),
    ("agent", "sdk_retries: 0\n", "tool.retries", "agent.yaml:1"),
    ("agent", ", credential: stripe-key", "tool.credential", "agent.yaml:11"),
    ("agent", ", approval: human", "tool.approval", "agent.yaml:11"),
    ("agent", " retries: 0,", "tool.retries", "agent.yaml:11"),
    ("agent", ",\n     idempotency_key: run+step+tool+scope", "tool.retries", "agent.yaml:11"),
    ("system", "owner: payments\n", "system.owner", "system.yaml:1"),
    ("system", "  location: Dashboard > Logs\n", "audit_log.location", "system.yaml:6"),
    ("system", "  query: key={principal} from={since}\n", "audit_log.query", "system.yaml:6"),
    ("system", "  retention: 180d\n", "audit_log.retention", "system.yaml:6"),
    ("system", "    effect: pay\n", "operation.effect", "system.yaml:16"),
    ("system", "      window: 90d\n", "operation.reversibility", "system.yaml:18"),
    ("system", "      undo: [Charge again]\n", "operation.reversibility", "system.yaml:18"),
    ("system", f"    idempotency: {KEYED}\n", "operation.idempotency", "system.yaml:16"),
    ("system", ", window: 24h", "operation.idempotency", "system.yaml:23"),
    ("system", ", key: {carrier: header, name: Idempotency-Key}", "operation.idempotency", "system.yaml:23"),
    ("system", "    receipt: {completion: sync}\n", "operation.receipt", "system.yaml:16"),
    ("credential", "owner: payments\n", "credential.owner", "credential.yaml:1"),
    (
        "credential",
        "revoke:\n  how: [Revoke it]\n  effect_within: 1m\n  kills_sessions: true\n",
        "credential.revoke",
        "credential.yaml:1",
    ),
    ("credential", "rotate_every: 90d\n", "credential.rotation", "credential.yaml:1"),
    ("credential", "rotated: 2026-10-01\n", "credential.rotation", "credential.yaml:1"),
    ("team", 'on_call: {rotation: "https://pager.example.com/payments"}\n', "system.on_call", "team.yaml:1"),
    ("team", 'on_call: {rotation: "https://pager.example.com/payments"}\n', "agent.on_call", "team.yaml:1"),
]


@pytest.mark.parametrize(("file", "text", "name", "place"), REMOVED)
def test_a_cell_that_is_not_there_is_missing(file: str, text: str, name: str, place: str, tmp_path: Path) -> None:
    written = {"team": TEAM, "credential": CREDENTIAL, "system": SYSTEM, "agent": AGENT}
    assert text in written[file]

    found = cell(row(tmp_path, **written | {file: written[file].replace(text, "")}), name)

    assert (found.state, found.said, found.missing, str(found.where)) == (State.UNKNOWN, False, True, place)


SAID = [
    ("agent", "owner: payments", "owner: unknown", "agent.owner"),
    ("agent", "how: [Switch it off]", "how: unknown", "agent.kill_switch"),
    ("agent", "credential: stripe-key", "credential: unknown", "tool.credential"),
    ("agent", "credential: stripe-key", "credential: unknown", "credential.revoke"),
    ("agent", "stripe/create_refund", "unknown", "operation.effect"),
    ("agent", "stripe/create_refund", "unknown", "audit_log.query"),
    ("agent", " retries: 0", " retries: unknown", "tool.retries"),
    ("agent", "sdk_retries: 0", "sdk_retries: unknown", "tool.retries"),
    ("agent", "run+step+tool+scope", "unknown", "tool.retries"),
    ("agent", "approval: human", "approval: unknown", "tool.approval"),
    ("team", 'rotation: "https://pager.example.com/payments"', "rotation: unknown", "system.on_call"),
    ("system", "owner: payments", "owner: unknown", "system.owner"),
    ("system", "effect: pay", "effect: unknown", "operation.effect"),
    ("system", "effect: pay", "effect: [read, unknown]", "operation.effect"),
    ("system", "effect: pay", "effect: pay\n    audit_log: unknown", "audit_log.query"),
    ("system", "retention: 180d", "retention: unknown", "audit_log.retention"),
    ("system", "class: compensable", "class: unknown", "operation.reversibility"),
    ("system", "window: 90d", "window: unknown", "operation.reversibility"),
    ("system", "undo: [Charge again]", "undo: unknown", "operation.reversibility"),
    ("system", KEYED, "unknown", "operation.idempotency"),
    ("system", "class: keyed", "class: unknown", "operation.idempotency"),
    ("system", "window: 24h", "window: unknown", "operation.idempotency"),
    ("system", "{carrier: header, name: Idempotency-Key}", "unknown", "operation.idempotency"),
    ("system", "{completion: sync}", "{completion: unknown}", "operation.receipt"),
    ("system", "access: write", "access: unknown", "credential.scope"),
    ("system", "access: write", "access: write, scopes: unknown", "credential.scope"),
    ("credential", "rotated: 2026-10-01", "rotated: unknown", "credential.rotation"),
    ("credential", "how: [Revoke it]", "how: unknown", "credential.revoke"),
]


@pytest.mark.parametrize(("file", "text", "instead", "name"), SAID)
def test_a_cell_that_says_unknown(file: str, text: str, instead: str, name: str, tmp_path: Path) -> None:
    written = {"team": TEAM, "credential": CREDENTIAL, "system": SYSTEM, "agent": AGENT}
    assert text in written[file]

    found = cell(row(tmp_path, **written | {file: written[file].replace(text, instead)}), name)

    assert (found.state, found.said, found.where.value) == (State.UNKNOWN, True, "unknown")


def test_an_unknown_undo_is_not_covered_by_the_default_of_the_system(tmp_path: Path) -> None:
    start, end = SYSTEM.index("    reversibility:\n"), SYSTEM.index("    idempotency")

    found = row(tmp_path, system=SYSTEM[:start] + "    reversibility: unknown\n" + SYSTEM[end:])

    assert cell(found, "operation.reversibility").said


def test_without_an_undo_of_its_own_the_default_counts(tmp_path: Path) -> None:
    start, end = SYSTEM.index("    reversibility:\n"), SYSTEM.index("    idempotency")

    found = cell(row(tmp_path, system=SYSTEM[:start] + SYSTEM[end:]), "operation.reversibility")

    assert (found.state, str(found.where)) == (State.KNOWN, "system.yaml:12")


def test_to_have_no_log_is_known(tmp_path: Path) -> None:
    start, end = SYSTEM.index("audit_log:"), SYSTEM.index("reversibility")

    found = row(tmp_path, system=f"{SYSTEM[:start]}audit_log: {{none: true, because: appliance}}\n{SYSTEM[end:]}")

    assert {cell(found, f"audit_log.{name}").state for name in ("location", "query", "retention")} == {State.KNOWN}


def test_what_expires_by_itself_needs_no_rotation(tmp_path: Path) -> None:
    ending = CREDENTIAL.replace("rotate_every: 90d\nrotated: 2026-10-01\n", "expires: 2027-01-01\n")

    assert cell(row(tmp_path, credential=ending), "credential.rotation").state is State.KNOWN


@pytest.mark.parametrize(
    ("file", "text", "instead", "name"),
    [
        ("agent", "stripe/create_refund", "strip/create_refund", "system.owner"),
        ("agent", "stripe/create_refund", "stripe/create_refnd", "operation.receipt"),
        ("agent", "credential: stripe-key", "credential: strip-key", "credential.owner"),
        ("system", "credential: stripe-key", "credential: other-key", "credential.scope"),
        ("system", "retention: 180d", "retention: half a year", "audit_log.retention"),
    ],
)
def test_what_leads_nowhere_is_unknown_and_not_missing(
    file: str, text: str, instead: str, name: str, tmp_path: Path
) -> None:
    written = {"team": TEAM, "credential": CREDENTIAL, "system": SYSTEM, "agent": AGENT}

    found = cell(row(tmp_path, **written | {file: written[file].replace(text, instead)}), name)

    assert (found.state, found.said, found.missing) == (State.UNKNOWN, False, False)


def test_old_proof_makes_a_cell_stale(tmp_path: Path) -> None:
    found = row(tmp_path, system=SYSTEM.replace("2026-11-02", "2026-08-23"))

    assert cell(found, "system.owner").state is State.STALE
    assert cell(found, "agent.owner").state is State.KNOWN


def test_proof_holds_for_ninety_days(tmp_path: Path) -> None:
    assert cell(row(tmp_path, system=SYSTEM.replace("2026-11-02", "2026-08-24")), "system.owner").state is State.KNOWN


def test_the_nearest_proof_upwards_counts(tmp_path: Path) -> None:
    old, new = "verified: {on: 2026-01-02, by: a, how: drilled}", "verified: {on: 2026-11-02, by: b, how: drilled}"
    mixed = CREDENTIAL.replace("  how:", f"  {new}\n  how:") + old + "\n"

    found = row(tmp_path, credential=mixed)

    assert cell(found, "credential.revoke").state is State.KNOWN
    assert cell(found, "credential.rotation").state is State.STALE


def test_a_tool_takes_the_worst_of_its_operations(tmp_path: Path) -> None:
    both = AGENT.replace("stripe/create_refund", "[stripe/get_refund, stripe/create_refund]")
    hole = SYSTEM.replace(f"    idempotency: {KEYED}\n", "")

    found = row(tmp_path, agent=both, system=hole)

    assert cell(found, "operation.idempotency").missing
    assert [each.name for each in found.cells].count("operation.effect") == 1
    assert [each.name for each in found.parts].count("operation.effect") == 2

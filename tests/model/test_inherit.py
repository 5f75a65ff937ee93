"""What a system inherits from the profile of its vendor, what it does not, and where that is said to come from."""

from pathlib import Path

from blastradius.model.catalog import Catalog
from blastradius.model.entities import System
from blastradius.model.inherit import loans_of
from tests.lint.inventory import lint, places, read

PROFILE = """
apiVersion: blastradius/v1
kind: Vendor
id: printer
name: Printer
audit_log:
  - plan: Small
    location: Console > Log
    retention: 7d
    source: {url: "https://docs.example.com/log", seen: 2026-11-01, confidence: confirmed}
  - plan: Large
    location: Console > Log
    retention: 90d
    source: {url: "https://docs.example.com/log", seen: 2026-11-01, confidence: confirmed}
operations:
  - id: print_label
    effect: write
    reversibility: {class: compensable, window: 1h, undo: [Void the label.], residue: The paper is gone.}
    idempotency:
      class: none
      source: {url: "https://blog.example.com", seen: 2026-11-01, confidence: third-party}
    source: {url: "https://docs.example.com/void", seen: 2026-11-01, confidence: confirmed-copy}
credential_types:
  - type: api-key
    revoke: {how: [Delete it.], effect_within: 1h, kills_sessions: false}
    source: {url: "https://docs.example.com/keys", seen: 2026-11-01, confidence: confirmed}
"""
SYSTEM = """
apiVersion: blastradius/v1
kind: System
id: label-printer
vendor: printer
{more}environment: production
owner: unknown
audit_log: {log}
reversibility: {default}
credentials: [{{credential: key, access: write}}]
operations:
  - {{id: print_label, effect: write{operation}}}
"""
KEY = """
apiVersion: blastradius/v1
kind: Credential
id: key
type: api-key
owner: unknown
revoke: {{how: [Delete it.], {cells}}}
"""


def _text(*, more: str = "", log: str = "unknown", default: str = "unknown", operation: str = "") -> str:
    return SYSTEM.format(more=more, log=log, default=default, operation=operation)


def _system(folder: Path, text: str, profile: str = PROFILE) -> System:
    return Catalog.of(read(folder, vendor=profile, system=text).documents).system["label-printer"]


def _kept(system: System) -> str | None:
    return system.audit_log.retention.text if system.audit_log and system.audit_log.retention else None


def test_open_cells_are_filled_and_cite_the_profile(tmp_path: Path) -> None:
    system = _system(tmp_path, _text(more="plan: large\n"))
    assert _kept(system) == "90d"
    assert [(loan.name, str(loan.fact), loan.worst) for loan in loans_of(system.source)] == [
        ("audit_log.location", "vendor.yaml:12", False),
        ("audit_log.retention", "vendor.yaml:13", False),
        ("print_label.reversibility", "vendor.yaml:18", False),
    ]
    assert str(system.source / "audit_log" / "retention") == "vendor.yaml:13"


def test_without_a_plan_the_worst_is_inherited_and_marked(tmp_path: Path) -> None:
    system = _system(tmp_path, _text())
    assert _kept(system) == "7d"
    assert {loan.name for loan in loans_of(system.source) if loan.worst} == {
        "audit_log.location",
        "audit_log.retention",
    }


def test_what_the_system_says_wins(tmp_path: Path) -> None:
    log = '{location: Our own store, query: "{principal}", retention: unknown}'
    system = _system(tmp_path, _text(log=log, default="{class: irreversible}"))
    assert _kept(system) is None
    assert system.operations[0].reversibility is None
    assert loans_of(system.source) == ()


def test_a_cell_of_another_class_takes_nothing_over(tmp_path: Path) -> None:
    system = _system(tmp_path, _text(operation=", reversibility: {class: reversible, undo: [Undo it.]}"))
    reversibility = system.operations[0].reversibility
    assert reversibility is not None
    assert reversibility.window is None


def test_the_cells_left_out_of_one_of_the_same_class_are_filled(tmp_path: Path) -> None:
    system = _system(tmp_path, _text(operation=", reversibility: {class: compensable, window: 20m}"))
    reversibility = system.operations[0].reversibility
    assert reversibility is not None
    assert reversibility.window is not None
    assert reversibility.window.text == "20m"
    assert reversibility.residue == "The paper is gone."


def test_what_is_not_confirmed_is_never_inherited(tmp_path: Path) -> None:
    system = _system(tmp_path, _text())
    assert system.operations[0].idempotency is None
    weak = PROFILE.replace("confidence: confirmed-copy", "confidence: inferred")
    assert _system(tmp_path, _text(), weak).operations[0].reversibility is None


def test_of_a_single_plan_nothing_is_concluded_for_another(tmp_path: Path) -> None:
    profile = PROFILE.replace(
        "    reversibility: {class: compensable", "    plan: Large\n    reversibility: {class: compensable"
    )
    assert _system(tmp_path, _text(), profile).operations[0].reversibility is None
    assert _system(tmp_path, _text(more="plan: Medium\n"), profile).operations[0].reversibility is None
    assert _system(tmp_path, _text(more="plan: Large\n"), profile).operations[0].reversibility is not None


def test_an_operation_may_name_a_vendor_of_its_own(tmp_path: Path) -> None:
    text = (
        _text(operation=", vendor: printer").replace("vendor: printer\nenv", "env").replace("vendor: printer\n", "", 1)
    )
    system = _system(tmp_path, text)
    assert system.audit_log is not None
    assert system.audit_log.location is None
    operation = system.operations[0]
    assert operation.audit_log is not None
    assert operation.audit_log.location == "Console > Log"
    assert operation.reversibility is not None


def test_profiles_that_ship_are_cited_by_a_path_of_their_own(tmp_path: Path) -> None:
    system = _system(tmp_path, _text(more="plan: Professional\n").replace("vendor: printer", "vendor: auth0"))
    assert _kept(system) == "10d"
    assert {loan.fact.location.path for loan in loans_of(system.source)} == {"vendors/auth0.yaml"}


def test_a_profile_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    for name in ("nobody", "../../etc/passwd", "unknown"):
        system = _system(tmp_path, _text().replace("vendor: printer", f"vendor: {name}"))
        assert loans_of(system.source) == ()


def test_what_is_inherited_is_no_longer_unknown(tmp_path: Path) -> None:
    result = lint(tmp_path, vendor=PROFILE, system=_text())
    unknown = [finding.pointer for finding in result.findings if finding.rule == "unknown-cell"]
    assert unknown == ["/owner", "/reversibility"]


def test_a_system_that_promises_more_than_its_vendor(tmp_path: Path) -> None:
    for text, line in (
        (_text(more="plan: Small\n", log='{location: L, query: "{principal}", retention: 30d}'), 9),
        (_text(operation=", reversibility: {class: compensable, window: 2h, undo: [x], residue: y}"), 12),
        (_text(operation=", reversibility: {class: reversible, window: 1h, undo: [x]}"), 12),
        (_text(default="{class: reversible, window: 1h, undo: [x]}"), 9),
    ):
        result = lint(tmp_path, vendor=PROFILE, system=text)
        assert places(result, "vendor-contradiction") == [f"system.yaml:{line}"]


def test_what_contradicts_one_plan_only_is_not_reported(tmp_path: Path) -> None:
    text = _text(log='{location: L, query: "{principal}", retention: 30d}')
    assert places(lint(tmp_path, vendor=PROFILE, system=text), "vendor-contradiction") == []


def test_a_revocation_sooner_than_the_vendor_says(tmp_path: Path) -> None:
    key = KEY.format(cells="effect_within: 1m, kills_sessions: true, issued_tokens_live: 0s")
    result = lint(tmp_path, vendor=PROFILE, system=_text(), key=key)
    assert places(result, "vendor-contradiction") == ["key.yaml:7", "key.yaml:7"]
    honest = KEY.format(cells="effect_within: 1h, kills_sessions: false")
    assert places(lint(tmp_path, vendor=PROFILE, system=_text(), key=honest), "vendor-contradiction") == []


def test_a_plan_that_the_profile_does_not_know(tmp_path: Path) -> None:
    result = lint(tmp_path, vendor=PROFILE, system=_text(more="plan: Lareg\n"))
    (finding,) = (each for each in result.findings if each.rule == "unknown-plan")
    assert "did you mean `Large`?" in finding.help

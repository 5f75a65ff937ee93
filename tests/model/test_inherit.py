"""What a system inherits from the profile of its vendor, what it does not, and where that is said to come from."""

from pathlib import Path

from blastradius.model.catalog import Catalog
from blastradius.model.entities import Credential, System
from blastradius.model.inherit import loans_of
from blastradius.model.left_out import catalog_of
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


def test_an_operation_that_says_unknown_is_open_whatever_its_system_says(tmp_path: Path) -> None:
    text = _text(more="plan: large\n", default="{class: irreversible}", operation=", reversibility: unknown")
    system = _system(tmp_path, text)
    assert system.operations[0].reversibility is not None
    assert "print_label.reversibility" in [loan.name for loan in loans_of(system.source)]


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
    assert unknown == ["/owner", "/audit_log/query", "/reversibility"]


def test_what_is_inherited_may_be_left_out(tmp_path: Path) -> None:
    text = _text().replace("audit_log: unknown\n", "").replace(", effect: write", "")
    result = lint(tmp_path, vendor=PROFILE, system=text)
    assert places(result, "missing-key") == []
    assert "/audit_log/query" in [each.pointer for each in result.findings if each.rule == "unknown-cell"]
    weak = PROFILE.replace("confidence: confirmed", "confidence: inferred")
    result = lint(tmp_path, vendor=weak, system=text)
    assert sorted(each.pointer for each in result.findings if each.rule == "missing-key") == [
        "/audit_log",
        "/operations/0/effect",
    ]


def test_what_is_left_out_and_inherited_makes_no_answer_partial(tmp_path: Path) -> None:
    text = _text().replace("audit_log: unknown\n", "")
    loaded, catalog = catalog_of(read(tmp_path, vendor=PROFILE, system=text))
    assert (loaded.complete, catalog.complete) == (True, True)
    loaded, catalog = catalog_of(read(tmp_path, vendor=PROFILE, system=text.replace("vendor: printer\n", "")))
    assert (loaded.complete, catalog.complete) == (False, False)
    assert [each.pointer for each in loaded.findings] == ["/audit_log"]


def test_an_effect_is_inherited_where_it_is_open(tmp_path: Path) -> None:
    open_ = _text().replace("effect: write", "effect: unknown")
    (operation,) = _system(tmp_path, open_).operations
    assert operation.effect == ("write",)
    assert str(operation.source / "effect") == "vendor.yaml:17"
    assert _system(tmp_path, _text().replace("effect: write", "effect: send")).operations[0].effect == ("send",)
    weak = PROFILE.replace("confidence: confirmed-copy", "confidence: inferred")
    assert _system(tmp_path, open_, weak).operations[0].effect == ("unknown",)


def _revoke(folder: Path, key: str, profile: str = PROFILE) -> tuple[Credential, list[tuple[str, str]]]:
    catalog = Catalog.of(read(folder, vendor=profile, system=_text(), key=key).documents)
    credential = catalog.credential["key"]
    return credential, [(loan.name, str(loan.fact)) for loan in loans_of(credential.source)]


BARE = KEY.replace("revoke: {{how: [Delete it.], {cells}}}\n", "").format()


def test_a_revocation_that_is_open_is_inherited(tmp_path: Path) -> None:
    for key in (BARE, f"{BARE}revoke: unknown\n"):
        credential, loans = _revoke(tmp_path, key)
        assert credential.revoke is not None
        assert credential.revoke.how == ("Delete it.",)
        assert credential.revoke.effect_within is not None
        assert credential.revoke.effect_within.text == "1h"
        assert credential.revoke.kills_sessions is False
        assert loans == [("revoke", "vendor.yaml:25")]
    result = lint(tmp_path, vendor=PROFILE, system=_text(), key=BARE)
    assert places(result, "missing-key") == places(result, "irrevocable-credential") == []
    assert places(result, "revocation-leaves-sessions") == ["key.yaml:2"]


def test_beside_own_steps_only_what_is_worse_is_inherited(tmp_path: Path) -> None:
    credential, loans = _revoke(tmp_path, KEY.format(cells="costs: unknown"))
    assert credential.revoke is not None
    assert credential.revoke.effect_within is None
    assert loans == [("revoke.kills_sessions", "vendor.yaml:25")]


def test_of_kinds_that_differ_none_is_inherited_unless_the_name_says_which(tmp_path: Path) -> None:
    other = """\
  - type: api-key
    name: Master key
    revoke: {how: [Call the vendor.], effect_within: 0s}
    source: {url: "https://docs.example.com/keys", seen: 2026-11-01, confidence: confirmed}
"""
    credential, loans = _revoke(tmp_path, BARE, PROFILE + other)
    assert (credential.revoke, loans) == (None, [])
    credential, _ = _revoke(tmp_path, f"{BARE}name: master key\n", PROFILE + other)
    assert credential.revoke is not None
    assert credential.revoke.how == ("Call the vendor.",)


def test_no_revocation_is_inherited_that_nobody_confirmed_or_of_another_type(tmp_path: Path) -> None:
    weak = PROFILE.replace(
        'keys", seen: 2026-11-01, confidence: confirmed', 'keys", seen: 2026-11-01, confidence: inferred'
    )
    assert _revoke(tmp_path, BARE, weak)[1] == []
    assert _revoke(tmp_path, BARE.replace("api-key", "password"))[1] == []


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

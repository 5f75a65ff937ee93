"""Each kind of promise that a system can make beyond its vendor, and what is none."""

from pathlib import Path

import pytest

from tests.lint.inventory import lint, places

PROFILE = """
apiVersion: blastradius/v1
kind: Vendor
id: printer
name: Printer
audit_log:
  - plan: Small
    {log}
    source: {source}
operations:
  - id: print_label
    effect: [write, pay]
    audit_log: {{location: Label log, retention: 2d}}
    reversibility: {{class: compensable, window: 1h, available_after: 10m, undo: [Void it.], residue: The paper.}}
    idempotency: {{class: keyed, window: 24h, key: {{carrier: header, name: Print-Key}}, on_mismatch: error}}
    receipt: {{completion: async}}
    source: {source}
  - id: burn_label
    effect: delete
    reversibility: {{class: irreversible}}
    idempotency: {{class: worsens}}
    source: {source}
credential_types:
  - type: api-key
    name: Master key
    revoke: {{how: [Delete it.], effect_within: 1h, kills_sessions: false, issued_tokens_live: 2h}}
    source: {source}
"""
LOG = "{location: Console, retention: 7d, delay: 5m, attributes: user}"
SURE = '{url: "https://docs.example.com/log", seen: 2026-11-01, confidence: confirmed}'
WEAK = SURE.replace("confirmed}", "third-party}")
SYSTEM = """
apiVersion: blastradius/v1
kind: System
id: label-printer
vendor: printer
plan: Small
environment: production
owner: unknown
audit_log: {location: Console, query: "{principal}", LOG}
reversibility: unknown
credentials: [{credential: key, access: write}]
operations:
  - {id: print_label, EFFECT, CELLS}
  - {id: burn_label, BURN}
"""
KEY = """
apiVersion: blastradius/v1
kind: Credential
id: key
type: api-key
owner: unknown
revoke: {how: [Delete it.], REVOKE}
"""
HONEST = {
    "LOG": "retention: 7d, delay: 10m, attributes: user",
    "EFFECT": "effect: [write, pay]",
    "CELLS": "summary: Prints",
    "BURN": "effect: delete",
    "REVOKE": "effect_within: 1h, kills_sessions: false, issued_tokens_live: 2h",
}
UNDO = "reversibility: {class: CLASS, window: WINDOW, undo: [Void it.], residue: none, available_after: AFTER}"
KEYED = "idempotency: {class: keyed, window: 24h, key: {carrier: header, name: Print-Key}, on_mismatch: error}"


def _undo(kind: str = "compensable", window: str = "1h", after: str = "10m") -> str:
    return UNDO.replace("CLASS", kind).replace("WINDOW", window).replace("AFTER", after)


def _contradictions(folder: Path, source: str = SURE, **cells: str) -> list[str]:
    said = HONEST | cells
    texts = [SYSTEM, KEY]
    for key, value in said.items():
        texts = [text.replace(key, value) for text in texts]
    profile = PROFILE.format(log=LOG[1:-1].replace(", ", "\n    "), source=source)
    result = lint(folder, vendor=profile, system=texts[0], key=texts[1])
    return places(result, "vendor-contradiction")


PROMISES = [
    ("system.yaml:9", {"LOG": "retention: 30d"}),
    ("system.yaml:9", {"LOG": "retention: 7d, delay: 1m"}),
    ("system.yaml:9", {"LOG": "retention: 7d, attributes: credential"}),
    ("system.yaml:13", {"CELLS": "audit_log: {location: L, query: x, retention: 7d}"}),
    ("system.yaml:13", {"EFFECT": "effect: write"}),
    ("system.yaml:13", {"EFFECT": "effect: read"}),
    ("system.yaml:13", {"CELLS": _undo("reversible")}),
    ("system.yaml:13", {"CELLS": _undo(window="2h")}),
    ("system.yaml:13", {"CELLS": _undo(window="unlimited")}),
    ("system.yaml:13", {"CELLS": _undo(after="1m")}),
    ("system.yaml:14", {"BURN": "effect: delete, " + _undo()}),
    ("system.yaml:14", {"BURN": "effect: delete, idempotency: {class: natural}"}),
    ("system.yaml:13", {"CELLS": "idempotency: {class: natural}"}),
    ("system.yaml:13", {"CELLS": KEYED.replace("24h", "7d")}),
    ("system.yaml:13", {"CELLS": KEYED.replace("Print-Key", "X-Key")}),
    ("system.yaml:13", {"CELLS": KEYED.replace("error", "replay")}),
    ("system.yaml:13", {"CELLS": "receipt: {completion: sync}"}),
    ("key.yaml:7", {"REVOKE": "effect_within: 1m"}),
    ("key.yaml:7", {"REVOKE": "kills_sessions: true"}),
    ("key.yaml:7", {"REVOKE": "issued_tokens_live: 0s"}),
]


@pytest.mark.parametrize(("place", "cells"), PROMISES)
def test_each_kind_of_promise_is_found_once_and_only_if_the_fact_is_confirmed(
    tmp_path: Path, place: str, cells: dict[str, str]
) -> None:
    assert _contradictions(tmp_path, **cells) == [place]
    assert _contradictions(tmp_path, source=WEAK, **cells) == []


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"LOG": "retention: 3d, delay: 1h, attributes: none"},
        {"EFFECT": "effect: [write, pay, send]"},
        {"EFFECT": "effect: execute"},
        {"EFFECT": "effect: unknown"},
        {"CELLS": _undo(window="30m", after="1h")},
        {"CELLS": "reversibility: {class: irreversible}"},
        {"CELLS": "idempotency: {class: none}"},
        {"CELLS": KEYED.replace("Print-Key", "print-key").replace("24h", "1h")},
        {"CELLS": "receipt: {completion: async}"},
        {"REVOKE": "effect_within: 2h, kills_sessions: unknown, issued_tokens_live: unknown"},
    ],
)
def test_what_promises_no_more_is_not_reported(tmp_path: Path, cells: dict[str, str]) -> None:
    assert _contradictions(tmp_path, **cells) == []


def test_a_key_that_may_be_another_vendors_is_not_held_against_this_one(tmp_path: Path) -> None:
    profile = PROFILE.format(log=LOG[1:-1].replace(", ", "\n    "), source=SURE)
    system, key = SYSTEM, KEY.replace("REVOKE", "effect_within: 1m")
    for name, value in HONEST.items():
        system = system.replace(name, value)
    other = system.replace("id: label-printer", "id: mailer").replace("vendor: printer", "vendor: mailer")
    files = {"vendor": profile, "system": system, "key": key, "mail": other}
    alone = lint(tmp_path, **files, mailer="apiVersion: blastradius/v1\nkind: Vendor\nid: mailer\nname: Mailer\n")
    assert places(alone, "vendor-contradiction") == ["key.yaml:7"]
    both = lint(tmp_path, **files, mailer=profile.replace("id: printer", "id: mailer"))
    assert places(both, "vendor-contradiction") == []

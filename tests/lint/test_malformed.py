"""Whatever stands in a cell, lint answers: no value of a wrong shape brings a rule down."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from blastradius.lint.run import run_rules
from blastradius.model.catalog import Catalog
from blastradius.source.document import Document, Pointer, values
from blastradius.source.documents import Documents
from tests.lint.inventory import NOW, read
from tests.lint.test_rows import AGENT, CREDENTIAL, SYSTEM, TEAM

SETTINGS = """apiVersion: blastradius/v1
kind: Inventory
id: shop
stale_after: 90d
rules: {unproven: info}
exemptions:
  - {rule: unproven, target: team:payments, reason: new, by: security, until: 2027-01-31}
"""
MORE = """apiVersion: blastradius/v1
kind: Credential
id: other-key
type: api-key
owner: payments
revoke: {how: [Revoke it]}
obtainable_from:
  - {system: stripe, access: read}
  - {all_of: [{system: stripe}]}
"""
READ = """apiVersion: blastradius/v1
kind: System
id: ledger
environment: production
owner: payments
operations:
  - id: get_entry
    effect: read
    requires: [read]
    reversibility: {class: reversible, undo: [Do it], undo_requires: [read]}
    idempotency: {class: none}
"""
ODD: list[Any] = [None, "unknown", "", "x", 42, True, [], {}, ["unknown"], [None], [[]], [{}], {"verified": []}]


@pytest.mark.parametrize("odd", ODD, ids=json.dumps)
def test_any_value_anywhere(odd: object, tmp_path: Path) -> None:
    several = {"credential": CREDENTIAL, "other": MORE, "system": SYSTEM, "reading": READ}
    loaded = read(tmp_path, team=TEAM, agent=AGENT, settings=SETTINGS, **several)

    for documents in _variants(tuple(loaded.documents), odd):
        changed = msgspec.structs.replace(loaded, documents=Documents.of(documents), findings=())
        result = run_rules(changed, Catalog.of(documents), NOW)

        assert all(finding.message and finding.help for finding in result.findings)


def _variants(documents: tuple[Document, ...], odd: object) -> Iterator[tuple[Document, ...]]:
    """The documents with one value after the other replaced."""
    for number, document in enumerate(documents):
        for pointer, _ in values(document.data):
            if pointer:
                data = _with(document.data, pointer, odd)
                yield (*documents[:number], Document(document.path, 0, data, document.place), *documents[number + 1 :])


def _with(data: Any, pointer: Pointer, value: object) -> Any:
    changed = copy.deepcopy(data)
    node = changed
    for key in pointer[:-1]:
        node = node[key]
    node[pointer[-1]] = value
    return changed

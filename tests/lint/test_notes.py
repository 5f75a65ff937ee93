"""Notes and cards save looks and lose nothing: lint finds the same when it looks at every document."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from blastradius.lint import run
from blastradius.lint.near import Near
from blastradius.lint.rule import Search
from blastradius.lint.rules import RULES
from blastradius.lint.run import run_rules
from blastradius.lint.subject import Subject
from blastradius.lint.survey import Survey
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Settings
from blastradius.source.cache import Cache
from blastradius.source.document import Document, Pointer, values
from blastradius.source.load import Loaded, load
from tests.lint.inventory import NOW

ROOT = Path(__file__).resolve().parents[2]
MISTAKES: list[Any] = [
    None,
    "unknown",
    "0d",
    "2026-02-30",
    "2030-01-01",
    "2020-01-01",
    "{Principal} {arg.x}",
    "nobody",
    [],
]


class Thorough(Subject):
    """Looks at everything."""

    @property
    def survey(self) -> Survey:  # type: ignore[override]
        return Survey(self.documents)

    def noted(self, note: str, shape: type[Any]) -> Iterator[Any]:
        del note
        made = map(self.catalog.entity, range(len(self.documents)))
        return (each for each in made if each is not None and isinstance(each, shape))

    def referring(self, kind: str, known: Any) -> Iterator[Any]:
        del kind, known
        every = self.noted("", object)
        return (each for each in every if not isinstance(each, Settings))


def compare(loaded: Loaded, documents: list[Document], monkeypatch: pytest.MonkeyPatch) -> int:
    quick = run_rules(loaded, Catalog.of(documents), NOW)
    with monkeypatch.context() as patch:
        patch.setattr(run, "Subject", Thorough)
        patch.setattr(Search, "candidates", lambda _, subject: range(len(subject.documents)))
        patch.setattr(Near, "concerns", lambda *_, **__: True)
        thorough = run_rules(loaded, Catalog.of(documents), NOW)
    assert quick == thorough
    return len(quick.findings)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_examples_of_every_rule(rule: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "example.yaml").write_text(f"{rule.passes}\n---\n{rule.fails}\n", encoding="utf-8")
    loaded = load([tmp_path], here=tmp_path, cache=Cache(None))
    compare(loaded, list(loaded.documents), monkeypatch)


def test_an_organisation_with_one_mistake_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ROOT / "inventories" / "support-desk"
    loaded = load([folder], here=folder, cache=Cache(None))
    documents = list(loaded.documents)
    places = [(number, pointer) for number, each in enumerate(documents) for pointer, _ in values(each.data) if pointer]
    found = 0
    for turn, (number, pointer) in enumerate(places[:: len(places) // 60]):
        changed = _with(documents[number], pointer, MISTAKES[turn % len(MISTAKES)])
        found += compare(loaded, [*documents[:number], changed, *documents[number + 1 :]], monkeypatch)
    assert found > 60, "the mistakes are found at all"


def _with(document: Document, pointer: Pointer, value: object) -> Document:
    data = copy.deepcopy(dict(document.data))
    node: Any = data
    for key in pointer[:-1]:
        node = node[key]
    node[pointer[-1]] = value
    return Document(document.path, document.index, data, document.place)

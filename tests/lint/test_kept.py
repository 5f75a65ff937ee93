"""What rules keep of an earlier run never changes what lint says: each answer is held against one without a cache."""

import os
import random
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from blastradius.lint.run import run_rules
from blastradius.lint.verdicts import Answer, Verdicts
from blastradius.model.catalog import Catalog
from blastradius.output import lint_json
from blastradius.source import load as loading
from blastradius.source.cache import Cache
from blastradius.source.files import digest
from blastradius.source.load import load
from blastradius.workers import CAN_FORK

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 22, tzinfo=UTC)

SHOP = {
    "team.yaml": """apiVersion: blastradius/v1
kind: Team
id: payments
on_call: {rotation: "https://oncall.example.com/p", reaches_human: 2026-11-14, hours: office hours}
""",
    "vendors/acme.yaml": """apiVersion: blastradius/v1
kind: Vendor
id: acme
name: Acme
audit_log:
  - location: Console > Log
    query: "user={principal} since={since}"
    retention: 30d
    delay: 2h
    source: {url: "https://docs.example.com/log", seen: 2026-05-01, confidence: confirmed}
credential_types:
  - name: API key
    type: api-key
    revoke:
      how: [Delete the key]
      effect_within: 5m
      kills_sessions: true
      issued_tokens_live: 0s
    source: {url: "https://docs.example.com/keys", seen: 2026-05-01, confidence: confirmed}
operations:
  - id: create_order
    effect: [write, send]
    receipt: {completion: async}
    reversibility: {class: reversible, window: 60d, undo: [Cancel it]}
    source: {url: "https://docs.example.com/orders", seen: 2026-05-01, confidence: confirmed}
""",
    "shop.yaml": """apiVersion: blastradius/v1
kind: System
id: shop
environment: prodction
owner: payments
vendor: acme
audit_log: unknown
reversibility: unknown
credentials:
  - {credential: shop-key, access: write, scopes: ["orders:write"], resources: ["eu/orders"]}
  - {credential: own-key, access: read}
operations:
  - {id: create_order, effect: write, receipt: unknown, reversibility: unknown}
  - id: delete_order
    effect: delete
    reversibility: {class: reversible, window: 30d, undo_operation: create_order, undo_requires: ["orders:undo"]}
""",
    "shop-key.yaml": """apiVersion: blastradius/v1
kind: Credential
id: shop-key
type: api-key
owner: payments
revoke: unknown
obtainable_from:
  - {system: vault, access: read, requires: ["kv:read"], resources: ["kv/shop"]}
""",
    "own-key.yaml": """apiVersion: blastradius/v1
kind: Credential
id: own-key
type: api-key
owner: payments
revoke: {how: [Delete it], effect_within: 1m, kills_sessions: true}
""",
    "vault.yaml": """apiVersion: blastradius/v1
kind: System
id: vault
environment: production
owner: payments
audit_log: {location: Log, query: "{principal} {since}", retention: 10d, delay: 1h}
credentials:
  - {credential: vault-key, access: read, scopes: ["kv:reed"], resources: ["kv/shopp"]}
operations:
  - {id: put, effect: write, reversibility: {class: reversible, window: 30d, undo: [Put the old value]}}
  - {id: drop, effect: delete}
""",
}


class Inventory:
    """A folder, its cache, and what lint says of it with and without."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder = folder
        self.cache = cache

    def says(self, *, remember: bool, here: Path | None = None, root: Path | None = None) -> str:
        cache = Cache(self.cache if remember else None)
        loaded = load([root or self.folder], here=here or self.folder, cache=cache)
        catalog = Catalog(loaded.documents, complete=loaded.complete)
        said = lint_json.lint(run_rules(loaded, catalog, NOW), complete=loaded.complete)
        loaded.save()
        return said

    def check(self, why: object = "") -> str:
        alone = self.says(remember=False)
        assert self.says(remember=True) == alone, why
        return alone

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.folder / name).read_text()
        assert old in text, (name, old)
        (self.folder / name).write_text(text.replace(old, new))


@pytest.fixture(params=["one process", "two processes"], autouse=True)
def _shared(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a small inventory, and as in one of thousands of documents."""
    if request.param == "two processes":
        monkeypatch.setattr("blastradius.lint.verdicts._LARGE", 0)


@pytest.fixture
def shop(tmp_path: Path) -> Inventory:
    for name, text in SHOP.items():
        file = tmp_path / "shop" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return Inventory(tmp_path / "shop", tmp_path / "kept.sqlite")


def _twin(shop: Inventory) -> None:
    text = SHOP["vault.yaml"].replace(
        "credentials:", "reversibility: {class: reversible, window: 90d, undo: [Put it back]}\ncredentials:"
    )
    for window in ("90d", "5d"):
        (shop.folder / "vault-again.yaml").write_text(text.replace("90d", window))
        shop.check(window)


def _plain_twin(shop: Inventory) -> None:
    (shop.folder / "vault-again.yaml").write_text(SHOP["vault.yaml"].replace("kv:reed", "kv:read"))


def _other_holder(shop: Inventory) -> None:
    text = SHOP["shop.yaml"].replace("id: shop\n", "id: other\n").replace("vendor: acme", "vendor: auth0")
    (shop.folder / "other.yaml").write_text(text)


CHANGES: dict[str, Callable[[Inventory], None]] = {
    "the entity itself": lambda shop: shop.change("shop.yaml", "prodction", "production"),
    "the profile of a system": lambda shop: shop.change("vendors/acme.yaml", "retention: 30d", "retention: 90d"),
    "the profile of a credential": lambda shop: shop.change(
        "vendors/acme.yaml", "kills_sessions: true", "kills_sessions: false"
    ),
    "a credential that a profile contradicts": lambda shop: shop.change("own-key.yaml", "within: 1m", "within: 10m"),
    "a profile that goes": lambda shop: (shop.folder / "vendors/acme.yaml").unlink(),
    "another profile": lambda shop: shop.change("shop.yaml", "vendor: acme", "vendor: auth0"),
    "a shipped profile that is replaced": lambda shop: shop.change("vendors/acme.yaml", "id: acme", "id: auth0"),
    "what a credential opens": lambda shop: shop.change("shop.yaml", "credential: shop-key", "credential: vault-key"),
    "the type of a credential": lambda shop: shop.change("shop-key.yaml", "type: api-key", "type: password"),
    "the grants of the system that is needed": lambda shop: shop.change("vault.yaml", "kv:reed", "kv:read"),
    "the parts of the system that is needed": lambda shop: shop.change("vault.yaml", "kv/shopp", "kv/shop"),
    "a system that is needed and goes": lambda shop: (shop.folder / "vault.yaml").unlink(),
    "a second entry with a default": _twin,
    "a second entry with other grants": _plain_twin,
    "another system of the credential": _other_holder,
    "what a way asks for": lambda shop: shop.change("shop-key.yaml", 'requires: ["kv:read"]', 'requires: ["kv:reads"]'),
    "the part that a way asks for": lambda shop: shop.change("shop-key.yaml", "kv/shop", "kv/other"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_finding_rests_on_is_noticed(shop: Inventory, change: str) -> None:
    before = shop.check()
    CHANGES[change](shop)
    after = shop.check(change)
    assert after != before, "the change shows"
    for name, text in SHOP.items():
        (shop.folder / name).write_text(text)
    shop.check("and back, with what came beside it")


def test_a_process_that_is_lost_is_replaced(shop: Inventory, monkeypatch: pytest.MonkeyPatch) -> None:
    here, look_up = os.getpid(), Verdicts.looked_up

    def killed(verdicts: Verdicts) -> Answer | None:
        if os.getpid() != here:
            os._exit(1)
        return look_up(verdicts)

    shop.check()
    monkeypatch.setattr(Verdicts, "looked_up", killed)
    shop.check()
    shop.change("shop.yaml", "prodction", "production")
    shop.check()


@pytest.mark.skipif(not CAN_FORK, reason="there is no other process")
def test_places_that_the_other_process_found_are_not_looked_for_again(
    shop: Inventory, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.check()
    monkeypatch.setattr("blastradius.lint.verdicts._LARGE", 1)
    monkeypatch.setattr("blastradius.lint.asking.from_both_ends", lambda parts: (iter(()), iter(list(parts))))
    shop.change("team.yaml", "id: payments", "id: paymentz")
    said = shop.check()
    assert '"team.yaml"' in said
    known = digest((shop.folder / "team.yaml").read_bytes())
    with sqlite3.connect(shop.cache) as cache:
        key = int.from_bytes(known[:8], "little", signed=True)
        assert cache.execute("SELECT count(*) FROM places WHERE key = ?", (key,)).fetchone() == (1,)


def test_where_nearly_all_is_new_it_is_found_by_many(shop: Inventory, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.check()
    monkeypatch.setattr("blastradius.lint.verdicts._MANY", 1)
    shop.change("shop.yaml", "prodction", "production")
    shop.check()
    shop.check()


def test_paths_are_told_as_from_where_somebody_stands(shop: Inventory) -> None:
    for here in (shop.folder, shop.folder.parent, shop.folder / "vendors", shop.folder):
        assert shop.says(remember=True, here=here) == shop.says(remember=False, here=here)


def test_a_root_is_told_by_the_name_it_is_asked_for_with(shop: Inventory) -> None:
    link = shop.folder.parent / "link"
    link.symlink_to(shop.folder)
    for root in (shop.folder, link, shop.folder):
        kept = shop.says(remember=True, here=link.parent, root=root)
        assert kept == shop.says(remember=False, here=link.parent, root=root)
        assert f'"{root.name}/shop.yaml"' in kept


def test_nobody_inherits_from_a_profile_without_a_name(shop: Inventory) -> None:
    shop.change("shop.yaml", "vendor: acme", 'vendor: ""')
    shop.change("vendors/acme.yaml", "id: acme\n", "")
    shop.check()
    shop.change("vendors/acme.yaml", "retention: 30d", "retention: 1d")
    assert "`1d`" not in shop.check()


def test_a_system_with_a_blank_in_its_id_is_asked_for_by_it(shop: Inventory) -> None:
    shop.change("vault.yaml", "id: vault", 'id: "my vault"')
    shop.change("shop-key.yaml", "system: vault", 'system: "my vault"')
    said = shop.check()
    assert '"misspelt-scope"' in said
    assert '"misspelt-resource"' in said
    shop.change("vault.yaml", "kv:reed", "other")
    assert '"unsatisfiable-scope"' in shop.check()


def test_a_moved_file_is_told_at_its_new_place(shop: Inventory) -> None:
    shop.check()
    (shop.folder / "vault.yaml").rename(shop.folder / "zz.yaml")
    assert '"zz.yaml"' in shop.check()


def _texts(folder: Path) -> Iterator[tuple[Path, list[str]]]:
    for file in sorted(folder.rglob("*.yaml")):
        yield file, file.read_text(encoding="utf-8").split("\n")


def _edit(dice: random.Random, folder: Path) -> str:
    """One edit as people make them: a value from elsewhere, a line or block less, a file copied, moved or deleted."""
    texts = list(_texts(folder))
    file, lines = dice.choice(texts)
    at = dice.randrange(len(lines))
    match dice.randrange(8):
        case 0:
            file.unlink()
            return f"without {file.name}"
        case 1:
            shutil.copy(file, file.with_name(f"copy-{dice.randrange(9)}.yaml"))
            return f"{file.name} twice"
        case 2:
            file.rename(file.with_name(f"moved-{dice.randrange(9)}.yaml"))
            return f"{file.name} moved"
        case 3:
            del lines[at]
        case _:
            key, colon, _ = lines[at].partition(": ")
            others = [each for _, other in texts for each in other if colon and each.startswith(f"{key}: ")]
            lines[at] = dice.choice(others or lines)
    file.write_text("\n".join(lines), encoding="utf-8")
    return f"{file.name}:{at + 1} {lines[at : at + 1]}"


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_any_edit_is_noticed(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch, *, settled: bool) -> None:
    """Edit upon edit of the organisation that comes with the project, some of them taken back."""
    whole = ROOT / "inventories" / "support-desk"
    desk = Inventory(tmp_path / "desk", tmp_path / "kept.sqlite")
    shutil.copytree(whole, desk.folder)
    if settled:  # a clock that is ahead: what did not change is known by its times, and the index is amended
        monkeypatch.setattr(loading, "time_ns", lambda: time.time_ns() + 3_600_000_000_000)
    dice = random.Random(seed)
    told: list[str] = []
    for number in range(10):
        if number == 7:
            shutil.rmtree(desk.folder)
            shutil.copytree(whole, desk.folder)
        told += [_edit(dice, desk.folder) for _ in range(dice.randrange(1, 3))]
        desk.check(told)


SECRET = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
COMMENT = "# blastradius: ignore[unknown-cell] because {}\n"


@pytest.mark.parametrize(
    ("before", "reason", "column"),
    [
        (b"", "new", 1),
        (b"\xef\xbb\xbf", "new", 1),
        (b"", f"the old key was {SECRET}", 1),
        (b"\xef\xbb\xbf", f"the old key was {SECRET}", 1),
        (b"\r\n", "new", 1),
    ],
)
def test_a_comment_is_read_with_its_file(shop: Inventory, before: bytes, reason: str, column: int) -> None:
    """Also behind a mark of the byte order, where it speaks about the next line; a secret in it reaches no answer."""
    text = (
        (shop.folder / "shop-key.yaml")
        .read_text()
        .replace("revoke: unknown\n", f"{COMMENT.format(reason)}revoke: unknown\n")
    )
    (shop.folder / "shop-key.yaml").write_bytes(before + (COMMENT.format(reason) + text).encode())
    said = [shop.check() for _ in range(2)]
    assert said[0] == said[1]
    assert SECRET[-8:] not in said[0]
    assert f'"column": {column}' in said[0]

"""The cache never changes an answer: not damaged, forged, foreign or old, and not while others write it."""

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from blastradius.analysis.reach.answer import reach
from blastradius.analysis.reach.report import Kind, Start
from blastradius.lint.run import run_rules
from blastradius.model.catalog import Catalog
from blastradius.output import lint_json, reach_json
from blastradius.source.cache import Cache, _body
from blastradius.source.load import load
from blastradius.source.tables import to_keep

NOW = datetime(2026, 11, 22, tzinfo=UTC)
START = (Start(kind=Kind.CREDENTIAL, id="key"),)
CREDENTIAL = """apiVersion: blastradius/v1
kind: Credential
id: {name}
type: api-key
owner: payments
revoke: unknown
obtainable_from:
  - {{system: {store}, access: read}}
"""
SYSTEM = """apiVersion: blastradius/v1
kind: System
id: {name}
environment: production
owner: payments
audit_log: unknown
reversibility: unknown
credentials:
  - {{credential: {opens}, access: write}}
operations:
  - {{id: change, effect: write}}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A chain of twelve systems, each of which keeps the key to the next."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "team.yaml").write_text("apiVersion: blastradius/v1\nkind: Team\nid: payments\n")
    for number in range(12):
        opens = f"key{number}" if number else "key"
        (folder / f"s{number}.yaml").write_text(SYSTEM.format(name=f"s{number}", opens=opens))
        (folder / f"c{number}.yaml").write_text(CREDENTIAL.format(name=f"key{number + 1}", store=f"s{number}"))
    (folder / "first.yaml").write_text(CREDENTIAL.format(name="key", store="nowhere"))
    return folder


def settled(folder: Path) -> None:
    """As if nobody had touched the files for an hour. Their change time stays: only waiting would alter that."""
    for file in folder.rglob("*.yaml"):
        os.utime(file, (file.stat().st_atime, file.stat().st_mtime - 3600))


def answer(folder: Path, cache: Path | None) -> str:
    loaded = load([folder], here=folder, cache=Cache(cache))
    catalog = Catalog(loaded.documents, complete=loaded.complete)
    said = reach_json.reach(reach(catalog, START, now=NOW)) + lint_json.lint(
        run_rules(loaded, catalog, NOW), complete=loaded.complete
    )
    loaded.save()
    return said


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept.sqlite"


@pytest.fixture
def _old_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that is ahead: files made a moment ago are trusted by their times, as they are an hour later."""
    import time

    from blastradius.source import load as loading

    monkeypatch.setattr(loading, "time_ns", lambda: time.time_ns() + 3_600_000_000_000)


DAMAGES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "truncated": lambda data, dice: data[: dice.randrange(len(data))],
    "a byte": lambda data, dice: _with(data, dice.randrange(len(data)), bytes([dice.randrange(256)])),
    "many bytes": lambda data, dice: _with(data, dice.randrange(len(data)), dice.randbytes(300)),
    "a page of zeros": lambda data, dice: _with(data, 4096 * dice.randrange(len(data) // 4096), bytes(4096)),
    "two pages swapped": lambda data, dice: _swapped(data, *dice.sample(range(len(data) // 4096), 2)),
    "not a database": lambda _, dice: dice.randbytes(5000),
    "empty": lambda _, __: b"",
}


def _with(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def _swapped(data: bytes, one: int, other: int) -> bytes:
    pages = [data[at : at + 4096] for at in range(0, len(data), 4096)]
    pages[one], pages[other] = pages[other], pages[one]
    return b"".join(pages)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.usefixtures("_old_enough")
def test_a_damaged_cache_changes_nothing(shop: Path, kept: Path, damage: str) -> None:
    expected = answer(shop, None)
    assert answer(shop, kept) == expected
    assert answer(shop, kept) == expected
    whole = kept.read_bytes()
    dice = random.Random(7)
    for _ in range(10):
        kept.write_bytes(DAMAGES[damage](whole, dice))
        assert answer(shop, kept) == expected
        assert answer(shop, kept) == expected, "and what was written over it is whole"


@pytest.mark.usefixtures("_old_enough")
def test_bodies_under_foreign_keys_are_not_believed(shop: Path, kept: Path) -> None:
    expected = answer(shop, kept)
    with sqlite3.connect(kept) as forged:
        for table in ("entry", "places"):
            rows = forged.execute(f"SELECT key, body FROM {table} ORDER BY key").fetchall()
            turned = [(body, key) for (key, _), (_, body) in zip(rows, rows[1:] + rows[:1], strict=True)]
            forged.executemany(f"UPDATE {table} SET body = ? WHERE key = ?", turned)
    assert answer(shop, kept) == expected


@pytest.mark.usefixtures("_old_enough")
def test_a_cache_without_some_of_its_rows_is_filled_again(shop: Path, kept: Path) -> None:
    expected = answer(shop, kept)
    with sqlite3.connect(kept) as poorer:
        poorer.execute("DELETE FROM entry WHERE key % 2 = 0")
        poorer.execute("DELETE FROM places")
    assert answer(shop, kept) == expected


@pytest.mark.usefixtures("_old_enough")
def test_another_version_starts_anew(shop: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = answer(shop, kept)
    monkeypatch.setattr("blastradius.source.cache.__version__", "999")
    assert Cache(kept).snapshot() is None
    assert answer(shop, kept) == expected


@pytest.mark.usefixtures("_old_enough")
def test_a_change_that_keeps_size_and_time_is_seen(shop: Path, kept: Path) -> None:
    settled(shop)
    before = answer(shop, kept)
    file = shop / "s3.yaml"
    status = file.stat()
    file.write_text(file.read_text().replace("access: write", "access: admin"))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert file.stat().st_size == status.st_size
    after = answer(shop, kept)
    assert after == answer(shop, None)
    assert after != before


@pytest.mark.parametrize("clock", [[], ["_old_enough"]], ids=["at once", "later"])
def test_files_added_changed_moved_and_removed(
    shop: Path, kept: Path, clock: list[str], request: pytest.FixtureRequest
) -> None:
    for name in clock:
        request.getfixturevalue(name)
    answer(shop, kept)
    for change in (
        (shop / "s7.yaml").unlink,
        lambda: (shop / "s8.yaml").rename(shop / "z8.yaml"),
        (shop / "more").mkdir,
        lambda: (shop / "more" / "s7.yaml").write_text(SYSTEM.format(name="s7", opens="key7")),
        lambda: (shop / "c9.yaml").write_text(CREDENTIAL.format(name="key10", store="elsewhere")),
        lambda: (shop / "c9.yaml").write_text("kind: [\n"),
        lambda: (shop / "blastradius.yaml").write_text(
            "apiVersion: blastradius/v1\nkind: Inventory\nid: shop\nexclude: [c9.yaml]\n"
        ),
    ):
        change()
        assert answer(shop, kept) == answer(shop, None)


@pytest.mark.skipif(os.name != "posix", reason="owners and modes are those of POSIX")
def test_a_cache_that_others_can_write_is_replaced(shop: Path, kept: Path) -> None:
    answer(shop, kept)
    kept.chmod(0o666)
    assert Cache(kept).snapshot() is None
    answer(shop, kept)
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_link_in_the_place_of_the_cache_is_not_followed(shop: Path, kept: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    kept.symlink_to(outside)
    assert answer(shop, kept) == answer(shop, None)
    assert outside.read_bytes() == b"mine"


def test_a_cache_that_cannot_be_written_is_no_reason_to_fail(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert answer(shop, tmp_path / "file" / "cache.sqlite") == answer(shop, None)


def test_runs_side_by_side_agree_and_leave_a_whole_cache(shop: Path, kept: Path) -> None:
    expected = answer(shop, None)
    with ThreadPoolExecutor(8) as crowd:
        said = list(crowd.map(lambda _: answer(shop, kept), range(24)))
    assert set(said) == {expected}
    with sqlite3.connect(kept) as whole:
        assert whole.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert answer(shop, kept) == expected


@pytest.mark.usefixtures("_old_enough")
def test_where_nothing_changed_no_file_is_read(shop: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = answer(shop, kept)
    monkeypatch.setattr("blastradius.source.load.read_bytes", None)
    monkeypatch.setattr("blastradius.source.crew.read_bytes", None)
    assert answer(shop, kept) == expected


def test_what_no_file_holds_any_more_is_forgotten(shop: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blastradius.source.cache._ATTIC", 10)
    answer(shop, kept)
    for file in shop.glob("c*.yaml"):
        file.unlink()
    answer(shop, kept)
    with sqlite3.connect(kept) as tidied:
        assert tidied.execute("SELECT count(*) FROM entry").fetchone() == (len(list(shop.glob("*.yaml"))),)


class _OfAnOlderPython(sqlite3.Connection):
    def blobopen(self, *_: object, **__: object) -> sqlite3.Blob:
        raise OverflowError


def test_what_is_long_is_read_also_by_a_python_that_opens_no_such_key(tmp_path: Path) -> None:
    """Before 3.11.4 (CPython, issue 100370) a key of more than 32 bits did not fit."""
    with sqlite3.connect(tmp_path / "kept.sqlite", factory=_OfAnOlderPython) as connection:
        connection.execute("CREATE TABLE snapshot (key INTEGER PRIMARY KEY, body BLOB NOT NULL)")
        connection.execute("INSERT INTO snapshot VALUES (?, ?)", (-(2**62), bytes(2_000_000)))
        assert _body(connection, "snapshot", -(2**62)) == bytes(2_000_000)


@pytest.mark.usefixtures("_old_enough")
def test_contents_that_a_file_loses_one_after_the_other_do_not_pile_up(
    shop: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blastradius.source.cache._ATTIC", 0)
    monkeypatch.setattr("blastradius.source.reading._OFTEN", 4)
    answer(shop, kept)
    counts = []
    for number in range(12):
        with (shop / "s3.yaml").open("a") as file:
            file.write(f"# {number}\n")
        answer(shop, kept)
        with sqlite3.connect(kept) as known:
            counts += known.execute("SELECT count(*) FROM entry").fetchone()
    held = len(list(shop.glob("*.yaml")))
    assert max(counts) == held + 4
    assert counts.count(held) == 2


@pytest.mark.usefixtures("_old_enough")
def test_a_cache_that_was_sealed_with_another_key_is_not_believed(
    shop: Path, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One from another machine, or one that somebody forged who knows how seals are made and not the key."""
    expected = answer(shop, kept)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "elsewhere"))
    assert Cache(kept).snapshot() is None
    text = (shop / "s3.yaml").read_text()
    (shop / "s3.yaml").write_text("")
    answer(shop, kept)  # whoever forges has an inventory of his own in the same place
    (shop / "s3.yaml").write_text(text)
    monkeypatch.delenv("XDG_STATE_HOME")
    assert answer(shop, kept) == expected


@pytest.mark.parametrize("damage", ["short", "for others", "a folder", "a link", "nowhere to keep it"])
@pytest.mark.usefixtures("_old_enough")
def test_a_key_that_is_none_changes_no_answer(
    shop: Path, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    expected = answer(shop, kept)
    key = tmp_path / "state" / "blastradius" / "cache.key"
    assert key.stat().st_mode & 0o777 == 0o600
    match damage:
        case "short":
            key.write_bytes(b"x")
        case "for others":
            key.chmod(0o644)
        case "a folder":
            key.unlink()
            key.mkdir()
        case "a link":
            key.rename(tmp_path / "other")
            key.symlink_to(tmp_path / "other")
        case _:
            key.unlink()
            key.parent.rmdir()
            key.parent.write_text("")
    assert Cache(kept).snapshot() is None
    assert answer(shop, kept) == expected


def test_a_forged_snapshot_is_typed(kept: Path, shop: Path) -> None:
    answer(shop, kept)
    cache = Cache(kept)
    with sqlite3.connect(kept) as forged:
        forged.execute("UPDATE snapshot SET body = ?", (cache._sealed(b"snapshot", msgspec.msgpack.encode({"a": 1})),))
    assert Cache(kept).snapshot() is None
    assert answer(shop, kept) == answer(shop, None)


def test_a_secret_in_pieces_is_found_and_not_kept(shop: Path, kept: Path) -> None:
    piece = "jWDarjtT1zdp7dc"
    (shop / "team.yaml").write_text(
        f'apiVersion: blastradius/v1\nkind: Team\nid: payments\nname: "sk_live_4eC39HqLy\\\n  {piece}"\n'
    )
    loaded = load([shop], here=shop, cache=Cache(kept))
    assert [each.location.line for each in loaded.findings if each.rule == "secret"] == [4]
    assert piece.encode() not in kept.read_bytes()


def test_a_line_of_a_file_that_has_changed_is_not_shown(shop: Path) -> None:
    loaded = load([shop], here=shop, cache=Cache(None))
    shown = load([shop], here=shop, cache=Cache(None))
    assert shown.line("team.yaml", 3) == "id: payments"
    (shop / "team.yaml").write_text("# new\n" + (shop / "team.yaml").read_text())
    assert shown.line("team.yaml", 3) == "id: payments", "as it was read: what is hidden in it is known"
    assert loaded.line("team.yaml", 3) == ""


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.usefixtures("_old_enough")
def test_an_index_that_was_amended_is_the_one_made_anew(tmp_path: Path, kept: Path, seed: int) -> None:
    """To the byte, in the order of its tables: answers go by it."""
    desk = tmp_path / "desk"
    shutil.copytree(Path(__file__).resolve().parents[2] / "inventories" / "support-desk", desk)
    load([desk], here=desk, cache=Cache(kept))
    dice = random.Random(seed)
    texts = {file: file.read_text(encoding="utf-8").split("\n") for file in sorted(desk.rglob("*.yaml"))}
    for _ in range(25):
        file, lines = dice.choice(list(texts.items()))
        at = dice.randrange(len(lines))
        key, colon, _ = lines[at].partition(": ")
        others = [each for text in texts.values() for each in text if colon and each.startswith(f"{key}: ")]
        lines[at : at + 1] = [dice.choice(others)] if others and dice.random() < 0.7 else []
        file.write_text("\n".join(lines), encoding="utf-8")
        amended = load([desk], here=desk, cache=Cache(kept))
        anew = load([desk], here=desk, cache=Cache(None))
        one, other = (msgspec.msgpack.encode(each.documents.cards, enc_hook=to_keep) for each in (amended, anew))
        assert one == other, (file, at)
        assert (amended.findings, amended.hidden, amended.remarks) == (anew.findings, anew.hidden, anew.remarks)

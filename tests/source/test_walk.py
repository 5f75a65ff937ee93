"""A folder that is known is listed as one that is not: whatever was done to it since, and whatever stands in it."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from blastradius.source.cache import Cache
from blastradius.source.folders import Folder, Tree
from blastradius.source.known_folders import _MANY, known_again
from blastradius.source.listing import Files
from blastradius.source.load import load
from blastradius.source.walk import list_files

EXCLUDED = ("drafts/*", "old-*")
TEXT = "apiVersion: blastradius/v1\nkind: Team\nid: payments\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Folders with all that can stand in one; `plain` ones with nothing odd, `links` with links of each kind."""
    top = tmp_path / "shop"
    for name in ("a.yaml", "z.yml", "plain/b.yaml", "plain/deep/c.yaml", "plain/deep/d.yaml", "notes/e.yaml"):
        write(top / name)
    for name in ("notes/README.md", "notes/old-f.yaml", "drafts/g.yaml", "plain/.hidden/h.yaml", "links/i.yaml"):
        write(top / name)
    (top / "empty").mkdir()
    (top / "links" / "j.yaml").symlink_to("i.yaml")
    (top / "links" / "k.yaml").symlink_to("nowhere")
    (top / "links" / "down").symlink_to(top / "plain" / "deep")
    (top / "links" / "up").symlink_to(top)
    write(tmp_path / "outside" / "l.yaml")
    return top


def write(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(TEXT)


def same_size_and_time(top: Path) -> None:
    file = top / "plain" / "deep" / "c.yaml"
    before = file.stat()
    file.write_text(TEXT.replace("payments", "stipends"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def replaced(place: str, by: Callable[[Path], None]) -> Callable[[Path], None]:
    def change(top: Path) -> None:
        (top / place).rename(top.parent / "away")
        by(top / place)

    return change


def link_to(place: str) -> Callable[[Path], None]:
    return lambda file: file.symlink_to(file.parent / place)


CHANGES: dict[str, Callable[[Path], object]] = {
    "nothing": lambda _: None,
    "a file in place": same_size_and_time,
    "a new file": lambda top: write(top / "plain" / "deep" / "aa.yaml"),
    "a new folder": lambda top: write(top / "empty" / "new" / "m.yaml"),
    "a file is gone": lambda top: (top / "plain" / "deep" / "d.yaml").unlink(),
    "a file has another name": lambda top: (top / "plain" / "b.yaml").rename(top / "plain" / "bb.yaml"),
    "a file is a link to itself elsewhere": replaced("plain/b.yaml", link_to("../../away")),
    "a file is a link out": replaced("plain/b.yaml", link_to("../../outside/l.yaml")),
    "a file is a link within": replaced("plain/b.yaml", link_to("deep/c.yaml")),
    "a file is a folder": replaced("plain/b.yaml", lambda place: write(place / "n.yaml")),
    "a file is a pipe": replaced("plain/b.yaml", os.mkfifo),
    "a folder is a link out": replaced("plain/deep", link_to("../../away")),
    "a folder is a link within": replaced("plain/deep", link_to("../notes")),
    "a folder is a file": replaced("plain/deep", write),
    "a hidden folder is a link": replaced("plain/.hidden", link_to("deep")),
    "a hidden folder is a file": replaced("plain/.hidden", write),
    "what is no YAML is a folder": replaced("notes/README.md", lambda place: write(place / "o.yaml")),
    "what is no YAML is a link to a folder": replaced("notes/README.md", link_to("../plain")),
    "what is excluded is a folder": replaced("notes/old-f.yaml", lambda place: write(place / "p.yaml")),
    "a link leads elsewhere": replaced("links/j.yaml", link_to("../a.yaml")),
    "what a link leads to has changed": lambda top: (top / "links" / "i.yaml").write_text(TEXT + "# more\n"),
    "a name is no text": lambda top: (top / "plain" / os.fsdecode(b"\xff.yaml")).write_text(TEXT),
}


def still(root: Path, folders: tuple[Folder, ...], meanwhile: Callable[[], object] = lambda: None) -> dict[str, Folder]:
    """Those of the folders that are known again."""
    (same,) = known_again([(str(root), Tree(str(root), (), folders))], meanwhile)
    return same


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("exclude", [(), EXCLUDED])
def test_what_is_known_changes_no_list(shop: Path, exclude: tuple[str, ...], change: Callable[[Path], object]) -> None:
    folders, _ = list_files(shop, exclude, "shop", {})
    change(shop)
    same = still(shop, folders)
    assert list_files(shop, exclude, "shop", same) == list_files(shop, exclude, "shop", {})


@pytest.mark.parametrize("change", ["nothing", "the first folder", "the last folder", "both"])
def test_many_files_are_known_again_by_several_processes(tmp_path: Path, change: str) -> None:
    for number in range(4_000):
        write(tmp_path / f"{number % 20:02}" / f"{number}.yaml")
    folders, _ = list_files(tmp_path, (), "shop", {})
    assert sum(len(each.rows) for each in folders) > _MANY, "else one process does it"
    if change in {"the first folder", "both"}:
        (tmp_path / "00" / "0.yaml").write_text(TEXT + "# more\n")
    if change in {"the last folder", "both"}:
        write(tmp_path / "19" / "x.yaml")
    done: list[str] = []
    same = still(tmp_path, folders, lambda: done.append("something else"))
    again, _ = list_files(tmp_path, (), "shop", same)
    assert done == ["something else"]
    assert again == list_files(tmp_path, (), "shop", {})[0]
    assert (again == folders) == (change == "nothing")


def test_only_a_folder_with_nothing_odd_is_known_again(shop: Path) -> None:
    folders, _ = list_files(shop, EXCLUDED, "shop", {})
    assert {each.inside for each in folders if not each.plain} == {"links/"}


def test_times_that_no_row_holds_end_no_answer(tmp_path: Path) -> None:
    """Most file systems cut them off; one in memory keeps them."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        pytest.skip("there is no file system in memory")
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        far = Path(folder) / "shop"
        write(far / "a.yaml")
        write(far / "b.yaml")
        os.utime(far / "a.yaml", ns=(0, 10**9 * 253_370_764_800))
        if (far / "a.yaml").stat().st_mtime_ns < 2**63:
            pytest.skip("this one cuts them off too")
        cache = tmp_path / "kept.sqlite"
        for _ in range(2):
            assert len(load([far], here=far, cache=Cache(cache)).documents) == 2
        assert len(load([far], here=far, cache=Cache(None)).documents) == 2


def test_files_are_in_the_order_of_paths(shop: Path) -> None:
    files = Files([shop], shop)
    assert [files.shown(number) for number in range(len(files))] == [each.inside for each in files.listed]
    inside = [each.inside for each in files.listed]
    assert inside == sorted(inside, key=lambda path: path.split("/"))
    assert all(files.number(files.shown(number)) == number for number in range(len(files)))
    assert files.listings(range(len(files))) == files.listed


@pytest.mark.parametrize("roots", [("", "plain"), ("plain", ""), ("plain", "notes"), ("plain/deep", "plain", "")])
def test_a_root_within_another_is_read_once(shop: Path, tmp_path: Path, roots: tuple[str, ...]) -> None:
    places = [shop / root for root in roots]
    cold = load(places, here=shop, cache=Cache(None))
    kept = tmp_path / "cache.sqlite"
    load(places, here=shop, cache=Cache(kept))
    warm = load(places, here=shop, cache=Cache(kept))
    assert warm.paths == cold.paths
    assert len(set(cold.paths)) == len(cold.paths) == len(warm.documents)
    assert [each.path for each in warm.documents] == list(cold.paths)

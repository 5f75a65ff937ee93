"""What is fuzzed: each target puts the bytes where strangers can put them, and runs real commands over them.

A case fails where a command ends in anything but an answer or an error of ours, obeys the bytes (a control character
in an output, a file outside of the folder), gives a planted secret away, or takes longer than ten seconds.
"""

import hashlib
import io
import os
import re
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from functools import cache
from pathlib import Path
from types import FrameType
from typing import NamedTuple, NoReturn, TypeVar

from blastradius.cli.app import run
from blastradius.errors import BlastradiusError
from tests.hostile.registries import registered
from tests.hostile.runs import recorded
from tests.hostile.stage import NOW, inventory

CHECKOUT = Path(__file__).resolve().parents[2]
LONGEST = 10
SECRET = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
_OBEYED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\r(?!\n)"
)
_WHOLE = re.compile(rf"(?<![\w\\]){SECRET}(?![\w\\])")


_Each = TypeVar("_Each")


class Target(NamedTuple):
    """A name, what the cases are made from, and how one is tried in a folder that is the working directory."""

    name: str
    seeds: tuple[bytes, ...]
    run: Callable[[bytes], None]


class FailedError(Exception):
    """A promise that a case has broken."""


@contextmanager
def sandbox(folder: Path) -> Iterator[None]:
    """A working directory with what the targets need, and a cache of its own."""
    inside = folder / "here"
    inside.mkdir(parents=True)
    before = Path.cwd()
    os.environ["BLASTRADIUS_CACHE_DIR"] = str(folder / "cache")
    os.environ.pop("BLASTRADIUS_INVENTORY", None)
    os.chdir(inside)
    try:
        _put("good/all.yaml", inventory("harmless").encode())
        for name, text in recorded("harmless").items():
            _put(f"runs/{name}", text.encode())
        yield
    finally:
        os.chdir(before)


def targets() -> tuple[Target, ...]:
    """All of them, the most exposed first."""
    own = tuple(file.read_bytes() for file in sorted((CHECKOUT / "inventories" / "support-desk").rglob("*.yaml")))
    profiles = tuple(file.read_bytes() for file in sorted((CHECKOUT / "inventories" / "vendors").glob("*.yaml")))
    small = tuple(each for each in own if len(each) < 6_000)
    pages = tuple(file.read_bytes() for file in sorted((CHECKOUT / "templates").rglob("*.j2")))
    runs = tuple(text.encode() for text in recorded("harmless").values())
    runs = (*runs, (CHECKOUT / "examples" / "incident" / "trace.json").read_bytes()[:40_000])
    names = {"mcp.json", "openapi.json", "openai-tools.json", "anthropic-tools.json", "catalog/catalog-info.json"}
    lists = tuple(text.encode() for name, text in registered("harmless").items() if name in names)
    return (
        Target("inventory", (inventory("harmless").encode(), *small, *profiles[:5]), _inventory),
        Target("traces", runs, _traces),
        Target("templates", (b"{{ page.head.name }}{% include 'part-head.md.j2' %}", *pages), _templates),
        Target("importers", lists, _importers),
        Target("profiles", tuple(each for each in profiles if len(each) < 30_000), _profiles),
        Target("cache", (b"",), _cache),
    )


def tried(target: Target, data: bytes) -> None:
    """One case, with a bound of time.

    Raises:
        FailedError: it took too long, or broke a promise. Any other exception is a crash.
    """
    signal.signal(signal.SIGALRM, _late)
    signal.alarm(LONGEST)
    try:
        target.run(data)
    finally:
        signal.alarm(0)
    strangers = {each.name for each in Path("..").iterdir()} - {"here", "cache"}
    if strangers or Path("pwned").exists():
        msg = f"a file where none belongs: {strangers or 'pwned'}"
        raise FailedError(msg)


def _late(_: int, __: FrameType | None) -> NoReturn:
    msg = f"longer than {LONGEST} seconds"
    raise FailedError(msg)


def _inventory(data: bytes) -> None:
    _put("shop/all.yaml", data)
    lines: list[tuple[str, ...]] = [
        ("lint", "shop", "--format", form) for form in ("full", "json", "sarif", "github", "junit")
    ]
    lines += [("lint", "shop", "--diff"), ("codeowners", "-i", "shop"), ("retries", "--policy", "-i", "shop")]
    lines += [("readiness", "-i", "shop"), ("top", "-i", "shop"), ("diff", "good", "shop", "--no-cache")]
    lines += [("reach", "--system", "s", "-i", "shop", "--since", "2h"), ("cut", "c", "--protect", "s2", "-i", "shop")]
    lines += [
        ("reach", "c", "-i", "shop", "--why", "s2", "--all-paths"),
        ("reach", "c", "-i", "shop", "--format", "markdown"),
    ]
    lines += [("triage", "runs/otlp.json", "-i", "shop")] * 2
    lines += [("render", "shop", "--out", "pages"), ("render", "shop", "--out", "site", "--format", "html")]
    lines += [("render", "shop", "--out", form, "--format", form) for form in ("cacao", "cyclonedx", "evidence")]
    lines += [("drill", "-i", "shop", "--seed", "1", "--by", "t", "--no-write")] * 2
    _command(data, "lint", "shop", "--no-cache", "--now", NOW)
    line = _chosen(data, lines)
    _command(data, *line, *(() if line[0] == "codeowners" or "--policy" in line else ("--now", NOW)))


def _traces(data: bytes) -> None:
    _put("run.json", data)
    forms = ("text", "json", "markdown")
    lines = [(each, "--format", form) for each in ("undo", "retries", "claims", "triage") for form in forms]
    name, *more = _chosen(data, lines)
    _command(data, "triage", "run.json", "-i", "good", "--now", NOW)
    _command(data, name, "run.json", "-i", "good", "--now", NOW, *more)


def _templates(data: bytes) -> None:
    _put("own/" + _chosen(data, ("agent", "system", "credential", "index")) + ".md.j2", data)
    _command(data, "render", "good", "--out", "pages", "--templates", "own")
    shutil.rmtree("own")


def _importers(data: bytes) -> None:
    source, *asked = _chosen(data, (
        ("mcp", "--system", "s", "--agent", "a"),
        ("openapi", "--system", "s"),
        ("openai", "--system", "s", "--agent", "a"),
        ("anthropic", "--system", "s", "--agent", "a"),
        ("backstage",),
    ))  # fmt: skip
    _put("registry.json", data)
    _command(data, "drift", source, "registry.json", *asked, "-i", "good", "--format", _chosen(data, ("text", "sarif")))
    shutil.rmtree("made", ignore_errors=True)
    if _command(data, "import", source, "registry.json", *asked, "--out", "made", "--now", NOW) == 0:
        _command(data, "lint", "made", "--now", NOW, "--no-cache")
        if _command(data, "import", source, "registry.json", *asked, "--out", "made", "--now", NOW) != 0:
            msg = "what was imported cannot be imported again"
            raise FailedError(msg)


def _profiles(data: bytes) -> None:
    from blastradius.source import profiles

    _put("vendors/harmless.yaml", data)
    kept, profiles.VENDORS = profiles.VENDORS, Path("vendors")
    _forget_profiles()
    try:
        _command(data, "vendors", "harmless", "--format", _chosen(data, ("text", "json")))
        _command(data, "add", "harmless", "--dry-run", "-i", "good")
        _put(
            "bound/all.yaml",
            inventory("harmless").replace("owner: t\ndata", "vendor: harmless\nowner: t\ndata").encode(),
        )
        _command(data, "lint", "bound", "--now", NOW, "--no-cache")
    except (IndexError, KeyError, TypeError, AttributeError, ValueError) as error:
        _only_where_lint_complains(data, error)
    finally:
        profiles.VENDORS = kept
        _forget_profiles()


def _forget_profiles() -> None:
    from blastradius.source import profiles

    profiles.shipped_profiles.cache_clear()
    profiles.read_profile.cache_clear()


def _only_where_lint_complains(data: bytes, error: Exception) -> None:
    """Profiles travel with the program, checked: one that the schema refuses never gets that far."""
    _put("profile/harmless.yaml", data)
    if _command(data, "lint", "profile", "--now", NOW, "--no-cache") == 0:
        raise error


def _cache(data: bytes) -> None:
    folder = Path(os.environ["BLASTRADIUS_CACHE_DIR"])
    expected, found = _kept(folder)
    file, whole = folder / found.name, bytearray(found.data)
    for number in range(0, len(data) - 4, 5):
        at = int.from_bytes(data[number : number + 4], "little") % len(whole)
        whole[at] = data[number + 4]
    file.write_bytes(bytes(whole[: len(whole) - (data[0] * 64 if data[:1] < b"\x20" else 0)] if data else whole))
    for _ in range(2):
        if _printed("lint", "good", "--now", NOW, "--format", "json") != expected:
            msg = "a damaged cache has changed an answer"
            raise FailedError(msg)


class _Kept(NamedTuple):
    name: str
    data: bytes


@cache
def _kept(folder: Path) -> tuple[str, _Kept]:
    """The answer without a cache, and the cache of one run."""
    expected = _printed("lint", "good", "--now", NOW, "--no-cache", "--format", "json")
    shutil.rmtree(folder, ignore_errors=True)
    _printed("lint", "good", "--now", NOW, "--format", "json")
    (file,) = folder.glob("*.sqlite")
    return expected, _Kept(file.name, file.read_bytes())


def _chosen(data: bytes, offered: Sequence[_Each]) -> _Each:
    return offered[hashlib.sha256(data).digest()[0] % len(offered)]


def _put(name: str, data: bytes) -> None:
    file = Path(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def _command(data: bytes, *words: str) -> int:
    """Run a command and hold its promises about what it prints. Its exit code."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    sys.stdin = io.TextIOWrapper(io.BytesIO(b"y\n" * 20))  # for a drill, the only one that asks
    with redirect_stdout(out), redirect_stderr(err):
        try:
            run(list(words))
        except SystemExit as ended:
            code = int(ended.code or 0)
        except BlastradiusError as error:
            code = int(error.exit_code)
            err.write("".join(each if each.isprintable() else " " for each in error.message + error.hint))
    printed = out.getvalue() + err.getvalue()
    found = _OBEYED.search(printed)
    if found:
        msg = f"{' '.join(words)} prints {found[0]!r}"
        raise FailedError(msg)
    if SECRET in printed and _WHOLE.search(data.decode("utf-8", "replace")):
        msg = f"{' '.join(words)} gives a secret away"
        raise FailedError(msg)
    if code not in {0, 1, 2, 3}:
        msg = f"{' '.join(words)} ends with {code}"
        raise FailedError(msg)
    return code


def _printed(*words: str) -> str:
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(sys.stderr), suppress(SystemExit):
        run(list(words))
    return out.getvalue()

"""Measure the site and write its table into docs/site.md: `python benchmarks/site.py 300 3000 10000`.

For each number of systems an inventory is written (`generate.py`), the site is made by the command as people run it,
and Chromium opens the start page from disk, types the id of a credential into the search, and opens what is found.
Without a Chromium these three are left out, and the table says so.
"""

import argparse
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from generate import NOW, generate

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "site"
PAGE = ROOT / "docs" / "site.md"
MARKS = ("<!-- measured: begin -->", "<!-- measured: end -->")
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Seconds until the start page, the answer of the search, and the page of a credential are there."""

    start: float
    found: float
    opened: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What `render` took, in seconds on the clock and of the processor, and what it left, in bytes."""

    systems: int
    seconds: float
    processor: float
    peak: int
    files: int
    whole: int
    largest: int
    index: int
    start: int
    use: Use | None


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="+", help="numbers of systems, each 30 or more")
    parser.add_argument("--no-docs", action="store_true", help="print only, and leave docs/site.md alone")
    words = parser.parse_args()
    text = table([measured(size) for size in words.sizes])
    sys.stdout.write(text)
    if not words.no_docs:
        begin, end = MARKS
        page = PAGE.read_text(encoding="utf-8")
        before, after = page.partition(begin)[0], page.partition(end)[2]
        PAGE.write_text(f"{before}{begin}\n{text}{end}{after}", encoding="utf-8")


def measured(size: int) -> Made:
    """One site, made anew from an inventory that nobody has read before."""
    shutil.rmtree(BUILD / str(size), ignore_errors=True)
    inventory, site = BUILD / str(size) / "inventory", BUILD / str(size) / "pages"
    generate(size, inventory)
    command = [sys.executable, "-m", "blastradius", "render", "-i", inventory, "--format", "html", "--out", site]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "BLASTRADIUS_CACHE_DIR": str(BUILD / str(size) / "cache")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    subprocess.run([*map(str, command), "--now", NOW], check=True, env=environment, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    files = [file for file in site.rglob("*") if file.is_file()]
    pages = [file.stat().st_size for file in files if file.suffix == ".html"]
    return Made(
        systems=size,
        seconds=seconds,
        processor=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        peak=after.ru_maxrss * 1024,
        files=len(files),
        whole=sum(file.stat().st_size for file in files),
        largest=max(pages),
        index=(site / "assets" / "search.js").stat().st_size,
        start=(site / "index.html").stat().st_size,
        use=used(site) if BROWSER else None,
    )


def used(site: Path) -> Use:
    """The median of five first uses, each in a browser that has nothing in memory."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    name = max(file.stem for file in (site / "credentials").iterdir())
    runs = []
    with sync_playwright() as playwright:
        for _ in range(5):
            browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 360, "height": 740})
            began = time.perf_counter()
            page.goto((site / "index.html").as_uri())
            start = time.perf_counter() - began
            began = time.perf_counter()
            page.fill("#q", name)
            page.wait_for_selector("#found a")
            found = time.perf_counter() - began
            began = time.perf_counter()
            page.keyboard.press("Enter")
            page.wait_for_url(f"**/{name}.html")
            page.wait_for_selector("h1")
            runs.append((start, found, time.perf_counter() - began))
            browser.close()
    middle = [sorted(times)[len(times) // 2] for times in zip(*runs, strict=True)]
    return Use(start=middle[0], found=middle[1], opened=middle[2])


def table(rows: Sequence[Made]) -> str:
    """The figures in Markdown."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    load = f"load {os.getloadavg()[0]:.0f}" if hasattr(os, "getloadavg") else "load not known"
    head = (
        "| systems | files | folder | largest page | start page | search index | `render` | processor | peak memory "
        "| start page there | search answers | page opens |"
    )
    lines = [
        f"Measured on {datetime.now(UTC).date()} on a machine that others use at the same time ({machine}, {load}).",
        "",
        head,
        f"| {' | '.join(['---:'] * 12)} |",
    ]
    for row in rows:
        use = [_time(row.use.start), _time(row.use.found), _time(row.use.opened)] if row.use else ["no Chromium"] * 3
        sizes = [_size(each) for each in (row.whole, row.largest, row.start, row.index)]
        made = [_time(row.seconds), _time(row.processor), _size(row.peak)]
        lines.append(f"| {' | '.join([f'{row.systems:,}', f'{row.files:,}', *sizes, *made, *use])} |")
    return "\n".join(lines) + "\n"


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s" if seconds < 100 else f"{seconds:.0f} s"


def _size(count: int) -> str:
    return re.sub(r"\.0 MB$", " MB", f"{count / 1e6:.1f} MB") if count >= 1e6 else f"{count / 1e3:.0f} kB"


if __name__ == "__main__":
    main()

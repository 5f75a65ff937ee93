"""What a whole process costs, as a multiple of a bare Python that does nothing.

The commands take turns, so that whatever else the machine does falls on all of them alike; the median of the ratios of
each turn is what counts. `make bench` writes the table into docs/benchmarks.md.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROUNDS = 31
ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
ORGANISATION = "inventories/support-desk"
PROGRAM = (sys.executable, "-m", "blastradius")
COMMANDS = {
    "bare Python (`python -c pass`)": (sys.executable, "-c", "pass"),
    "`import typer`": (sys.executable, "-c", "import typer"),
    "`blastradius --help`": (*PROGRAM, "--help"),
    "`reach zendesk-support-oauth`, warm": (*PROGRAM, "reach", "zendesk-support-oauth", "-i", ORGANISATION),
    "`reach support-vault-token`, warm": (*PROGRAM, "reach", "support-vault-token", "-i", ORGANISATION),
    "`reach support-vault-token --format json`, warm": (
        *PROGRAM,
        *("reach", "support-vault-token", "-i", ORGANISATION, "--format", "json"),
    ),
    "`reach support-vault-token --no-cache`": (
        *PROGRAM,
        *("reach", "support-vault-token", "-i", ORGANISATION, "--no-cache"),
    ),
    "`lint`, warm": (*PROGRAM, "lint", ORGANISATION, "--format", "concise"),
    "`lint --no-cache`": (*PROGRAM, "lint", ORGANISATION, "--format", "concise", "--no-cache"),
}


def main() -> None:
    """Measure, print, and write the page."""
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "BLASTRADIUS_CACHE_DIR": cache}
        for command in COMMANDS.values():
            seconds(command, environment)
        rounds = [[seconds(command, environment) for command in COMMANDS.values()] for _ in range(ROUNDS)]
    rows = []
    for name, column in zip(COMMANDS, zip(*rounds, strict=True), strict=True):
        ratios = [taken / turn[0] for taken, turn in zip(column, rounds, strict=True)]
        rows.append(f"| {name} | {statistics.median(ratios):.1f} | {statistics.median(column) * 1000:.0f} ms |")
    text = page(rows)
    PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def seconds(command: tuple[str, ...], environment: dict[str, str]) -> float:
    """One run of a whole process."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    taken = time.perf_counter() - start
    if done.returncode not in {0, 1}:
        raise SystemExit(done.stderr.decode())
    return taken


def page(rows: list[str]) -> str:
    """The page of the manual."""
    where = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    table = "\n".join(rows)
    return f"""# What it costs to start

Measured on {datetime.now(UTC).date()} ({where}) with `make bench`: {ROUNDS} rounds, in each of which every command runs
once, so that a noisy machine is noisy for all. The ratio is the median over the rounds; it is what to compare, the
milliseconds are of this machine alone. The inventory is `{ORGANISATION}`: 90 entities in 81 files.

| command | × bare Python | median |
| --- | ---: | ---: |
{table}

The goal for a warm `reach` is at most 12 × bare Python, 8 × is the next one. Cold runs (`--no-cache`) read, check and
search every file for pasted secrets; the next run takes from the cache what has not changed, by content.
"""


if __name__ == "__main__":
    main()

"""Pictures for the README and the manual, of the program as it is: terminals as SVG, pages of the site as PNG.

`make docs` makes them anew. A terminal is a real one, 100 columns wide; the moment is fixed, so that the same program
gives the same picture.
"""

import fcntl
import io
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"
COLUMNS = 100
LINES = 34
NOW = "2026-11-22T03:10:00Z"
_DESK = "inventories/support-desk"

TERMINALS = {
    "lint": f"lint --select retry-without-key,revocation-leaves-sessions --now {NOW}",
    "reach": f"reach gmail-support-delegate --since 2h --now {NOW}",
    "triage": f"triage examples/incident/trace.json --now {NOW}",
}
"""Pictures of terminals: their names, and what was typed."""

SHOTS = {
    "site-start": ("index.html", 1280, 800),
    "site-credential": ("credentials/gmail-support-delegate.html", 1280, 900),
    "site-phone": ("credentials/gmail-support-delegate.html", 390, 844),
}
"""Pictures of the site: their names, pages, widths and heights."""

_WEB_FONTS = re.compile(r"\s*@font-face \{\{.*?\}\}(?=\s*(?:@font-face|\.))", re.DOTALL)


def main() -> None:
    """Make all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, words in TERMINALS.items():
        (FOLDER / f"{name}.svg").write_text(terminal(name, words), "utf-8")
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser:
        _shots(browser)
    else:
        sys.stderr.write("there is no Chromium: the pictures of the site stay as they are\n")


def terminal(name: str, words: str) -> str:
    """What somebody sees who types this, as an SVG without fonts from elsewhere."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    lines = _typed(words).splitlines()
    console.print(Text(f"$ blastradius {words}", style="bold"))
    console.print(Text.from_ansi("\n".join(lines[:LINES])))
    if len(lines) > LINES:
        console.print(Text(f"… {len(lines) - LINES} more lines", style="dim"))
    return console.export_svg(title="blastradius", code_format=_WEB_FONTS.sub("", CONSOLE_SVG_FORMAT), unique_id=name)


def _typed(words: str) -> str:
    """The output in a terminal, colours and all."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 200, COLUMNS, 0, 0))
    environment = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    with tempfile.TemporaryDirectory() as cache:
        process = subprocess.Popen(
            [sys.executable, "-m", "blastradius", *words.split()],
            cwd=ROOT,
            env=environment | {"BLASTRADIUS_INVENTORY": _DESK, "BLASTRADIUS_CACHE_DIR": cache},
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs)
        read = bytearray()
        while piece := _piece(ours):
            read += piece
        process.wait()
    os.close(ours)
    return read.decode("utf-8").replace("\r\n", "\n")


def _piece(end: int) -> bytes:
    try:
        return os.read(end, 65536)
    except OSError:  # how a terminal says on Linux that nobody is left at its other end
        return b""


def _shots(browser: str) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        site = Path(scratch) / "site"
        command = [
            sys.executable,
            "-m",
            "blastradius",
            "render",
            _DESK,
            "--format",
            "html",
            "--out",
            str(site),
            "--now",
            NOW,
        ]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        for name, (page, width, height) in SHOTS.items():
            tab = chromium.new_page(viewport={"width": width, "height": height})
            tab.clock.set_fixed_time(NOW)
            tab.goto((site / page).as_uri())
            tab.screenshot(path=FOLDER / f"{name}.png")
        chromium.close()


if __name__ == "__main__":
    main()

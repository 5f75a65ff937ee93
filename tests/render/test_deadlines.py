"""What closes first is the same on a page and in the answer of `reach`, whatever a responder opens."""

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

from .conftest import CHECKOUT, Render

ORGANISATION = CHECKOUT / "inventories" / "support-desk"
SINCE = "2026-11-22T02:00:00Z"
STARTS = [
    (kind, file.stem) for kind in ("agents", "credentials") for file in sorted((ORGANISATION / kind).glob("*.yaml"))
]

Deadlines = list[tuple[int, str]]
"""Seconds from the call, and what closes then, such as `salesforce/delete_record`."""


def run(*arguments: str | Path) -> str:
    command = [sys.executable, "-m", "blastradius", *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def said(answer: Any) -> Deadlines:
    """The deadlines that lie ahead, the soonest first."""
    begun = datetime.fromisoformat(SINCE)
    return sorted(
        (int((datetime.fromisoformat(one["deadline"]) - begun).total_seconds()), f"{system['id']}/{one['id']}")
        for system in answer["systems"]
        for one in system["operations"]
        if one["state"] == "closing"
    )


def test_every_page_agrees_with_reach(render: Render, out: Path) -> None:
    assert render("-i", ORGANISATION, "--format", "html").returncode == 0
    with ThreadPoolExecutor(2) as several:
        for (kind, name), answer in zip(STARTS, several.map(ask, STARTS), strict=True):
            page = (out / kind / f"{name}.html").read_text("utf-8")
            soonest = said(answer)
            assert in_the_box(page) == soonest, name
            first = {what for seconds, what in soonest if seconds == soonest[0][0]}
            assert not first or closes_first(page) in first, name
            systems = list(dict.fromkeys(what.partition("/")[0] for _, what in soonest))
            assert set(in_the_table(page)[: len(systems)]) == set(systems), name
            assert windows_in(page, soonest) == sorted(windows_in(page, soonest)), name


def ask(start: tuple[str, str]) -> Any:
    """What `reach` says of an agent or a credential."""
    kind, name = start
    named = ["--agent", name] if kind == "agents" else [name]
    return json.loads(run("reach", "-i", ORGANISATION, *named, "--since", SINCE, "--now", SINCE, "--format", "json"))


def in_the_box(page: str) -> Deadlines:
    clock = page.partition('<section class="clock"')[2].partition("</section>")[0]
    listed = re.findall(r"<li data-seconds=(\d+)>undo (\S+) (\S+?)[: ]", clock)
    return sorted((int(seconds), f"{system}/{one}") for seconds, system, one in listed)


def closes_first(page: str) -> str:
    """What the first five minutes name."""
    first = page.partition("<section data-first>")[2].partition("</section>")[0]
    found = re.search(r'Closes first(?:, by way of others)?: <a href="[^"]*">([^<]*)</a> on ([\w-]+)', first)
    return f"{found.group(2)}/{found.group(1)}" if found else ""


def in_the_table(page: str) -> list[str]:
    table = page.partition('id="what-it-reaches-by-closing-window"')[2].partition("</table>")[0]
    return re.findall(r'<tr>\n<td><a href="[^"]*">([^<]*)</a>', table)


def windows_in(page: str, soonest: Deadlines) -> list[int]:
    """The soonest deadline of each system of the table that has one."""
    first: dict[str, int] = {}
    for seconds, what in soonest:
        first.setdefault(what.partition("/")[0], seconds)
    return [first[system] for system in in_the_table(page) if system in first]


def test_what_harms_at_once_is_explained_where_it_stands(render: Render, out: Path) -> None:
    assert render("-i", ORGANISATION).returncode == 0
    said = [page for page in sorted(out.rglob("*.md")) if "harms at once" in page.read_text("utf-8")]
    assert said
    for page in said:
        assert "*Harms at once*: the harm is there from the call on" in page.read_text("utf-8"), page

"""The first hour of an incident on one page."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Cli, Ran, written
from otlp import Done, trace
from test_undo import HOTEL

DESK = ROOT / "inventories" / "support-desk"
INCIDENT = ROOT / "examples" / "incident" / "trace.json"
NOW = "2026-11-22T03:10:00Z"
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def of_incident(cli: Cli, *more: str) -> Ran:
    return cli("triage", INCIDENT, "-i", DESK, "--now", NOW, *more)


def test_the_first_lines_say_what_can_still_be_undone_and_until_when(cli: Cli) -> None:
    ran = of_incident(cli)
    assert ran.code == 1
    lines = ran.out.splitlines()
    first = "\n".join(lines[:24])
    assert "STILL UNDOABLE, THE SOONEST END FIRST" in first
    assert "until 2026-12-06 02:11Z, in 13d 23h" in first
    assert "until 2026-12-22 02:13Z, in 29d 23h" in first
    assert "RECONCILE FIRST" in first
    assert "Page first: commerce +1-555-0115" in first
    assert "1 unlisted tool" in first
    assert "1 retired agent that still acts" in " ".join(first.split())
    whole = " ".join(ran.out.split())
    assert "Call stripe/get_" in whole or "Nothing written says how to find out" in whole
    assert "blastradius undo --script" in whole
    assert "2 made, 2 left; whether 1 more happened is not known" in whole
    assert max(map(len, lines)) <= 100


def test_everything_that_happened_is_on_the_page(cli: Cli) -> None:
    answer = of_incident(cli, "--format", "json").json
    assert [each["tool"] for each in answer["unlisted"]] == ["add_loyalty_points"]
    assert [(each["id"], each["status"]) for each in answer["agents"]] == [
        ("support-bot", "live"),
        ("macro-bot", "retired"),
        ("billing-agent", "live"),
    ]
    used = {each["id"]: each["calls"] for each in answer["systems"] if each["used"]}
    assert used == {"stripe": 3, "zendesk": 4, "orders-db": 2, "sendgrid": 1}
    assert {"vault", "shopify"} <= {each["id"] for each in answer["systems"] if not each["used"]}
    plan = [(each["operation"], each["first"]) for each in answer["undo"]["plan"]]
    assert plan == [
        ("update_ticket", "undo"),
        ("delete_ticket", "undo"),
        ("delete_ticket", "undo"),
        ("send_mail", "none"),
        ("create_refund", "none"),
        ("update_order_status", "undo"),
        ("create_refund", "none"),
        ("create_refund", "reconcile"),
    ]
    assert {page["team"] for page in answer["pages"]} == {"commerce", "support-ops", "messaging", "payments"}


@pytest.mark.parametrize("more", [(), ("--format", "markdown"), ("--format", "html")], ids=["text", "markdown", "html"])
def test_what_happened_twice_and_what_was_only_said_is_on_every_view(cli: Cli, more: tuple[str, ...]) -> None:
    out = " ".join(of_incident(cli, *more).out.split())
    assert "2 made, 2 left" in out
    assert "I have also cancelled your Harbourline Plus subscription" in out
    assert "no call of stripe/cancel_subscription came before it" in out


@pytest.mark.parametrize("command", ["retries", "claims"])
def test_it_holds_the_answers_of_the_other_commands(cli: Cli, command: str) -> None:
    alone = cli(command, INCIDENT, "-i", DESK, "--now", NOW, "--format", "json").json
    together = of_incident(cli, "--format", "json").json[command]
    assert together == {key: alone[key] for key in together}
    assert set(alone) - set(together) <= {"schema", "complete", "now", "problems"}


def test_it_is_the_plan_of_undo(cli: Cli) -> None:
    alone = cli("undo", INCIDENT, "-i", DESK, "--now", NOW, "--format", "json").json
    assert of_incident(cli, "--format", "json").json["undo"]["plan"] == alone["plan"]


def test_nothing_to_do_is_said_and_ends_with_0(cli: Cli) -> None:
    written(cli.here / "hotel", HOTEL)
    (cli.here / "quiet.json").write_text(trace(Done("get_guest", {"guest": "ada"}, {"mail": "x"})))
    ran = cli("triage", "quiet.json", "-i", "hotel", "--now", NOW)
    assert ran.code == 0
    assert "Found: nothing that somebody has to do something about." in ran.out


def test_a_call_of_which_nobody_knows_whose_it_is_is_work(cli: Cli) -> None:
    other = (
        HOTEL["clerk.yaml"]
        .replace("id: clerk", "id: porter")
        .replace("operation: stays/book,", "operation: stays/wipe,")
    )
    written(cli.here / "hotel", {**HOTEL, "porter.yaml": other})
    (cli.here / "whose.json").write_text(trace(Done("book", {"guest": "ada"}, {"id": "B-1"}, agent="somebody")))
    ran = cli("triage", "whose.json", "-i", "hotel", "--now", NOW)
    assert ran.code == 1
    assert "Found: 1 call of which it is not known whose it is." in " ".join(ran.out.split())


def test_what_could_not_be_read_is_not_called_fine(cli: Cli) -> None:
    written(cli.here / "hotel", HOTEL)
    (cli.here / "odd.json").write_text('{"a": 1}')
    ran = cli("triage", "odd.json", "-i", "hotel", "--now", NOW)
    assert ran.code == 3
    assert ran.out.startswith("PARTIAL: ")
    assert "Found in what could be read: nothing" in ran.out


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&`{{7*7}}](javascript:alert(1))\u202e\x1b[31m"


@pytest.fixture
def hostile(cli: Cli) -> Path:
    """A run in which everything that can be named is named to break out of a page."""
    written(cli.here / "hotel", HOTEL)
    calls = (
        Done("book", {"guest": HOSTILE, "room": HOSTILE}, {"id": HOSTILE}),
        Done(HOSTILE, {HOSTILE: HOSTILE}, {HOSTILE: HOSTILE}),
        Done("charge", {"booking": HOSTILE, "amount": 5}, error="timeout", session=HOSTILE),
        Done("wipe", {HOSTILE: HOSTILE}, HOSTILE, agent=HOSTILE),
    )
    file = cli.here / "hostile.json"
    file.write_text(trace(*calls))
    return file


def test_the_page_is_whole_in_itself_and_loads_nothing(cli: Cli, hostile: Path) -> None:
    for ran in (
        of_incident(cli, "--format", "html"),
        cli("triage", hostile, "-i", "hotel", "--now", NOW, "--format", "html"),
    ):
        page = ran.out
        assert page.startswith("<!doctype html>")
        assert not re.search(r"<(script|link|img|iframe|object|embed|form|base)\b", page)
        assert not re.search(r"<[^>]*\s(src|on\w+|srcset|data|action)=", page)
        assert all(target.startswith("#") for target in re.findall(r'<[^>]*\shref="([^"]*)"', page))
        assert not re.search(r"@import|url\(", page)
        assert "\u202e" not in page
        assert "\x1b" not in page
        assert 'name="viewport"' in page
        assert "prefers-color-scheme: dark" in page


@pytest.mark.parametrize("more", [(), ("--format", "markdown"), ("--format", "json")])
def test_hostile_names_reach_no_terminal(cli: Cli, hostile: Path, more: tuple[str, ...]) -> None:
    ran = cli("triage", hostile, "-i", "hotel", "--now", NOW, *more)
    assert ran.code == 1
    assert "\x1b" not in ran.out
    if more[-1:] == ("markdown",):
        assert "<script" not in re.sub(r"`[^`]*`", "", ran.out)


@pytest.mark.skipif(BROWSER is None, reason="there is no Chromium on this machine")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone_and_asks_nobody(cli: Cli, scheme: Any) -> None:
    from playwright.sync_api import sync_playwright

    file = cli.here / "triage.html"
    assert of_incident(cli, "--format", "html", "-o", str(file)).code == 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        view = browser.new_page(viewport={"width": 360, "height": 740}, color_scheme=scheme)
        asked: list[str] = []
        wrong: list[str] = []
        view.on("request", lambda request: asked.append(request.url))
        view.on("console", lambda message: wrong.append(message.text))
        view.goto(file.as_uri())
        assert view.evaluate("document.documentElement.scrollWidth") <= 360
        assert view.locator("#undo article").count() == 4
        ink, paper = view.evaluate(
            "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
        )
        browser.close()
    assert (asked, wrong) == ([file.as_uri()], [])
    assert (_light(ink) > _light(paper)) is (scheme == "dark")


def _light(color: str) -> int:
    return sum(map(int, re.findall(r"\d+", color)[:3]))


def test_the_incident_is_valid_and_tells_what_its_readme_says() -> None:
    told = json.loads(INCIDENT.read_text("utf-8"))
    spans = [span for each in told["resourceSpans"] for scope in each["scopeSpans"] for span in scope["spans"]]
    assert len({span["spanId"] for span in spans}) == len(spans)
    readme = (INCIDENT.parent / "README.md").read_text("utf-8")
    assert "add_loyalty_points" in readme


def test_two_files_with_the_same_name_of_a_session_are_two_runs(cli: Cli) -> None:
    first, second = (
        Done("book", {"room": room}, {"id": room}, at=at) for room, at in (("B-1", "01:00:00"), ("B-2", "02:00:00"))
    )
    written(cli.here / "hotel", HOTEL)
    written(cli.here, {"one.json": trace(first), "two.json": trace(second)})
    answer = cli("triage", "one.json", "two.json", "-i", "hotel", "--now", NOW, "--format", "json").json
    assert [each["calls"] for each in answer["systems"] if each["used"]] == [2]

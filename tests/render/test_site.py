"""The site in a real browser, opened from disk; and what of it can be checked without one."""

import json
import os
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from .conftest import CHECKOUT, DESK, ORGANISATION, PHONE, Render, in_browser, tree

SCREENSHOTS = CHECKOUT / "build" / "screenshots"
"""Kept for review: every kind of page, on a phone and on a desk, light and dark."""
VENDORED = CHECKOUT / "templates" / "html" / "cytoscape"
CYTOSCAPE = "71fa9ebec21a7ca2c40cff6aacc30d1f6464e363662ad4b2c197e1adc770cd94"
"""`dist/cytoscape.min.js` of version 3.35.0, as its makers published it."""


def test_a_page_per_entity_an_index_and_three_files_beside(render: Render, out: Path) -> None:
    assert render("--format", "html").returncode == 0
    names = set(tree(out))
    assert {"index.html", "assets/site.css", "assets/site.js", "assets/search.js"} <= names
    render("--format", "markdown", "--out", out.parent / "markdown")
    pages = {name.removesuffix(".md") for name in tree(out.parent / "markdown")}
    only_here = {"readiness", "teams/payments"}
    assert {name.removesuffix(".html") for name in names if name.endswith(".html")} == pages | only_here


def test_cytoscape_is_what_its_makers_published(site: Path) -> None:
    data = (VENDORED / "cytoscape.min.js").read_bytes()
    assert sha256(data).hexdigest() == CYTOSCAPE
    licence = " ".join((VENDORED / "LICENSE").read_text().split())
    said = " ".join(data.decode()[:2000].replace("*", " ").split())
    assert licence in said, "the file that travels does not carry the licence"
    assert (site / "assets" / "cytoscape.min.js").read_bytes().endswith(data)


def test_it_is_checked_and_mended_like_other_pages(render: Render, out: Path) -> None:
    render("--format", "html")
    assert render("--format", "html", "--check").returncode == 0
    page = out / "assets" / "site.css"
    page.write_text(page.read_text() + "body { display: none }\n")
    checked = render("--format", "html", "--check")
    assert checked.returncode == 1
    assert "edited by hand" in checked.stdout


def test_nothing_is_asked_of_a_network(site: Path) -> None:
    for name, data in tree(site).items():
        text = data.decode()
        loaded = re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"([^\"]*)\"", text)
        assert all(re.fullmatch(r"(\.\./)?assets/[\w.]+", each) for each in loaded), name
        assert "@import" not in text


def test_every_link_leads_to_a_page_and_an_anchor(site: Path) -> None:
    pages = {name: data.decode() for name, data in tree(site).items() if name.endswith(".html")}
    for name, text in pages.items():
        for target in re.findall(r"href=\"([^\"]*)\"", text):
            if re.match(r"(?:https?|mailto|tel):", target) or target.endswith(".css"):
                continue
            path, _, anchor = target.partition("#")
            place = (Path(name).parent / path).as_posix() if path else name
            place = re.sub(r"[^/]+/\.\./", "", place)
            assert place in pages, (name, target)
            assert not anchor or f'id="{anchor}"' in pages[place], (name, target)


def test_everything_is_in_the_search_index(site: Path) -> None:
    entries = _index(site)
    titles = {(title, kind.partition(" ")[0]) for title, kind, _, _ in entries}
    assert {("stripe", "system"), ("support-bot", "agent"), ("refund_customer", "tool")} <= titles
    assert ("stripe-support-key", "credential") in titles
    assert {("payments", "team"), ("stripe", "vendor"), ("create_refund", "operation")} <= titles
    found = {word for _, _, _, words in entries for word in words}
    for what in ("rak_charge_write", "Payments engineering manager", "+1-555-0117", "rk-support-desk"):
        assert any(what in word for word in found), what
    assert all((site / url.partition("#")[0]).is_file() for _, _, url, _ in entries)


def _index(site: Path) -> list[tuple[str, str, str, list[str]]]:
    text = (site / "assets" / "search.js").read_text()
    index = json.loads(text[text.index("{") : text.rindex(";")])
    words = index["words"]
    return [
        (title, words[kind], words[url] + words[place], [words[n] for n in rest])
        for title, kind, url, place, *rest in index["entries"]
    ]


def test_the_launch_gate_says_what_the_command_says(site: Path) -> None:
    command = [sys.executable, "-m", "blastradius", "readiness", "-i", str(ORGANISATION), "--now", "2026-11-22"]
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    said = subprocess.run(
        [*command, "--format", "json"], env=environment, capture_output=True, text=True, check=False
    ).stdout
    page = (site / "readiness.html").read_text()
    for agent in json.loads(said)["agents"]:
        row = page.partition(f">{agent['id']}</a></th>")[2].partition("</tr>")[0]
        holes = sum(int(each) for each in re.findall(r"(\d+)&nbsp;\?", row))
        stale = sum(int(each) for each in re.findall(r"(\d+)&nbsp;old", row))
        assert holes == agent["cells"]["unknown"], agent["id"]
        assert stale <= agent["cells"]["stale"], agent["id"]
        assert ("NOT READY" in row) == (not agent["ready"] and agent["status"] != "retired"), agent["id"]


def test_without_a_moment_the_launch_gate_calls_nobody_ready(render: Render, out: Path) -> None:
    render("--format", "html")
    text = (out / "readiness.html").read_text()
    assert "How old proof is was not judged" in text
    assert ">ready<" not in text
    assert ">nothing missing<" in text or ">NOT READY<" in text


def test_what_closes_at_an_unknown_moment_comes_first(site: Path) -> None:
    page = (site / "credentials" / "gmail-support-delegate.html").read_text()
    clock = page.partition('<section class="clock"')[2].partition("</section>")[0]
    items = re.findall(r"<li[^>]*>([^<]*)", clock)
    assert items[0] == "undo zendesk delete_user (latent): not known until when: do it now"
    assert "save evidence in gmail: within 30d" in items


@in_browser
def test_a_scope_is_found_and_leads_to_its_system(site: Path, browser: Any) -> None:
    page = browser.new_page(viewport=DESK)
    page.goto((site / "index.html").as_uri())
    page.keyboard.press("/")
    page.keyboard.type("rak_charge_write")
    page.wait_for_selector("#found a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/systems/stripe.html")
    assert page.locator("h1").inner_text().startswith("System stripe")
    page.close()


@in_browser
def test_deadlines_count_down_from_since(site: Path, browser: Any) -> None:
    page = browser.new_page(viewport=DESK)
    page.clock.install(time="2026-11-22T12:00:30Z")
    address = (site / "credentials" / "gmail-support-delegate.html").as_uri()
    page.goto(f"{address}?since=2026-11-20T12:00Z")
    assert "27 d 23 h left, until 2026-12-20T12:00Z" in page.locator(".clock").inner_text()
    page.locator("td a[href*='systems/zendesk.html']").first.click()
    page.wait_for_url("**/systems/zendesk.html?since=2026-11-20T12%3A00Z")
    assert "27 d 23 h left, until 2026-12-20T12:00Z" in page.locator(".clock").inner_text()
    page.go_back()
    page.fill("#since", "2026-09-01T00:00Z")
    assert "too late since 2026-10-01T00:00Z" in page.locator(".clock").inner_text()
    page.fill("#since", "yesterday")
    assert "That is no time" in page.locator(".clock").inner_text()
    page.close()


@in_browser
@pytest.mark.parametrize(("now", "red"), [("2027-01-11T00:00:00Z", False), ("2027-01-12T00:00:01Z", True)])
def test_a_page_past_its_expiry_says_so_in_red(site: Path, browser: Any, now: str, *, red: bool) -> None:
    page = browser.new_page(viewport=DESK)
    page.clock.install(time=now)
    page.goto((site / "credentials" / "gmail-support-delegate.html").as_uri())
    caution = page.locator(".caution")
    assert caution.count() == red
    if red:
        assert caution.inner_text().startswith("EXPIRED on 2027-01-12.")
        assert caution.evaluate("each => getComputedStyle(each).backgroundColor") == "rgb(179, 38, 30)"
    page.close()


def test_a_page_that_had_expired_when_it_was_made_says_so_without_a_script(render: Render, out: Path) -> None:
    render("--format", "html", "--now", "2027-01-05T00:00:01Z")
    text = (out / "credentials" / "pay-key.html").read_text()
    assert '<blockquote class="caution" role="alert">' in text
    assert "[!CAUTION]" not in text
    assert "data-expires" not in text


@in_browser
def test_a_query_is_copied(site: Path, browser: Any) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto((site / "credentials" / "gmail-support-delegate.html").as_uri())
    query = page.locator("pre code").first.inner_text().strip()
    page.locator("pre button").first.click()
    page.locator("pre button", has_text="Copied").first.wait_for()
    assert page.evaluate("navigator.clipboard.readText()").strip() == query
    context.close()


@in_browser
def test_the_picture_hides_what_is_not_asked_for(site: Path, browser: Any) -> None:
    page = browser.new_page(viewport=DESK)
    page.goto((site / "credentials" / "gmail-support-delegate.html").as_uri())
    assert page.locator(".picture g.dim").count() == 0
    page.locator(".picture input[data-class=escalated]").uncheck()
    assert page.locator(".picture g.dim").count() > 0
    page.close()


@in_browser
def test_the_way_to_a_system_is_shown_with_its_lines(site: Path, browser: Any) -> None:
    page = browser.new_page(viewport=DESK)
    page.goto((site / "credentials" / "gmail-support-delegate.html").as_uri())
    page.locator(".picture g.system", has_text="zendesk").locator("a").focus()
    lines = page.locator(".picture .way li").all_inner_texts()
    assert lines[0].startswith("gmail-support-delegate opens gmail with read access")
    assert lines[0].endswith("systems/gmail.yaml:37")
    assert any(line.endswith("credentials/zendesk-owner-login.yaml:14") for line in lines)
    assert page.locator(".picture .edge.on").count() >= 3
    page.close()


@in_browser
def test_cytoscape_draws_the_same_where_we_put_it(site: Path, browser: Any) -> None:
    page = browser.new_page(viewport=DESK)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((site / "credentials" / "support-vault-token.html").as_uri())
    assert page.evaluate("typeof cytoscape") == "undefined", "it is only loaded for whoever asks"
    page.locator(".picture button").click()
    page.locator(".picture canvas").first.wait_for()
    drawn = page.evaluate(
        "document.querySelector('.picture').graph.nodes().map(n => [n.data('label'), n.position('x'), n.position('y')])"
    )
    boxes = re.findall(
        r'<rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"[^>]*></rect><text[^>]*>([^<]*)', page.content()
    )
    written = [[text, int(x) + int(w) / 2, int(y) + int(h) / 2] for x, y, w, h, text in boxes]
    assert sorted(drawn) == sorted(written)
    page.evaluate("document.querySelector('.picture').graph.nodes().last().emit('tap')")
    assert page.evaluate("document.querySelector('.picture').graph.edges('.on').length") > 0
    assert page.locator(".picture .way li").count() > 0
    page.locator(".picture input[data-class=escalated]").uncheck()
    assert page.evaluate("document.querySelector('.picture').graph.nodes('.dim').length") > 0
    page.locator(".picture button").click()
    assert page.locator(".picture svg").is_visible()
    assert said == []
    page.close()


@in_browser
def test_search_is_used_with_the_keyboard(site: Path, browser: Any) -> None:
    page = browser.new_page(viewport=PHONE)
    page.goto((site / "credentials" / "support-vault-token.html").as_uri())
    page.keyboard.press("/")
    page.keyboard.type("engineering manager")
    page.wait_for_selector("#found a")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('#found') !== null")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.endswith("support-vault-token.html"))
    page.goto((site / "index.html").as_uri())
    page.fill("#q", "no such thing")
    page.wait_for_selector("#found li")
    assert page.locator("#found").inner_text() == "Nothing has these words."
    page.keyboard.press("Escape")
    assert not page.locator("#found").is_visible()
    page.close()


@in_browser
def test_the_log_is_filled_in_and_copied(site: Path, browser: Any) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.clock.install(time="2026-11-22T02:30:00Z")
    page.goto((site / "agents" / "support-bot.html").as_uri())
    boxes = page.locator("section:has(#log) [contenteditable]")
    boxes.nth(0).click()
    boxes.nth(1).fill("Ada | Lovelace")
    page.get_by_role("button", name="Copy the log").click()
    page.get_by_role("button", name="Copied, as Markdown").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "| 2026-11-22T02:30Z | Ada \\| Lovelace | The misuse may have begun |" in copied
    context.close()


@in_browser
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "name",
    [
        "index",
        "readiness",
        "agents/oncall-agent",
        "credentials/gmail-support-delegate",
        "systems/zendesk",
        "teams/payments",
        "vendors/stripe",
    ],
)
def test_axe_finds_nothing_and_nothing_overflows(
    site: Path, browser: Any, name: str, scheme: str, size: dict[str, int]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport=size, color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((site / f"{name}.html").as_uri())
    assert said == []
    size_name = "phone" if size is PHONE else "desk"
    page.screenshot(path=SCREENSHOTS / f"{name.replace('/', '-')}-{size_name}-{scheme}.png", full_page=name != "index")
    violations = Axe().run(page).response["violations"]
    assert [(each["id"], each["impact"], each["nodes"][0]["html"]) for each in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


@in_browser
def test_without_a_script_everything_can_be_read(site: Path, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "credentials" / "gmail-support-delegate.html").as_uri())
    assert page.locator(".picture svg").is_visible()
    assert "within 30d" in page.locator(".clock").inner_text()
    assert not page.locator("form").first.is_visible()
    context.close()

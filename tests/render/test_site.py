"""The site in a real browser, opened from disk; and what of it can be checked without one."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import CHECKOUT, Render, tree

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ORGANISATION = CHECKOUT / "inventories" / "support-desk"
PHONE = {"width": 390, "height": 800}
DESK = {"width": 1280, "height": 900}

in_browser = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium on this machine")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the organisation that comes with the project."""
    import os
    import subprocess
    import sys

    out = tmp_path_factory.mktemp("site") / "pages"
    command = [sys.executable, "-m", "blastradius", "render", ORGANISATION, "--format", "html", "--out", out]
    cache = {"BLASTRADIUS_CACHE_DIR": str(out.parent / "cache"), "PYTHONPATH": str(CHECKOUT)}
    subprocess.run([*map(str, command), "--now", "2026-11-22"], check=True, env=os.environ | cache, capture_output=True)
    return out


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def test_a_page_per_entity_an_index_and_three_files_beside(render: Render, out: Path) -> None:
    assert render("--format", "html").returncode == 0
    names = set(tree(out))
    assert {"index.html", "assets/site.css", "assets/site.js", "assets/search.js"} <= names
    render("--format", "markdown", "--out", out.parent / "markdown")
    pages = {name.removesuffix(".md") for name in tree(out.parent / "markdown")}
    assert {name.removesuffix(".html") for name in names if name.endswith(".html")} == pages


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
    assert any("rak_charge_write" in words for _, _, _, words in entries)
    assert all((site / url.partition("#")[0]).is_file() for _, _, url, _ in entries)


def _index(site: Path) -> list[list[str]]:
    text = (site / "assets" / "search.js").read_text()
    return json.loads(text[text.index("[") : text.rindex(";")])


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
    page.fill("#since", "2026-09-01T00:00Z")
    assert "too late since 2026-10-01T00:00Z" in page.locator(".clock").inner_text()
    page.fill("#since", "yesterday")
    assert "That is no time" in page.locator(".clock").inner_text()
    page.close()


@in_browser
def test_a_query_is_copied(site: Path, browser: Any) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto((site / "credentials" / "gmail-support-delegate.html").as_uri())
    query = page.locator("pre code").first.inner_text().strip()
    page.locator("pre button").first.click()
    page.wait_for_function("[...document.querySelectorAll('pre button')].some(b => b.textContent.startsWith('Cop'))")
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
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "name", ["index", "credentials/gmail-support-delegate", "systems/zendesk", "agents/oncall-agent"]
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


@in_browser
def test_the_first_five_minutes_fit_on_a_sheet(site: Path, browser: Any, tmp_path: Path) -> None:
    page = browser.new_page()
    for file in sorted((site / "credentials").iterdir()):
        page.goto(file.as_uri())
        pdf = page.pdf(path=tmp_path / "page.pdf", format="A4")
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1, file.name
    page.close()

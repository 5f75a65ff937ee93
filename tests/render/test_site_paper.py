"""The site on paper: the first five minutes on one sheet, and behind them what they point at."""

import re
from pathlib import Path
from typing import Any

import pytest

from .conftest import in_browser

pytestmark = in_browser
SHEET = {"width": 710, "height": 1039}
"""What an A4 sheet holds between margins of 11 mm, in pixels of CSS."""


@pytest.fixture
def paper(browser: Any) -> Any:
    page = browser.new_page(viewport=SHEET)
    page.emulate_media(media="print")
    yield page
    page.close()


def test_the_first_five_minutes_fit_on_the_first_sheet(site: Path, paper: Any) -> None:
    files = [file for folder in ("agents", "credentials", "systems") for file in (site / folder).iterdir()]
    for file in sorted(files)[::3]:
        paper.goto(file.as_uri())
        box = paper.locator("section[data-first]").bounding_box()
        assert box["y"] + box["height"] <= SHEET["height"], file.name


@pytest.mark.parametrize("name", ["agents/support-bot", "credentials/stripe-support-key", "systems/zendesk"])
def test_what_the_first_five_minutes_point_at_is_on_the_paper(site: Path, paper: Any, name: str) -> None:
    paper.goto((site / f"{name}.html").as_uri())
    shown = paper.locator("h2").locator("visible=true").all_inner_texts()
    assert shown == ["The first five minutes", "Evidence", "Escalation", "Log"]
    assert paper.locator("pre code").first.is_visible()
    assert paper.evaluate("document.documentElement.scrollWidth") <= SHEET["width"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("teams/payments", ["+1-555-0113", "Its credentials, by closing window", "stripe-support-key"]),
        ("index", ["support-bot", "stripe-support-key", "zendesk", "+1-555-0113"]),
        ("readiness", ["Launch gate", "support-bot"]),
        ("vendors/stripe", ["Vendor stripe", "Here"]),
    ],
)
def test_other_pages_are_printed_whole_and_nothing_is_cut_off(
    site: Path, paper: Any, name: str, words: list[str]
) -> None:
    paper.goto((site / f"{name}.html").as_uri())
    said = paper.locator("main").inner_text()
    assert [each for each in words if each not in said] == []
    assert paper.evaluate("document.documentElement.scrollWidth") <= SHEET["width"]
    assert (
        paper.locator("table").evaluate_all(
            f"all => all.filter(t => t.getBoundingClientRect().right > {SHEET['width']}).length"
        )
        == 0
    )


def test_a_page_of_a_leaked_key_is_a_few_sheets(site: Path, browser: Any, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto((site / "credentials" / "stripe-support-key.html").as_uri())
    pdf = page.pdf(path=tmp_path / "page.pdf", format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 2
    page.close()

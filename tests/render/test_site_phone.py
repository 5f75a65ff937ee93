"""The site under a thumb."""

from pathlib import Path
from typing import Any

import pytest

from .conftest import PHONE, in_browser

pytestmark = in_browser


def test_on_a_phone_stopping_begins_on_the_first_screen(site: Path, browser: Any) -> None:
    page = browser.new_page(viewport=PHONE)
    page.goto((site / "credentials" / "stripe-support-key.html").as_uri() + "?since=2026-11-20T12:00Z")
    for what in (".clock li", "section[data-first] ol li"):
        box = page.locator(what).first.bounding_box()
        assert box["y"] + box["height"] <= page.locator(".contents").bounding_box()["y"], what
    page.close()


@pytest.mark.parametrize("width", [360, 390])
@pytest.mark.parametrize("name", ["agents/support-bot", "systems/stripe", "credentials/google-automation-sa", "index"])
def test_a_row_of_a_table_is_a_paragraph_with_the_words_of_its_columns(
    site: Path, browser: Any, name: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.goto((site / f"{name}.html").as_uri())
    tables = page.locator("section:not(:has(> #log)) > .wide:has(> table)")
    assert tables.count() > 1
    assert tables.evaluate_all("all => all.filter(each => each.scrollWidth > each.clientWidth).length") == 0
    labels = page.locator("td[data-label]").evaluate_all(
        "all => all.filter(each => each.textContent && getComputedStyle(each).display !== 'none')"
        ".map(each => [each.dataset.label, getComputedStyle(each, '::before').content])"
    )
    assert labels
    assert [each for each in labels if each[0] not in each[1] and each[1] != "none"] == []
    broken = page.locator("td:first-child code").evaluate_all(
        "all => all.filter(each => each.textContent.length < 30 && each.getClientRects().length > 1)"
        ".map(each => each.textContent)"
    )
    assert broken == [], "names that would fit are not broken"
    page.close()


def test_a_first_tap_shows_the_way_and_a_second_one_opens_the_page(site: Path, browser: Any) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto((site / "credentials" / "gmail-support-delegate.html").as_uri())
    box = page.locator(".picture g.system", has_text="gmail").locator("rect")
    box.tap()
    page.locator(".picture .way li").first.wait_for()
    assert page.locator(".picture .way li").first.inner_text().startswith("gmail-support-delegate opens gmail")
    assert page.url.endswith("gmail-support-delegate.html")
    box.tap()
    page.wait_for_url("**/systems/gmail.html")
    context.close()


def test_a_class_that_is_not_shown_goes_from_the_table_and_the_list_as_well(site: Path, browser: Any) -> None:
    page = browser.new_page(viewport=PHONE)
    page.goto((site / "credentials" / "gmail-support-delegate.html").as_uri())
    part = page.locator("section:has(> .picture)")
    rows, ways = part.locator("table").first.locator("tbody tr"), part.locator("> ul").first.locator("> li")
    everything = rows.count()
    assert everything == ways.count() > 1
    page.locator(".picture input[data-class=escalated]").uncheck()
    left = rows.locator("visible=true")
    assert [each.partition("\n")[0] for each in left.all_inner_texts()] == ["gmail"]
    assert ways.locator("visible=true").count() == 1
    assert all("by way of others" not in each for each in left.all_inner_texts())
    page.locator(".picture input[data-class=escalated]").check()
    assert rows.locator("visible=true").count() == everything
    page.close()

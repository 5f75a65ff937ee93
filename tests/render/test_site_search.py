"""What people type at two in the morning, and where it leads them."""

from pathlib import Path
from typing import Any

import pytest

from .conftest import DESK, PHONE, in_browser

pytestmark = in_browser


def search(page: Any, words: str) -> list[str]:
    """What is listed, each as its title and where it leads to; a note as it is."""
    page.fill("#q", words)
    page.wait_for_selector("#found li")
    listed: list[str] = page.evaluate(
        "[...document.querySelectorAll('#found li')].map(li => { const a = li.querySelector('a');"
        " return a ? a.firstChild.textContent + ' ' + a.getAttribute('href') : li.textContent; })"
    )
    return listed


@pytest.fixture
def start(site: Path, browser: Any) -> Any:
    page = browser.new_page(viewport=DESK)
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((site / "index.html").as_uri())
    yield page
    page.close()
    assert said == []


NOT_ALL = "Nothing has all of that. Close to it:"


@pytest.mark.parametrize(
    ("typed", "note", "first"),
    [
        ("stripe-suport-key", "Nothing is spelt like that. Did you mean support?", "stripe-support-key"),
        ("zendsk", "Nothing is spelt like that. Did you mean zendesk?", "zendesk"),
        ("strpe", "Nothing is spelt like that. Did you mean stripe?", "stripe"),
        ("stirpe", "Nothing is spelt like that. Did you mean stripe?", "stripe"),
        ("how do I stop support-bot", NOT_ALL, "support-bot"),
        ("supportbot", NOT_ALL, "support-bot"),
        ("audit log stripe", NOT_ALL, "stripe"),
        ("5550113", NOT_ALL, "payments"),
        ("+1 (555) 01-13", NOT_ALL, "payments"),
        ("arn:aws:iam::123456789012:role/ci-deploy", NOT_ALL, "aws-ci-deploy-role"),
    ],
)
def test_what_is_nearly_right_is_found_and_said_to_be_near(start: Any, typed: str, note: str, first: str) -> None:
    listed = search(start, typed)
    assert listed[0] == note
    assert listed[1].partition(" ")[0] == first


@pytest.mark.parametrize("typed", ["stripe key leaked", "who owns the stripe key"])
def test_small_words_are_set_aside(start: Any, typed: str) -> None:
    listed = search(start, typed)
    assert {each.partition(" ")[0] for each in listed[1:3]} == {"stripe-support-key", "stripe-billing-key"}


def test_a_resource_leads_to_whoever_can_read_it(start: Any) -> None:
    listed = [each.partition(" ")[0] for each in search(start, "mailbox:support@example.com")]
    assert listed[1] == "gmail-support-delegate"
    assert "zendesk-owner-login" in listed


def test_a_person_leads_to_the_team_first(start: Any) -> None:
    assert search(start, "Head of Security")[0] == "security teams/security.html"


@pytest.mark.parametrize("typed", ["qzxv", "no such thing", "rk_live_4242", "…", "<b>"])
def test_what_is_nowhere_is_not_made_up(start: Any, typed: str) -> None:
    assert search(start, typed) == ["Nothing has these words."]


@pytest.mark.parametrize(
    ("typed", "title", "place"),
    [
        ("create_refund", "create_refund", "#create_refund"),
        ("refund_customer", "refund_customer", "#tool-refund_customer"),
        ("get_refund", "get_refund", "#what-can-be-done-here-by-closing-window"),
    ],
)
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_tool_or_an_operation_leads_to_its_place_on_the_page(
    site: Path, browser: Any, size: dict[str, int], typed: str, title: str, place: str
) -> None:
    page = browser.new_page(viewport=size)
    page.goto((site / "index.html").as_uri())
    assert any(each.startswith(f"{title} ") and each.endswith(place) for each in search(page, typed))
    page.locator("#found a", has_text=title).and_(page.locator(f"[href$='{place}']")).last.click()
    page.wait_for_url(f"**{place}")
    target = page.locator(f"[id='{place[1:]}']")
    box, header = target.bounding_box(), page.locator("header").bounding_box()
    assert header["height"] <= box["y"] < size["height"] - 60
    page.close()


def test_a_place_on_the_page_that_is_open_is_not_covered_by_what_was_found(site: Path, browser: Any) -> None:
    page = browser.new_page(viewport=PHONE)
    page.goto((site / "systems" / "stripe.html").as_uri())
    search(page, "cancel_subscription")
    page.keyboard.press("Enter")
    page.wait_for_url("**#cancel_subscription")
    assert not page.locator("#found").is_visible()
    page.close()


@pytest.mark.parametrize(
    "name", ["agents/support-bot", "systems/stripe", "credentials/stripe-support-key", "teams/payments"]
)
def test_the_contents_lead_to_every_part(site: Path, browser: Any, name: str) -> None:
    page = browser.new_page(viewport=PHONE)
    page.goto((site / f"{name}.html").as_uri())
    parts = page.locator("h2").evaluate_all("all => all.map(each => '#' + each.id)")
    assert page.locator(".contents a").evaluate_all("all => all.map(each => each.getAttribute('href'))") == parts
    page.locator(".contents a").last.click()
    box, bar = page.locator("h2").last.bounding_box(), page.locator(".contents").bounding_box()
    assert 0 < box["y"] < bar["y"], "the bar stays where it is"
    page.close()

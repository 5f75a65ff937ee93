"""When it may have begun: typed or in the address, carried along, in queries and in deadlines."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import DESK, in_browser

pytestmark = in_browser
NOW = "2026-11-22T12:00:30Z"


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport=DESK, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.clock.install(time="2026-11-22T12:00:00Z")
    page.clock.pause_at(NOW)
    yield page
    context.close()
    assert said == []


def address(site: Path, name: str, since: str = "") -> str:
    return f"{(site / f'{name}.html').as_uri()}{f'?since={since}' if since else ''}"


@pytest.mark.parametrize("name", ["index", "agents/support-bot", "systems/stripe", "teams/payments", "readiness"])
def test_every_link_carries_it_along(site: Path, page: Any, name: str) -> None:
    page.goto(address(site, name, "2026-11-20T12:00Z"))
    links = page.locator("a[href]").evaluate_all("all => all.map(each => each.getAttribute('href'))")
    ours = [each for each in links if ".html" in each]
    assert ours
    assert [each for each in ours if "?since=2026-11-20T12%3A00Z" not in each] == []
    assert [each for each in links if "since" in each and ".html" not in each] == []


def test_what_is_found_carries_it_along_to_its_place(site: Path, page: Any) -> None:
    page.goto(address(site, "index", "2026-11-20T12:00Z"))
    page.fill("#q", "refund_customer")
    page.wait_for_selector("#found a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/support-bot.html?since=2026-11-20T12%3A00Z#tool-refund_customer")
    assert page.input_value("#since") == "2026-11-20T12:00Z"


def test_it_is_gone_from_the_links_once_it_is_no_time(site: Path, page: Any) -> None:
    page.goto(address(site, "systems/stripe", "2026-11-20T12:00Z"))
    page.fill("#since", "")
    assert page.locator("a[href*=since]").count() == 0


@pytest.mark.parametrize(
    ("typed", "begun"),
    [
        ("2h", "2026-11-22T10:00:30Z"),
        ("90m", "2026-11-22T10:30:30Z"),
        ("1d12h", "2026-11-21T00:00:30Z"),
        ("2026-11-20", "2026-11-20T00:00:00Z"),
        ("2026-11-20T12:00Z", "2026-11-20T12:00:00Z"),
        ("2026-11-20 12:00", "2026-11-20T12:00:00Z"),
        ("2026-11-20T14:00:05+02:00", "2026-11-20T12:00:05Z"),
    ],
)
@pytest.mark.parametrize("by", ["hand", "address"])
def test_a_time_is_taken_as_the_command_takes_it(site: Path, page: Any, typed: str, begun: str, by: str) -> None:
    page.goto(address(site, "credentials/stripe-support-key", typed.replace("+", "%2B") if by == "address" else ""))
    if by == "hand":
        page.fill("#since", typed)
    assert page.locator(".asked").inner_text() == ""
    query = page.locator("pre code").first.inner_text()
    assert f"BETWEEN timestamp '{begun}' AND timestamp '2026-11-22T12:00:30Z'" in query


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-11-23", "That lies ahead: give when it may have begun."),
        ("2030-01-01T00:00Z", "That lies ahead: give when it may have begun."),
        ("yesterday", "That is no time: write 2026-11-22T02:00Z, or how long ago, such as 90m."),
        ("2026-13-01", "That is no time: write 2026-11-22T02:00Z, or how long ago, such as 90m."),
        ("2026", "That is no time: write 2026-11-22T02:00Z, or how long ago, such as 90m."),
        ("m", "That is no time: write 2026-11-22T02:00Z, or how long ago, such as 90m."),
        ("999999999999y", "That is no time: write 2026-11-22T02:00Z, or how long ago, such as 90m."),
    ],
)
def test_what_is_no_start_is_refused_and_nothing_is_counted(site: Path, page: Any, typed: str, said: str) -> None:
    page.goto(address(site, "credentials/stripe-support-key", typed))
    assert page.locator(".asked").inner_text() == said
    assert page.locator(".clock output").all_inner_texts() == [""] * page.locator(".clock output").count()
    assert "'{since}'" in page.locator("pre code").first.inner_text()
    assert page.locator("a[href*=since]").count() == 0


def test_a_query_is_copied_with_the_time_filled_in_and_open_without(site: Path, page: Any) -> None:
    page.goto(address(site, "credentials/stripe-support-key"))
    copy = page.locator("pre button").first
    copy.click()
    page.get_by_role("button", name="Copied").or_(page.locator("pre button", has_text="Copied")).first.wait_for()
    assert "'{since}' AND timestamp '{until}'" in page.evaluate("navigator.clipboard.readText()")
    assert page.get_by_text("stay open").is_visible()
    page.fill("#since", "2h")
    assert not page.get_by_text("stay open").is_visible()
    assert page.get_by_text(
        "Filled in: from 2026-11-22T10:00:30Z until 2026-11-22T12:00:30Z, which is now."
    ).is_visible()
    page.clock.fast_forward("10:00")
    copy.click()
    page.locator("pre button", has_text="Copied").first.wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "'2026-11-22T10:00:30Z' AND timestamp '2026-11-22T12:10:30Z'" in copied

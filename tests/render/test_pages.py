"""What stands on the pages."""

import re
from pathlib import Path

import pytest

from .conftest import CHECKOUT, HERE, Render, tree

PAGES = HERE / "pages"
SUPPORT_DESK = CHECKOUT / "inventories" / "support-desk"


@pytest.mark.parametrize("page", ["index.md", "systems/pay.md", "credentials/pay-key.md", "agents/bot.md"])
def test_page_is_as_reviewed(render: Render, out: Path, page: str) -> None:
    """After a change that is meant: `blastradius render -i tests/render/inventory --out tests/render/pages`."""
    assert render().returncode == 0
    assert (out / page).read_text("utf-8") == (PAGES / page).read_text("utf-8")


def test_first_five_minutes_fit_on_the_first_screen(render: Render, out: Path) -> None:
    assert render("-i", SUPPORT_DESK).returncode == 0
    for page in sorted(out.glob("*/*.md")):
        lines = page.read_text("utf-8").splitlines()
        end = [number for number, line in enumerate(lines) if line.startswith("## ")][1]
        assert end <= 40, page


ORDER = (
    "The first five minutes",
    "What it reaches, by closing window",
    "Evidence",
    "How to undo",
    "What cannot be undone",
    "Rotate, in this order",
    "Escalation",
    "Log",
    "What is not known",
)


def test_every_page_answers_in_the_order_of_an_incident(render: Render, out: Path) -> None:
    assert render("-i", SUPPORT_DESK).returncode == 0
    for page in sorted(out.glob("*/*.md")):
        headings = re.findall(r"^## (.*)$", page.read_text("utf-8"), re.MULTILINE)
        headings = [each.replace("What can be done here,", "What it reaches,") for each in headings]
        assert [each for each in headings if each in ORDER] == list(ORDER), page


def test_the_head_says_when_it_was_reviewed_and_tested_and_when_it_expires(render: Render, out: Path) -> None:
    assert render().returncode == 0
    head = (out / "credentials" / "pay-key.md").read_text().partition("\n## ")[0]
    assert "reviewed: confirmed by payments on 2026-10-07" in head
    assert "tested: stopped on 2026-10-01 in 4m" in head
    assert "page expires: 2027-01-05" in head
    assert "EXPIRED" not in head
    nobody = (out / "credentials" / "store-token.md").read_text().partition("\n## ")[0]
    assert "reviewed: **nobody stands for these facts**" in nobody
    assert "tested: **never stopped for a test**" in nobody
    assert "page expires: **no date; nobody reviewed it**" in nobody
    assert render("--now", "2027-01-05T00:00:01Z").returncode == 0
    head = (out / "credentials" / "pay-key.md").read_text().partition("\n## ")[0]
    assert "> [!CAUTION]\n> **EXPIRED on 2027-01-05.**" in head


def test_stopping_says_who_may_how_long_it_takes_and_how_to_see_that_it_worked(render: Render, out: Path) -> None:
    assert render().returncode == 0
    text = (out / "credentials" / "pay-key.md").read_text()
    assert "Who may: payments [+1-555-0113](tel:+15550113). Takes effect within 10m; took 4m on 2026-10-01." in text
    assert "no call later than that plus 10m is found in the logs: [search them](#evidence)" in text
    assert "they show a call after 5m (pay)" in text
    assert "**No log is known in which a later call would show.**" not in text


OTHER = """
---
apiVersion: blastradius/v1
kind: Team
id: platform
"""


@pytest.mark.parametrize(
    ("team", "beside", "escalation"),
    [
        (
            'on_call: {phone: "+1-555-0150", channel: "#platform", hours: 24x7, escalation: [Head of Platform]}\n',
            "platform [+1-555-0150](tel:+15550150).",
            "platform [+1-555-0150](tel:+15550150) · `#platform` (24x7). No answer: Head of Platform.",
        ),
        ('on_call: {channel: "#platform", hours: 24x7}\n', "platform `#platform`.", "platform `#platform` (24x7)."),
        ("on_call: unknown\ncontact: {email: platform@example.com}\n", *2 * ("platform `platform@example.com`.",)),
        ("on_call: unknown\n", *2 * ("platform (**Not known:** how they are reached (`teams.yaml:17`)).",)),
        (None, "platform.", "platform."),
    ],
    ids=["phone", "channel", "contact", "nothing", "no-team"],
)
def test_whoever_may_stop_it_is_reached_from_the_same_line(
    render: Render, inventory: Path, out: Path, team: str | None, beside: str, escalation: str
) -> None:
    entities = inventory / "entities.yaml"
    switch = "kill_switch: {how: [Set the flag bot to off], by: "
    entities.write_text(entities.read_text().replace(f"{switch}payments", f"{switch}platform"))
    teams = inventory / "teams.yaml"
    teams.write_text(teams.read_text() + (f"{OTHER.lstrip()}{team}" if team else ""))
    render()
    text = (out / "agents" / "bot.md").read_text()
    assert f"**Stop it.** Who may: {beside} Takes effect" in text
    assert f"\nWho may stop it: {escalation}\n" in text.partition("## Escalation")[2]


def test_what_is_final_names_who_must_be_told(render: Render, out: Path) -> None:
    assert render().returncode == 0
    told = (out / "credentials" / "pay-key.md").read_text().partition("## What cannot be undone")[2]
    assert "| payments | [pay](../systems/pay.md) | payment | `refund` |" in told.partition("\n## ")[0]


def test_a_value_that_is_also_kept_nobody_knows_where_is_not_called_the_only_one(
    render: Render, inventory: Path, out: Path
) -> None:
    (inventory / "more.yaml").write_text(
        "apiVersion: blastradius/v1\nkind: Credential\nid: lost\ntype: api-key\nowner: payments\nrevoke: unknown\n"
        "obtainable_from: unknown\n"
    )
    render()
    rotate = (out / "credentials" / "lost.md").read_text().partition("## Rotate, in this order")[2]
    assert "**lost can also be had from a place that nobody named:** find it before you re-issue." in rotate
    assert "Only this one" not in rotate


def test_links_lead_to_pages_and_headings(render: Render, out: Path) -> None:
    assert render("-i", SUPPORT_DESK).returncode == 0
    for page in sorted(out.rglob("*.md")):
        for target in re.findall(r"\]\(([^)]*)\)", page.read_text("utf-8")):
            if target.startswith("tel:"):
                continue
            path, _, anchor = target.partition("#")
            file = (page.parent / path).resolve() if path else page
            assert file.is_file(), f"{page}: {target}"
            if anchor:
                assert anchor in anchors(file), f"{page}: {target}"


def anchors(page: Path) -> set[str]:
    """The anchors of headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_proof_is_only_judged_at_a_moment_that_was_named(render: Render, out: Path) -> None:
    assert render().returncode == 0
    page = out / "credentials" / "pay-key.md"
    assert "counts until 2027-01-05" in page.read_text()
    assert "STALE" not in page.read_text()
    assert render("--now", "2026-11-20T00:00:00Z").stdout == f"{out}: 7 unchanged\n"
    assert render("--now", "2027-01-05T00:00:01Z").returncode == 0
    assert "**STALE since 2027-01-05: check before you rely on it**" in page.read_text()
    assert "Expires 2026-12-31 **(past)**." in page.read_text()


def test_times_asked_about_stay_open_in_queries(render: Render, out: Path) -> None:
    assert render().returncode == 0
    assert "WHERE key = 'pk-bot' AND ts BETWEEN '{since}' AND '{until}'" in (out / "credentials/pay-key.md").read_text()
    assert "WHERE key = '{principal}' AND" in (out / "systems/pay.md").read_text()


def test_the_log_of_a_system_is_searched_for_the_only_credential_that_opens_it(render: Render, out: Path) -> None:
    assert render("-i", SUPPORT_DESK).returncode == 0
    paypal = (out / "systems" / "paypal.md").read_text()
    assert "WHERE client_id = 'app-billing-live' AND ts BETWEEN timestamp '{since}'" in paypal
    stripe = (out / "systems" / "stripe.md").read_text()
    assert "WHERE key_id = '{principal}'" in stripe
    said = "`{principal}` is what the logs call the credential: see [who gets in](#who-gets-in)."
    assert [said in text for text in (paypal, stripe)] == [False, True]


@pytest.mark.parametrize("principal", ["unknown", None])
def test_a_principal_that_nobody_knows_stays_open(
    render: Render, inventory: Path, out: Path, principal: str | None
) -> None:
    (inventory / "more.yaml").write_text(
        "apiVersion: blastradius/v1\nkind: System\nid: shop\nowner: payments\n"
        "audit_log: {location: Here, query: \"who = '{principal}'\", retention: 30d}\n"
        "credentials: [{credential: lone, access: write}]\noperations: [{id: buy, effect: pay, access: write}]\n---\n"
        "apiVersion: blastradius/v1\nkind: Credential\nid: lone\ntype: api-key\nowner: payments\nrevoke: unknown\n"
        + (f"principal: {principal}\n" if principal else "")
    )
    render()
    assert "who = '{principal}'" in (out / "systems" / "shop.md").read_text()


def test_rotating_always_comes_to_the_credential_itself(render: Render, out: Path) -> None:
    assert render("-i", SUPPORT_DESK).returncode == 0
    for page in sorted((out / "credentials").glob("*.md")):
        rotate = page.read_text().partition("## Rotate, in this order")[2].partition("\n## ")[0]
        steps = re.findall(r"^(?:\d+\. |Rotate |Then rotate )(.*)$", rotate, re.MULTILINE)
        assert any(f"[{page.stem}](" in each for each in steps), page
    key = (out / "credentials" / "stripe-support-key.md").read_text().partition("## Rotate, in this order")[2]
    assert (
        key.index("**Contain these first.**") < key.index("Then rotate [stripe-support-key]") < key.index("**Breaks:**")
    )


def test_unknown_is_not_the_default_of_the_system(render: Render, out: Path) -> None:
    assert render().returncode == 0
    text = (out / "systems/pay.md").read_text()
    assert "Pay out: pay · unknown, **not known** whether it can be undone: count it as final." in text


def test_pages_of_one_file(render: Render, inventory: Path, out: Path) -> None:
    (inventory / "more.yaml").write_text(
        "apiVersion: blastradius/v1\nkind: Credential\nid: other\ntype: api-key\nowner: payments\nrevoke: unknown\n"
    )
    assert render(inventory / "more.yaml").stdout == f"{out}: 1 new\n"
    assert list(tree(out)) == ["credentials/other.md"]
    assert render().returncode == 0
    assert render(inventory / "more.yaml").stdout == f"{out}: 1 unchanged\n"
    assert len(tree(out)) == 8


def test_file_without_entities_is_refused(render: Render, inventory: Path, out: Path) -> None:
    ended = render(inventory / "teams.yaml")
    assert ended.returncode == 2
    assert "no system, credential or agent is written in" in ended.stderr
    assert not out.exists()

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


def test_links_lead_to_pages_and_headings(render: Render, out: Path) -> None:
    assert render("-i", SUPPORT_DESK).returncode == 0
    for page in sorted(out.rglob("*.md")):
        for target in re.findall(r"\]\(([^)]*)\)", page.read_text("utf-8")):
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

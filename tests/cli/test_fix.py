"""`--fix` types in what is sure and nothing else: every other byte stays, and a patch shows the same before."""

import subprocess
from pathlib import Path

import pytest
from conftest import NOW, Cli, written

LINT = ("lint", "shop", "--now", NOW)

# What stands in a file, what it becomes, and what is left to say about it afterwards.
SURE = [
    ("stripe.yaml", "retention: 90d", "retention: 90 days", "a length of time"),
    ("stripe.yaml", "retention: 90d", 'retention: "90 days"', "in quotes"),
    ("stripe.yaml", "owner: payments", "owner: paymnets", "an id that exists, one slip away"),
    ("stripe.yaml", "owner: payments", "onwer: payments", "a key"),
    ("support-bot.yaml", "status: live", "status: lives", "a word"),
    ("stripe.yaml", "class: compensable", "class: Compensable", "a word in large letters"),
    ("stripe.yaml", "credential: stripe-login", "credential: stripe_login", "a hyphen"),
    ("support-bot.yaml", "operation: stripe/create_refund", "operation: strype/create_refund", "the other half"),
    ("credentials.yaml", "kills_sessions: true", "kills_sessions: yes", "yes and no"),
    ("credentials.yaml", "rotated: 2026-10-01", "rotated: 2026/10/01", "a date"),
]


@pytest.mark.parametrize(("file", "right", "wrong"), [case[:3] for case in SURE], ids=[case[3] for case in SURE])
def test_what_is_sure_is_typed_in_and_every_other_byte_stays(
    cli: Cli, shop: Path, file: str, right: str, wrong: str
) -> None:
    lines = (shop / file).read_text().splitlines(keepends=True)
    good = "# a comment\n\n" + "".join(
        line.replace("\n", "   # as agreed\n") if right in line else line for line in lines
    )
    if wrong.endswith('"90 days"'):
        good = good.replace("retention: 90d", 'retention: "90d"')
    bad = good.replace(right.replace("90d", '"90d"') if '"90 days"' in wrong else right, wrong, 1)
    assert bad != good
    (shop / file).write_text(bad)

    patch = cli(*LINT, "--diff")
    assert patch.code == 1
    assert (shop / file).read_text() == bad
    ran = cli(*LINT, "--fix")
    assert (shop / file).read_text() == good
    assert (ran.code, "fixed 1, 0 left" in ran.err) == (0, True), ran

    (shop / file).write_text(bad)
    subprocess.run(["git", "apply"], cwd=cli.here, input=patch.out.encode(), check=True)
    assert (shop / file).read_text() == good


@pytest.mark.parametrize("sign", ["\u2028", "\x85", "\r"])
def test_what_only_looks_like_the_end_of_a_line_moves_no_correction(cli: Cli, shop: Path, sign: str) -> None:
    file = shop / "stripe.yaml"
    good = f"# tall{sign}story\n" + file.read_text()
    bad = good.replace("class: compensable", "class: Compensable")
    file.write_text(bad, newline="")
    assert "1 │ # tall" in cli(*LINT).out.replace("|", "│")
    assert "fixed 1" in cli(*LINT, "--fix").err
    with file.open(newline="") as stream:
        assert stream.read() == good


NOT_SURE = [
    (
        "support-bot.yaml",
        "operation: stripe/create_refund",
        "operation: stripe/create_refnd",
        "two that only name each other",
    ),
    ("stripe.yaml", "retention: 90d", "retention: 3 months", "a month has no length"),
    ("stripe.yaml", "owner: payments", "owner: billing", "another word"),
    ("support-bot.yaml", "status: live", "status: lv", "too short"),
    ("credentials.yaml", "rotated: 2026-10-01", "rotated: 01/10/2026", "a day or a month"),
    ("credentials.yaml", "rotated: 2026-10-01", "rotated: 2026-10-0", "a day that lost a digit"),
    ("credentials.yaml", "rotated: 2026-10-01", "rotated: 2026/13/45", "no day of the calendar"),
]


@pytest.mark.parametrize(("file", "right", "wrong"), [case[:3] for case in NOT_SURE], ids=[c[3] for c in NOT_SURE])
def test_what_is_not_sure_is_left_to_people(cli: Cli, shop: Path, file: str, right: str, wrong: str) -> None:
    bad = (shop / file).read_text().replace(right, wrong)
    (shop / file).write_text(bad)

    ran = cli(*LINT, "--fix")

    assert (shop / file).read_text() == bad
    assert ran.code == 1
    assert "fixed 0, " in ran.err
    nothing = cli(*LINT, "--diff")
    assert (nothing.code, nothing.out) == (0, "")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("data: [pii, payment, pii]  # all\n", "data: [pii, payment]  # all\n"),
        ("data:\n  - pii\n  # a comment\n  - pii\n  - payment\n", "data:\n  - pii\n  # a comment\n  - payment\n"),
        ("data:\n  - pii\n  - pii  # why\n", "data:\n  - pii\n  - pii  # why\n"),
    ],
)
def test_the_second_of_two_goes_unless_somebody_remarked_on_it(cli: Cli, shop: Path, before: str, after: str) -> None:
    good = (shop / "stripe.yaml").read_text()
    (shop / "stripe.yaml").write_text(good + before)
    cli(*LINT, "--fix")
    assert (shop / "stripe.yaml").read_text() == good + after


def test_of_two_ids_that_are_near_none_is_taken(cli: Cli, shop: Path) -> None:
    team = (shop / "teams.yaml").read_text()
    written(shop, {"more.yaml": team.replace("id: payments", "id: payment5")})
    (shop / "stripe.yaml").write_text((shop / "stripe.yaml").read_text().replace("owner: payments", "owner: payment"))

    assert cli(*LINT, "--diff").out == ""


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_line_ends_marks_and_a_missing_last_one_stay(cli: Cli, shop: Path, end: str) -> None:
    good = "\ufeff" + (shop / "stripe.yaml").read_text().rstrip("\n").replace("\n", end)
    (shop / "stripe.yaml").write_bytes(good.replace("retention: 90d", "retention: 90 days").encode())
    assert cli(*LINT, "--fix").code == 0
    assert (shop / "stripe.yaml").read_bytes() == good.encode()


COMMENT = "# blastradius: ignore"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"id: payments  {COMMENT}[unproven] because new\n", "id: payments\n"),
        (f"{COMMENT}[unproven] because new\nid: payments\n", "id: payments\n"),
        (f"id: payments  {COMMENT}[unproven, stale-cell] because new\n", "id: payments\n"),
    ],
)
def test_a_comment_that_ignores_nothing_goes(cli: Cli, shop: Path, before: str, after: str) -> None:
    good = (shop / "teams.yaml").read_text()
    (shop / "teams.yaml").write_text(good.replace("id: payments\n", before))
    ran = cli(*LINT, "--fix", "--fail-on", "warning")
    assert (ran.code, (shop / "teams.yaml").read_text()) == (0, good.replace("id: payments\n", after))


def test_a_comment_keeps_the_rules_that_it_needs(cli: Cli, shop: Path) -> None:
    team = (shop / "teams.yaml").read_text().partition("verified")[0]
    both = team.replace("id: payments", f"id: payments  {COMMENT}[unproven, stale-cell] because it is new")
    (shop / "teams.yaml").write_text(both)
    assert cli(*LINT, "--fix", "--fail-on", "info").code == 0
    assert (shop / "teams.yaml").read_text() == both.replace("unproven, stale-cell", "unproven")


def test_one_file_that_cannot_be_written_keeps_all_as_they_were(cli: Cli, shop: Path) -> None:
    bad = {}
    for name in ("credentials.yaml", "stripe.yaml"):
        text = (shop / name).read_text()
        bad[name] = text.replace("rotate_every: 90d", "rotate_every: 90 days").replace(
            "retention: 90d", "retention: 3 d"
        )
        (shop / name).write_text(bad[name])
    locked = shop / "locked"
    locked.mkdir()
    (shop / "stripe.yaml").rename(locked / "stripe.yaml")
    locked.chmod(0o555)
    try:
        try:
            (locked / "probe").touch()
        except OSError:
            pass
        else:
            pytest.skip("this user may write everywhere")
        ran = cli(*LINT, "--fix")
    finally:
        locked.chmod(0o755)
    assert ran.code == 3
    assert "nothing was fixed" in ran.err
    assert (shop / "credentials.yaml").read_text() == bad["credentials.yaml"]


def test_a_patch_shows_no_secret(cli: Cli, shop: Path) -> None:
    value = "rk" + "_live_4eC39HqLyjWDarjtT1"
    text = (shop / "stripe.yaml").read_text().replace("retention: 90d", "retention: 90 days")
    text = text.replace("owner: payments", f"owner: payments\nsummary: {value}", 1)
    (shop / "stripe.yaml").write_text(text)
    ran = cli(*LINT, "--diff")
    assert "+  retention: 90d" in ran.out
    assert value not in ran.out + ran.err


def test_only_what_is_reported_is_fixed(cli: Cli, shop: Path) -> None:
    text = (shop / "stripe.yaml").read_text()
    (shop / "stripe.yaml").write_text(text.replace("90d", "90 days").replace("owner: payments", "owner: paymnets"))
    cli(*LINT, "--fix", "--select", "dangling-team")
    fixed = (shop / "stripe.yaml").read_text()
    assert ("owner: payments" in fixed, "90 days" in fixed) == (True, True)


@pytest.mark.parametrize(
    "words",
    [
        ("--fix", "--diff"),
        ("--diff", "--format", "json"),
        ("--diff", "--statistics"),
        ("--write-baseline", "b.json", "--fix"),
        ("--write-baseline", "b.json", "--baseline", "b.json"),
        ("--statistics", "--format", "sarif"),
    ],
)
@pytest.mark.usefixtures("shop")
def test_what_does_not_go_together_is_refused(cli: Cli, words: tuple[str, ...]) -> None:
    assert cli(*LINT, *words).code == 2

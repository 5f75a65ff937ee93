"""A drill as people hold it, and as scripts do."""

import re
from pathlib import Path

import pytest
from conftest import NOW, ROOT, Cli, written
from terminal import Terminal

DESK = ROOT / "inventories" / "support-desk"
SHOP = ("drill", "-i", "shop", "--now", NOW)
SEEDED = (*SHOP, "--seed", "7")
HIDDEN = "Set the flag to off and see Stopped"
BREAK = "press Enter" + "\n"
NO_ANSWERS = "\n" * 40
CHECKED = "Is that so?"


def texts(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.iterdir())}


def lines_of(count: int, *rest: str) -> bytes:
    """One answer a question, then the rest."""
    return "".join(f"{line}\n" for line in (*(f"answer {number}" for number in range(count)), *rest)).encode()


def steady(text: str) -> str:
    """Without what differs from run to run: the seconds that it took."""
    return re.sub(r"\b\d+s\b", "Ns", text)


def test_the_answers_are_hidden_until_everything_is_asked(cli: Cli, shop: Path) -> None:
    before = texts(shop)
    ran = cli(*SEEDED, stdin=lines_of(7))
    asked, told = ran.out.split("The inventory says:")
    assert HIDDEN not in asked
    assert "Press Revoke" not in asked
    assert HIDDEN in told
    assert ran.code == 0
    assert "shop/support-bot.yaml:6" in told
    assert "answer 0" in told
    assert texts(shop) == before


@pytest.mark.usefixtures("shop")
def test_every_question_of_the_first_hour_is_asked_and_answered_with_its_line(cli: Cli) -> None:
    said = cli(*SEEDED, stdin=lines_of(7)).out
    for question in (
        "How is support-bot stopped",
        "Who is on call for stripe",
        "Where do you see what stripe/create_refund has done",
        "Can stripe/create_refund be undone",
        "Who owns stripe-key, and how is it taken back",
        "What else does stripe-key reach",
    ):
        assert said.count(question) == 2
    told = " ".join(said.partition("The inventory says:")[2].split())
    assert "payments: +1-555-0100 · #payments" in told
    assert "Search: key:rk_shop from:" in told
    assert "Undo until 2026-12-22" in told or "Undo until 2026-12-21" in told
    assert "1. Charge {args.order} again" in told
    assert "Breaks: support-bot (1 tool)." in told
    for line in ("support-bot.yaml:6", "teams.yaml:4", "stripe.yaml:6", "stripe.yaml:21", "credentials.yaml:6"):
        assert f"shop/{line}" in told


@pytest.mark.usefixtures("shop")
def test_a_seed_gives_the_same_drill_and_none_gives_a_new_one_that_can_be_repeated(cli: Cli) -> None:
    desk = ("drill", "-i", DESK)
    first = cli(*desk, "--seed", "4711", "--now", NOW, stdin=lines_of(9), env={"PYTHONHASHSEED": "1"}).out
    again = cli(*desk, "--seed", "4711", "--now", NOW, stdin=lines_of(9), env={"PYTHONHASHSEED": "2"}).out
    assert steady(first) == steady(again)
    others = {cli(*desk, "--seed", str(seed), stdin=lines_of(9)).out.splitlines()[0] for seed in range(6)}
    assert len(others) > 3
    new = cli(*desk, stdin=lines_of(9)).out
    (command,) = re.findall(r"^The same again: blastradius (.+)$", new, flags=re.MULTILINE)
    assert steady(cli(*command.split(), stdin=lines_of(9)).out) == steady(new)


def test_a_person_rehearses_and_writes_back_without_losing_a_comment(cli: Cli, shop: Path) -> None:
    file = shop / "support-bot.yaml"
    switch = (
        "kill_switch:  # agreed with security\n"
        "  how: [Set the flag to off and see Stopped]\n"
        "  effect_within: 2m\n"
        "  # measured in the spring\n"
        "  measured: {on: 2026-11-02, took: 40s}  # by hand\n"
    )
    file.write_text(re.sub(r"kill_switch: .*\n", switch, file.read_text()) + "# the end\n")
    before = texts(shop)
    with Terminal(cli, *SEEDED, "--by", "payments") as terminal:
        for number in range(6):
            terminal.type(f"guess {number}", after=f"{number + 1}/6")
        for number in range(6):
            terminal.type("y" if number == 0 else "", after=CHECKED)
        terminal.type("soon", after="Did you really stop support-bot")
        terminal.type("35s", after="write it as 40s, 2m or 1h30m")
        terminal.type("", after="Did you really take stripe-key back")
        terminal.type("y", after="Did a person answer a test page")
        terminal.wait_for("Write this into 2 files? [y/N]")
        assert texts(shop) == before, "nothing is written before it is agreed to"
        assert "+  measured: {on: 2026-11-22, took: 35s}  # by hand" in terminal.shown
        terminal.type("y", after="")
        left = terminal.left()
    assert left.code == 0
    assert "Wrote 2 files" in left.shown
    assert re.search(r"6 questions in \d+s\. The inventory says:", left.shown)
    after = texts(shop)
    assert {name for name in after if after[name] != before[name]} == {"support-bot.yaml", "teams.yaml"}
    assert after["support-bot.yaml"] == before["support-bot.yaml"].replace(
        "measured: {on: 2026-11-02, took: 40s}  # by hand\n",
        "measured: {on: 2026-11-22, took: 35s}  # by hand\n  verified: {on: 2026-11-22, by: payments, how: drilled}\n",
    )
    assert after["teams.yaml"] == before["teams.yaml"].replace("reaches_human: 2026-11-01", "reaches_human: 2026-11-22")
    assert cli("lint", "shop", "--now", NOW).code == 0


@pytest.mark.parametrize("at", ["3/6", CHECKED, "Did you really stop", "Write this into"])
def test_an_interruption_loses_nothing_and_says_how_to_go_on(cli: Cli, shop: Path, at: str) -> None:
    before = texts(shop)
    with Terminal(cli, *SEEDED, "--by", "payments") as terminal:
        prompts = [f"{number + 1}/6" for number in range(6)] + [CHECKED] * 6
        prompts += ["Did you really stop", "Did you really take", "Did a person"]
        for prompt in prompts:
            if prompt == at:
                break
            terminal.type("y" if prompt in {CHECKED, "Did a person"} else "", after=prompt)
        terminal.wait_for(at)
        terminal.interrupt()
        left = terminal.left()
    assert left.code == 130
    assert "nothing was written; the same drill again: blastradius drill -i shop --seed 7 --now" in left.shown
    assert texts(shop) == before


def test_who_says_no_changes_nothing(cli: Cli, shop: Path) -> None:
    before = texts(shop)
    with Terminal(cli, *SEEDED) as terminal:
        for number in range(6):
            terminal.type("", after=f"{number + 1}/6")
        for number in range(6):
            if number == 0:
                terminal.type("maybe", after=CHECKED)
                terminal.wait_for("y or n, please")
            terminal.type("y", after=CHECKED)
        for prompt in ("Did you really stop", "Did you really take", "Did a person"):
            terminal.type("", after=prompt)
        terminal.type("the night shift", after="Who stands for what was checked")
        terminal.type("n", after="[y/N] ")
        left = terminal.left()
    assert "by: the night shift" in left.shown
    assert (left.code, left.shown.splitlines()[-1]) == (0, "Nothing was written.")
    assert texts(shop) == before


def test_who_leaves_half_way_is_told_the_answers_and_nothing_is_written(cli: Cli, shop: Path) -> None:
    before = texts(shop)
    with Terminal(cli, *SEEDED) as terminal:
        terminal.type("the flag", after="1/6")
        terminal.wait_for("2/6")
        terminal.end_of_input()
        left = terminal.left()
    assert left.code == 0
    assert HIDDEN in left.shown
    assert "5 without an answer" in left.shown
    assert "Nothing was measured" in left.shown
    assert texts(shop) == before


def test_without_a_terminal_lines_are_answers(cli: Cli, shop: Path) -> None:
    before = texts(shop)
    script = lines_of(6, "y", "y", "y", "y", "y", "", "40s", "3m", "y")
    shown = cli(*SEEDED, "--by", "payments", "--no-write", stdin=script)
    assert (shown.code, texts(shop)) == (0, before)
    assert shown.out.endswith("Nothing was written.\n")
    assert shown.out.count("how: drilled}") >= 5
    assert texts(shop) == before
    assert cli(*SEEDED, "--by", "payments", "--yes", stdin=script).code == 0
    after = "".join(texts(shop).values())
    assert after.count("how: drilled") == "".join(before.values()).count("how: drilled") + 5
    assert "measured: {on: 2026-11-22, took: 3m}" in after
    assert cli("lint", "shop", "--now", NOW).code == 0
    plain = re.sub(r"(, )?(verified|measured): \{[^}]*\}|reaches_human: [\d-]+|\s", "", after)
    assert plain == re.sub(
        r"(, )?(verified|measured): \{[^}]*\}|reaches_human: [\d-]+|\s", "", "".join(before.values())
    )


@pytest.mark.usefixtures("shop")
def test_without_anybody_it_says_what_to_do(cli: Cli) -> None:
    ran = cli(*SEEDED)
    assert ran.code == 2
    assert "standard input has ended before the first answer" in ran.err
    assert "run it in a terminal" in ran.err


def test_what_nobody_wrote_down_is_said_with_its_line(cli: Cli, shop: Path) -> None:
    text = (shop / "stripe.yaml").read_text()
    text = re.sub(r"audit_log:\n(  .*\n)+", "audit_log: unknown\n", text)
    written(shop, {"stripe.yaml": re.sub(r"    reversibility: .*\n", "    reversibility: unknown\n", text)})
    ran = cli(*SEEDED, stdin=lines_of(7))
    assert ran.code == 1
    assert "NOT KNOWN: where the audit log is." in ran.out
    assert "NOT KNOWN: whether it can be undone, and until when." in ran.out
    assert "The inventory has no answer: shop/stripe.yaml:6" in ran.out


@pytest.mark.parametrize(
    ("file", "old", "new", "missing"),
    [
        ("stripe.yaml", "  retention: 90d\n", "  retention: unknown\n", "how long it is kept"),
        ("teams.yaml", ", reaches_human: 2026-11-01", "", "whether a page reaches a person"),
        ("stripe.yaml", 'undo: ["Charge {args.order} again"], ', "", "how it is undone"),
    ],
)
def test_half_an_answer_is_none_with_a_terminal_and_without(
    cli: Cli, shop: Path, file: str, old: str, new: str, missing: str
) -> None:
    text = (shop / file).read_text()
    assert old in text
    (shop / file).write_text(text.replace(old, new))
    ran = cli(*SEEDED, stdin=lines_of(7))
    assert ran.code == 1
    assert f"NOT KNOWN: {missing}." in ran.out
    assert f"The inventory has a part of the answer: shop/{file}:" in ran.out
    with Terminal(cli, *SEEDED) as terminal:
        terminal.type("x", after="1/6")
        terminal.wait_for("2/6")
        terminal.end_of_input()
        left = terminal.left()
    assert left.code == 1
    assert f"NOT KNOWN: {missing}." in left.shown


@pytest.mark.usefixtures("shop")
def test_an_answer_that_is_wrong_is_a_finding_and_not_vouched_for(cli: Cli) -> None:
    ran = cli(*SEEDED, "--by", "payments", stdin=lines_of(6, "n"))
    assert ran.code == 1
    assert "The inventory is wrong: shop/support-bot.yaml:6" in ran.out
    assert "Nothing was measured" in ran.out


def test_a_partial_inventory_is_said_to_be_one(cli: Cli, shop: Path) -> None:
    written(shop, {"broken.yaml": "a: [\n"})
    ran = cli(*SEEDED, stdin=lines_of(7))
    assert ran.code == 3
    assert "PARTIAL: 1 problem in the inventory" in ran.out.partition("1/6")[0]


def test_a_file_that_changes_meanwhile_is_not_written_over(cli: Cli, shop: Path) -> None:
    with Terminal(cli, *SEEDED, "--by", "payments") as terminal:
        for number in range(6):
            terminal.type("", after=f"{number + 1}/6")
        for number in range(6):
            terminal.type("y" if number == 0 else "", after=CHECKED)
        for prompt in ("Did you really stop", "Did you really take", "Did a person"):
            terminal.type("", after=prompt)
        terminal.wait_for("Write this into 1 file?")
        file = shop / "support-bot.yaml"
        file.write_text(file.read_text() + "# somebody else was here\n")
        terminal.type("y", after="")
        left = terminal.left()
    assert left.code == 3
    assert "`shop/support-bot.yaml` was changed while it was read" in left.shown
    assert file.read_text().endswith("# somebody else was here\n")
    assert "on: 2026-11-22" not in file.read_text()


def test_a_file_that_is_no_utf_8_is_left_as_it_is(cli: Cli, shop: Path) -> None:
    file = shop / "support-bot.yaml"
    file.write_bytes(file.read_bytes() + b"# caf\xe9\n")
    before = file.read_bytes()
    ran = cli(*SEEDED, "--by", "payments", "--yes", stdin=lines_of(6, *["y"] * 6))
    assert (ran.code, file.read_bytes()) == (3, before)
    assert "The inventory says:" in ran.out
    assert "`shop/support-bot.yaml` is not UTF-8" in ran.err


@pytest.mark.usefixtures("shop")
def test_secrets_that_are_typed_are_not_repeated(cli: Cli) -> None:
    secret = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    ran = cli(*SEEDED, stdin=lines_of(0, secret, *["x"] * 5, "y", *[""] * 8, secret))
    assert secret not in ran.out + ran.err
    refused = cli(*SEEDED, "--by", secret, stdin=lines_of(7))
    assert (refused.code, secret in refused.out + refused.err) == (2, False)


def test_a_secret_in_a_file_is_not_shown_and_stays_where_it_is(cli: Cli, shop: Path) -> None:
    secret = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    file = shop / "support-bot.yaml"
    file.write_text(file.read_text().replace("status: live", f"summary: uses {secret} until Friday\nstatus: live"))
    ran = cli(*SEEDED, "--by", "payments", "--yes", stdin=lines_of(6, "y"))
    assert "Wrote 1 file" in ran.out
    assert secret not in ran.out + ran.err
    assert secret in file.read_text()
    assert "how: drilled}}\n" in file.read_text()


@pytest.mark.usefixtures("shop")
def test_answers_that_are_no_text_are_answers(cli: Cli) -> None:
    ran = cli(*SEEDED, "--no-write", stdin=b"\xff\x00\x1b[31m\n" * 20, env={"LC_ALL": "C"})
    assert ran.code == 0
    assert "\x1b[31m" not in ran.out


@pytest.mark.usefixtures("shop")
def test_wrong_invocations(cli: Cli) -> None:
    assert "did you mean `support-bot`" in cli(*SHOP, "--agent", "suport-bot", stdin=lines_of(7)).err
    assert cli(*SHOP, "--yes", "--no-write", stdin=lines_of(7)).code == 2
    assert cli(*SHOP, "--by", " ", stdin=lines_of(7)).code == 2
    written(cli.here / "bare", {"blastradius.yaml": "apiVersion: blastradius/v1\nkind: Inventory\nid: bare\n"})
    none = cli("drill", "-i", "bare", stdin=lines_of(7))
    assert (none.code, "no agent has a tool that calls a system" in none.err) == (3, True)


@pytest.mark.parametrize("seed", range(8))
def test_any_drill_of_an_organisation_can_be_held(cli: Cli, seed: int) -> None:
    ran = cli("drill", "-i", DESK, "--seed", str(seed), "--now", NOW, "--no-write", stdin=NO_ANSWERS.encode())
    assert ran.code == ("NOT KNOWN" in ran.out)
    assert ran.err == ""
    questions = int(re.findall(r"^1/(\d)", ran.out, flags=re.MULTILINE)[0])
    assert ran.out.count("Is that so?") + ran.out.count("The inventory has no answer") == questions

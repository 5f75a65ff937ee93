"""The launch gate: nothing passes because nobody looked."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from conftest import NOW, ROOT, SHOP, Cli, written
from jsonschema import Draft202012Validator

from blastradius.source.schema import SCHEMAS

DESK = str(ROOT / "inventories" / "support-desk")
BOT = SHOP["support-bot.yaml"]
OF_A_WRITE = {
    *("agent.owner", "agent.on_call", "agent.kill_switch", "tool.credential", "tool.retries", "operation.effect"),
    *("system.owner", "system.on_call", "audit_log.location", "audit_log.query", "audit_log.retention"),
    *("credential.owner", "credential.scope", "credential.revoke", "credential.rotation"),
    *("tool.approval", "operation.reversibility", "operation.idempotency", "operation.receipt"),
}


@pytest.fixture
def gate(cli: Cli, shop: Path):  # noqa: ARG001 - it has to be there
    def ask(*more: str):
        ran = cli("readiness", "-i", "shop", "--now", NOW, "--format", "json", *more)
        return ran.code, ran.json

    return ask


def test_an_agent_whose_cells_are_all_known_is_ready(gate) -> None:
    code, answer = gate()
    (agent,) = answer["agents"]
    assert (code, answer["complete"], answer["ready"], agent["ready"]) == (0, True, True, True)
    assert agent["cells"] == {"total": 19, "known": 19, "unknown": 0, "stale": 0, "per_cent": 100}
    assert set(agent["rows"][0]["cells"]) == OF_A_WRITE
    assert (agent["status"], agent["tools"], agent["missing"], agent["obstacles"]) == ("live", 1, [], [])


def test_one_open_cell_shuts_the_gate_and_is_named_with_its_line(gate, shop: Path) -> None:
    written(shop, {"stripe.yaml": SHOP["stripe.yaml"].replace("retention: 90d", "retention: unknown")})
    code, answer = gate()
    (agent,) = answer["agents"]
    assert (code, answer["complete"], agent["ready"]) == (1, True, False)
    assert agent["cells"]["per_cent"] == 94
    assert agent["missing"] == [
        {
            "tool": "refund",
            "cell": "audit_log.retention",
            "state": "unknown",
            "said": True,
            "doubt": None,
            "where": "shop/stripe.yaml:9",
            "hint": None,
        }
    ]


def test_a_cell_that_nobody_wrote_is_no_unreadable_input(gate, shop: Path) -> None:
    written(shop, {"support-bot.yaml": BOT.replace("owner: payments\n", "on_call: {phone: '1'}\n")})
    code, answer = gate()
    assert (code, answer["complete"]) == (1, True)
    assert [each["cell"] for each in answer["agents"][0]["missing"]] == ["agent.owner"]


def test_proof_that_ran_out_shuts_it_until_somebody_allows_that(gate, shop: Path) -> None:
    written(shop, {"stripe.yaml": SHOP["stripe.yaml"].replace("on: 2026-11-02", "on: 2026-05-02")})
    code, answer = gate()
    assert (code, answer["agents"][0]["cells"]["stale"]) == (1, 9)
    code, answer = gate("--allow-stale")
    assert (code, answer["agents"][0]["ready"], answer["agents"][0]["cells"]["stale"]) == (0, True, 9)


def test_a_page_that_reached_a_person_too_long_ago_is_allowed_like_other_old_proof(gate, shop: Path) -> None:
    written(shop, {"teams.yaml": SHOP["teams.yaml"].replace("reaches_human: 2026-11-01", "reaches_human: 2026-05-01")})
    assert (gate()[0], gate("--allow-stale")[0]) == (1, 0)
    written(shop, {"teams.yaml": SHOP["teams.yaml"].replace(", reaches_human: 2026-11-01", "")})
    assert gate("--allow-stale")[0] == 1


PROOF = "verified: {on: 2026-11-02, by: payments, how: confirmed}\n"


@pytest.mark.parametrize(
    ("written_", "doubt", "line", "word"),
    [
        ("", "nobody", 1, "nobody stands for this"),
        ("verified: unknown\n", "nobody", 24, "nobody stands for this"),
        (PROOF.replace("2026-11-02", "2026-05-02"), "old", 24, "the proof ran out"),
        (PROOF.replace("2026-11-02", "2027-11-02"), "ahead", 24, "the proof lies ahead of now"),
        (PROOF.replace("2026-11-02", "2026-02-30"), "no-date", 24, "the proof has no day of the calendar"),
        (PROOF.replace("2026-11-02", "unknown"), "no-date", 24, "the proof has no day of the calendar"),
        (PROOF.replace("on: 2026-11-02, ", ""), "no-date", 24, "the proof has no day of the calendar"),
    ],
)
def test_to_delete_old_proof_opens_no_gate(
    cli: Cli, gate, shop: Path, written_: str, doubt: str, line: int, word: str
) -> None:
    written(shop, {"stripe.yaml": SHOP["stripe.yaml"].replace(PROOF, written_)})
    code, answer = gate()
    (agent,) = answer["agents"]
    assert (code in {1, 3}, agent["ready"], agent["cells"]["stale"]) == (True, False, 9)
    assert {each["doubt"] for each in agent["missing"]} == {doubt}
    out = " ".join(cli("readiness", "-i", "shop", "--now", NOW).out.split())
    assert f"shop/stripe.yaml:{line} operation.effect, system.owner" in out
    assert word in out
    assert gate("--allow-stale")[1]["agents"][0]["cells"]["stale"] == 9


def test_todays_proof_holds_wherever_it_is_today_already(gate, shop: Path) -> None:
    written(shop, {"stripe.yaml": SHOP["stripe.yaml"].replace("on: 2026-11-02", "on: 2026-11-22")})
    assert gate("--now", "2026-11-21T12:00:00Z")[0] == 0


@pytest.mark.parametrize(
    ("tools", "code", "word"),
    [
        ("tools: unknown", 1, "nobody knows which tools it has"),
        ("tools: []", 1, "it has no tool that can be read"),
        ("tools: {}", 3, "against the format"),
        ("tools: [{operation: stripe/get_refund}]", 3, "1 of its 1 tools cannot be read"),
        ("delegates_to: [other]\ntools: []", 1, "it can call other, which has no entry"),
        ("delegates_to: unknown\ntools: []", None, "it has no tool that can be read"),
        ("", 3, "nobody knows which tools it has"),
    ],
)
def test_an_agent_whose_tools_nobody_sees_is_not_ready(gate, shop: Path, tools: str, code: int, word: str) -> None:
    text = "\n".join(line for line in BOT.splitlines() if not line.startswith(("tools:", "  - {name", "     retries")))
    written(shop, {"support-bot.yaml": f"{text}\n{tools}\n"})
    ended, answer = gate()
    (agent,) = answer["agents"]
    assert not agent["ready"]
    assert ended in {1, 3} if code is None else ended == code
    assert any(word in each["what"] for each in agent["obstacles"])


def test_a_file_that_is_cut_off_or_gone_passes_no_gate(cli: Cli, gate, shop: Path) -> None:
    written(shop, {"support-bot.yaml": BOT + "delegates_to: [a\n"})
    code, answer = gate()
    assert (code, answer["complete"], answer["agents"][0]["ready"]) == (3, False, False)
    written(shop, {"support-bot.yaml": "%\0"})
    code, answer = gate()
    assert (code, answer["complete"], answer["agents"]) == (3, False, [])
    assert "unreadable" in cli("readiness", "-i", "shop", "--format", "badge").out
    (shop / "support-bot.yaml").unlink()
    ran = cli("readiness", "-i", "shop")
    assert (ran.code, ran.out) == (3, "")
    assert "no agent" in ran.err


def test_a_broken_file_elsewhere_leaves_the_answer_partial(gate, shop: Path) -> None:
    written(shop, {"other.yaml": "kind: [\n"})
    code, answer = gate()
    assert (code, answer["complete"], answer["agents"][0]["ready"]) == (3, False, True)


def test_whom_it_can_call_has_to_be_ready_too(gate, shop: Path) -> None:
    boss = BOT.replace("id: support-bot", "id: boss").replace("tools:\n", "delegates_to: [middle]\ntools:\n")
    middle = "\n".join(line for line in boss.splitlines() if not line.startswith(("  - {name", "     retries")))
    middle = middle.replace("id: boss", "id: middle").replace("[middle]\ntools:", "[support-bot]\ntools: []")
    written(shop, {"boss.yaml": boss, "middle.yaml": middle})
    assert gate()[0] == 0
    written(shop, {"support-bot.yaml": BOT.replace("retries: 0", "retries: unknown")})
    code, answer = gate("boss")
    assert code == 1
    assert [each["what"] for each in answer["agents"][0]["obstacles"]] == [
        "it can call support-bot, which is not ready"
    ]


def test_the_retired_are_shown_and_held_only_by_name(gate, shop: Path) -> None:
    old = BOT.replace("id: support-bot", "id: old").replace("status: live", "status: retired")
    written(shop, {"old.yaml": old.replace("retries: 0", "retries: unknown")})
    code, answer = gate()
    assert (code, [(each["id"], each["held"]) for each in answer["agents"]]) == (
        0,
        [("old", False), ("support-bot", True)],
    )
    assert gate("old")[0] == 1


def test_a_name_that_nobody_wrote_is_refused(cli: Cli, shop: Path) -> None:  # noqa: ARG001 - it has to be there
    ran = cli("readiness", "suport-bot", "-i", "shop")
    assert (ran.code, ran.out) == (2, "")
    assert "did you mean `support-bot`?" in ran.err


def test_what_it_promises_to_programs(gate, shop: Path) -> None:
    import json

    schema = json.loads((SCHEMAS / "output" / "readiness.v1.json").read_text(encoding="utf-8"))
    validator = Draft202012Validator(schema)
    for text in (BOT, BOT.replace("retries: 0", "retries: unknown"), BOT + "x: [\n"):
        written(shop, {"support-bot.yaml": text})
        validator.validate(gate()[1])


def test_junit_has_a_case_for_each_cell(cli: Cli, shop: Path) -> None:
    hostile = BOT.replace("name: refund", 'name: "re\\x01fund<&>\\"\'"').replace("retries: 0", "retries: unknown")
    written(shop, {"support-bot.yaml": hostile})
    ran = cli("readiness", "-i", "shop", "--now", NOW, "--format", "junit")
    root = ET.fromstring(ran.out)
    assert ran.code == 3  # the control character is an error
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("20", "1", "1")
    (case,) = [case for case in root.iter("testcase") if case.find("failure") is not None]
    assert (case.get("name"), case.get("file"), case.get("line")) == ("tool.retries", "shop/support-bot.yaml", "10")
    assert case.get("classname") == "support-bot.re\ufffdfund<&>\"'"


def test_the_badge_is_an_image_without_anybody_elses_words(cli: Cli) -> None:
    ran = cli("readiness", "-i", DESK, "--now", NOW, "--format", "badge")
    root = ET.fromstring(ran.out)
    assert root.tag.endswith("svg")
    assert "1 of 6 ready, 97% known" in ran.out
    assert "http" not in ran.out.replace("http://www.w3.org/2000/svg", "")


def test_people_read_one_place_once(cli: Cli) -> None:
    ran = cli("readiness", "-i", DESK, "--now", NOW)
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert lines[0].startswith("NOT READY: 1 of 6 agents as of 2026-11-22 02:00Z; 97% of 1347 cells known")
    assert sum("paypal.yaml:112" in line for line in lines) == 2  # once for each agent that rests on it
    markdown = cli("readiness", "-i", DESK, "--now", NOW, "--format", "markdown").out
    assert "| `analytics-agent` | live | 9 | 155 | 100% | 0 | 0 | ready |" in markdown


HUMAN = ", reaches_human: 2026-11-01"
UNTRIED = ", measured: {on: 2026-11-02, took: 40s}"
TWICE = 'undo: ["Charge {args.order} again"]'


@pytest.mark.parametrize(
    ("file", "old", "new", "word"),
    [
        ("support-bot.yaml", "effect_within: 2m", "effect_within: unknown", "`effect_within` of"),
        ("support-bot.yaml", ", effect_within: 2m", "", "has no `effect_within`"),
        ("support-bot.yaml", UNTRIED, "", "was never tried"),
        ("credentials.yaml", "effect_within: 1m", "effect_within: unknown", "`effect_within` of"),
        ("credentials.yaml", "kills_sessions: true", "kills_sessions: unknown", "`kills_sessions` of"),
        ("credentials.yaml", "rotate_every: 90d", "rotate_every: 90d\nexpires: unknown", "`expires` of"),
        ("credentials.yaml", "type: api-key", "type: unknown", "`type` of"),
        ("stripe.yaml", "residue: The fee is lost.", "residue: unknown", "`residue` of"),
        ("stripe.yaml", "completion: sync", "completion: unknown", "`completion` of"),
        ("stripe.yaml", "  delay: 1m", "  delay: unknown", "`delay` of"),
        ("stripe.yaml", "environment: production", "environment: unknown", "`environment` of"),
        ("stripe.yaml", "environment: production", "environment: production\ndata: unknown", "`data` of"),
        ("stripe.yaml", "owner: payments", 'owner: payments\non_call: {channel: "#pay"}', "a channel wakes nobody"),
        ("stripe.yaml", TWICE, "undo_operation: nothing", "has no operation `nothing`"),
        ("teams.yaml", HUMAN, ", reaches_human: unknown", "`reaches_human` of"),
        ("teams.yaml", HUMAN, "", "never been shown to end in a person"),
    ],
)
def test_what_lint_finds_open_where_a_row_rests_opens_no_gate(
    cli: Cli, gate, shop: Path, file: str, old: str, new: str, word: str
) -> None:
    written(shop, {file: SHOP[file].replace(old, new, 1)})
    code, answer = gate()
    (agent,) = answer["agents"]
    assert (code, answer["complete"], agent["ready"]) == (1, True, False)
    told = [each for each in agent["obstacles"] if word in each["what"]]
    assert len(told) == 1
    assert told[0]["where"].startswith(f"shop/{file}:")
    out = " ".join(cli("readiness", "-i", "shop", "--now", NOW).out.split())
    assert "NOT READY" in out
    assert f"{len(agent['obstacles'])} obstacle" in out


def test_what_no_tool_of_the_agent_rests_on_holds_nobody_up(gate, shop: Path) -> None:
    stripe = SHOP["stripe.yaml"].replace(
        "operations:\n", "operations:\n  - {id: pay_out, effect: pay, idempotency: unknown, receipt: unknown}\n"
    )
    keys = SHOP["credentials.yaml"].replace("type: password", "type: unknown")
    teams = SHOP["teams.yaml"].replace("id: security\n", "id: security\non_call: unknown\n")
    written(shop, {"stripe.yaml": stripe, "credentials.yaml": keys, "teams.yaml": teams})
    code, answer = gate()
    assert (code, answer["agents"][0]["obstacles"]) == (0, [])


def test_the_key_that_is_open_is_named(cli: Cli, shop: Path) -> None:
    written(shop, {"support-bot.yaml": BOT.replace(", idempotency_key: run+step+tool+scope", "")})
    out = " ".join(cli("readiness", "-i", "shop", "--now", NOW).out.split())
    assert "tool.retries (`idempotency_key`) is missing; of refund" in out

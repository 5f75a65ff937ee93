"""What a pull request changes, told from real repositories."""

import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import NOW, ROOT, SHOP, Cli, written

DESK = ROOT / "inventories" / "support-desk"
VAULT = """
apiVersion: blastradius/v1
kind: System
id: vault
environment: production
owner: payments
audit_log: unknown
reversibility: unknown
credentials:
  - {credential: vault-token, access: read}
operations: []
---
apiVersion: blastradius/v1
kind: Credential
id: vault-token
type: api-key
owner: payments
revoke: unknown
"""


def git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", message)


@pytest.fixture
def repo(cli: Cli) -> Path:
    """A repository with the shop and a vault in `shop`, committed on `main`."""
    git(cli.here, "init", "-q", "-b", "main", ".")
    written(cli.here / "shop", {**SHOP, "vault.yaml": VAULT})
    commit(cli.here, "first")
    return cli.here


@pytest.fixture
def ask(cli: Cli, repo: Path):  # noqa: ARG001 - it has to be there
    def asked(*words: str):
        ran = cli("diff", *words, "-i", "shop", "--now", NOW, "--format", "json")
        assert ran.out, ran.err
        return ran.code, ran.json

    return asked


def leak(repo: Path) -> None:
    """Whoever reads the vault gets the key of stripe."""
    text = SHOP["credentials.yaml"].replace(
        "principal: rk_shop\n", "principal: rk_shop\nobtainable_from:\n  - {system: vault, access: read, how: secret}\n"
    )
    written(repo / "shop", {"credentials.yaml": text})


def test_nothing_changed(ask) -> None:
    code, answer = ask("main", "--fail-on-growth")
    assert (code, answer["complete"], answer["grew"], answer["reach"]) == (0, True, False, [])
    assert answer["summary"] == "reach is the same for all of 4 starts; cells: 0 gained, 0 lost, 0 open"
    assert answer["head"] == "the work tree"


def test_a_gain_names_its_line_and_its_path(cli: Cli, ask, repo: Path) -> None:
    leak(repo)
    before = git(repo, "status", "--porcelain")
    code, answer = ask("main", "--fail-on-growth")
    assert (code, answer["grew"]) == (1, True)
    (start,) = answer["reach"]
    assert start["start"] == {"kind": "credential", "id": "vault-token"}
    (gain,) = start["gained"]
    assert (gain["system"], gain["access"], gain["class"], gain["other"]) == ("stripe", "write", "escalated", None)
    assert gain["cause"]["where"] == "shop/credentials.yaml:7"
    assert [step["at"] for step in gain["path"]] == [
        "shop/vault.yaml:9",
        "shop/credentials.yaml:7",
        "shop/stripe.yaml:14",
    ]
    assert git(repo, "status", "--porcelain") == before
    assert ask("main")[0] == 0
    text = cli("diff", "main", "-i", "shop", "--now", NOW)
    assert text.out.startswith("reach GREW for 1 of 4 starts (+1 system)")
    assert "shop/credentials.yaml:7 Whoever has read access to vault gets hold of" in text.out
    assert "`shop/credentials.yaml:7`" in cli("diff", "main", "-i", "shop", "--format", "markdown").out


def test_the_other_way_round_it_is_lost(ask, repo: Path) -> None:
    leak(repo)
    commit(repo, "second")
    code, answer = ask("HEAD", "HEAD~1", "--fail-on-growth")
    (start,) = answer["reach"]
    assert (code, start["gained"], start["lost"][0]["cause"]["where"]) == (0, [], "shop/credentials.yaml:7")


@pytest.mark.parametrize(
    ("old", "new", "where", "extent"),
    [
        ("conditions: [second-factor]", "", "shop/stripe.yaml:15", ("admin", "direct")),
        ("stripe-key, access: write", "stripe-key, access: admin", "shop/stripe.yaml:14", ("admin", "direct")),
    ],
)
def test_levels_and_conditions_count(ask, repo: Path, old: str, new: str, where: str, extent: tuple[str, str]) -> None:
    text = SHOP["stripe.yaml"].replace(f", {old}" if not new else old, new)
    written(repo / "shop", {"stripe.yaml": text})
    code, answer = ask("main", "--fail-on-growth")
    gains = [gain for start in answer["reach"] for gain in start["gained"]]
    assert code == 1
    assert {(gain["access"], gain["class"]) for gain in gains} == {extent}
    assert {gain["cause"]["where"] for gain in gains} == {where}
    assert all(gain["other"] for gain in gains)


def test_a_scope_that_no_operation_takes_is_growth_all_the_same(ask, repo: Path) -> None:
    written(
        repo / "shop", {"stripe.yaml": SHOP["stripe.yaml"].replace('"refunds:write"]}', '"refunds:write", payouts]}')}
    )
    code, answer = ask("main", "--fail-on-growth")
    assert (code, answer["reach"][0]["grants"]["widened"]) == (
        1,
        [{"system": "stripe", "what": "scope payouts", "where": "shop/stripe.yaml:14"}],
    )


def test_describing_an_operation_is_no_growth_and_granting_it_is(ask, repo: Path) -> None:
    more = SHOP["stripe.yaml"].replace(
        "operations:\n", "operations:\n  - {id: pay_out, effect: pay, requires: [payouts]}\n"
    )
    described = more.replace("requires: [payouts]", 'requires: ["refunds:write"]')
    written(repo / "shop", {"stripe.yaml": described})
    code, answer = ask("main", "--fail-on-growth")
    assert (code, answer["grew"]) == (0, False)
    assert all(each["described"] for start in answer["reach"] for each in start["operations"]["gained"])
    written(repo / "shop", {"stripe.yaml": more.replace('"refunds:write"]}', '"refunds:write", payouts]}', 1)})
    code, answer = ask("main", "--fail-on-growth")
    gained = [each for start in answer["reach"] for each in start["operations"]["gained"] if not each["described"]]
    assert (code, {each["operation"] for each in gained}) == (1, {"pay_out"})


def test_cells_gained_lost_and_new_ones_open(ask, repo: Path) -> None:
    bot = SHOP["support-bot.yaml"].replace(" retries: 0,", " retries: unknown,")
    bot = bot.replace("+scope}", "+scope}\n  - {name: look, operation: stripe/get_refund}")
    written(repo / "shop", {"support-bot.yaml": bot})
    answer = ask("main")[1]
    assert [(each["tool"], each["cell"]) for each in answer["cells"]["lost"]] == [("refund", "tool.retries")]
    assert {each["tool"] for each in answer["cells"]["open"]} == {"look"}
    assert answer["tools"] == {"added": ["support-bot/look"], "removed": []}
    commit(repo, "second")
    assert [each["cell"] for each in ask("HEAD", "HEAD~1")[1]["cells"]["gained"]] == ["tool.retries"]


def test_an_approval_that_falls_away_is_growth_and_is_told_with_its_line(cli: Cli, ask, repo: Path) -> None:
    bot = SHOP["support-bot.yaml"].replace("approval: human", "approval: none")
    written(repo / "shop", {"support-bot.yaml": bot})
    code, answer = ask("main", "--fail-on-growth")
    assert (code, answer["grew"], answer["reach"]) == (1, True, [])
    (guard,) = answer["guards"]
    assert (guard["tool"], guard["guard"], guard["before"], guard["after"]) == ("refund", "approval", "human", "none")
    assert (guard["weaker"], guard["where"]) == (True, "shop/support-bot.yaml:9")
    assert "1 guard WEAKER, 1 approval among them" in answer["summary"]
    text = cli("diff", "main", "-i", "shop", "--now", NOW).out
    assert "WEAKER GUARDS\n  shop/support-bot.yaml:9 support-bot/refund approval: none, was human" in text
    commit(repo, "second")
    code, answer = ask("HEAD", "HEAD~1", "--fail-on-growth")
    assert (code, [each["weaker"] for each in answer["guards"]]) == (0, [False])


def test_a_condition_that_falls_away_is_a_weaker_guard(ask, repo: Path) -> None:
    only = "operation: [{id: stripe/create_refund, when: {field: args.by, equals: card}}]"
    bot = SHOP["support-bot.yaml"].replace("operation: stripe/create_refund", only)
    written(repo / "shop", {"support-bot.yaml": bot})
    commit(repo, "second")
    written(repo / "shop", {"support-bot.yaml": bot.replace(", when: {field: args.by, equals: card}", "")})
    (guard,) = ask("HEAD")[1]["guards"]
    assert (guard["guard"], guard["weaker"]) == ("condition of stripe/create_refund", True)
    assert (guard["before"], guard["after"]) == ("args.by is card", "none, it happens in every call")


def test_guards_of_an_operation_are_told(ask, repo: Path) -> None:
    stripe = (
        SHOP["stripe.yaml"].replace("class: compensable", "class: irreversible").replace("class: keyed", "class: none")
    )
    written(
        repo / "shop",
        {"stripe.yaml": stripe, "support-bot.yaml": SHOP["support-bot.yaml"].replace(" retries: 0", " retries: 2")},
    )
    code, answer = ask("main", "--fail-on-growth")
    assert code == 0
    assert [(each["guard"], each["weaker"]) for each in answer["guards"]] == [
        ("retries", True),
        ("reversibility of stripe/create_refund", True),
        ("idempotency of stripe/create_refund", True),
    ]


def test_a_new_name_or_another_file_is_no_change_of_reach(ask, repo: Path) -> None:
    shop = repo / "shop"
    for file in shop.glob("*.yaml"):
        text = (
            file.read_text(encoding="utf-8")
            .replace("stripe-key", "refund-key")
            .replace("id: support-bot", "id: helper")
        )
        file.write_text(text, encoding="utf-8")
    (shop / "moved").mkdir()
    (shop / "credentials.yaml").rename(shop / "moved" / "keys.yaml")
    code, answer = ask("main", "--fail-on-growth")
    assert (code, answer["reach"]) == (0, [])
    assert answer["renamed"] == [
        {"kind": "agent", "before": "support-bot", "after": "helper"},
        {"kind": "credential", "before": "stripe-key", "after": "refund-key"},
    ]


def test_the_inventory_was_moved_or_is_new(cli: Cli, repo: Path) -> None:
    git(repo, "mv", "shop", "elsewhere")
    moved = cli("diff", "main", "-i", "elsewhere", "--now", NOW, "--format", "json")
    assert (moved.code, moved.json["reach"]) == (0, [])
    commit(repo, "moved")
    git(repo, "rm", "-rq", "elsewhere")
    (repo / "README").write_text("x", encoding="utf-8")
    commit(repo, "none")
    git(repo, "checkout", "-q", "HEAD~1", "--", "elsewhere")
    new = cli("diff", "HEAD", "-i", "elsewhere", "--now", NOW, "--format", "json", "--fail-on-growth")
    assert (new.code, len(new.json["reach"])) == (1, 4)
    assert "there was no inventory" in new.json["notes"][0]


def test_folders_without_git(cli: Cli) -> None:
    written(cli.here / "old", SHOP)
    written(cli.here / "new", {**SHOP, "vault.yaml": VAULT})
    leak(cli.here)
    shutil.copy(cli.here / "shop" / "credentials.yaml", cli.here / "new" / "credentials.yaml")
    for words in (("old", "new"), ("./old", "new/")):
        answer = cli("diff", *words, "--now", NOW, "--format", "json").json
        assert answer["grew"]
        assert {start["start"]["id"] for start in answer["reach"] if start["grew"]} == {"vault-token"}
        assert answer["reach"][0]["before"] is None


def test_bare_clones_subfolders_and_linked_work_trees(cli: Cli, repo: Path, tmp_path: Path) -> None:
    leak(repo)
    commit(repo, "second")
    git(tmp_path, "clone", "-q", "--bare", str(repo), "bare")
    ran = Cli(tmp_path / "bare", cli.cache)("diff", "HEAD~1", "--now", NOW, "--format", "json")
    assert (ran.json["grew"], ran.json["reach"][0]["gained"][0]["cause"]["where"]) == (True, "shop/credentials.yaml:7")
    below = Cli(repo / "shop", cli.cache)("diff", "HEAD~1", "--now", NOW, "--format", "json").json
    assert below["reach"][0]["gained"][0]["cause"]["where"] == "credentials.yaml:7"
    git(repo, "worktree", "add", "-q", str(tmp_path / "linked"), "HEAD~1")
    linked = Cli(tmp_path / "linked", cli.cache)("diff", "main", "-i", "shop", "--now", NOW, "--format", "json").json
    assert [start["lost"][0]["system"] for start in linked["reach"]] == ["stripe"]


def test_a_shallow_clone_says_what_to_fetch(cli: Cli, repo: Path, tmp_path: Path) -> None:
    leak(repo)
    commit(repo, "second")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repo}", "shallow")
    ran = Cli(tmp_path / "shallow", cli.cache)("diff", "v1.0", "-i", "shop")
    assert (ran.code, ran.out) == (3, "")
    assert "shallow" in ran.err
    assert "git fetch origin v1.0" in ran.err
    assert "fetch-depth: 0" in ran.err


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("nowhere", "`git branch -a` and `git tag` list the names"),
        ("a...b", "two revisions"),
        ("mian", "did you mean `main`?"),
        ("HEAD~7", "`HEAD` has 0 commits before it"),
        ("mian^", "did you mean `main`?"),
        ("0123abcd", "write more of its name"),
    ],
)
def test_a_revision_that_is_not_there(cli: Cli, repo: Path, word: str, said: str) -> None:  # noqa: ARG001 - it has to be there
    ran = cli("diff", word, "-i", "shop")
    assert ran.code in {2, 3}
    assert said in ran.err
    assert "git fetch" not in ran.err, "there is nothing to fetch from"


def test_a_pull_request_is_compared_with_where_it_began(ask, repo: Path) -> None:
    git(repo, "checkout", "-qb", "topic")
    written(repo / "shop", {"note.yaml": VAULT.replace("vault", "other")})
    commit(repo, "topic")
    git(repo, "checkout", "-q", "main")
    leak(repo)
    commit(repo, "main went on")
    git(repo, "checkout", "-q", "topic")
    assert any(start["lost"] for start in ask("main")[1]["reach"])
    assert not any(start["lost"] for start in ask("main", "--merge-base")[1]["reach"])


def test_nothing_that_a_repository_brings_along_is_run(cli: Cli, repo: Path, ask) -> None:
    trap = cli.here.parent / "trap"
    script = cli.here.parent / "run.sh"
    script.write_text(f"#!/bin/sh\ntouch {trap}\ncat\n", encoding="utf-8")
    script.chmod(0o755)
    written(repo, {".gitattributes": "*.yaml filter=bad diff=bad export-ignore\n"})
    commit(repo, "attributes")
    for key in ("filter.bad.smudge", "filter.bad.clean", "diff.bad.textconv", "core.fsmonitor", "core.pager"):
        git(repo, "config", key, str(script))
    hooks = repo / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        shutil.copy(script, hooks / hook)
    assert ask("HEAD")[1]["reach"] == []
    assert not trap.exists()


def test_links_and_broken_files_of_a_revision_are_told(cli: Cli, repo: Path, ask) -> None:
    outside = cli.here.parent / "outside.yaml"
    outside.write_text(VAULT, encoding="utf-8")
    (repo / "shop" / "link.yaml").symlink_to(outside)
    written(repo / "shop", {"broken.yaml": "kind: [\n"})
    commit(repo, "bad")
    (repo / "shop" / "link.yaml").unlink()
    (repo / "shop" / "broken.yaml").unlink()
    code, answer = ask("HEAD")
    assert (code, answer["complete"]) == (3, False)
    assert all(each["message"].endswith(f"(in {answer['base']})") for each in answer["problems"])
    written(repo / "shop", {"broken.yaml": "kind: [\n", "other.yaml": "kind: {\n"})
    told = {each["path"]: each["message"] for each in ask("HEAD")[1]["problems"]}
    assert told["shop/broken.yaml"].endswith(f"(in {answer['base']} and {answer['head']})")
    assert told["shop/other.yaml"].endswith(f"(in {answer['head']})")
    assert {each["rule"] for each in answer["problems"]} == {"bad-link", "syntax"}
    assert answer["summary"].startswith("PARTIAL")


def test_the_sweep_says_what_searches_say(cli: Cli) -> None:
    """An empty base: all that anybody reaches is gained, and each gain is what `reach` answers."""
    git(cli.here, "init", "-q", "-b", "main", ".")
    git(cli.here, "commit", "-q", "--allow-empty", "-m", "nothing")
    shutil.copytree(DESK, cli.here / "desk")
    answer = cli("diff", "main", "-i", "desk", "--now", NOW, "--format", "json").json
    assert answer["compared"] == 47
    for each in answer["reach"][::6]:
        kind, name = each["start"]["kind"], each["start"]["id"]
        found = cli("reach", f"--{kind}", name, "-i", "desk", "--now", NOW, "--format", "json").json
        expected = {(system["id"], system["access"], system["class"]) for system in found["systems"]}
        assert {(gain["system"], gain["access"], gain["class"]) for gain in each["gained"]} == expected
        assert all(gain["cause"] and gain["path"] for gain in each["gained"])


MORE = "\n  - {name: more, operation: OPERATION, credential: stripe-key, approval: APPROVAL, retries: 0}\n"


def _tool(operation: str, approval: str) -> str:
    bot = SHOP["support-bot.yaml"].rstrip("\n").replace("scope}\n", "scope}" + MORE)
    return bot.replace("OPERATION", operation).replace("APPROVAL", approval) + "\n"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        pytest.param(
            SHOP["support-bot.yaml"],
            _tool("stripe/create_refund", "none"),
            ("more", "stripe/create_refund", ["pay"], "none", "human", "shop/support-bot.yaml:11"),
            id="a new tool beside one that a person approves",
        ),
        pytest.param(
            _tool("stripe/get_refund", "none"),
            _tool("stripe/create_refund", "policy"),
            ("more", "stripe/create_refund", ["pay"], "policy", "human", "shop/support-bot.yaml:11"),
            id="a tool that read is bound to one that pays",
        ),
        pytest.param(
            _tool("stripe/get_refund", "none"),
            _tool("[stripe/get_refund, stripe/mail]", "none"),
            ("more", "stripe/mail", ["send"], "none", None, "shop/support-bot.yaml:11"),
            id="an operation becomes a list",
        ),
        pytest.param(
            _tool("stripe/get_refund", "none"),
            _tool("stripe/renamed", "none"),
            ("more", "stripe/renamed", ["unknown"], "none", None, "shop/support-bot.yaml:11"),
            id="what nobody wrote down may be anything",
        ),
        pytest.param(
            _tool("stripe/get_refund", "none"),
            _tool("unknown", "none"),
            ("more", None, ["unknown"], "none", None, "shop/support-bot.yaml:11"),
            id="a tool of which nobody knows what it does",
        ),
        pytest.param(
            _tool("stripe/mail", "none").replace("status: live", "status: retired"),
            _tool("stripe/mail", "none"),
            ("more", "stripe/mail", ["send"], "none", None, "shop/support-bot.yaml:4"),
            id="an agent that was retired runs again",
        ),
    ],
)
def test_an_effect_that_no_person_sees_is_growth(cli: Cli, ask, repo: Path, before: str, after: str, told) -> None:
    stripe = SHOP["stripe.yaml"].replace("operations:\n", "operations:\n  - {id: mail, effect: send}\n")
    written(repo / "shop", {"support-bot.yaml": before, "stripe.yaml": stripe})
    commit(repo, "before")
    written(repo / "shop", {"support-bot.yaml": after})
    code, answer = ask("HEAD", "--fail-on-growth")
    assert (code, answer["grew"]) == (1, True)
    (one,) = answer["effects"]
    keys = ("tool", "operation", "effect", "approval", "before", "where")
    assert (one["agent"], one["by"], *(one[key] for key in keys)) == ("support-bot", "support-bot", *told)
    assert "1 effect NEW WITHOUT A PERSON" in answer["summary"]
    for words in ((), ("--format", "markdown")):
        out = " ".join(cli("diff", "HEAD", "-i", "shop", "--now", NOW, *words).out.replace("`", "").split())
        assert f"{told[5]} support-bot/more can do" in out
    commit(repo, "after")
    code, answer = ask("HEAD", "HEAD~1", "--fail-on-growth")
    assert (code, answer["effects"]) == (0, [])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(SHOP["support-bot.yaml"], _tool("stripe/create_refund", "human"), id="a person sees it"),
        pytest.param(SHOP["support-bot.yaml"], _tool("stripe/get_refund", "none"), id="it reads"),
        pytest.param(
            _tool("stripe/mail", "none"), _tool("stripe/mail", "none").replace("more", "post"), id="a tool's new name"
        ),
        pytest.param(
            _tool("stripe/mail", "none"), _tool("stripe/mail", "none").replace("create_refund", "mail"), id="it did so"
        ),
        pytest.param(_tool("unknown", "none"), _tool("stripe/mail", "none"), id="it may have done anything"),
        pytest.param(_tool("stripe/mail", "none"), _tool("stripe/mail", "policy"), id="more approval"),
    ],
)
def test_what_a_person_sees_or_what_it_did_before_is_no_growth(ask, repo: Path, before: str, after: str) -> None:
    stripe = SHOP["stripe.yaml"].replace("operations:\n", "operations:\n  - {id: mail, effect: send}\n")
    written(repo / "shop", {"support-bot.yaml": before, "stripe.yaml": stripe})
    commit(repo, "before")
    written(repo / "shop", {"support-bot.yaml": after})
    code, answer = ask("HEAD", "--fail-on-growth")
    assert (code, answer["effects"]) == (0, [])


def test_an_operation_that_does_more_or_goes_by_another_id(ask, repo: Path) -> None:
    shop = repo / "shop"
    mail = SHOP["stripe.yaml"].replace("operations:\n", "operations:\n  - {id: mail, effect: write}\n")
    written(shop, {"support-bot.yaml": _tool("stripe/mail", "none"), "stripe.yaml": mail})
    commit(repo, "before")
    written(shop, {"stripe.yaml": mail.replace("effect: write", "effect: [write, delete]")})
    code, answer = ask("HEAD", "--fail-on-growth")
    told = [(each["effect"], each["where"]) for each in answer["effects"]]
    assert (code, told) == (1, [(["delete"], "shop/stripe.yaml:17")])
    written(
        shop, {"stripe.yaml": mail.replace("id: mail", "id: post"), "support-bot.yaml": _tool("stripe/post", "none")}
    )
    code, answer = ask("HEAD", "--fail-on-growth")
    assert (code, answer["effects"]) == (0, [])
    also = mail.replace("effect: write}", "effect: write, also: [wipe]}\n  - {id: wipe, effect: delete}")
    written(shop, {"stripe.yaml": also, "support-bot.yaml": _tool("stripe/mail", "none")})
    code, answer = ask("HEAD", "--fail-on-growth")
    assert (code, [each["operation"] for each in answer["effects"]]) == (1, ["stripe/wipe"])


def test_an_agent_that_calls_another_does_what_that_one_does(ask, repo: Path) -> None:
    shop = repo / "shop"
    boss = SHOP["support-bot.yaml"].replace("id: support-bot", "id: boss")
    stripe = SHOP["stripe.yaml"].replace("operations:\n", "operations:\n  - {id: mail, effect: send}\n")
    written(shop, {"boss.yaml": boss, "stripe.yaml": stripe, "support-bot.yaml": _tool("stripe/mail", "none")})
    commit(repo, "before")
    written(shop, {"boss.yaml": boss.replace("tools:\n", "delegates_to: [support-bot]\ntools:\n")})
    code, answer = ask("HEAD", "--fail-on-growth")
    told = [(each["agent"], each["by"], each["operation"], each["where"]) for each in answer["effects"]]
    assert (code, told) == (1, [("boss", "support-bot", "stripe/mail", "shop/boss.yaml:8")])
    commit(repo, "delegated")
    written(shop, {"support-bot.yaml": _tool("stripe/create_refund", "none")})
    told = [(each["agent"], each["operation"]) for each in ask("HEAD")[1]["effects"]]
    assert told == [("support-bot", "stripe/create_refund")]


def test_a_shorter_window_and_sessions_that_live_on_are_weaker_guards(ask, repo: Path) -> None:
    keys = SHOP["credentials.yaml"].replace("kills_sessions: true", "kills_sessions: false", 1)
    written(repo / "shop", {"stripe.yaml": SHOP["stripe.yaml"].replace("30d", "1d"), "credentials.yaml": keys})
    told = [(each["guard"], each["before"], each["after"], each["weaker"]) for each in ask("main")[1]["guards"]]
    assert told == [
        ("undo window of stripe/create_refund", "30d", "1d", True),
        ("kills_sessions of stripe-key", "true", "false", True),
    ]


def test_proof_that_is_gone_or_cannot_be_loses_cells(ask, repo: Path) -> None:
    proof = "verified: {on: 2026-11-02, by: payments, how: confirmed}\n"
    for other in ("", proof.replace("2026", "2027")):
        written(repo / "shop", {"stripe.yaml": SHOP["stripe.yaml"].replace(proof, other)})
        lost = ask("main")[1]["cells"]["lost"]
        assert {each["after"] for each in lost} == {"stale"}
        assert "audit_log.query" in {each["cell"] for each in lost}

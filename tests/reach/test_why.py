"""Why something is reached, told step by step; and why not, never without a reason."""

import re
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given

from blastradius.analysis.reach.report import Kind
from blastradius.analysis.reach.starts import check_start
from blastradius.analysis.why.answer import why
from blastradius.analysis.why.chain import steps_of
from blastradius.analysis.why.question import Question
from blastradius.analysis.why.report import Target, TargetKind, WhyAnswer
from blastradius.analysis.why.target import find_target
from blastradius.errors import InputError, UsageError
from blastradius.graph.kinds import Access, Disclosed, Has, Tainted
from blastradius.model.catalog import Catalog
from blastradius.model.cells import Level
from blastradius.output import why_json, why_markdown, why_text
from blastradius.output.prose import Paint
from blastradius.source.yaml import read_yaml

from .compare import report_of, search_of
from .inventories import NOW as CASES_NOW
from .inventories import Case, Entity, agent, cases, catalog_of, credential, system, texts_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SINCE = datetime(2026, 11, 15, 12, tzinfo=UTC)


def ask(word: str, *entities: Entity, start: str = "credential:key", **question: Any) -> WhyAnswer:
    """The answer for one target."""
    (answer,) = report(word, *entities, start=start, **question).answers
    return answer


def report(word: str, *entities: Entity, start: str = "credential:key", **question: Any) -> Any:
    kind, _, name = start.partition(":")
    catalog = catalog_of([("all.yaml", entities)])
    all_paths = question.pop("all_paths", False)
    asked = Question(catalog=catalog, starts=(check_start(catalog, Kind(kind), name),), now=NOW, **question)
    return why(asked, (find_target(catalog, word),), all_paths=all_paths)


def opens(name: str, *grants: dict[str, Any], **cells: Any) -> Entity:
    return system(name, credentials=[{"credential": "key", "access": "admin", **grant} for grant in grants], **cells)


def says(answer: WhyAnswer) -> list[str]:
    """The sentences of the first chain."""
    return [step.says for step in answer.chains[0].steps]


def told(answer: WhyAnswer) -> str:
    """All the reasons."""
    return " ".join(reason.says for reason in answer.reasons)


SHOP = system("shop", credentials=[{"credential": "deep", "access": "write"}])


# --- chains ----------------------------------------------------------------------------------------------------------


def test_a_cap_is_explained_where_the_credential_is_got() -> None:
    answer = ask(
        "shop",
        opens("vault", {"access": "read"}),
        credential("shop-key", obtainable_from=[{"system": "vault", "as": "write", "how": "Read kv/shop."}]),
        system("shop", credentials=[{"credential": "shop-key", "access": "admin"}]),
        credential("key"),
    )
    assert answer.level is Level.WRITE
    assert answer.verdict == "YES, escalated: whoever holds key gets write access to shop, by first getting shop-key."
    assert says(answer) == [
        "With key they have read access to vault.",
        (
            "With read access to vault (step 1) they get shop-key. How: Read kv/shop. "
            "They get it only up to write access, because the entry says `as: write`."
        ),
        "With shop-key (step 2) they have write access to shop (its grant gives admin).",
    ]


def test_what_a_tool_does_beyond_its_grant_is_no_no() -> None:
    shop = system(
        "shop", credentials=[{"credential": "key", "access": "read"}], operations=[{"id": "order", "effect": "write"}]
    )
    bot = agent("bot", tools=[{"name": "sell", "operation": "shop/order", "credential": "key"}])
    answer = ask("shop:write", shop, credential("key"), bot)
    assert answer.verdict == "YES, direct: whoever holds key has write access to shop."
    assert says(answer) == [
        "With key they have write access to shop: tool sell does that there by key, although its grant says less."
    ]


@pytest.mark.parametrize(
    ("grants", "why_all"), [("unknown", "no list of grants could be read"), ([], "no grant there says how far")]
)
def test_why_a_tool_counts_as_everything_is_told_as_it_is(grants: Any, why_all: str) -> None:
    bot = agent("bot", tools=[{"name": "sell", "operation": "shop/order", "credential": "key"}])
    (step,) = says(ask("shop", system("shop", credentials=grants), credential("key"), bot))
    assert why_all in step


def test_what_is_needed_together_is_told_as_such() -> None:
    answer = ask(
        "shop:read",
        opens("git", {"access": "read", "resources": ["repo:a", "repo:b"]}),
        opens("store", {"access": "write"}),
        credential(
            "shop-key",
            obtainable_from=[
                {
                    "all_of": [
                        {"system": "git", "resources": ["repo:a"], "how": "the first half stands in config"},
                        {"system": "store", "access": "write", "conditions": ["vpn"]},
                    ],
                    "conditions": ["mfa"],
                }
            ],
        ),
        system("shop", credentials=[{"credential": "shop-key", "access": "read"}]),
        credential("key"),
        assumed=("vpn",),
    )
    assert answer.verdict.startswith("ONLY IF mfa is met, conditional: whoever holds key then gets read access to shop")
    assert answer.remarks[:2] == (
        "Nobody has said that mfa is met. To take it as met: --assume mfa.",
        "vpn is taken as met, because --assume says so.",
    )
    assert says(answer)[2] == (
        "With all of these together they get shop-key: read access to repo:a in git (step 1), the first half stands in "
        "config; write access to store (step 2), this asks for vpn, which is taken as met (--assume). "
        "This asks for mfa, and nobody has said that it is met."
    )


def test_scopes_that_add_up_from_several_grants_are_told() -> None:
    answer = ask(
        "shop",
        opens(
            "vault",
            {"access": "read", "scopes": ["list"]},
            {"access": "read", "scopes": ["get"], "conditions": ["mfa"]},
        ),
        credential("shop-key", obtainable_from=[{"system": "vault", "requires": ["list", "get"]}]),
        system("shop", credentials=[{"credential": "shop-key", "access": "read"}]),
        credential("key"),
        assumed=("mfa",),
    )
    assert says(answer)[:3] == [
        "With key they have read access to vault.",
        (
            "They also have the scope get on vault, by another grant of key. "
            "This asks for mfa, which is taken as met (--assume)."
        ),
        "With read access (scopes list and get) to vault (steps 1 and 2) they get shop-key.",
    ]


def test_a_condition_that_something_reached_meets_is_cited() -> None:
    answer = ask(
        "shop",
        opens("mail", {"access": "read"}, discharges=[{"condition": "otp"}]),
        opens("shop", {"conditions": ["otp"]}),
        credential("key"),
    )
    assert answer.kind == "direct"
    assert says(answer)[1:] == [
        "Read access to mail (step 1) meets the condition otp.",
        "With key they have admin access to shop. This asks for otp, which step 2 meets.",
    ]


def test_an_agent_that_is_taken_over_holds_what_its_tools_use() -> None:
    answer = ask(
        "shop",
        opens("shop", {}),
        credential("key"),
        agent("first", delegates_to=["second"], tools=[{"name": "x", "operation": "none"}]),
        agent("second", tools=[{"name": "pay", "operation": "shop/pay", "credential": "key"}]),
        start="agent:first",
    )
    assert says(answer) == [
        "Agent first can call agent second.",
        "Agent second holds key: its tool pay uses it.",
        "With key (step 2) they have admin access to shop.",
    ]
    assert [str(step.at) for step in answer.chains[0].steps] == ["all.yaml:14", "all.yaml:22", "all.yaml:5"]


@pytest.mark.parametrize(
    ("grant", "said"),
    [
        ({"access": "unknown"}, "What is not known of the grant counts as everything: `access`."),
        ({"scopes": []}, "What is not known of the grant counts as everything: `scopes`."),
        (
            {"access": "unknown", "scopes": "unknown"},
            "What is not known of the grant counts as everything: `access` and `scopes`.",
        ),
        ({"until": "2026-11-18"}, "The grant ended on 2026-11-18: it was valid in the time asked about."),
    ],
)
def test_what_a_reader_of_the_grant_would_stumble_over_is_said(grant: dict[str, Any], said: str) -> None:
    assert said in says(ask("shop", opens("shop", grant), credential("key"), since=SINCE))[-1]


def test_a_tool_that_shows_what_nobody_wrote_is_named() -> None:
    bot = agent("bot", tools=[{"name": "t", "operation": "shop/op", "credential": "key"}])
    answer = ask("shop", system("shop", credentials="unknown"), bot, credential("key"))
    assert says(answer) == [
        (
            "With key they have admin access to shop: tool t uses key there, and no list of grants could be read, "
            "so that it counts as everything."
        )
    ]


@given(cases())
def test_every_fact_can_be_told_and_every_step_builds_on_those_before_it(case: Case) -> None:
    search = search_of(case)
    for fact in search.solution:
        if not isinstance(fact, Has | Access | Tainted | Disclosed):
            continue
        steps = steps_of(search, search.solution.proof(fact), CASES_NOW)
        assert [step.number for step in steps] == list(range(1, len(steps) + 1))
        for step in steps:
            assert re.fullmatch(r"[A-Z0-9].*\.", step.says)
            assert all(number < step.number for number in step.uses)
            referred = {
                int(each) for each in re.findall(r"\d+", " ".join(re.findall(r"\(steps? [^)]*\)|step \d+", step.says)))
            }
            assert referred <= set(step.uses)
            assert step.at is not None or step.says.startswith("The search starts inside")
        used = {number for step in steps for number in step.uses}
        assert used >= {step.number for step in steps[:-1]} or isinstance(fact, Has)


@given(cases())
def test_a_no_and_a_yes_are_those_of_reach(case: Case) -> None:
    """What `reach` lists is a yes with its class; everything else is a no that says why."""
    systems = {each.id: each for each in report_of(case).systems}
    names = {each["id"] for each in case.entities if each["kind"] == "System"} | set(systems)
    question = Question(
        catalog=case.catalog,
        starts=case.wanted,
        now=CASES_NOW,
        since=case.since,
        assumed=case.assumed,
        as_tools=case.as_tools,
    )
    targets = tuple(
        Target(kind=TargetKind.SYSTEM, id=name, level=level) for name in sorted(names) for level in (None, *Level)
    )
    answers = why(question, targets).answers
    assert [answer.target for answer in answers] == list(targets)
    for answer in answers:
        reached = systems.get(answer.target.id)
        level = answer.target.level or (reached.access if reached else None)
        classes = dict(reached.levels) if reached else {}
        assert answer.reached is (level in classes)
        if level in classes:
            assert answer.kind == classes[level].value  # type: ignore[comparison-overlap]
            assert not answer.reasons
            if answer.target.level is None and reached:
                assert [str(step.at) for step in answer.chains[0].steps][-1:] == [str(reached.path[-1].at)]
        else:
            assert answer.reasons
            assert answer.verdict.startswith(("NO", "NOT KNOWN"))


# --- a no ------------------------------------------------------------------------------------------------------------


def test_a_lower_level_is_said() -> None:
    answer = ask("shop:admin", opens("shop", {"access": "read"}), credential("key"))
    assert (answer.reached, answer.kind) == (False, None)
    assert answer.verdict == "NO, not with admin access: whoever holds key gets to shop only with read access (direct)."
    assert told(answer) == "No grant on shop goes that far: the highest gives read, to key."
    assert answer.chains[0].level is Level.READ


def test_a_cap_that_stands_in_the_way_is_said() -> None:
    answer = ask(
        "shop:admin",
        opens("vault", {}),
        credential("shop-key", obtainable_from=[{"system": "vault", "as": "write"}]),
        system("shop", credentials=[{"credential": "shop-key", "access": "admin"}]),
        credential("key"),
    )
    assert told(answer) == "They get shop-key, but only up to write access, because the entry says `as: write`."
    assert str(answer.reasons[0].at) == "all.yaml:11"


def test_a_scope_that_is_denied_or_missing_is_said() -> None:
    def tried(**cells: Any) -> str:
        return told(
            ask(
                "shop",
                opens("vault", cells),
                credential("shop-key", obtainable_from=[{"system": "vault", "requires": ["get"]}]),
                system("shop", credentials=[{"credential": "shop-key", "access": "admin"}]),
                credential("key"),
            )
        )

    asked = "shop-key can be got with read access to vault and the scope get"
    assert f"{asked}, but that scope is denied to key on vault." in tried(denies=["get"])
    assert f"{asked}, which key does not have on vault." in tried(scopes=["list"])


def test_what_ended_is_said_wherever_it_stands_on_the_way() -> None:
    answer = ask(
        "shop",
        opens("vault", {"until": "2026-01-31"}),
        credential("shop-key", obtainable_from=[{"system": "vault"}], expires="2026-03-01"),
        system("shop", credentials=[{"credential": "shop-key", "access": "admin"}]),
        credential("key"),
    )
    assert [reason.says for reason in answer.reasons[:3]] == [
        "If the misuse began earlier, it is reached: give --since.",
        "The grant of key on vault ended on 2026-01-31.",
        "shop-key ended on 2026-03-01.",
    ]


def test_what_an_agent_that_is_steered_would_reach_is_said() -> None:
    bot = agent("bot", tools=[{"name": "t", "operation": "shop/op", "credential": "bot-key"}])
    shop = system(
        "shop",
        credentials=[{"credential": "bot-key", "access": "admin"}],
        operations=[{"id": "op", "effect": "read"}],
        untrusted_input=True,
    )
    assert "If an agent can be steered by what it reads, it is reached: --assume prompt-injection." in told(
        ask("shop:read", shop, bot, credential("key"), credential("bot-key"))
    )


def test_data_that_flows_is_no_access_but_is_told() -> None:
    tickets = opens("tickets", {"access": "write"}, feeds=[{"system": "warehouse", "what": "nightly copy."}])
    warehouse = system("warehouse", credentials=[])
    answer = ask("warehouse", tickets, warehouse, credential("key"))
    assert (answer.reached, answer.kind, answer.level) == (False, "contaminated", None)
    assert answer.verdict.startswith("NO, but contaminated: whoever holds key does not get into warehouse")
    assert says(answer)[-1] == "What is written to tickets (step 1) flows on to warehouse: nightly copy."
    source = system("source", credentials=[], feeds=[{"system": "tickets"}])
    answer = ask("source", tickets, source, warehouse, credential("key"))
    assert answer.kind == "disclosed"
    assert says(answer)[-1] == "What can be read in tickets (step 1) came from source, which feeds it."


def test_what_is_not_known_is_no_no() -> None:
    answer = ask("shop", system("shop", credentials="unknown"), credential("key"))
    assert answer.verdict.startswith("NOT KNOWN: nothing that is written down lets whoever holds key get to shop")
    assert answer.remarks == ("Nobody has written down what opens shop: this is no proof of a no.",)
    assert told(answer) == "It is not known which credentials open system shop."


@pytest.mark.parametrize(
    ("entities", "start", "reason"),
    [
        (
            [system("shop", credentials=[{"credential": "unknown", "access": "write"}])],
            "credential:key",
            "It is not known which credential opens system shop with write access.",
        ),
        (
            [SHOP, credential("deep", obtainable_from=[{"system": "unknown"}])],
            "credential:key",
            "It is not known from where credential deep can be had.",
        ),
        (
            [SHOP, credential("deep", obtainable_from=[{"system": "vault"}]), system("vault", credentials="unknown")],
            "credential:key",
            "It is not known which credentials open system vault.",
        ),
        (
            [SHOP, credential("deep", obtainable_from=[{"system": "ghost"}])],
            "credential:key",
            "There is no entry for system ghost: which credentials open it is not known.",
        ),
        ([SHOP], "credential:key", "There is no entry for credential deep: from where it can be had is not known."),
        ([SHOP, agent("bot", tools="unknown")], "agent:bot", "It is not known which tools agent bot has."),
        (
            [SHOP, agent("bot", tools=[], delegates_to=["unknown"])],
            "agent:bot",
            "It is not known whom agent bot can call.",
        ),
        (
            [SHOP, agent("bot", tools=[], delegates_to=["other"])],
            "agent:bot",
            "There is no entry for agent other: what it can do is not known.",
        ),
        (
            [SHOP, agent("bot", tools=[{"name": "look", "operation": "unknown", "credential": "key"}])],
            "credential:key",
            "It is not known what tool bot/look does with key, and in which system.",
        ),
    ],
)
def test_a_no_that_rests_on_what_nobody_knows_is_none(entities: list[Entity], start: str, reason: str) -> None:
    described = [] if "credential deep" in reason else [credential("deep")]
    named = {each["id"] for each in entities}
    answer = ask(
        "shop:write",
        *entities,
        *(each for each in described if each["id"] not in named),
        credential("key"),
        start=start,
    )
    assert answer.verdict.startswith("NOT KNOWN")
    assert answer.reasons[0].says == reason


def test_what_is_not_known_and_gives_less_than_is_asked_leaves_a_no_a_no() -> None:
    shop = system("shop", credentials=[{"credential": "unknown", "access": "read"}])
    assert ask("shop:write", shop, credential("key")).verdict.startswith("NO: ")
    elsewhere = (credential("deep"), credential("far", obtainable_from="unknown"))
    assert ask("shop", SHOP, *elsewhere, credential("key")).verdict.startswith("NO: ")


def test_what_could_not_be_read_is_no_no() -> None:
    whole = catalog_of([("all.yaml", (system("shop", credentials=[]), credential("key")))])
    half = Catalog.of([each.source.document for each in (*whole.systems, *whole.credentials)], complete=False)
    question = Question(catalog=half, starts=(check_start(half, Kind.CREDENTIAL, "key"),), now=NOW)
    found = why(question, (find_target(half, "shop"),))
    assert not found.complete
    assert found.answers[0].verdict.startswith("NOT IN WHAT COULD BE READ: ")
    assert found.answers[0].remarks == ("Part of the inventory could not be read: this is no proof of a no.",)
    with pytest.raises(InputError, match="in the part of the inventory that could be read"):
        find_target(half, "shopp")


def test_a_system_that_is_only_referred_to_makes_the_answer_partial() -> None:
    found = report("gone", opens("shop", {}, feeds=[{"system": "gone"}]), credential("key"))
    assert not found.complete
    assert found.answers[0].kind == "contaminated"
    assert "PARTIAL: there is no entry for system gone" in why_text.why(found, Paint(on=False), 80)


# --- targets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "kind", "name", "level"),
    [
        ("shop", "system", "shop", None),
        ("shop:write", "system", "shop", Level.WRITE),
        ("system:shop", "system", "shop", None),
        ("system:shop:read", "system", "shop", Level.READ),
        ("credential:shop", "credential", "shop", None),
        ("credential:shop:admin", "credential", "shop", Level.ADMIN),
        ("key", "credential", "key", None),
        ("credential:read", "system", "credential", Level.READ),
        ("credential:key", "credential", "key", None),
    ],
)
def test_a_target_is_a_system_or_a_credential_with_or_without_a_level(
    word: str, kind: str, name: str, level: Level | None
) -> None:
    catalog = catalog_of([("all.yaml", (system("shop"), system("credential"), credential("shop"), credential("key")))])
    found = find_target(catalog, word)
    assert (found.kind, found.id, found.level) == (kind, name, level)


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("shpo", "there is no system `shpo`"),
        ("shop:wirte", "`wirte` is no access level"),
        ("credential:x", "no credential `x`"),
    ],
)
def test_a_target_that_is_misspelt_is_refused(word: str, message: str) -> None:
    catalog = catalog_of([("all.yaml", (system("shop"), credential("key")))])
    with pytest.raises(UsageError, match=re.escape(message)):
        find_target(catalog, word)


# --- all paths -------------------------------------------------------------------------------------------------------


def two_ways(**cells: Any) -> tuple[Entity, ...]:
    return (
        opens("vault", {"access": "read"}),
        opens("mail", {"access": "read"}),
        credential("shop-key", obtainable_from=[{"system": "vault"}, {"system": "mail", **cells}]),
        system("shop", credentials=[{"credential": "shop-key", "access": "write"}]),
        credential("key"),
    )


def test_what_every_path_needs_is_marked_and_the_rest_is_counted() -> None:
    found = report("shop", *two_ways(conditions=["otp"]), all_paths=True)
    text = why_text.why(found, Paint(on=False), 80)
    assert text.partition("ALL PATHS")[2].splitlines() == [
        " to write access to shop: 2 paths, and no other",
        "To cut the one marked * is enough: every path needs it.",
        "  A  key opens vault with read access",
        "     all.yaml:5",
        "  B  shop-key can be got from vault",
        "     all.yaml:17",
        "* C  shop-key opens shop with write access",
        "     all.yaml:24",
        "  D  key opens mail with read access",
        "     all.yaml:11",
        "  E  shop-key can be got from mail",
        "     all.yaml:18",
        "Path 1: A + B + C, gets 1 credential",
        "Path 2: D + E + C, gets 1 credential, only if otp is met",
    ]


def test_nothing_is_called_enough_where_not_all_paths_are_known() -> None:
    ways = [{"system": f"s{number}"} for number in range(21)]
    many = [opens(f"s{number}", {"access": "read"}) for number in range(21)]
    shop = system("shop", credentials=[{"credential": "shop-key", "access": "write"}])
    found = report("shop", *many, credential("shop-key", obtainable_from=ways), shop, credential("key"), all_paths=True)
    paths = found.answers[0].alternatives
    assert (len(paths.found), paths.total, paths.shared) == (20, None, ())
    text = why_text.why(found, Paint(on=False), 80)
    assert "more than 20 paths; not all are shown" in text
    assert "enough: what is not listed stays open" not in text.replace("\n", " ").replace("not enough", "")
    assert '"total": null' in why_json.why(found)
    assert "more than 20 paths; not all are shown" in why_markdown.why(found)


def test_a_start_has_nothing_on_the_way_to_cut() -> None:
    found = report("credential:key", opens("shop", {}), credential("key"), all_paths=True)
    assert found.answers[0].kind == "held"
    assert "There is nothing on the way that could be cut." in why_text.why(found, Paint(on=False), 80)


def test_alone_all_paths_are_those_to_every_system_that_is_reached_the_certain_ones_first() -> None:
    catalog = catalog_of([("all.yaml", (*two_ways(), opens("attic", {"conditions": ["mfa"]})))])
    question = Question(catalog=catalog, starts=(check_start(catalog, Kind.CREDENTIAL, "key"),), now=NOW)
    found = why(question, (), all_paths=True)
    assert [answer.target.id for answer in found.answers] == ["shop", "mail", "vault", "attic"]
    assert all(answer.alternatives for answer in found.answers)
    text = why_text.why(found, Paint(on=False), 80)
    assert "write access to shop, escalated: 2 paths, and no other\n  in every path: C\n" in text
    assert "admin access to attic, conditional: 1 path, and no other\n   1. F, only if mfa is met\n" in text


# --- what people wrote -----------------------------------------------------------------------------------------------


def test_what_people_wrote_reaches_no_terminal_and_breaks_no_markdown() -> None:
    evil = "\x1b]0;x\x07 `a` | <b> [c](d)\n# e"
    entities = (
        opens("vault", {"access": "read"}),
        credential("shop-key", obtainable_from=[{"system": "vault", "how": evil}]),
        system("shop", credentials=[{"credential": "shop-key", "access": "write"}]),
        credential("key"),
    )
    documents, _ = read_yaml(texts_of([("all.yaml", entities)])["all.yaml"], "all.yaml")
    catalog = Catalog.of(documents)
    question = Question(catalog=catalog, starts=(check_start(catalog, Kind.CREDENTIAL, "key"),), now=NOW)
    found = why(question, (find_target(catalog, "shop"),), all_paths=True)
    text, markdown = why_text.why(found, Paint(on=False), 80), why_markdown.why(found)
    assert not set(text + markdown) & {"\x1b", "\x07"}
    assert "\n# e" not in markdown
    assert "<b>" not in markdown
    assert "How:" in text


@given(cases())
def test_text_keeps_to_its_width_and_says_the_same_twice(case: Case) -> None:
    question = Question(catalog=case.catalog, starts=case.wanted, now=CASES_NOW, since=case.since, assumed=case.assumed)
    found = why(question, (), all_paths=True)
    text = why_text.why(found, Paint(on=False), 80)
    assert max(map(len, text.splitlines())) <= 80
    assert why_text.why(why(question, (), all_paths=True), Paint(on=False), 80) == text
    assert not any(one == other == "" for one, other in pairwise(text.splitlines()))

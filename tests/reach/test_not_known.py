"""What is not known, or written twice, counts as the worst and is said: no comforting no, no silence."""

import json
from datetime import timedelta
from typing import Any

import pytest

from blastradius.analysis.reach.report import ReachReport, UndoBlock
from blastradius.analysis.reach.starts import find_starts, starts_with_fingerprint
from blastradius.analysis.windows import State
from blastradius.model.cells import Level, Reversal
from blastradius.output import reach_json, reach_markdown, reach_text
from blastradius.output.prose import Paint

from .inventories import Entity, agent, catalog_of, credential, system
from .test_answer import NOW, SINCE, ask, ids, kept_in, log, only, opens


def said(report: ReachReport) -> str:
    """All that is told to be not known."""
    return "\n".join(each.what for each in report.unknown)


def plain(report: ReachReport) -> str:
    """The text answer, unwrapped."""
    return reach_text.reach(report, Paint(on=False), 2000)


def tool(operation: Any, used: str = "key", name: str = "look") -> Entity:
    return {"name": name, "operation": operation, "credential": used}


def team(name: str, **cells: Any) -> Entity:
    return {"apiVersion": "blastradius/v1", "kind": "Team", "id": name, **cells}


# --- what only a tool proves -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("grants", ["unknown", [{"credential": "other", "access": "read"}]])
@pytest.mark.parametrize("start", ["credential:key", "agent:bot"])
def test_a_tool_proves_access_that_no_grant_says(grants: Any, start: str) -> None:
    bot = agent("bot", tools=[tool("shop/look")])
    shop = system("shop", credentials=grants, operations=[{"id": "look", "effect": "read"}])
    report = ask(shop, credential("key"), credential("other"), bot, start=start)
    assert (only(report, "shop").access, only(report, "shop").resources) == (Level.ADMIN, ("*",))
    assert "how far key opens shop" in said(report)


def test_a_grant_that_is_written_is_not_widened_by_a_tool() -> None:
    shop = system("shop", credentials=[{"credential": "key", "access": "read", "until": "2026-11-01"}])
    assert ids(ask(shop, credential("key"), agent("bot", tools=[tool("shop/look")]))) == []


def narrow(*grants: Entity, **operation: Any) -> tuple[Entity, ...]:
    """A tool that takes an order, by grants that may not allow it."""
    orders = {"id": "order", "effect": "write", **operation}
    given = [{"credential": "key", **grant} for grant in grants]
    shop = system("shop", credentials=given, operations=[{"id": "look", "effect": "read"}, orders])
    return shop, credential("key"), agent("bot", tools=[tool("shop/order")])


@pytest.mark.parametrize(
    ("grants", "operation"),
    [
        ([{"access": "read"}], {}),
        ([{"access": "read"}, {"access": "read", "resources": ["eu"]}], {}),
        ([{"access": "write", "scopes": ["a"]}], {"requires": ["b"]}),
        ([{"access": "write", "denies": ["b"]}], {"requires": ["b"]}),
        (
            [
                {"access": "read", "scopes": ["b"], "resources": ["eu"]},
                {"access": "write", "scopes": ["a"], "resources": ["us"]},
            ],
            {"requires": ["b"]},
        ),
    ],
)
@pytest.mark.parametrize("start", ["credential:key", "agent:bot"])
def test_what_a_tool_does_beyond_its_grant_counts_and_is_said(
    grants: list[Entity], operation: Entity, start: str
) -> None:
    report = ask(*narrow(*grants, **operation), start=start)
    shop = only(report, "shop")
    assert shop.access is Level.WRITE
    (order,) = [each for each in shop.operations if each.id == "order"]
    assert order.tools == ("bot/look",)
    assert "how far key opens shop: " in said(report)
    assert "does more there than its grant allows" in said(report)
    assert "changes anything" not in plain(report)


@pytest.mark.parametrize(
    ("grants", "operation", "access"),
    [
        ([{"access": "write"}], {}, Level.WRITE),
        ([{"access": "read", "scopes": ["b"]}, {"access": "write", "scopes": ["a"]}], {"requires": ["b"]}, Level.WRITE),
        ([{"access": "read"}, {"access": "write", "until": "2026-11-01"}], {}, Level.READ),
        ([{"access": "read"}], {"effect": "unknown"}, Level.READ),
    ],
)
@pytest.mark.parametrize("as_tools", [True, False])
def test_a_tool_that_its_grants_allow_widens_none(
    grants: list[Entity],
    operation: Entity,
    access: Level,
    as_tools: bool,  # noqa: FBT001
) -> None:
    report = ask(*narrow(*grants, **operation), start="agent:bot", as_tools=as_tools)
    assert only(report, "shop").access is access
    assert "how far key opens" not in said(report)


@pytest.mark.parametrize("as_tools", [True, False])
@pytest.mark.parametrize("operation", ["shop/look", ["shop/look"], [{"id": "shop/look"}]])
def test_a_tool_whose_credential_nobody_named_still_reaches_its_system(operation: Any, as_tools: bool) -> None:  # noqa: FBT001
    bot = agent("bot", tools=[tool(operation, "unknown")])
    shop = system("shop", credentials=[], operations=[{"id": "look", "effect": "read"}], owner="team")
    report = ask(shop, bot, start="agent:bot", as_tools=as_tools)
    (found,) = report.systems
    assert found.id == "shop"
    assert [each.tools for each in found.operations] == [("bot/look",)]
    assert "which credential tool bot/look uses on shop" in said(report)
    assert found.path[-1].says.startswith("agent bot opens shop")


def test_one_whom_a_taken_over_agent_calls_brings_its_unnamed_credentials() -> None:
    boss = agent("boss", delegates_to=["bot"], tools=[])
    report = ask(system("shop"), boss, agent("bot", tools=[tool("shop/look", "unknown")]), start="agent:boss")
    assert ids(report) == ["shop"]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"tools": "unknown"}, "tools of agent bot"),
        ({"tools": [tool("unknown", "unknown")]}, "what tool bot/look does, and in which system"),
        ({"tools": [tool("unknown", "unknown")]}, "which credential tool bot/look uses"),
        ({"tools": [tool("shop/look")], "delegates_to": ["gone"]}, "there is no entry for agent gone"),
        ({"tools": [tool("shop/look")], "delegates_to": "unknown"}, "delegates_to of agent bot"),
    ],
)
def test_what_an_agent_can_do_and_nobody_wrote_is_said(cells: Entity, words: str) -> None:
    report = ask(opens("shop", "key"), credential("key"), agent("bot", **cells), start="agent:bot")
    assert words in said(report)


def test_one_secret_that_was_entered_twice_starts_from_both() -> None:
    print_ = f"hmac-sha256:{'ab' * 32}"
    entities = [credential("one", fingerprint=print_), credential("two", fingerprint=print_), credential("three")]
    catalog = catalog_of([("all.yaml", entities)])
    for starts in (starts_with_fingerprint(catalog, print_), find_starts(catalog, print_)):
        assert [start.id for start in starts] == ["one", "two"]


# --- needs and ways --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["unknown", ["unknown"], ["a", "unknown"], [], ["*"], ["a", "*"]])
def test_a_part_that_is_not_known_narrows_no_need(asked: Any) -> None:
    vault = system("vault", credentials=[{"credential": "key", "access": "read", "resources": ["b"]}])
    deep = credential("deep", obtainable_from=[{"system": "vault", "resources": asked}])
    assert "deep" in {each.id for each in ask(vault, credential("key"), deep).credentials}


@pytest.mark.parametrize(
    "ways",
    [
        "unknown",
        ["unknown"],
        [{"system": "unknown"}],
        [{"system": "vault"}, {"system": "unknown", "access": "read"}],
        [{"all_of": [{"system": "vault"}, {"system": "unknown"}]}],
        [{"all_of": [{"system": "vault"}, "unknown"]}],
        [{"all_of": "unknown"}],
    ],
)
def test_a_place_that_nobody_named_is_said_upstream(ways: Any) -> None:
    report = ask(opens("shop", "key"), credential("key", obtainable_from=ways))
    assert "from where else credential key can be had: nobody named it" in said(report)
    assert report.upstream_unknown == ("key",)
    for text in (plain(report), reach_markdown.reach(report)):
        assert "can also be had from a place that nobody named" in text


def test_a_place_that_nobody_named_is_said_of_what_is_obtained_and_of_what_leads_here() -> None:
    report = ask(
        opens("vault", "key"),
        opens("safe", "safe-key"),
        kept_in("key", "safe"),
        credential("safe-key", obtainable_from="unknown"),
        credential("deep", obtainable_from=[{"system": "vault"}, {"system": "unknown"}]),
    )
    assert report.upstream_unknown == ("safe-key",)
    assert "from where else credential deep can be had" in said(report)


@pytest.mark.parametrize(
    ("vault", "words"),
    [
        ([system("vault", credentials="unknown")], "which credentials open system vault"),
        ([system("vault")], "which credentials open system vault"),
        (
            [system("vault", credentials=[{"credential": "unknown", "access": "read"}])],
            "which credential opens system vault with read access",
        ),
        ([], "there is no entry for system vault"),
    ],
)
def test_a_place_of_which_nobody_knows_who_opens_it_is_said_upstream(vault: list[Entity], words: str) -> None:
    report = ask(opens("shop", "key"), kept_in("key", "vault"), *vault)
    assert words in said(report)
    assert json.loads(reach_json.reach(report))["upstream_unknown"] == ["key"]
    for text in (plain(report), reach_markdown.reach(report)):
        assert "who opens vault, where key can be had. Find out before you re-issue." in text.replace("`", "")


def test_a_place_that_is_opened_with_less_than_it_takes_is_no_doubt() -> None:
    vault = system("vault", credentials=[{"credential": "unknown", "access": "read"}])
    key = credential("key", obtainable_from=[{"system": "vault", "access": "write"}])
    assert ask(opens("shop", "key"), key, vault).upstream_doubtful == ()


def test_systems_of_which_nobody_knows_what_opens_them_are_told_in_one_line() -> None:
    others = [system(f"s{number}", credentials="unknown") for number in range(9)]
    others += [system("t", credentials=[{"credential": "unknown", "access": "admin"}])]
    text = said(ask(credential("key"), *others))
    assert "whether s0, s1, s2, s3, s4, s5, s6, s7 and 2 more can be reached from here: nobody wrote what opens" in text
    assert text.count("nobody wrote what opens") == 1
    assert "nobody wrote what opens" not in said(
        ask(credential("key"), opens("shop", "key"), system("empty", credentials=[]))
    )


def test_credentials_of_which_nobody_knows_where_they_are_kept_are_told_in_one_line() -> None:
    others = [credential(f"c{number}", obtainable_from="unknown") for number in range(9)]
    report = ask(opens("shop", "key"), credential("key"), *others)
    assert said(report).count("nobody named where they are kept") == 1
    assert "whether c0, c1, c2, c3, c4, c5, c6, c7 and 1 more can be had from here" in said(report)


# --- operations ------------------------------------------------------------------------------------------------------


def test_an_operation_of_unknown_access_is_reached_by_anybody() -> None:
    shop = opens("shop", "key", access="read", operations=[{"id": "op", "effect": "write", "access": "unknown"}])
    report = ask(shop, credential("key"))
    assert [each.id for each in only(report, "shop").operations] == ["op"]
    assert "access of operation shop/op" in said(report)


CASCADE = [
    {"id": "delete", "effect": "delete", "also": ["cancel"]},
    {"id": "cancel", "effect": "write", "access": "admin", "also": ["tell", "gone"], "reversibility": "unknown"},
    {"id": "tell", "effect": "send", "requires": ["mail"], "reversibility": {"class": "irreversible"}},
]


def test_what_an_operation_brings_about_by_itself_is_reached_with_it() -> None:
    shop = system(
        "shop", operations=CASCADE, credentials=[{"credential": "key", "access": "write", "scopes": ["orders"]}]
    )
    report = ask(shop, credential("key"), agent("bot", tools=[tool("shop/delete")]))
    found = {each.id: each for each in only(report, "shop").operations}
    assert {name: each.brought_about_by for name, each in found.items()} == {
        "delete": (),
        "cancel": ("delete",),
        "tell": ("cancel",),
    }
    assert {each.tools for each in found.values()} == {("bot/look",)}
    assert found["tell"].window is not None
    assert found["tell"].window.state is State.NEVER
    assert "there is no entry for operation shop/gone, which cancel brings about" in said(report)
    for text in (plain(report), reach_markdown.reach(report)):
        assert "happens with delete" in text


@pytest.mark.parametrize("turn", [1, -1])
def test_of_an_operation_that_is_written_twice_the_worst_counts(turn: int) -> None:
    twice = [
        {"id": "op", "effect": "read"},
        {"id": "op", "effect": "write", "access": "admin", "reversibility": {"class": "reversible", "window": "1d"}},
    ]
    report = ask(opens("shop", "key", operations=twice[::turn]), credential("key"))
    (found,) = only(report, "shop").operations
    assert found.effect == ("read", "write")
    assert found.window is not None
    assert found.window.reversal is Reversal.REVERSIBLE
    assert not report.complete
    assert [each.rule for each in report.problems] == ["duplicate-operation"]
    assert "operation shop/op is also written at" in report.problems[0].message


def test_an_operation_that_is_written_twice_is_said_only_where_it_is_reached() -> None:
    twice = [{"id": "op", "effect": "read"}, {"id": "op", "effect": "write"}]
    assert ask(opens("shop", "other", operations=twice), opens("desk", "key"), credential("key")).complete


UNDO = {"class": "reversible", "window": "30d"}


@pytest.mark.parametrize(
    ("own", "case", "state", "sooner"),
    [
        (UNDO, {"window": "unknown"}, State.CLOSING, True),
        (UNDO, {"class": "unknown"}, State.CLOSING, True),
        (UNDO, {"class": "irreversible"}, State.CLOSING, False),
        ({**UNDO, "window": "unknown"}, {"window": "8d"}, State.CLOSING, True),
        ({**UNDO, "window": "unlimited"}, {"window": "unknown"}, State.UNKNOWN, False),
        ({"class": "reversible", "until": "settlement"}, {"window": "unknown"}, State.EVENT, True),
        ({"class": "reversible", "until": "settlement"}, {"class": "compensable"}, State.EVENT, False),
    ],
)
def test_a_window_of_a_case_that_is_not_known_may_end_sooner(
    own: Entity,
    case: Entity,
    state: State,
    sooner: bool,  # noqa: FBT001
) -> None:
    reversibility = {**own, "unless": [{"when": "archived", **case}]}
    operation = {"id": "op", "effect": "write", "reversibility": reversibility}
    report = ask(opens("shop", "key", operations=[operation]), credential("key"))
    (found,) = only(report, "shop").operations
    assert found.window is not None
    assert (found.window.state, found.window.sooner) == (state, sooner)
    for text in (plain(report), reach_markdown.reach(report)):
        assert ("or sooner: a window is not known" in text) is sooner
        assert ("window not known" in text) is ("unknown" in case.values() and "window" in case)


@pytest.mark.parametrize(
    ("holders", "undo", "block"),
    [
        (["key", "spare"], {"effect": "write"}, None),
        (["key"], {"effect": "write"}, UndoBlock.REVOKED),
        (["key", "spare"], {"effect": "write", "requires": ["nobody:has"]}, UndoBlock.NOBODY),
        (["key", "spare"], {"effect": "write", "access": "unknown"}, UndoBlock.UNKNOWN),
        (["key", "spare"], None, UndoBlock.UNKNOWN),
    ],
)
def test_that_nobody_is_left_who_can_undo_is_said(
    holders: list[str], undo: Entity | None, block: UndoBlock | None
) -> None:
    grants = [{"credential": name, "access": "write", "scopes": ["a"]} for name in holders]
    operations = [
        {"id": "do", "effect": "write", "reversibility": {**UNDO, "undo_operation": "undo"}},
        *([{"id": "undo", **undo}] if undo else []),
    ]
    shop = system("shop", credentials=grants, operations=operations)
    report = ask(shop, credential("key"), credential("spare"))
    found = next(each for each in only(report, "shop").operations if each.id == "do")
    assert found.undo_block is block
    words = {
        None: "",
        UndoBlock.REVOKED: "The undo (undo) needs a credential that is being revoked",
        UndoBlock.NOBODY: "Nobody can carry out the undo (undo)",
        UndoBlock.UNKNOWN: "Who can carry out the undo (undo) is not known",
    }
    for text in (plain(report), reach_markdown.reach(report)):
        assert words[block] in text
        assert ("carry out the undo" in text or "needs a credential" in text) is (block is not None)


@pytest.mark.parametrize(
    ("others", "cells", "block"),
    [
        ([], {}, UndoBlock.REVOKED),
        ([{"scopes": ["x:*"]}], {}, None),
        ([{"scopes": ["y"]}], {}, UndoBlock.REVOKED),
        ([{"access": "read"}], {}, UndoBlock.REVOKED),
        ([{}], {}, None),
        ([{"scopes": "unknown"}], {}, None),
        ([{"until": "2026-11-18"}], {}, UndoBlock.REVOKED),
        ([{}], {"revoked_with": "key"}, UndoBlock.REVOKED),
        ([{}], {"expires": "2026-11-18"}, UndoBlock.REVOKED),
        ([{"credential": "unknown"}], {}, UndoBlock.UNKNOWN),
    ],
)
@pytest.mark.parametrize("scopes", [["x:write"], ["x:*"], ["*"], None, "unknown"])
def test_an_undo_by_hand_that_needs_what_is_revoked_is_said(
    scopes: Any, others: list[Entity], cells: Entity, block: UndoBlock | None
) -> None:
    own = {"credential": "key", "access": "write", **({"scopes": scopes} if scopes else {})}
    grants = [own, *({"credential": "spare", "access": "write", **each} for each in others)]
    operation = {"id": "do", "effect": "write", "reversibility": {**UNDO, "undo_requires": ["x:write"]}}
    shop = system("shop", credentials=grants, operations=[operation])
    report = ask(shop, credential("key"), credential("spare", **cells))
    (found,) = only(report, "shop").operations
    assert found.undo_block is block
    for text in (plain(report), reach_markdown.reach(report)):
        assert ("The undo (x:write) needs a credential that is being revoked" in text) is (block is UndoBlock.REVOKED)
        stop = text.partition("REACH")[0].partition("## Reach")[0]
        assert ("Needed to undo shop/do: nothing else that is written down can." in stop) is (
            block is UndoBlock.REVOKED
        )


def test_only_the_start_that_ends_what_can_undo_is_needed_for_it() -> None:
    operation = {"id": "do", "effect": "write", "reversibility": {**UNDO, "undo_requires": ["x:write"]}}
    grants = [
        {"credential": "key", "access": "write", "scopes": ["y"]},
        {"credential": "other", "access": "write", "scopes": ["y"]},
        {"credential": "child", "access": "write"},
    ]
    shop = system("shop", credentials=grants, operations=[operation])
    child = credential("child", revoked_with="other")
    bot = agent("bot", tools=[tool("shop/do"), tool("shop/do", "other", "also")])
    (found,) = only(ask(shop, credential("key"), credential("other"), child, bot, start="agent:bot"), "shop").operations
    assert (found.undo_block, found.undo_needs) == (UndoBlock.REVOKED, ("other",))


def test_an_undo_that_comes_too_late_keeps_nobody_from_revoking() -> None:
    cell = {"class": "reversible", "window": "1h", "undo": ["Put it back"], "undo_requires": ["x:write"]}
    shop = opens("shop", "key", operations=[{"id": "do", "effect": "write", "reversibility": cell}])
    assert "Needed to undo" not in plain(ask(shop, credential("key")))


def test_who_could_undo_until_yesterday_cannot_today() -> None:
    grants = [
        {"credential": "key", "access": "write"},
        {"credential": "spare", "access": "write", "until": "2026-11-18"},
    ]
    operations = [{"id": "do", "effect": "write", "reversibility": {**UNDO, "undo_operation": "do"}}]
    shop = system("shop", credentials=grants, operations=operations)
    (found,) = only(ask(shop, credential("key"), credential("spare")), "shop").operations
    assert found.undo_block is UndoBlock.REVOKED


@pytest.mark.parametrize(("since", "gone"), [(SINCE, True), (NOW, False)])
def test_evidence_that_is_gone_while_the_undo_never_closes_is_said(since: Any, gone: bool) -> None:  # noqa: FBT001
    cell = {"class": "reversible", "window": "unlimited", "undo": ["Put it back"]}
    operations = [{"id": "do", "effect": "write", "reversibility": cell}]
    shop = opens("shop", "key", audit_log={**log(), "retention": "1d"}, operations=operations)
    report = ask(shop, credential("key"), since=since)
    assert only(report, "shop").evidence.gone_before_undo is gone
    text = plain(report)
    assert ("The first of it is gone already: save the rest now." in text) is gone
    assert ("the first of it gone since 2026-11-16 12:00Z" in text) is gone


def test_what_one_case_makes_final_is_not_said_to_be_open() -> None:
    cell = {
        "class": "reversible",
        "window": "unlimited",
        "undo": ["Put it back"],
        "unless": [{"when": "settled", "class": "irreversible"}],
    }
    shop = opens("shop", "key", operations=[{"id": "do", "effect": "write", "reversibility": cell}])
    report = ask(shop, credential("key"))
    (found,) = only(report, "shop").operations
    assert found.window is not None
    assert (found.window.state, found.window.reversal) == (State.UNKNOWN, Reversal.IRREVERSIBLE)
    assert "undo at any time, if it is not too late already" in plain(report)
    assert "Check first: if settled it is irreversible." in plain(report)


def test_a_day_that_is_none_ends_nothing_and_is_said() -> None:
    shop = system("shop", credentials=[{"credential": "key", "access": "read", "until": "2026-02-30"}])
    text = said(ask(shop, credential("key", expires="2026-02-31")))
    assert "when the grant of key on shop ends: 2026-02-30 is no day, so it counts as endless" in text
    assert "when credential key ends: 2026-02-31 is no day, so it counts as endless" in text


@pytest.mark.parametrize("assumed", [("prompt-injection",), ()])
def test_that_those_who_steer_a_reader_are_not_counted_is_said(assumed: tuple[str, ...]) -> None:
    report = ask(kept_in("key", "vault"), opens("vault", "vault-key"), credential("vault-key"), assumed=assumed)
    for text in (plain(report), reach_markdown.reach(report)):
        assert ("Who can steer an agent that reads there can get it too" in text) is bool(assumed)


def test_that_the_start_is_not_given_stands_first() -> None:
    report = ask(opens("shop", "key"), credential("key"), since=None)
    assert plain(report).startswith("Start of misuse not given (--since): deadlines are the latest possible.\n")


def test_a_tool_that_asks_for_no_scope_is_said_to_ask_for_none() -> None:
    shop = system(
        "shop", credentials=[{"credential": "key", "access": "read"}], operations=[{"id": "look", "effect": "read"}]
    )
    report = ask(shop, credential("key"), agent("bot", tools=[tool("shop/look")]), start="agent:bot", as_tools=True)
    assert "no scope · owner" in plain(report)


# --- time ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("untils", "expires", "ended"),
    [
        (["2026-11-18"], None, True),
        (["2026-11-18", "2026-11-20"], None, True),
        (["2026-11-18", None], None, False),
        ([None], "2026-11-20", True),
        (["2027-01-01"], None, False),
    ],
)
def test_a_way_in_that_ended_in_the_time_asked_about_is_marked(
    untils: list[str | None],
    expires: str | None,
    ended: bool,  # noqa: FBT001
) -> None:
    grants = [{"credential": "key", "access": "read", **({"until": each} if each else {})} for each in untils]
    key = credential("key", **({"expires": expires} if expires else {}))
    report = ask(system("shop", credentials=grants), key)
    assert (only(report, "shop").ended is not None) is ended
    for text in (plain(report), reach_markdown.reach(report)):
        assert (", ended 2026-11-" in text) is ended
        assert ("access until 20" in text) is (None not in untils)


# --- evidence --------------------------------------------------------------------------------------------------------


def test_operations_that_are_logged_elsewhere_show_where() -> None:
    operations = [
        {"id": "push", "effect": "write", "audit_log": {"location": "Git log", "query": "by {principal}"}},
        {"id": "pull", "effect": "read", "audit_log": {"location": "Git log", "query": "by {principal}"}},
        {"id": "star", "effect": "write", "audit_log": {"none": True, "because": "not offered"}},
        {"id": "fork", "effect": "write"},
    ]
    forge = opens("forge", "key", audit_log=log(retention="180d"), operations=operations)
    report = ask(forge, credential("key", principal="svc"))
    evidence = only(report, "forge").evidence
    assert [(each.operations, each.log.location) for each in evidence.operations] == [
        (("pull", "push"), "Git log"),
        (("star",), None),
    ]
    assert [query.text for query in evidence.operations[0].queries] == ["by svc"]
    assert evidence.operations[0].until == SINCE + timedelta(days=180)
    for text in (plain(report), reach_markdown.reach(report)):
        assert "Git log" in text
        assert "by svc" in text
        assert "there is no audit log: not offered" in text


# --- whom to page ----------------------------------------------------------------------------------------------------


def test_a_system_without_an_owner_is_paged_by_its_own_rotation() -> None:
    report = ask(opens("shop", "key", on_call={"phone": "+1"}), credential("key"))
    assert [(page.team, page.on_call and page.on_call.phone, page.why) for page in report.pages] == [
        ("unknown", "+1", ("shop",))
    ]


def test_systems_of_one_team_with_rotations_of_their_own_are_paged_apart() -> None:
    report = ask(
        opens("a", "key", owner="crew", on_call={"phone": "+1"}),
        opens("b", "key", owner="crew", on_call={"phone": "+2"}),
        opens("c", "key", owner="crew"),
        credential("key", owner="crew"),
        team("crew", on_call={"phone": "+1"}),
    )
    assert [page.why for page in report.pages] == [("b",), ("key", "a", "c")]


@pytest.mark.parametrize("own", [{}, {"hours": "24x7"}, "unknown"])
def test_a_rotation_that_reaches_nobody_does_not_hide_the_teams(own: Any) -> None:
    report = ask(
        opens("shop", "key", owner="crew", on_call=own), credential("key"), team("crew", on_call={"phone": "+1"})
    )
    assert [page.on_call and page.on_call.phone for page in report.pages] == ["+1"]


@pytest.mark.parametrize("own", [{"on_call": {"phone": "+9"}}, {}])
def test_those_behind_an_agent_that_is_to_be_stopped_are_paged(own: Entity) -> None:
    bot = agent("bot", owner="bots", tools=[tool("shop/look")], **own)
    report = ask(opens("shop", "key"), credential("key"), bot, team("bots", on_call={"phone": "+1"}))
    (page,) = report.pages
    assert (page.team, page.on_call and page.on_call.phone, page.why) == ("bots", "+9" if own else "+1", ("bot",))


def test_where_nobody_is_on_call_the_contact_stands_in_and_is_marked() -> None:
    crew = team("crew", contact={"email": "crew@shop.example", "channel": "#crew"}, lead="Dana")
    report = ask(opens("shop", "key", owner="crew"), credential("key", owner="crew"), crew)
    (page,) = report.pages
    assert page.on_call is None
    assert page.contact is not None
    for text in (plain(report), reach_markdown.reach(report).replace("\\", "")):
        assert "on-call not known; contact: #crew · crew@shop.example · lead Dana" in text
    assert "who is on call for system shop" in said(report)


def test_what_is_not_known_is_painted() -> None:
    report = ask(opens("shop", "key"), credential("key"))
    painted = reach_text.reach(report, Paint(on=True), 2000)
    after = painted[painted.index("NOT KNOWN") :].split("\n")[1:-1]
    assert after
    assert all(line.startswith("\x1b[33m") for line in after)
    assert report.now == NOW


# --- one answer, two forms -------------------------------------------------------------------------------------------


def test_markdown_says_what_text_says() -> None:
    """Every section, and every fact of a rich answer, stands in both."""
    report = ask(
        opens(
            "vault",
            "key",
            owner="crew",
            audit_log=log(retention="1d"),
            on_call={"phone": "+1", "hours": "9-17", "escalation": ["Lee"]},
            operations=[
                {
                    "id": "op",
                    "effect": "write",
                    "reversibility": {**UNDO, "undo": ["Press undo"], "residue": "A trace", "undo_operation": "op"},
                },
                {"id": "peek", "effect": "read"},
            ],
            feeds=[{"system": "lake", "what": "rows"}],
        ),
        opens("safe", "safe-key"),
        credential("safe-key"),
        kept_in("deep", "vault"),
        credential(
            "key",
            owner="crew",
            shared_with=["cron"],
            expires="2027-01-01",
            obtainable_from=[{"system": "safe"}],
            revoke={"how": ["Delete it"], "by": "crew", "does_not_work": ["Renaming"], "costs": "An hour"},
        ),
        agent("bot", owner="crew", kill_switch={"how": ["Flip it"], "by": "crew"}, tools=[tool("vault/op")]),
        opens("mfa-only", "key").copy() | {"credentials": [{"credential": "key", "conditions": ["mfa"]}]},
        assumed=(),
    )
    text, markdown = plain(report), reach_markdown.reach(report).replace("\\", "").replace("`", "")
    for fact in (
        "Press undo",
        "Remains: A trace",
        "Flip it",
        "Delete it",
        "Does not work for key: Renaming",
        "Costs of revoking key: An hour",
        "valid until 2027-01-01",
        "bot, cron",
        "undo until 2026-12-15",
        "needs a credential that is being revoked",
        "actor=<principal of key: not known>",
        "The first of it is gone already",
        "the first of it gone since 2026-11-16",
        "safe-key. Re-issue only when",
        "Hours: 9-17",
        "No answer: Lee",
        "(for key, bot)",
        "Latent reads: vault/peek",
        "only if mfa",
        "First deadline: 2026-12-15",
        "never measured",
        "1 contaminated",
        "what is written to vault flows to lake",
        "who is on call for system mfa-only",
    ):
        assert fact in text, fact
        assert fact in markdown, fact
    for heading in (
        "Stop",
        "Revoking this alone leaves",
        "Who can get the new value",
        "Rotate in this order",
        "Reach",
        "Undo",
        "Evidence",
        "Contaminated",
        "Who to page",
        "Not known",
    ):
        assert f"\n## {heading}" in markdown, heading
        assert heading.upper() in text, heading

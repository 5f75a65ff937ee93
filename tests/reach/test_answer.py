"""What the report says beside who is reached: evidence, upstream, rotation, what is left, and who steers whom."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from blastradius.analysis.reach.answer import reach
from blastradius.analysis.reach.evidence import fill
from blastradius.analysis.reach.report import Class, Kind, ReachedSystem, ReachReport, Start
from blastradius.analysis.reach.starts import check_start, find_starts
from blastradius.errors import InputError, UsageError
from blastradius.model.catalog import Catalog
from blastradius.model.cells import Level

from .inventories import Entity, agent, catalog_of, credential, system

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SINCE = datetime(2026, 11, 15, 12, tzinfo=UTC)


def ask(*entities: Entity, start: str = "credential:key", **question: Any) -> ReachReport:
    """The answer to one question. `start` is a kind and an id."""
    kind, _, name = start.partition(":")
    catalog = catalog_of([("all.yaml", entities)])
    starts = (check_start(catalog, Kind(kind), name),)
    return reach(catalog, starts, **{"now": NOW, "since": SINCE, **question})


def opens(name: str, *holders: str, access: str = "admin", **cells: Any) -> Entity:
    """A system that these credentials open."""
    return system(name, credentials=[{"credential": holder, "access": access} for holder in holders], **cells)


def kept_in(name: str, *places: str, **cells: Any) -> Entity:
    """A credential that can be had from these systems."""
    return credential(name, obtainable_from=[{"system": place} for place in places], **cells)


def only(report: ReachReport, name: str) -> ReachedSystem:
    """One of the systems reached."""
    (found,) = [each for each in report.systems if each.id == name]
    return found


def ids(report: ReachReport) -> list[str]:
    """The systems reached."""
    return sorted(each.id for each in report.systems)


# --- evidence --------------------------------------------------------------------------------------------------------

WORDS = {"principal": "p{agent}", "agent": "a", "since": "s", "until": "u"}


@pytest.mark.parametrize(
    ("query", "filled"),
    [
        ("{principal} {agent} {since} {until}", "p{agent} a s u"),
        ('{app="x"} |= "{principal}"', '{app="x"} |= "p{agent}"'),
        ("{{principal}}", "{p{agent}}"),
        ("{principals} {Principal} { principal } {} {0} {principal!r} {until:d}",) * 2,
        ('{"filter": {"actor": "{principal}"}}', '{"filter": {"actor": "p{agent}"}}'),
        ("100% \\1 \\g<0> {since}", "100% \\1 \\g<0> s"),
    ],
)
def test_exactly_four_placeholders_are_filled(query: str, filled: str) -> None:
    assert fill(query, WORDS) == filled


def log(query: str = "actor={principal} by {agent} from {since} to {until}", **cells: Any) -> Entity:
    return {"location": "the log", "query": query, **cells}


def test_a_query_names_the_credential_its_holders_and_the_time() -> None:
    bot = agent("bot", tools=[{"name": "t", "operation": "shop/op", "credential": "key"}])
    report = ask(opens("shop", "key", audit_log=log()), credential("key", principal="svc-1"), bot)
    (query,) = only(report, "shop").evidence.queries
    assert query.text == "actor=svc-1 by bot from 2026-11-15T12:00:00Z to 2026-11-22T12:00:00Z"


def test_what_is_not_known_is_said_in_the_query() -> None:
    report = ask(opens("shop", "key", audit_log=log()), credential("key"), since=None)
    (query,) = only(report, "shop").evidence.queries
    assert query.text.startswith("actor=<principal of key: not known> by <agent: not known> from <start of misuse>")


def test_a_steered_agent_is_searched_for_by_the_credentials_of_its_tools() -> None:
    bot = agent("bot", tools=[{"name": "t", "operation": "shop/op", "credential": "key"}])
    shop = opens("shop", "key", audit_log=log(), operations=[{"id": "op", "effect": "read"}])
    report = ask(shop, credential("key", principal="svc-1"), bot, start="agent:bot", as_tools=True)
    assert [each.credential for each in only(report, "shop").evidence.queries] == ["key"]


@pytest.mark.parametrize(
    ("system_keeps", "operation_keeps", "days"),
    [("180d", "7d", 7), ("7d", "180d", 7), ("180d", None, 180), ("unknown", "7d", 7), ("unknown", None, None)],
)
def test_the_shortest_retention_counts(system_keeps: str, operation_keeps: str | None, days: int | None) -> None:
    operation = {"id": "op", "effect": "write"}
    if operation_keeps:
        operation["audit_log"] = {"retention": operation_keeps}  # type: ignore[assignment]
    shop = opens("shop", "key", audit_log=log(retention=system_keeps), operations=[operation])
    until = only(ask(shop, credential("key")), "shop").evidence.until
    assert until == (SINCE + timedelta(days=days) if days else None)


@pytest.mark.parametrize(("keeps", "gone"), [("8d", True), ("30d", False), ("31d", False), ("unlimited", False)])
def test_evidence_that_goes_before_the_undo_window_is_said(keeps: str, gone: bool) -> None:  # noqa: FBT001
    operation = {"id": "op", "effect": "write", "reversibility": {"class": "reversible", "window": "30d"}}
    shop = opens("shop", "key", audit_log=log(retention=keeps), operations=[operation])
    assert only(ask(shop, credential("key")), "shop").evidence.gone_before_undo is gone


# --- upstream, rotation, left behind ---------------------------------------------------------------------------------


def test_upstream_is_everyone_who_can_get_the_new_value() -> None:
    report = ask(
        opens("vault", "vault-key"),
        opens("ci", "ci-key"),
        opens("shop", "key"),
        kept_in("key", "vault"),
        kept_in("vault-key", "ci"),
        credential("ci-key"),
        credential("other"),
    )
    assert [each.id for each in report.upstream] == ["vault-key", "ci-key"]
    far = report.upstream[1].path
    assert [(step.origin, step.target) for step in far] == [
        ("credential:ci-key", "system:ci"),
        ("system:ci", "credential:vault-key"),
        ("credential:vault-key", "system:vault"),
        ("system:vault", "credential:key"),
    ]


@pytest.mark.parametrize(
    ("grant", "way", "found"),
    [
        ({"access": "read"}, {}, True),
        ({"access": "read"}, {"access": "write"}, False),
        ({"access": "unknown"}, {"access": "admin"}, True),
        ({"access": "read", "scopes": ["secrets:*"]}, {"requires": ["secrets:read"]}, True),
        ({"access": "read", "scopes": ["other"]}, {"requires": ["secrets:read"]}, False),
        ({"access": "read", "resources": ["kv/a"]}, {"resources": ["kv/a"]}, True),
        ({"access": "read", "resources": ["kv/*"]}, {"resources": ["kv/a"]}, True),
        ({"access": "read", "resources": ["kv/a"]}, {"resources": ["kv/*"]}, True),
        ({"access": "read", "resources": ["kv/b"]}, {"resources": ["kv/a"]}, False),
        ({"access": "read", "conditions": ["mfa"]}, {"conditions": ["vpn"]}, True),
        ({"access": "read", "until": "2026-11-01"}, {}, False),
        ({"access": "read", "until": "2026-11-18"}, {}, True),
    ],
)
def test_upstream_asks_for_what_reach_asks_for_and_takes_conditions_as_met(
    grant: Entity,
    way: Entity,
    found: bool,  # noqa: FBT001
) -> None:
    report = ask(
        system("vault", credentials=[{"credential": "vault-key", **grant}]),
        credential("key", obtainable_from=[{"system": "vault", **way}]),
        credential("vault-key"),
    )
    assert [each.id for each in report.upstream] == (["vault-key"] if found else [])
    forwards = ask(
        system("vault", credentials=[{"credential": "vault-key", **grant}]),
        credential("key", obtainable_from=[{"system": "vault", **way}]),
        credential("vault-key"),
        start="credential:vault-key",
    )
    assert ("key" in {each.id for each in forwards.credentials}) is found


def test_rotation_goes_upstream_first_and_takes_cycles_together() -> None:
    report = ask(
        opens("vault", "key"),
        opens("a", "a-key"),
        opens("b", "b-key"),
        credential("key"),
        kept_in("a-key", "vault", "b"),
        kept_in("b-key", "a"),
        kept_in("last", "b"),
    )
    assert report.rotation == (("key",), ("a-key", "b-key"), ("last",))


def test_a_start_in_a_cycle_is_rotated_with_it() -> None:
    report = ask(opens("a", "key"), opens("b", "b-key"), kept_in("key", "b"), kept_in("b-key", "a"))
    assert report.rotation == (("b-key", "key"),)


def test_what_was_obtained_outlives_its_parent_unless_it_is_revoked_with_it() -> None:
    report = ask(
        opens("vault", "key"),
        credential("key"),
        kept_in("free", "vault"),
        kept_in("bound", "vault", revoked_with="key"),
        kept_in("bound-too", "vault", revoked_with="bound"),
        kept_in("over", "vault", expires="2026-11-01"),
        credential("maybe", obtainable_from=[{"system": "vault", "conditions": ["mfa"]}]),
    )
    assert report.left_behind == ("free",)


def test_an_undo_by_the_credential_that_is_revoked_is_blocked() -> None:
    reversibility = {"class": "reversible", "window": "30d", "undo_operation": "undo"}
    made = [
        {"id": "do", "effect": "write", "reversibility": reversibility},
        {"id": "undo", "effect": "write", "requires": ["undo"]},
    ]
    alone = ask(opens("shop", "key", operations=made), credential("key"))
    assert {each.id: each.undo_blocked for each in only(alone, "shop").operations} == {"do": True, "undo": False}
    second = ask(opens("shop", "key", "spare", operations=made), credential("key"), credential("spare"))
    assert not any(each.undo_blocked for each in only(second, "shop").operations)
    over = ask(
        opens("shop", "key", "spare", operations=made), credential("key"), credential("spare", expires="2020-01-01")
    )
    assert any(each.undo_blocked for each in only(over, "shop").operations)


# --- agents ----------------------------------------------------------------------------------------------------------

SHOP = system(
    "shop",
    credentials=[{"credential": "key", "access": "admin"}],
    operations=[
        {"id": "look", "effect": "read", "requires": ["orders:read"]},
        {"id": "refund", "effect": "pay", "requires": ["refunds:write"]},
        {"id": "share", "effect": "grant"},
    ],
)


def bot(name: str, *operations: str, credential: str = "key", **cells: Any) -> Entity:
    """An agent with one tool for each operation."""
    tools = [{"name": f"tool-{each}", "operation": each, "credential": credential} for each in operations]
    return agent(name, tools=tools, **cells)


def test_a_hijacked_agent_has_its_credentials_whole() -> None:
    report = ask(SHOP, credential("key"), bot("desk", "shop/look"), start="agent:desk")
    assert {each.id: each.use for each in only(report, "shop").operations} == {
        "look": "used",
        "refund": "latent",
        "share": "latent",
    }
    assert [each.id for each in report.credentials] == ["key"]


def test_a_steered_agent_has_its_tools_only() -> None:
    report = ask(SHOP, credential("key"), bot("desk", "shop/look"), start="agent:desk", as_tools=True)
    shop = only(report, "shop")
    assert [each.id for each in shop.operations] == ["look"]
    assert (shop.access, shop.scopes, report.credentials) == (Level.READ, ("orders:read",), ())
    assert shop.operations[0].tools == ("desk/tool-shop/look",)


@pytest.mark.parametrize("as_tools", [True, False])
def test_agents_that_it_can_call_are_in_its_reach(as_tools: bool) -> None:  # noqa: FBT001
    report = ask(
        SHOP,
        credential("key"),
        bot("desk", delegates_to=["middle"]),
        bot("middle", delegates_to=["cashier"]),
        bot("cashier", "shop/refund", delegates_to=["desk"]),
        start="agent:desk",
        as_tools=as_tools,
    )
    assert "refund" in {each.id for each in only(report, "shop").operations}


@pytest.mark.parametrize(
    ("expires", "until", "reached"),
    [(None, None, True), ("2026-11-01", None, False), (None, "2026-11-01", False), ("2026-11-18", "2026-11-18", True)],
)
def test_a_tool_works_only_as_long_as_what_it_works_with(
    expires: str | None,
    until: str | None,
    reached: bool,  # noqa: FBT001
) -> None:
    grant = {"credential": "key", "access": "admin", **({"until": until} if until else {})}
    shop = {**SHOP, "credentials": [grant]}
    key = credential("key", **({"expires": expires} if expires else {}))
    report = ask(shop, key, bot("desk", "shop/look"), start="agent:desk", as_tools=True)
    assert ids(report) == (["shop"] if reached else [])


def test_scopes_of_different_credentials_of_a_steered_agent_do_not_add_up() -> None:
    shop = system(
        "shop",
        credentials=[{"credential": "one", "access": "admin"}, {"credential": "two", "access": "admin"}],
        operations=[
            {"id": "a", "effect": "write", "requires": ["a"]},
            {"id": "b", "effect": "write", "requires": ["b"]},
            {"id": "both", "effect": "write", "requires": ["a", "b"]},
        ],
    )
    tools = [
        {"name": "t1", "operation": "shop/a", "credential": "one"},
        {"name": "t2", "operation": "shop/b", "credential": "two"},
    ]
    report = ask(shop, agent("desk", tools=tools), start="agent:desk", as_tools=True)
    assert [each.id for each in only(report, "shop").operations] == ["a", "b"]


INBOX = system(
    "inbox",
    untrusted_input=True,
    credentials=[{"credential": "mail-key", "access": "read"}],
    operations=[{"id": "fetch", "effect": "read"}],
)
MAIL = agent(
    "clerk",
    tools=[
        {"name": "fetch", "operation": "inbox/fetch", "credential": "mail-key"},
        {"name": "refund", "operation": "shop/refund", "credential": "key"},
    ],
)


def test_prompt_injection_is_off_unless_it_is_assumed() -> None:
    everything = (SHOP, INBOX, MAIL, credential("key"), credential("mail-key"), credential("nothing"))
    assert ids(ask(*everything, start="credential:nothing")) == []
    report = ask(*everything, start="credential:nothing", assumed=("prompt-injection",))
    assert ids(report) == ["inbox", "shop"]
    shop = only(report, "shop")
    assert [each.id for each in shop.operations] == ["refund"]
    assert (shop.kind, report.credentials[0].id) == (Class.DIRECT, "nothing")
    assert [step.rule for step in shop.path] == ["assume", "untrusted", "steer", "grant"]


@pytest.mark.parametrize(
    ("effect", "steered"),
    [("read", True), ("execute", True), ("unknown", True), (["send", "read"], True), ("send", False), ("pay", False)],
)
def test_an_agent_is_steered_by_what_comes_back_to_it(effect: object, steered: bool) -> None:  # noqa: FBT001
    inbox = {**INBOX, "operations": [{"id": "fetch", "effect": effect}]}
    report = ask(SHOP, inbox, MAIL, credential("nothing"), start="credential:nothing", assumed=("prompt-injection",))
    assert ("shop" in ids(report)) is steered


def test_data_that_flows_carries_the_injection_on() -> None:
    crm = system("crm", feeds=[{"system": "inbox"}], credentials=[{"credential": "crm-key", "access": "write"}])
    inbox = {**INBOX, "untrusted_input": False}
    report = ask(SHOP, inbox, crm, MAIL, start="credential:crm-key", assumed=("prompt-injection",))
    assert "shop" in ids(report)


# --- time ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expires", "since", "opened", "expired", "ended"),
    [
        ("2026-11-01", SINCE, False, True, True),
        ("2026-11-18", SINCE, True, False, True),
        ("2026-11-18", None, False, True, True),
        ("2026-11-15", SINCE, True, False, True),
        ("2026-11-14", SINCE, False, True, True),
        ("2026-11-22", None, True, False, False),
        ("2027-01-01", SINCE, True, False, False),
        ("unknown", SINCE, True, False, False),
    ],
)
def test_a_credential_counts_if_it_was_valid_at_any_moment_since(
    expires: str,
    since: datetime | None,
    opened: bool,  # noqa: FBT001
    expired: bool,  # noqa: FBT001
    ended: bool,  # noqa: FBT001
) -> None:
    report = ask(opens("shop", "key"), credential("key", expires=expires), since=since)
    (found,) = report.credentials
    assert ids(report) == (["shop"] if opened else [])
    assert (found.expired, found.ended is not None) == (expired, ended)


@pytest.mark.parametrize(("until", "opened"), [("2026-11-01", False), ("2026-11-18", True), ("2027-01-01", True)])
def test_a_grant_counts_if_it_was_valid_at_any_moment_since(until: str, opened: bool) -> None:  # noqa: FBT001
    shop = system("shop", credentials=[{"credential": "key", "access": "read", "until": until}])
    assert ids(ask(shop, credential("key"))) == (["shop"] if opened else [])


# --- ids without an entry --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "reached"),
    [("credential", "lost", ["shop"]), ("system", "gone", ["gone"]), ("agent", "left", [])],
)
def test_an_id_that_is_only_referred_to_is_answered_with_what_is_known(
    kind: str, name: str, reached: list[str]
) -> None:
    entities = (opens("shop", "lost", feeds=[{"system": "gone"}]), agent("desk", delegates_to=["left"]))
    catalog = catalog_of([("all.yaml", entities)])
    (start,) = find_starts(catalog, name)
    assert (start.kind.value, start.id, start.known) == (kind, name, False)
    report = reach(catalog, (start,), now=NOW)
    assert not report.complete
    assert ids(report) == reached


def test_a_system_without_an_entry_is_reached_as_far_as_a_tool_shows() -> None:
    report = ask(credential("key"), bot("desk", "gone/op"))
    found = only(report, "gone")
    assert (found.access, found.scopes, found.resources) == (Level.ADMIN, ("*",), ("*",))


def test_what_nobody_names_is_refused_and_in_half_an_inventory_not_denied() -> None:
    with pytest.raises(UsageError, match="there is no credential, agent or system `nope`"):
        find_starts(catalog_of([("all.yaml", [credential("key")])]), "nope")
    with pytest.raises(InputError, match="could be read"):
        find_starts(Catalog.of([], complete=False), "nope")


def test_what_is_of_another_kind_is_said_to_be() -> None:
    whole = catalog_of([("all.yaml", [credential("key")])])
    with pytest.raises(UsageError, match="there is no agent `key`") as refused:
        check_start(whole, Kind.AGENT, "key")
    assert refused.value.hint == "it is the name of a credential"
    with pytest.raises(UsageError, match="no system is named"):
        check_start(whole, Kind.SYSTEM, "")


def test_a_principal_is_looked_up_last_and_several_matches_are_listed() -> None:
    entities = [
        credential("one", principal="svc"),
        credential("two", principal="svc"),
        credential("three", principal="one"),
    ]
    catalog = catalog_of([("all.yaml", entities)])
    assert find_starts(catalog, "one") == (Start(kind=Kind.CREDENTIAL, id="one"),)
    with pytest.raises(UsageError, match="names 2 things"):
        find_starts(catalog, "svc")
    both = catalog_of([("all.yaml", [credential("x"), system("x")])])
    with pytest.raises(UsageError, match="names 2 things"):
        find_starts(both, "x")


# --- regressions of the engine, by example ---------------------------------------------------------------------------


def test_a_denied_scope_of_one_grant_is_still_told_where_another_grant_has_it() -> None:
    grants = [
        {"credential": "key", "access": "read", "scopes": ["a", "b"]},
        {"credential": "key", "access": "read", "scopes": ["b", "c"], "denies": ["a", "c"]},
    ]
    for order in (grants, grants[::-1]):
        assert only(ask(system("shop", credentials=order), credential("key")), "shop").scopes == ("a", "b")


def test_a_breached_system_has_every_scope_whoever_else_opens_it() -> None:
    shop = system("shop", credentials=[{"credential": "key", "access": "read", "scopes": ["a"]}])
    catalog = catalog_of([("all.yaml", [shop, credential("key")])])
    starts = (Start(kind=Kind.SYSTEM, id="shop"), Start(kind=Kind.CREDENTIAL, id="key"))
    assert only(reach(catalog, starts, now=NOW), "shop").scopes == ("*",)


@pytest.mark.parametrize(
    "cell", [{"access": "unknown"}, {"scopes": "unknown"}, {"scopes": []}, {"resources": []}, {"resources": "unknown"}]
)
def test_a_limit_that_is_not_known_counts_as_admin_on_the_whole_system(cell: Entity) -> None:
    grant = {"credential": "key", "access": "read", "scopes": ["a"], "resources": ["r"], **cell}
    shop = system("shop", credentials=[grant], operations=[{"id": "op", "effect": "grant", "requires": ["z"]}])
    report = ask(shop, credential("key"))
    found = only(report, "shop")
    assert (found.access, found.resources, found.scopes) == (Level.ADMIN, ("*",), ("*",))
    assert [each.id for each in found.operations] == ["op"]
    assert any("read as admin on the whole system" in each.what for each in report.unknown)


def test_a_part_written_to_does_not_hide_that_the_rest_was_fed() -> None:
    source = opens("source", "key", access="write", feeds=[{"system": "store"}])
    store = system("store", credentials=[{"credential": "key", "access": "write", "resources": ["own"]}])
    assert [each.id for each in ask(source, store, credential("key")).contaminated] == ["store"]
    whole = system("store", credentials=[{"credential": "key", "access": "write"}])
    assert ask(source, whole, credential("key")).contaminated == ()


def test_a_level_that_an_assumption_makes_direct_is_direct_though_it_can_also_be_obtained() -> None:
    shop = system(
        "shop",
        credentials=[
            {"credential": "key", "access": "read", "conditions": ["mfa"]},
            {"credential": "other", "access": "read"},
        ],
    )
    vault = opens("vault", "key")
    report = ask(shop, vault, credential("key"), kept_in("other", "vault"), assumed=("mfa",))
    assert dict(only(report, "shop").levels) == {Level.READ: Class.DIRECT}

"""What the answer of `cut` says beside what to remove."""

from typing import Any

import pytest

from blastradius.analysis.cut.answer import cut
from blastradius.analysis.cut.report import CutReport, RemovalKind, Target
from blastradius.analysis.reach.report import Class, Kind, Start
from blastradius.analysis.reach.starts import check_start
from blastradius.model.catalog import Catalog
from blastradius.model.cells import Level
from blastradius.output import cut_markdown, cut_text
from blastradius.output.prose import Paint
from blastradius.source.document import Document

from .inventories import NOW, SINCE, Entity, agent, catalog_of, credential, system

READS = {"access": "read"}
WRITES = {"access": "write"}


def ask(*entities: Entity, start: str = "credential:key", protect: str = "", **question: Any) -> CutReport:
    """The answer to one question. `start` is a kind and an id, `protect` a system and a level."""
    kind, _, name = start.partition(":")
    catalog = catalog_of([("all.yaml", entities)])
    place, _, level = protect.partition(":")
    targets = (Target(system=place, level=Level[level.upper() or "READ"]),) if protect else ()
    return cut(catalog, (check_start(catalog, Kind(kind), name),), targets, **{"now": NOW, "since": SINCE, **question})


def opens(name: str, *holders: str, access: str = "admin", **cells: Any) -> Entity:
    """A system that these credentials open."""
    return system(name, credentials=[{"credential": holder, "access": access} for holder in holders], **cells)


def kept_in(name: str, *places: str, **cells: Any) -> Entity:
    """A credential that can be had from these systems."""
    return credential(name, obtainable_from=[{"system": place} for place in places], **cells)


def cited(report: CutReport) -> list[str]:
    """Where the facts to remove are written."""
    return [str(each.source) for each in report.removals]


def text(report: CutReport) -> str:
    """The answer for people."""
    return " ".join(cut_text.cut(report, Paint(on=False), 100).split())


def test_the_fact_is_cited_where_it_is_written() -> None:
    report = ask(opens("vault", "key"), opens("shop", "pay"), kept_in("pay", "vault"), credential("key"))
    assert cited(report) == ["all.yaml:17"]
    (removal,) = report.removals
    assert (removal.kind, removal.credential, removal.systems) == (RemovalKind.PLACE, "pay", ("vault",))
    assert removal.says == "Whoever has read access to vault gets hold of pay."


def test_a_grant_says_what_it_depends_on_and_what_nobody_knows_of_it() -> None:
    grant = {"credential": "key", "access": "unknown", "scopes": "unknown", "conditions": ["mfa", "vpn"]}
    report = ask(
        system("shop", credentials=[grant]), credential("key"), protect="shop", assumed=frozenset({"mfa", "vpn"})
    )
    assert report.removals[0].says == (
        "key opens shop with admin access, on condition of mfa and vpn, read as everything, "
        "for nobody knows its access and scopes."
    )


def test_what_a_tool_does_beyond_its_grant_goes_with_the_grant() -> None:
    shop = opens("shop", "key", access="read", operations=[{"id": "order", "effect": "write"}])
    bot = agent("bot", tools=[{"name": "sell", "operation": "shop/order", "credential": "key"}])
    report = ask(shop, credential("key"), bot, protect="shop:write")
    (removal,) = report.removals
    assert (removal.kind, removal.says, removal.written) == (
        RemovalKind.GRANT,
        "key opens shop with read access.",
        True,
    )


def test_higher_levels_that_are_cut_as_well_are_told() -> None:
    vault = opens("vault", "key", access="read")
    shop = system(
        "shop", credentials=[{"credential": "key", "access": "read"}, {"credential": "pay", "access": "admin"}]
    )
    report = ask(vault, shop, kept_in("pay", "vault"), credential("key"), protect="shop")
    assert "shop: read, direct (also write escalated, admin escalated)" in text(report)


@pytest.mark.parametrize(
    "entities",
    [
        (system("shop", credentials="unknown"),),
        (system("shop", credentials=[{"credential": "unknown", "access": "write"}]),),
        (opens("shop", "pay"), credential("pay", obtainable_from=[{"system": "unknown"}])),
        (opens("shop", "pay"), kept_in("pay", "ghost")),
        (
            system("shop", credentials=[]),
            agent("bot", tools=[{"name": "t", "operation": "unknown", "credential": "key"}]),
        ),
    ],
)
def test_that_something_is_not_reached_is_not_said_where_it_is_not_known(entities: tuple[Entity, ...]) -> None:
    report = ask(*entities, credential("key"), protect="shop:write")
    assert "NOT KNOWN: nothing that is written down lets anybody get from here to shop from write on." in text(report)
    assert "nothing to cut" not in text(report)
    for told in (text(report), cut_markdown.cut(report)):
        assert report.protected[0].doubts[0] in told


def test_that_nothing_is_escalated_is_not_said_where_it_is_not_known() -> None:
    pay = credential("pay", obtainable_from=[{"system": "unknown"}])
    report = ask(opens("vault", "key"), opens("shop", "pay"), pay, credential("key"))
    assert (report.protected, report.removals) == ((), ())
    for told in (text(report), cut_markdown.cut(report)):
        assert "NOT KNOWN: nothing that is written down takes an obtained credential, but something" in told
        assert "It is not known from where credential pay can be had." in told
        assert "nothing to cut" not in told
    assert [each.what for each in report.unknown] == ["from where credential pay can be had"]


def test_a_store_with_many_keys_is_shut_rather_than_emptied() -> None:
    keys = [each for name in ("a", "b", "c") for each in (opens(f"{name}-shop", name), kept_in(name, "vault"))]
    report = ask(opens("vault", "key"), credential("key"), *keys)
    (removal,) = report.removals
    assert (removal.kind, removal.systems) == (RemovalKind.GRANT, ("vault",))
    assert [each.target.system for each in report.protected] == ["a-shop", "b-shop", "c-shop"]
    assert report.obtained == ()


def test_of_several_smallest_the_one_that_breaks_least() -> None:
    tools = [{"name": f"t{number}", "operation": "vault/read", "credential": "key"} for number in range(3)]
    used = [{"name": "t9", "operation": "shop/pay", "credential": "pay"}]
    reader = agent("reader", status="live", tools=tools)
    entities = (opens("vault", "key"), opens("shop", "pay"), credential("key"), reader)
    kept = kept_in("pay", "vault", shared_with=["job", "person"])
    assert ask(*entities, kept).removals[0].kind is RemovalKind.PLACE
    payer = agent("payer", status="live", tools=[*used, {**used[0], "name": "t8"}])
    report = ask(*entities, kept, payer)
    assert (report.removals[0].kind, report.removals[0].systems) == (RemovalKind.GRANT, ("vault",))
    assert report.removals[0].tools == ("reader/t0", "reader/t1", "reader/t2")
    retired = agent("payer", status="retired", tools=payer["tools"])
    assert ask(*entities, kept, retired).removals[0].kind is RemovalKind.PLACE


def test_a_system_that_the_start_opens_itself_loses_its_grant() -> None:
    report = ask(opens("shop", "key"), credential("key"), protect="shop")
    assert [each.kind for each in report.removals] == [RemovalKind.GRANT]
    assert report.protected[0].kind is Class.DIRECT


def test_only_the_level_asked_for_has_to_go() -> None:
    shop = system("shop", credentials=[{"credential": "key", **READS}, {"credential": "key", **WRITES}])
    report = ask(shop, credential("key"), protect="shop:write")
    assert cited(report) == ["all.yaml:6"]
    assert report.protected[0].remaining == ((Level.READ, Class.DIRECT),)
    assert "shop is still reached below that: read direct." in text(report)


def test_of_two_halves_one_is_enough_and_they_are_one_fact() -> None:
    halves = credential("pay", obtainable_from=[{"all_of": [{"system": "git"}, {"system": "vault"}]}])
    report = ask(opens("git", "key"), opens("vault", "key"), opens("shop", "pay"), halves, credential("key"))
    (removal,) = report.removals
    assert removal.systems == ("git", "vault")
    assert removal.says == "Whoever has read access to git and read access to vault gets hold of pay."


def test_what_a_condition_guards_is_cut_as_well() -> None:
    shop = system("shop", credentials=[{"credential": "key", **READS, "conditions": ["mfa"]}])
    report = ask(shop, credential("key"), protect="shop")
    assert (report.protected[0].kind, report.protected[0].conditions) == (Class.CONDITIONAL, ("mfa",))
    assert cited(report) == ["all.yaml:5"]
    assert report.presumed == ("mfa",)
    assert "also when mfa is met" in text(report)


def test_prompt_injection_is_followed_only_if_it_is_assumed() -> None:
    inbox = opens("inbox", untrusted_input=True, operations=[{"id": "look", "effect": "read"}])
    shop = opens("shop", "pay", operations=[{"id": "pay", "effect": "pay"}])
    tools = [
        {"name": "look", "operation": "inbox/look", "credential": "mail"},
        {"name": "pay", "operation": "shop/pay", "credential": "pay"},
    ]
    entities = (inbox, shop, agent("bot", tools=tools), credential("key"), credential("pay"), credential("mail"))
    assert ask(*entities, protect="shop").protected[0].kind is None
    report = ask(*entities, protect="shop", assumed=("prompt-injection",))
    assert [(each.credential, each.systems) for each in report.removals] == [("pay", ("shop",))]


def test_where_the_search_starts_inside_there_is_no_cut() -> None:
    report = ask(opens("shop", "pay"), start="system:shop", protect="shop")
    assert (report.removals, report.protected[0].cuttable) == ((), False)
    assert "THERE IS NO CUT for shop" in text(report)


def test_what_is_not_reached_needs_no_cut() -> None:
    report = ask(opens("shop", "pay"), credential("key"), credential("pay"), protect="shop")
    assert (report.removals, report.protected[0].kind, report.complete) == ((), None, True)
    assert "shop is not reached from here, whatever conditions are met: there is nothing to cut." in text(report)


def test_where_nothing_is_escalated_it_says_so() -> None:
    report = ask(opens("shop", "key"), credential("key"))
    assert (report.protected, report.removals) == ((), ())
    assert "there is nothing to cut" in text(report)


def test_data_that_still_flows_is_told() -> None:
    store = system("store", credentials=[{"credential": "key", **WRITES}], feeds=[{"system": "shop"}])
    report = ask(store, opens("shop", "pay"), kept_in("pay", "store"), credential("key"))
    (protected,) = report.protected
    assert protected.contaminated is not None
    assert "wrong data can still arrive in shop: what is written to store flows to shop. all.yaml:" in text(report)


def test_a_grant_that_only_a_tool_shows_can_be_removed() -> None:
    tool = {"name": "pay", "operation": "shop/pay", "credential": "key"}
    entities = (agent("bot", tools=[tool, {**tool, "name": "again"}]), credential("key"))
    report = ask(*entities, start="agent:bot", protect="shop")
    (removal,) = report.removals
    assert (removal.written, removal.systems, removal.tools) == (False, ("shop",), ("bot/again", "bot/pay"))
    assert "as a tool shows; no grant says so" in text(report)


def test_a_system_that_nobody_describes_makes_the_answer_partial() -> None:
    catalog = catalog_of([("all.yaml", [credential("key", obtainable_from=[{"system": "gone"}])])])
    starts = (check_start(catalog, Kind.CREDENTIAL, "key"),)
    report = cut(catalog, starts, (Target(system="gone", level=Level.READ, known=False),), now=NOW)
    assert not report.complete
    assert text(report).startswith("PARTIAL: there is no entry for system gone")
    assert "there is no entry for system `gone`" in cut_markdown.cut(report)


def test_holes_that_could_lead_around_the_cut_are_told() -> None:
    lost = system("shop", credentials=[{"credential": "lost", **READS}, {"credential": "pay", **READS}])
    pay = kept_in("pay", "vault", "cellar")
    cellar = system("cellar", credentials="unknown")
    report = ask(lost, pay, opens("vault", "key"), cellar, credential("key"), protect="shop")
    assert [each.what for each in report.unknown] == [
        "there is no entry for credential lost: from where it can be had is not known",
        "which credentials open system cellar",
    ]


def test_a_credential_called_like_a_system_hides_no_hole() -> None:
    shop = system("shop", credentials=[{"credential": "shop", **READS}])
    entry = credential("shop", obtainable_from=[{"system": "cellar"}])
    report = ask(shop, entry, system("cellar", credentials="unknown"), credential("key"), protect="shop")
    assert [each.what for each in report.unknown] == ["which credentials open system cellar"]


def test_several_targets_are_cut_together_at_the_lowest_level_asked_for() -> None:
    catalog = catalog_of([("all.yaml", [opens("a", "key"), opens("b", "key"), credential("key")])])
    starts = (check_start(catalog, Kind.CREDENTIAL, "key"),)
    wanted = [("b", Level.ADMIN), ("a", Level.READ), ("b", Level.WRITE)]
    report = cut(catalog, starts, tuple(Target(system=name, level=level) for name, level in wanted), now=NOW)
    assert [(each.target.system, each.target.level) for each in report.protected] == [
        ("a", Level.READ),
        ("b", Level.WRITE),
    ]
    assert len(report.removals) == 2


def test_text_of_an_inventory_cannot_command_a_terminal_or_a_page() -> None:
    way = {"system": "vault", "how": "\x1b[2J<script>| look"}
    entities = (opens("vault", "key"), opens("shop", "pay"), credential("pay", obtainable_from=[way]))
    catalog = Catalog.of([Document("\x1b[2J.yaml", number, each, [0, 0, 0, 1]) for number, each in enumerate(entities)])
    report = cut(catalog, (check_start(catalog, Kind.CREDENTIAL, "key"),), now=NOW)
    assert len(report.removals) == 1
    assert "\x1b" not in cut_text.cut(report, Paint(on=False), 80)
    page = cut_markdown.cut(report)
    assert "\x1b" not in page
    assert "<script>" not in page


@pytest.mark.parametrize("as_tools", [False, True])
def test_a_tool_whose_credential_nobody_named_is_cut_and_named_as_such(as_tools: bool) -> None:  # noqa: FBT001
    entities = [system("bank"), agent("bot", tools=[{"name": "pay", "operation": "bank/op", "credential": "unknown"}])]
    catalog = catalog_of([("all.yaml", entities)])
    report = cut(catalog, (Start(kind=Kind.AGENT, id="bot"),), now=NOW, as_tools=as_tools)
    assert report.removals == ()
    asked = (Target(system="bank", level=Level.READ),)
    report = cut(catalog, (Start(kind=Kind.AGENT, id="bot"),), asked, now=NOW, as_tools=as_tools)
    (removal,) = report.removals
    assert removal.says.startswith("a credential that nobody names opens bank, as a tool shows")
    assert removal.tools == ("bot/pay",)

"""What is looked up by the cards of documents is what the documents say, and few of them are opened for it."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from blastradius.analysis.cut.answer import cut
from blastradius.analysis.reach.answer import reach
from blastradius.analysis.reach.report import Kind, Start
from blastradius.graph.holes import implied, openers, places
from blastradius.graph.index import Index
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Agent, Credential, System
from blastradius.source.document import Document
from blastradius.source.documents import Documents, cards_of
from blastradius.source.words import card_of

from .inventories import Entity, agent, credential, system

NOW = datetime(2026, 11, 22, tzinfo=UTC)
NAMES = st.sampled_from(["vault", "vault a", "vault%20a", "unknown", "TODO", "?", "", 7, True, None, ["vault"]])
PARTS = st.sampled_from(["a", "a b", "b", "", "*", "unknown", "a:b", 7, None])
LISTED = st.one_of(st.lists(PARTS, max_size=3), PARTS)
ENDS = st.sampled_from(
    [
        "2026-11-21",
        "2026-11-22",
        "2026-11-21T23:59:59Z",
        "2026-02-30",
        "soon",
        "unknown",
        "",
        2026,
        "9999-12-31T23:59:59-05:00",
        "0001-01-01T00:00:00+14:00",
        "0001-01-01",
        "9999-12-31",
    ]
)


@st.composite
def needs(draw: st.DrawFn) -> Any:
    """What a way asks for, or something in its place."""
    cells = draw(st.fixed_dictionaries({}, optional={"system": NAMES, "resources": LISTED}))
    return draw(st.sampled_from([cells, cells, "unknown"]))


@st.composite
def ways(draw: st.DrawFn) -> Any:
    """A way to a credential: of one need, of several, of both at once, or of what is no list."""
    way = draw(needs())
    together = draw(st.one_of(st.just("unknown"), st.none(), st.lists(needs(), max_size=2)))
    return {**way, "all_of": together} if isinstance(way, dict) and draw(st.booleans()) else way


@st.composite
def written(draw: st.DrawFn) -> Entity:
    """A credential as nobody should write it."""
    cells = {"id": NAMES, "expires": ENDS, "obtainable_from": st.one_of(st.just("unknown"), st.lists(ways()))}
    kind = draw(st.sampled_from(["Credential", "Credential", "System", "Team", ""]))
    return {"kind": kind, **draw(st.fixed_dictionaries({}, optional=cells))}


def documents_of(entities: list[Entity]) -> list[Document]:
    return [Document(f"{number}.yaml", 0, each, []) for number, each in enumerate(entities)]


@given(st.lists(written(), max_size=4))
def test_cards_say_what_documents_say(entities: list[Entity]) -> None:
    catalog = Catalog.of(documents_of(entities))
    index = Index(catalog, NOW)
    made = [each for number in range(len(entities)) if isinstance(each := catalog.entity(number), Credential)]
    for name in ("vault", "vault a", "vault%20a", "7", "true", "TODO", "?", "nobody"):
        asked = {
            part
            for each in made
            for way in each.ways
            for need in way.needs
            if need.system == name
            for part in need.resources
        }
        assert set(index.resources_of(name)) == {"*", *asked}
        ends = [each.expires for each in made if each.id == name]
        assert index.expired(name) == (bool(ends) and all(end is not None and end < NOW for end in ends))


def test_few_documents_are_opened() -> None:
    kept = [
        credential(f"k{number}", obtainable_from=[{"system": "vault", "access": "read", "resources": [f"kv/{number}"]}])
        for number in range(50)
    ]
    opened = [{"credential": f"k{number}", "access": "read", "resources": [f"kv/{number}"]} for number in range(49)]
    vault = system("vault", credentials=[*opened, {"credential": "key", "access": "read"}])
    listed = documents_of([*kept, credential("key", expires="2026-11-21"), vault, agent("bot")])
    fetched: set[int] = set()

    def fetch(number: int) -> Document:
        fetched.add(number)
        return listed[number]

    catalog = Catalog(Documents(cards_of(card_of(each.data) for each in listed), fetch))
    report = reach(catalog, (Start(kind=Kind.CREDENTIAL, id="k49"),), now=NOW)
    assert [each.id for each in report.upstream] == []
    assert fetched <= {49, 50, 51}


NAMED = st.one_of(NAMES, st.fixed_dictionaries({}, optional={"credential": NAMES, "access": st.just("read")}))
IMPLIED = st.dictionaries(st.sampled_from(["a", "in", "id", "with"]), st.one_of(LISTED, NAMES), max_size=2)


@st.composite
def systems(draw: st.DrawFn) -> Entity:
    """A system as nobody should write it."""
    cells = {"id": NAMES, "credentials": st.one_of(NAMES, st.lists(NAMED, max_size=3)), "scope_implies": IMPLIED}
    return {"kind": "System", **draw(st.fixed_dictionaries({}, optional=cells))}


@st.composite
def users(draw: st.DrawFn) -> Entity:
    """An agent with one tool."""
    tool = st.fixed_dictionaries({"name": st.just("look")}, optional={"credential": NAMES, "operation": st.just("7/x")})
    return agent("bot", tools=[draw(tool)])


@given(st.lists(st.one_of(written(), systems(), users()), max_size=4))
def test_no_hole_is_overlooked_by_its_card(entities: list[Entity]) -> None:
    documents = documents_of(entities)
    cards = [card_of(each.data) for each in documents]
    suspect = {"note:openers", "note:elsewhere", "note:implied"}
    all_opened = cards_of((kind, name, tuple(sorted({*words, *suspect}))) for kind, name, words in cards)
    index = Index(Catalog.of(documents), NOW)
    opened = Index(Catalog(Documents(all_opened, documents.__getitem__)), NOW)
    for name in ("vault", "vault a", "7", "true", "unknown", "TODO", "", "nobody"):
        assert repr(list(openers(index.catalog, name))) == repr(list(openers(opened.catalog, name)))
        assert repr(list(places(index, name))) == repr(list(places(opened, name)))
        assert repr(list(implied(index, name))) == repr(list(implied(opened, name)))
        assert index.keys_of(name) == {grant.credential for grant in index.grants_on[name]}


def test_a_cut_of_nothing_opens_few_documents() -> None:
    grants = [{"credential": f"k{number}", "access": "read"} for number in range(50)]
    others = [system(f"s{number}", credentials=[grants[number]]) for number in range(50)]
    kept = [credential(f"k{number}", obtainable_from=[{"system": "vault", "access": "admin"}]) for number in range(50)]
    vault = system("vault", credentials=[{"credential": "root", "access": "admin"}])
    shop = system("shop", credentials=[{"credential": "key", "access": "read"}])
    listed = documents_of([shop, credential("key", obtainable_from=[]), vault, credential("root"), *others, *kept])
    fetched: set[int] = set()

    def fetch(number: int) -> Document:
        fetched.add(number)
        return listed[number]

    catalog = Catalog(Documents(cards_of(card_of(each.data) for each in listed), fetch))
    report = cut(catalog, (Start(kind=Kind.CREDENTIAL, id="key"),), (), now=NOW)
    assert (report.protected, report.doubts) == ((), ())
    assert fetched <= {0, 1, 2, 3}


def test_a_kind_is_told_from_the_cards() -> None:
    entities = [credential("k", obtainable_from=[{"system": "vault"}]), system("shop", feeds=[{"system": "vault"}])]
    listed = documents_of([*entities, agent("bot", tools=[{"name": "look", "operation": "vault/look"}])])
    fetched: list[int] = []

    def fetch(number: int) -> Document:
        fetched.append(number)
        return listed[number]

    catalog = Catalog(Documents(cards_of(card_of(each.data) for each in listed), fetch))
    for number, (kind, name) in enumerate(((Credential, "k"), (System, "shop"), (Agent, "bot"))):
        fetched.clear()
        assert [each.id for each in catalog.naming("system:vault", kind)] == [name]
        assert fetched == [number]

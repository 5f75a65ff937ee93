"""Importing over rows that are there: which server is meant, and what of the rows is import's to write."""

import pytest

from .registries import READS, TEXT, WRITES, saved, tool
from .test_import import entity, rows, rules

WORDS = ("--system", "one", "--agent", "bot")
SHOP = """
kind: System
id: shop
environment: unknown
owner: unknown
operations: []
"""
ROW = """
kind: Agent
id: bot
tools:
  - name: search
    operation: shop/{bound}
    credential: unknown
    approval: unknown # asked
    # NEVER auto-approve: legal

    # and say who asked
# the end
owner: unknown
"""


def contents(folder) -> dict:
    return {each: each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def told(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def two(cli):
    """The same tools on two servers of one system."""
    cli.tools = saved(cli.here / "t1.json", tool("search", **READS), tool("create", {"a": TEXT}, **WRITES))
    for server in ("a", "b"):
        assert cli("import", "mcp", cli.tools, *WORDS, "--out", "inv", "--server", server).code == 0
    return cli


@pytest.mark.parametrize("names", [("search",), ("create", "new"), ("quite", "other")])
@pytest.mark.parametrize("command", [("import", "--out"), ("drift", "-i")])
def test_of_which_of_several_servers_has_to_be_said(two, command, names) -> None:
    before = contents(two.here / "inv")
    file = saved(two.here / "t2.json", *(tool(name, **READS) for name in names))
    word, where = command
    ran = two(word, "mcp", file, *WORDS, where, "inv")
    assert (ran.code, ran.out) == (2, "")
    assert "say `--server`; there are `a`, `b`" in told(ran.err)
    assert contents(two.here / "inv") == before


def test_the_server_that_is_said_is_asked_alone(two) -> None:
    file = saved(two.here / "t2.json", tool("search", **READS))
    assert two("import", "mcp", file, *WORDS, "--out", "inv", "--server", "a").code == 0
    text = (two.here / "inv/agents/bot.yaml").read_text()
    assert text.count("# gone") == 1
    assert len(rows(two.here / "inv")) == 4


def test_rows_of_one_server_need_no_name_of_it(cli) -> None:
    file = saved(cli.here / "t.json", tool("search", **READS))
    assert cli("import", "mcp", file, *WORDS, "--out", "inv", "--server", "a").code == 0
    before = contents(cli.here / "inv" / "agents")
    assert cli("import", "mcp", file, *WORDS, "--out", "inv").code == 0
    assert contents(cli.here / "inv" / "agents") == before


def test_rows_without_a_server_beside_those_of_one(cli) -> None:
    """The registry is that of the rows without one: nothing of the other is gone."""
    first = saved(cli.here / "first.json", tool("search", **READS))
    other = saved(cli.here / "other.json", tool("create", **WRITES))
    assert cli("import", "mcp", first, *WORDS, "--out", "inv").code == 0
    assert cli("import", "mcp", other, *WORDS, "--out", "inv", "--server", "b").code == 0
    ran = cli("import", "mcp", first, *WORDS, "--out", "inv")
    assert ran.code == 2
    assert "there are `b`, and rows without one" in told(ran.err)
    ran = cli("import", "mcp", first, *WORDS, "--out", "inv", "--server", "a")
    assert ran.code == 0
    assert [(each["name"], each["server"]) for each in rows(cli.here / "inv")] == [("search", "a"), ("create", "b")]


def test_what_is_sent_to_a_model_may_be_of_all_servers(cli) -> None:
    for name, server in (("search", "a"), ("create", "b")):
        file = saved(cli.here / "t.json", tool(name, **READS))
        assert cli("import", "mcp", file, *WORDS, "--out", "inv", "--server", server).code == 0
    listed = [{"name": each, "input_schema": {"type": "object", "properties": {}}} for each in ("search", "create")]
    (cli.here / "sent.json").write_text(str({"tools": listed}).replace("'", '"'))
    ran = cli("import", "anthropic", "sent.json", *WORDS, "--out", "inv")
    assert ran.code == 0, ran.err
    assert "# gone" not in (cli.here / "inv/agents/bot.yaml").read_text()


def shop(cli, bound: str = "search", head: str = "apiVersion: blastradius/v1") -> None:
    (cli.here / "inv").mkdir()
    for name, text in (("shop", SHOP), ("bot", ROW.format(bound=bound))):
        (cli.here / f"inv/{name}.yaml").write_text(head + text)


@pytest.mark.parametrize("bound", ["search", "find"])
def test_an_operation_that_a_row_is_bound_to_and_nobody_wrote_is_written(cli, bound) -> None:
    shop(cli, bound)
    file = saved(cli.here / "t.json", tool("search", **READS), tool("create", **WRITES))
    ran = cli("import", "mcp", file, "--system", "shop", "--agent", "bot", "--out", "inv")
    assert ran.code == 0, ran.err
    text = (cli.here / "inv/shop.yaml").read_text()
    assert text.count("- id: ") == 2
    assert f"- id: {bound}\n" in text
    assert f"2 × new operation: {bound}, create" in ran.out
    assert "dangling-operation" not in rules(cli, cli.here / "inv")


def test_a_slip_in_a_row_makes_no_operation(cli) -> None:
    shop(cli, "serach")
    text = (cli.here / "inv/shop.yaml").read_text()
    (cli.here / "inv/shop.yaml").write_text(text.replace(" []", "\n  - {id: search, effect: read}"))
    file = saved(cli.here / "t.json", tool("search", **READS))
    assert cli("import", "mcp", file, "--system", "shop", "--agent", "bot", "--out", "inv").code == 0
    assert "serach" not in (cli.here / "inv/shop.yaml").read_text()
    assert "dangling-operation" in rules(cli, cli.here / "inv")


def test_the_comments_below_the_last_row_stay_with_it(cli) -> None:
    shop(cli)
    file = saved(cli.here / "t.json", tool("search", **READS), tool("create", **WRITES))
    assert cli("import", "mcp", file, "--system", "shop", "--agent", "bot", "--out", "inv").code == 0
    lines = [each.strip() for each in (cli.here / "inv/bot.yaml").read_text().splitlines()]
    places = [
        lines.index(each)
        for each in ("# NEVER auto-approve: legal", "# and say who asked", "- name: create", "# the end")
    ]
    assert places == sorted(places)
    assert [each["name"] for each in entity(cli.here / "inv/bot.yaml")["tools"]] == ["search", "create"]


def test_another_server_is_no_slip(cli) -> None:
    file = saved(cli.here / "t.json", tool("search", **READS), tool("create", {"a": TEXT}, **WRITES))
    other = saved(cli.here / "o.json", tool("search", {"q": TEXT}, **READS), tool("merge", {"b": TEXT}, **WRITES))
    words = ("import", "mcp")
    assert cli(*words, file, *WORDS, "--out", "inv", "--server", "github").code == 0
    for name, given, said in (
        ("gitlab", other, False),
        ("gitlab", file, False),
        ("gihub", other, False),
        ("gihub", file, True),
    ):
        ran = cli(*words, given, *WORDS, "--out", "inv", "--server", name, "--dry-run")
        assert ran.code == 0
        assert ("did you mean `github`?" in told(ran.err)) == said, (name, given)


def test_rows_made_with_a_prefix_are_not_doubled_without_it(cli) -> None:
    file = saved(cli.here / "t.json", tool("search", **READS), tool("create", {"a": TEXT}, **WRITES))
    words = ("import", "mcp", file, *WORDS, "--out", "inv")
    assert cli(*words, "--prefix", "mcp__one__").code == 0
    before = contents(cli.here / "inv")
    for given in ((), ("--prefix", "mcp__other__")):
        ran = cli(*words, *given)
        assert (ran.code, ran.out) == (2, "")
        assert "say `--prefix mcp__one__`" in told(ran.err)
        assert contents(cli.here / "inv") == before
    assert cli(*words, "--prefix", "mcp__one__").code == 0


def test_a_tool_that_was_renamed_is_no_prefix(cli) -> None:
    saved(cli.here / "t.json", tool("web_search", **READS))
    words = ("import", "mcp", "t.json", *WORDS, "--out", "inv")
    assert cli(*words).code == 0
    saved(cli.here / "t.json", tool("search", **READS))
    ran = cli(*words)
    assert ran.code == 0, ran.err
    assert "say `--prefix web_`" in told(ran.out)
    assert [each["name"] for each in rows(cli.here / "inv")] == ["web_search", "search"]


def test_drift_makes_nothing_and_does_not_say_so(cli) -> None:
    assert "made if it is not there" not in told(cli("drift", "--help").out)
    assert "made if it is not there" in told(cli("import", "--help").out)

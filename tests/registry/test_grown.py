"""Tools that change their claims and their schemas, and the cells that an import wrote from the former ones."""

import re

import pytest

from .registries import READS, TEXT, WRITES, hints, saved, tool
from .test_import import entity, imported, operations, rules

SQL = {"sql": TEXT}
DESTROYS = hints(readOnlyHint=False, destructiveHint=True, openWorldHint=False)


def told(ran) -> str:
    return " ".join(ran.out.split())


def system(folder) -> str:
    return (folder / "systems" / "docs.yaml").read_text()


def test_what_changed_in_risk_is_said_before_the_snapshot_is_replaced(cli) -> None:
    imported(cli, tool("make", {"a": TEXT}, **WRITES), tool("other", **READS))
    changed = tool("make", {"a": TEXT, "b": TEXT}, required=["b"], **DESTROYS)
    file = saved(cli.here / "tools.json", changed, tool("other", **READS))
    drift = cli("drift", "mcp", file, "--system", "docs", "--agent", "bot", "-i", "inv", "--format", "json").json
    severe = [each["message"] for each in drift["changed"] if each["severity"] == "error"]
    assert len(severe) > 1
    _, ran = imported(cli, changed, tool("other", **READS))
    assert "changed in risk: `make` (inv/agents/bot.yaml:" in told(ran)
    for message in severe:
        assert message in told(ran)
    assert "`other`" not in ran.out
    _, ran = imported(cli, changed, tool("other", **READS))
    assert "changed in risk" not in ran.out


def test_of_operations_without_an_agent_it_is_said_too(cli) -> None:
    words = ("import", "mcp", "tools.json", "--system", "docs", "--out", "inv")
    saved(cli.here / "tools.json", tool("q", **READS))
    assert cli(*words).code == 0
    saved(cli.here / "tools.json", tool("q", SQL, **DESTROYS))
    ran = cli(*words)
    assert "changed in risk: `q`" in told(ran)
    assert operations(cli.here / "inv", "docs")["q"]["effect"] == ["write", "delete", "execute"]


def test_what_is_noise_to_drift_is_noise_here(cli) -> None:
    imported(cli, tool("make", {"a": TEXT, "b": TEXT}, **WRITES))
    _, ran = imported(cli, tool("make", {"b": TEXT, "a": TEXT}, **WRITES) | {"description": "Another."})
    assert "To look at" not in ran.out


def test_a_digest_alone_says_that_the_schema_is_another(cli) -> None:
    folder, _ = imported(cli, tool("make", {"a": TEXT}, **WRITES))
    next(folder.rglob("mcp.docs.json")).unlink()
    _, ran = imported(cli, tool("make", {"b": TEXT}, **WRITES))
    assert "changed in risk: `make`" in told(ran)
    assert "nothing is kept of the former one" in told(ran)


def test_a_cell_that_an_import_wrote_is_corrected_with_its_comment(cli) -> None:
    folder, _ = imported(cli, tool("q", **READS), tool("r", **READS))
    assert "effect: read # readOnlyHint: true, a claim" in system(folder)
    _, ran = imported(cli, tool("q", SQL, **DESTROYS), tool("r", **READS))
    assert system(folder).count("readOnlyHint: true, a claim") == 1
    assert "effect: [write, delete, execute] # as its hints claim" in system(folder)
    found = operations(folder, "docs")["q"]
    assert (found["reversibility"], found["receipt"]) == ("unknown", "unknown")
    assert found["idempotency"] == {"class": "none"}
    assert "which an import wrote, was `read` and is now `write` and `delete` and `execute`" in told(ran)
    assert rules(cli, folder) <= {"unknown-cell", "free-code"}
    before = system(folder)
    _, ran = imported(cli, tool("q", SQL, **DESTROYS), tool("r", **READS))
    assert system(folder) == before
    assert "To look at" not in ran.out


def test_a_tool_that_claims_less_has_its_effect_left(cli) -> None:
    folder, _ = imported(cli, tool("q", **DESTROYS))
    before = system(folder)
    imported(cli, tool("q", **READS))
    assert system(folder) == before


def test_a_promise_of_repeats_that_is_withdrawn_leaves_no_cell_of_it(cli) -> None:
    kept = hints(readOnlyHint=False, destructiveHint=False, idempotentHint=True, openWorldHint=False)
    folder, _ = imported(cli, tool("set_it", **kept))
    assert "{class: natural} # idempotentHint: true, a claim" in system(folder)
    _, ran = imported(cli, tool("set_it", **WRITES))
    assert operations(folder, "docs")["set_it"]["idempotency"] == {"class": "none"}
    assert "a claim" not in system(folder)
    assert "was `natural` and is now `none`" in told(ran)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (" # readOnlyHint: true, a claim", ""),
        (" # readOnlyHint: true, a claim", " # readOnlyHint: true, a claim; checked by Kim"),
        ("read # readOnlyHint: true, a claim", "[read] # readOnlyHint: true, a claim"),
    ],
)
def test_a_cell_of_people_stays_and_what_belies_it_is_said_each_time(cli, old, new) -> None:
    folder, _ = imported(cli, tool("q", **READS))
    file = folder / "systems" / "docs.yaml"
    file.write_text(file.read_text().replace(old, new))
    edited = file.read_text()
    for _ in range(2):
        _, ran = imported(cli, tool("q", SQL, **DESTROYS))
        assert file.read_text() == edited
        assert "`sql` in its schema says `execute`; it claims readOnlyHint: false and destructiveHint: true" in told(
            ran
        )
        assert "and what is written says `read` (inv/systems/docs.yaml:" in told(ran)


def test_what_people_wrote_worse_than_the_registry_is_nothing_to_look_at(cli) -> None:
    folder, _ = imported(cli, tool("q", **READS))
    file = folder / "systems" / "docs.yaml"
    file.write_text(file.read_text().replace("effect: read #", "effect: [write, delete] #"))
    _, ran = imported(cli, tool("q", **READS))
    assert "To look at" not in ran.out
    assert entity(file)["operations"][0]["effect"] == ["write", "delete"]


def test_a_claim_to_destroy_is_said_each_time_where_people_wrote_less(cli) -> None:
    folder, _ = imported(cli, tool("q", **WRITES))
    file = folder / "systems" / "docs.yaml"
    text = file.read_text()
    assert "effect: write #" in text
    file.write_text(re.sub(r"effect: write #.*", "effect: write # I read its code", text))
    edited = file.read_text()
    for _ in range(3):
        _, ran = imported(cli, tool("q", **DESTROYS))
        assert file.read_text() == edited
        assert "`q`: it claims destructiveHint: true, and what is written says `write` (inv/systems/docs.yaml:" in told(
            ran
        )
    for _ in range(2):  # the second time no claim has changed: the worst that a silent tool may do is nobody's word
        _, ran = imported(cli, tool("q"))
    assert "it stays, look again" not in told(ran)


TWO = """
apiVersion: blastradius/v1
kind: System
id: {id}
environment: unknown
owner: unknown
operations:
  - id: q
    effect: read # readOnlyHint: true, a claim
"""


def test_two_rows_of_one_operation_and_two_systems_in_one_file(cli) -> None:
    (cli.here / "inv").mkdir()
    rows = "".join(
        f"  - {{name: {name}, operation: {bound}, credential: unknown}}\n"
        for name, bound in (("q", "one/q"), ("p", "one/q"), ("s", "two/q"))
    )
    agent = f"apiVersion: blastradius/v1\nkind: Agent\nid: bot\ntools:\n{rows}"
    (cli.here / "inv/all.yaml").write_text("---".join([TWO.format(id="one"), TWO.format(id="two"), f"\n{agent}"]))
    file = saved(cli.here / "tools.json", *(tool(name, SQL, **DESTROYS) for name in "qps"))
    ran = cli("import", "mcp", file, "--agent", "bot", "--out", "inv")
    assert ran.code == 0, ran.err
    text = (cli.here / "inv/all.yaml").read_text()
    assert text.count("effect: [write, delete, execute] # as its hints claim") == 2
    assert "a claim" not in text

"""Files and folders that mean harm: bombs, sizes, links, look-alikes, expressions without end, foreign caches."""

import json
import resource
import sqlite3
import time
from pathlib import Path

import pytest

from .conftest import NOW, Cli, written

LONGEST = 10  # seconds
TEAM = "apiVersion: blastradius/v1\nkind: Team\nid: odd\n"


def _spent() -> float:
    """Seconds of computing by all commands so far: what else a machine does counts for nothing."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _laughs() -> str:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcdefghi", "bcdefghij", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]")
    return TEAM + "\n".join(lines) + "\n"


BOMBS = {
    "aliases of aliases": _laughs(),
    "lists in lists": "a: " + "[" * 100_000,
    "mappings in mappings": TEAM + "labels:\n" + "\n".join(" " * depth + "a:" for depth in range(1, 2_000)),
    "a hundred thousand keys": TEAM + "labels:\n" + "".join(f"  k{number}: v\n" for number in range(100_000)),
    "a hundred thousand documents": "---\na: b\n" * 100_000,
    "a hundred thousand systems with nothing in them": "---\nkind: System\n" * 100_000,
    "fifty thousand broken documents": "---\na: [\n" * 50_000,
    "one word of five megabytes": TEAM + f"name: {'x' * 5_000_000}\n",
    "more than is read": TEAM + f"name: {'x' * 9_000_000}\n",
    "a number of a million digits": TEAM + f"name: {'9' * 1_000_000}\n",
    "quotes without end": TEAM + 'name: "' + "\\" * 1_000_001,
    "a merge of itself": TEAM + "labels: &l {<<: *l}\n",
    "a tag that builds": TEAM + "name: !!python/object/apply:os.system ['touch pwned']\n",
    "secrets of almost every shape": TEAM + "name: " + "key= " * 200_000 + "\n",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
@pytest.mark.parametrize("command", [("lint", "shop", "--format", "json"), ("reach", "stripe-key", "-i", "shop")])
def test_no_file_hangs_or_breaks_a_command(cli: Cli, shop: Path, bomb: str, command: tuple[str, ...]) -> None:
    (shop / "odd.yaml").write_text(bomb)
    began = _spent()
    ran = cli(*command, "--now", NOW, "--no-cache")
    assert _spent() - began < LONGEST
    assert ran.code in {0, 1, 3}
    assert command[0] == "lint" or "stripe/create_refund" in ran.out, "the rest is still answered"
    assert not (cli.here / "pwned").exists()


RUNS = {
    "lists in lists": b"[" * 200_000,
    "objects in objects": b'{"a":' * 200_000,
    "a message without end": json.dumps([{"role": "assistant", "content": "I have refunded " * 300_000}]).encode(),
    "a hundred thousand calls": json.dumps(
        {
            "messages": [
                {"role": "assistant", "tool_calls": [{"id": str(n), "function": {"name": "t"}}]} for n in range(20_000)
            ]
        }
    ).encode(),
    "arguments in arguments": json.dumps(
        [{"role": "assistant", "tool_calls": [{"id": "1", "function": {"name": "refund", "arguments": "[" * 100_000}}]}]
    ).encode(),
    "not a file of runs": b"\x1f\x8b\x08\x00" + b"\x00" * 1_000,
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_no_run_hangs_or_breaks_triage(cli: Cli, shop: Path, run: bytes) -> None:
    (cli.here / "run.json").write_bytes(run)
    began = _spent()
    ran = cli("triage", "run.json", "-i", shop, "--now", NOW)
    assert _spent() - began < LONGEST
    assert ran.code in {0, 1, 3}


def _receipt(shop: Path, test: str) -> None:
    file = shop / "stripe.yaml"
    file.write_text(file.read_text().replace("success: {field: status, equals: succeeded}", f"failure: {test}"))


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*a){20}$", "(x+x+)+y"])
def test_an_expression_that_backtracks_answers_at_once(cli: Cli, shop: Path, pattern: str) -> None:
    _receipt(shop, json.dumps({"matches": pattern}))
    result = ("a" * 4_000) + ("x" * 4_000) + "!"
    call = {"id": "1", "type": "function", "function": {"name": "refund", "arguments": "{}"}}
    talk = [{"role": "assistant", "tool_calls": [call]}, {"role": "tool", "tool_call_id": "1", "content": result}]
    (cli.here / "run.json").write_text(json.dumps({"messages": talk}))
    began = time.monotonic()
    ran = cli("undo", "run.json", "-i", shop, "--format", "json", "--now", NOW)
    assert time.monotonic() - began < LONGEST
    assert [each["operation"] for each in ran.json["plan"]] == ["create_refund"]


@pytest.mark.parametrize("pattern", ["(?=x)y", r"(a)\1", "a{1000}{1000}", "(", "[z-a]"])
def test_an_expression_that_cannot_be_judged_is_a_finding(cli: Cli, shop: Path, pattern: str) -> None:
    _receipt(shop, json.dumps({"matches": pattern}))
    found = cli("lint", shop, "--format", "json", "--now", NOW).json["findings"]
    assert "bad-pattern" in {each["rule"] for each in found}
    assert {each["line"] for each in found if each["rule"] == "bad-pattern"} == {23}


@pytest.mark.parametrize(
    ("file", "old", "new", "sign"),
    [
        ("stripe.yaml", "owner: payments", "owner: p\u0430yments", "U+0430"),
        ("stripe.yaml", "id: stripe", "id: str\u0456pe", "U+0456"),
        ("support-bot.yaml", "credential: stripe-key", "credential: stripe-k\u0435y", "U+0435"),
    ],
)
def test_a_letter_of_another_alphabet_is_named(cli: Cli, shop: Path, file: str, old: str, new: str, sign: str) -> None:
    text = (shop / file).read_text()
    (shop / file).write_text(text.replace(old, new, 1))
    ran = cli("lint", shop, "--format", "concise", "--now", NOW)
    assert ran.code == 1
    assert f"with {sign}" in ran.out


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("command", ["triage", "undo", "claims"])
def test_a_tool_of_a_run_that_only_looks_like_one_of_ours_is_named(cli: Cli, command: str) -> None:
    names = ["r\u0435fund", "refund"]
    calls = [{"id": str(n), "function": {"name": name, "arguments": "{}"}} for n, name in enumerate(names)]
    (cli.here / "run.json").write_text(json.dumps({"messages": [{"role": "assistant", "tool_calls": calls}]}))
    said = " ".join(cli(command, "run.json", "-i", "shop", "--as-agent", "support-bot", "--now", NOW).out.split())
    assert said.count("(with U+0435, which only looks Latin)") == 1


@pytest.mark.parametrize("name", ["../../climbed", "/climbed", "..", "a/../../climbed", "a\\..\\climbed", "con:x"])
def test_no_id_leads_out_of_the_folder(cli: Cli, shop: Path, name: str) -> None:
    (shop / "odd.yaml").write_text(
        f"{(shop / 'stripe.yaml').read_text()}".replace("id: stripe", f"id: {json.dumps(name)}", 1)
    )
    tools = {"tools": [{"name": name, "inputSchema": {"type": "object"}}]}
    (cli.here / "tools.json").write_text(json.dumps(tools))
    before = {path for path in cli.here.parent.rglob("*") if "cache" not in path.parts}
    cli("render", shop, "--out", "pages")
    for form in ("html", "cacao", "cyclonedx", "evidence"):
        cli("render", shop, "--out", form, "--format", form)
    cli("drill", "-i", shop, "--agent", name, "--yes", stdin=b"y\n" * 30)
    cli("drill", "-i", shop, "--seed", "1", "--yes", "--by", "t", stdin=b"y\n" * 30)
    for words in (
        ("--system", name, "--agent", "a"),
        ("--system", "s", "--agent", name),
        ("--system", "s", "--agent", "a"),
    ):
        cli("import", "mcp", "tools.json", *words, "--out", "made")
    cli("add", "stripe", "--id", name, "-i", shop)
    cli("init", "begun", "--agent", name)
    after = {path for path in cli.here.parent.rglob("*") if "cache" not in path.parts} - before
    ours = ("pages", "html", "cacao", "cyclonedx", "evidence", "made", "begun")
    allowed = tuple(str(cli.here / each) for each in ours)
    assert [str(path) for path in after if not str(path).startswith(allowed) and path.suffix != ".sqlite"] == [
        str(path) for path in after if path == cli.cache
    ]


@pytest.mark.parametrize(
    "args",
    [
        ("import", "mcp", "tools.json", "--system", "s", "--agent", "a", "--out", "shop"),
        ("add", "stripe", "--id", "s", "-i", "shop"),
        ("init", "shop"),
    ],
    ids=lambda args: args[0],
)
def test_a_linked_folder_inside_is_not_written_through(cli: Cli, shop: Path, args: tuple[str, ...]) -> None:
    (cli.here / "tools.json").write_text(json.dumps({"tools": [{"name": "t", "inputSchema": {"type": "object"}}]}))
    outside = cli.here.parent / "outside"
    outside.mkdir()
    for name in ("systems", "agents", "credentials", "registries", ".blastradius"):
        (shop / name).symlink_to(outside, target_is_directory=True)
    ran = cli(*args)
    assert list(outside.iterdir()) == [], ran.out + ran.err


@pytest.mark.parametrize("form", ["cacao", "cyclonedx", "evidence"])
def test_an_output_folder_that_is_not_ours_stays_as_it_is(cli: Cli, shop: Path, form: str) -> None:
    render = ("render", shop, "--format", form, "--out")
    photos = written(cli.here / "photos", {"photo.json": "{}"})
    assert cli(*render, "photos").code == 2
    assert cli(*render, "shop").code == 2
    assert [each.name for each in photos.iterdir()] == ["photo.json"]
    (cli.here / "linked").symlink_to(photos)
    assert cli(*render, "linked").code == 2
    assert cli(*render, "ours", "--now", NOW).code == 0
    file = next(each for each in sorted((cli.here / "ours").rglob("*")) if each.is_file())
    for foreign in ("{}\n", file.read_text() + " "):
        file.write_text(foreign)
        assert cli(*render, "ours", "--now", NOW).code in {1, 2}, "2 where no page of ours is left beside it"
        assert file.read_text() == foreign
    file.unlink()
    file.symlink_to(photos / "photo.json")
    assert cli(*render, "ours", "--now", NOW).code == 2
    assert (photos / "photo.json").read_text() == "{}"


def test_a_drill_writes_through_no_link_that_leads_out(cli: Cli, shop: Path) -> None:
    outside = written(cli.here.parent / "outside", {"support-bot.yaml": (shop / "support-bot.yaml").read_text()})
    (shop / "support-bot.yaml").unlink()
    (shop / "support-bot.yaml").symlink_to(outside / "support-bot.yaml")
    before = (outside / "support-bot.yaml").read_text()
    cli("drill", "-i", shop, "--seed", "1", "--yes", "--by", "payments", "--now", NOW, stdin=b"y\n" * 30)
    assert (outside / "support-bot.yaml").read_text() == before


@pytest.mark.parametrize("kind", ["view", "trigger", "table"])
def test_a_cache_that_holds_more_than_a_cache_is_made_anew(cli: Cli, shop: Path, kind: str) -> None:
    expected = cli("lint", shop, "--now", NOW, "--format", "json").out
    (file,) = cli.cache.glob("*.sqlite")
    forever = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS key, x AS body FROM n"
    with sqlite3.connect(file) as forged:
        if kind == "view":
            forged.execute("DROP TABLE snapshot")
            forged.execute(f"CREATE VIEW snapshot AS {forever}")
        elif kind == "trigger":
            forged.execute("CREATE TRIGGER t BEFORE INSERT ON entry BEGIN DELETE FROM places; END")
        else:
            forged.execute("CREATE TABLE more (x)")
    began = time.monotonic()
    assert cli("lint", shop, "--now", NOW, "--format", "json").out == expected
    assert time.monotonic() - began < LONGEST
    (shop / "teams.yaml").write_text((shop / "teams.yaml").read_text() + "lead: x\n")
    cli("lint", shop, "--now", NOW)
    with sqlite3.connect(file) as anew:
        assert [name for (name,) in anew.execute("SELECT name FROM sqlite_master ORDER BY name")] == [
            "entry", "places", "snapshot",
        ]  # fmt: skip


def test_a_cache_whose_damage_is_no_text_is_made_anew(cli: Cli, shop: Path) -> None:
    expected = cli("lint", shop, "--now", NOW, "--format", "json").out
    (file,) = cli.cache.glob("*.sqlite")
    data = file.read_bytes()
    at = data.index(b"CREATE TABLE entry")
    file.write_bytes(data[:at] + b"CREATE \xe9\xff\xac" + data[at + 10 :])
    assert cli("lint", shop, "--now", NOW, "--format", "json").out == expected

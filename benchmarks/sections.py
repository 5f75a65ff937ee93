"""The sections of the page: which commands are measured against which, and what the numbers are to be read as."""

import json
import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from measure import Command, Row, run, table, take_turns
from programs import VERSIONS, Ours, Tools, write_ruleset, write_schema

from inventories import Change, emptied, extent, generated, quoted

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILD = ROOT / "build" / "benchmarks"
DESK = "inventories/support-desk"

_MOMENT = ("--now", "2026-11-22T00:00:00Z")  # later, proofs of these inventories have grown old
_BARE = Command(name="bare", words=(sys.executable, "-c", "pass"))
_TYPER = Command(name="typer", words=(sys.executable, "-c", "import typer"))
_NAMES = {
    "bare": "bare Python",
    "scan": "event scan",
    "scan-alone": "event scan without start",
    "cold": "cold `lint`",
    "ajv": "ajv-cli",
}
_REACH_GOAL = "≤ 12, stretch 6"
_COLD_GOAL = "≤ 1.2, stretch 0.6"


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured. `others` is the number of systems for the slow programs: two files each."""

    large: int
    others: int
    growth: tuple[int, ...]
    desk_rounds: int
    large_rounds: int
    slow_rounds: int


FULL = Size(10_000, 500, (1_000, 10_000, 100_000), 21, 5, 3)
QUICK = Size(1_000, 50, (100, 1_000), 3, 2, 1)


def desk(ours: Ours, size: Size) -> str:
    """What a start costs on an inventory of the usual size."""
    cache = emptied(BUILD / "cache-desk")
    reach = ("reach", "-i", DESK, *_MOMENT)
    lint = ("lint", DESK, "--format", "concise", *_MOMENT)
    vault, json_format = (*reach, "support-vault-token"), ("--format", "json")
    measured = (
        ("`blastradius --help`", ("--help",), ""),
        ("`reach zendesk-support-oauth`, warm", (*reach, "zendesk-support-oauth"), _REACH_GOAL),
        ("`reach support-vault-token`, warm", vault, _REACH_GOAL),
        ("`reach support-vault-token --format json`, warm", (*vault, *json_format), _REACH_GOAL),
        ("`reach --agent oncall-agent`, warm", (*reach, "--agent", "oncall-agent"), _REACH_GOAL),
        ("`reach support-vault-token --no-cache`", (*vault, "--no-cache"), ""),
        ("`lint`, warm", lint, ""),
        ("`lint --no-cache`", (*lint, "--no-cache"), ""),
    )
    commands = [ours.command(text, *words, cache=cache) for text, words, _ in measured]
    for command in commands:
        run(command, ROOT)
    taken = take_turns([_BARE, _TYPER, *commands], size.desk_rounds, ROOT)
    rows = [
        Row(text="bare Python (`python -c pass`)", name="bare", base="bare"),
        Row(text="`import typer`", name="typer", base="bare"),
        *(Row(text=text, name=text, base="bare", goal=goal) for text, _, goal in measured),
    ]
    return f"""## The support desk

`{DESK}`: {extent(ROOT / DESK)}. Rounds: {size.desk_rounds}.

{table(rows, taken, _NAMES)}
"""


def large(ours: Ours, tools: Tools, size: Size) -> str:
    """A generated inventory: cold, warm, after a change, and beside the parser and ajv-cli."""
    inventory = generated(size.large, BUILD)
    starts = json.loads((inventory / "starts.json").read_text(encoding="utf-8"))
    warm, fresh = emptied(BUILD / "cache-warm"), BUILD / "cache-fresh"
    lint = ("lint", inventory, "--format", "concise", *_MOMENT)
    reach = ("reach", "-i", inventory, *_MOMENT)
    asked = {
        "one grant": ("--credential", starts["small"]),
        "a usual credential": ("--credential", starts["median"]),
        "a token of a secret store": ("--credential", starts["store"]),
        "the deploy token of the platform": ("--credential", starts["platform"]),
        "an agent": ("--agent", starts["agent"]),
    }
    again = ours.command("again", *lint, cache=warm)
    warm_ones = [again, *(ours.command(name, *reach, *words, cache=warm) for name, words in asked.items())]
    if ours.has("top"):
        warm_ones.append(ours.command("top", "top", "-i", inventory, *_MOMENT, cache=warm))
    for command in warm_ones:
        run(command, ROOT)
    change = Change(inventory / starts["changed"])
    commands = [
        _scan(inventory),
        ours.command("cold", *lint, "--no-cache", cache=warm),
        replace(ours.command("filling", *lint, cache=fresh), before=partial(_empty, fresh)),
        replace(_BARE, times=7),
        *warm_ones,
        ours.command("reach-cold", *reach, starts["store"], "--no-cache", cache=warm),
        replace(ours.command("changed", *lint, cache=warm), before=change.make, after=partial(_undo, change, again)),
        *_ajv(tools, quoted(inventory), size.slow_rounds),
    ]
    taken = take_turns(commands, size.large_rounds, ROOT)
    rows = [
        Row(text="event scan", name="scan", base="bare"),
        Row(text="`lint --no-cache`", name="cold", base="scan", goal=_COLD_GOAL),
        Row(text="`lint --no-cache`", name="cold", base="scan-alone", goal=_COLD_GOAL),
        Row(text="`lint --no-cache`", name="cold", base="ajv", goal="< 1"),
        Row(text="first `lint`, which fills an empty cache", name="filling", base="scan", goal=_COLD_GOAL),
        Row(text="second `lint`, nothing changed", name="again", base="cold"),
        Row(text="second `lint`, one file changed", name="changed", base="cold", goal="≤ 0.15"),
        *(Row(text=f"`reach`, warm, from {name}", name=name, base="bare", goal=_REACH_GOAL) for name in asked),
        Row(text="`reach --no-cache`, from a token of a secret store", name="reach-cold", base="scan"),
        Row(text="`top`, warm, over every credential", name="top", base="bare"),
        Row(text="ajv-cli: the schemas alone", name="ajv", base="scan"),
    ]
    slow = min(size.slow_rounds, size.large_rounds)
    return f"""## {size.large:,} systems

{extent(inventory)}, written by `benchmarks/generate.py`: as many credentials, three operations and five grants for each
system. Rounds: {size.large_rounds}; ajv-cli took part in {slow}, and bare Python ran seven times in each.

{table(rows, taken, _NAMES)}

The event scan is `for _ in yaml.parse(data, Loader=CLoader)` over the bytes of all files in one process, reading
included: PyYAML's C parser, without making anything of what it found. Cold means that nothing of ours is remembered;
the operating system has the files in memory, for all alike. Warm `reach` starts from what an earlier run has left.
"""


def others(ours: Ours, tools: Tools, size: Size) -> str:
    """Other programs on the same files with the same schemas."""
    inventory = generated(size.others, BUILD)
    copy = quoted(inventory)
    schema, ruleset = _schema(), BUILD / "ruleset.json"
    write_ruleset(schema, ruleset)
    lint = ("lint", inventory, "--format", "concise", *_MOMENT, "--no-cache")
    commands = [
        _scan(inventory),
        ours.command("cold", *lint, cache=BUILD / "cache-fresh"),
        *_ajv(tools, copy, size.slow_rounds),
    ]
    if tools.check_jsonschema:
        words: tuple[str | Path, ...] = ("--schemafile", schema, *sorted(copy.rglob("*.yaml")))
        commands.append(Command(name="check-jsonschema", words=(tools.check_jsonschema, *words)))
    if tools.yamllint:
        commands.append(Command(name="yamllint", words=(tools.yamllint, "-d", "relaxed", copy)))
    if tools.spectral:
        words = (tools.spectral, "lint", f"{copy}/**/*.yaml", "--ruleset", ruleset)
        commands.append(Command(name="spectral", words=words, rounds=1))
    taken = take_turns(commands, size.slow_rounds, ROOT)
    rows = [
        Row(text="event scan", name="scan", base="cold"),
        Row(text="`lint --no-cache`", name="cold", base="cold"),
        Row(text="ajv-cli: the schemas", name="ajv", base="cold"),
        Row(text="check-jsonschema: the schemas", name="check-jsonschema", base="cold"),
        Row(text="yamllint, relaxed: the style", name="yamllint", base="cold"),
        Row(text="Spectral: the schemas, with positions", name="spectral", base="cold"),
    ]
    return f"""## Beside other programs

{extent(inventory)}. Rounds: {size.slow_rounds}; Spectral took part in one.
{VERSIONS}.

{table(rows, taken, _NAMES)}

`lint` does what none of the others does: positions of every finding, references across files, missing cells, old
proofs, pasted secrets. The others have it easier in two ways: all our schemas stand in one document, and they read a
copy in which dates are quoted, because to some of them a date without quotes is no text.
"""


def growth(ours: Ours, size: Size) -> str:
    """How `top` grows with the number of credentials, on short entities, fifty in a file."""
    title = f"## `top` over {' and '.join(f'{count:,}' for count in size.growth)} credentials"
    if not ours.has("top"):
        return f"{title}\n\nNot measured: there is no `top` yet.\n"
    cache = emptied(BUILD / "cache-growth")
    first = f"{size.growth[0]:,} credentials"
    commands = [
        ours.command(f"{count:,} credentials", "top", "-i", generated(count, BUILD, dense=True), *_MOMENT, cache=cache)
        for count in size.growth
    ]
    for command in commands:
        run(command, ROOT)
    taken = take_turns(commands, size.slow_rounds, ROOT)
    rows = [Row(text=f"`top`, warm, {command.name}", name=command.name, base=first) for command in commands]
    return f"""{title}

Short entities, fifty in a file. Rounds: {size.slow_rounds}. Warm: reading the cache is measured, and the answer.

{table(rows, taken, {first: first})}
"""


def _scan(inventory: Path) -> Command:
    return Command(name="scan", words=(sys.executable, HERE / "scan.py", inventory), says="scan-alone")


def _ajv(tools: Tools, copy: Path, rounds: int) -> list[Command]:
    if tools.ajv is None:
        return []
    words = ("validate", "--spec=draft2020", "--strict=false", "-s", _schema(), "-d", f"{copy}/**/*.yaml")
    return [Command(name="ajv", words=(tools.ajv, *words), rounds=rounds)]


def _schema() -> Path:
    file = BUILD / "schema.json"
    write_schema(ROOT / "schemas" / "inventory", file)
    return file


def _empty(folder: Path) -> None:
    emptied(folder)


def _undo(change: Change, lint: Command) -> None:
    """Put the file and the cache back to where the next round begins."""
    change.undo()
    run(lint, ROOT)

"""No command imports what it does not need: in an incident, start-up is waiting."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import NOW, Cli

from blastradius.cli.inventory import _MODEL
from blastradius.cli.lint_run import _RULES
from blastradius.cli.reach import ReachFormat, _modules

HEAVY = (
    "yaml",
    "jsonschema",
    "jsonschema_rs",
    "referencing",
    "networkx",
    "jinja2",
    "rich",
    "detect_secrets",
    "rfc8785",
    "mcp",
)
ERRING = ("rapidfuzz", "platformdirs")  # only who errs, or is not on Linux, pays for these
OURS = ("analysis", "graph", "lint", "model", "output", "source")
REACH = ("reach", "stripe-key", "-i", "shop", "--now", NOW)
CUT = ("cut", "stripe-key", "--protect", "stripe", "-i", "shop", "--now", NOW)
TOP = ("top", "-i", "shop", "--now", NOW)
LINT = ("lint", "shop", "--now", NOW)


def _ours(*rooms: str) -> tuple[str, ...]:
    return tuple(f"blastradius.{room}" for room in rooms)


# The command, and what it must not import; the cache is warm.
WARM = [
    (("--help",), (*HEAVY, *ERRING, "msgspec", *_ours(*OURS))),
    (("--version",), (*HEAVY, *ERRING, "msgspec", *_ours(*OURS))),
    *(
        ((command, "--help"), (*HEAVY, *ERRING, "msgspec", *_ours(*OURS)))
        for command in (
            "lint",
            "reach",
            "cut",
            "triage",
            "undo",
            "retries",
            "top",
            "drill",
            "render",
            "import",
            "drift",
            "rules",
            "schema",
            "init",
            "fingerprint",
        )
    ),
    (
        REACH,
        (
            *HEAVY,
            *ERRING,
            "typer",
            "inspect",
            "json",
            "_hashlib",
            *_ours("lint", "output.lint_text", "output.reach_json", "source.yaml", "source.schema"),
        ),
    ),
    ((*REACH, "--format", "json"), (*HEAVY, *ERRING, *_ours("lint", "output.reach_text", "source.yaml"))),
    (REACH, _ours("analysis.why")),
    ((*REACH, "--why", "stripe"), (*HEAVY, *ERRING, *_ours("lint", "analysis.reach.answer", "output.reach_text"))),
    (
        CUT,
        (
            *HEAVY,
            *ERRING,
            "typer",
            *_ours("lint", "output.reach_text", "output.cut_json", "source.yaml", "source.schema"),
        ),
    ),
    (TOP, (*HEAVY, *ERRING, *_ours("lint", "output.top_json", "output.reach_text", "source.yaml", "source.schema"))),
    (
        LINT,
        (*HEAVY, *ERRING, *_ours("analysis", "graph.everyone", "output.reach_text", "source.yaml", "source.schema")),
    ),
    ((*LINT, "--format", "json"), (*HEAVY, *ERRING, *_ours("analysis", "output.lint_text", "source.yaml"))),
    (("rules",), (*HEAVY, *ERRING, *_ours("analysis", "source.yaml", "source.schema"))),
    (
        ("schema", "team"),
        ("yaml", "jsonschema", "networkx", "jinja2", "rich", "detect_secrets", *_ours("lint", "graph")),
    ),
]


@pytest.mark.parametrize(("args", "unneeded"), WARM, ids=[" ".join(args) for args, _ in WARM])
@pytest.mark.usefixtures("shop")
def test_what_a_command_does_not_import(cli: Cli, args: tuple[str, ...], unneeded: tuple[str, ...]) -> None:
    cli(*LINT)
    cli(*args)  # places are looked up when the first answer cites them
    imported = _imported(cli, *args)
    assert "blastradius.cli.app" in imported
    assert sorted(name for name in imported if _belongs(name, unneeded)) == []


# The command, and what is loaded ahead where the inventory is large; that of the shop is not.
AHEAD = [
    *(((*REACH, "--format", each), _modules("reach", each)) for each in ReachFormat),
    *(((*REACH, "--format", each, "--why", "stripe"), _modules("why", each)) for each in ReachFormat),
    (LINT, (_RULES,)),
]


@pytest.mark.parametrize(("args", "ahead"), AHEAD, ids=[" ".join(args) for args, _ in AHEAD])
@pytest.mark.usefixtures("shop")
def test_what_a_large_inventory_loads_ahead_is_needed(cli: Cli, args: tuple[str, ...], ahead: tuple[str, ...]) -> None:
    assert {_MODEL, *ahead} <= set(_imported(cli, *args))


@pytest.mark.parametrize("args", [REACH, CUT, TOP, LINT], ids=" ".join)
def test_the_profile_of_a_vendor_is_not_parsed_again(cli: Cli, shop: Path, args: tuple[str, ...]) -> None:
    system = shop / "stripe.yaml"
    system.write_text(system.read_text("utf-8").replace("id: stripe\n", "id: stripe\nvendor: stripe\n", 1), "utf-8")
    assert "vendors/stripe.yaml" in cli(*REACH).out, "the answer rests on the profile"
    cli(*args)
    assert sorted(name for name in _imported(cli, *args) if _belongs(name, _ours("source.yaml", "source.schema"))) == []


@pytest.mark.usefixtures("shop")
def test_the_first_time_files_are_parsed_so_the_table_can_tell(cli: Cli) -> None:
    imported = _imported(cli, *REACH)
    assert {"jsonschema_rs", "blastradius.source.quick_yaml", "blastradius.analysis.reach"} <= imported
    assert "yaml" not in imported, "plain files are read without it"
    assert "jsonschema" not in imported, "only refused documents pay for explanations"


def _belongs(name: str, rooms: tuple[str, ...]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def _imported(cli: Cli, *args: str) -> set[str]:
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "blastradius", *args],
        cwd=cli.here,
        env=cli.env,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(re.findall(r"^import time: +\d+ \| +\d+ \| +(\S+)$", ran.stderr, flags=re.MULTILINE))

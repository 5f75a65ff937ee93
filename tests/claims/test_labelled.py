"""Sentences labelled by hand, each with the calls before it: what is accused, and what is not."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

LABELLED = Path(__file__).parent / "labelled"
TABLE: dict[str, Any] = yaml.safe_load((LABELLED / "sentences.yaml").read_text("utf-8"))
MENDED: dict[str, Any] = yaml.safe_load((LABELLED / "mended.yaml").read_text("utf-8"))
VALUES: dict[str, Any] = yaml.safe_load((LABELLED / "values.yaml").read_text("utf-8"))
CALLS: dict[str, Any] = TABLE["calls"] | MENDED["calls"] | VALUES["calls"]
CASES: list[dict[str, Any]] = [*TABLE["sentences"], *MENDED["sentences"], *VALUES["sentences"]]
ACCUSED = {"unbacked", "mismatch"}


def run_of(case: dict[str, Any]) -> dict[str, Any]:
    """The run that a case describes, as messages of a chat."""
    messages: list[dict[str, Any]] = [{"role": "user", "content": "Please help."}]
    for number, name in enumerate(case["did"]):
        tool, arguments, result = CALLS[name]
        call_id = f"call_{number}"
        function = {"name": tool, "arguments": json.dumps(arguments)}
        messages += [
            {"role": "assistant", "tool_calls": [{"id": call_id, "type": "function", "function": function}]},
            {
                "role": "tool",
                "tool_call_id": call_id,
                "content": result if isinstance(result, str) else json.dumps(result),
            },
        ]
    return {"messages": [*messages, {"role": "assistant", "content": case["says"]}]}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[int, list[str]]:
    """The verdicts on every case, by its number."""
    folder = tmp_path_factory.mktemp("labelled")
    inventory = folder / "inventory"
    inventory.mkdir()
    (inventory / "blastradius.yaml").write_text("apiVersion: blastradius/v1\nkind: Inventory\nid: shop\n")
    for name in ("inventory.yaml", "works.yaml"):
        shutil.copy(LABELLED / name, inventory)
    verdicts: dict[int, list[str]] = {}
    for agent in ("desk", "mailer", "operator"):
        cases = [number for number, case in enumerate(CASES) if case.get("agent", "desk") == agent]
        (folder / "runs.json").write_text(json.dumps([run_of(CASES[number]) for number in cases]), "utf-8")
        command = [sys.executable, "-m", "blastradius", "claims", "runs.json", "-i", "inventory", "--as-agent", agent]
        done = subprocess.run(
            [*command, "--format", "json", "--no-cache"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode in {0, 1}, done.stderr
        said: dict[int, list[str]] = {number: [] for number in range(len(cases))}
        for claim in json.loads(done.stdout)["claims"]:
            said[claim["item"]].append(claim["verdict"])
        verdicts |= {number: said[place] for place, number in enumerate(cases)}
    return verdicts


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: str(CASES[number]["says"]))
def test_what_is_false_is_accused_and_nothing_else(number: int, judged: dict[int, list[str]]) -> None:
    case, verdicts = CASES[number], judged[number]
    assert bool(ACCUSED & set(verdicts)) is (case["label"] is False and "missed" not in case), (case["did"], verdicts)

"""The inventories of recorded runs lint without errors, and their tools are those that the runs call."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from blastradius.cli.inventory import open_roots
from blastradius.traces.events import Call
from blastradius.traces.read import read_runs

ROOT = Path(__file__).resolve().parents[2]
RECORDED = ROOT / "inventories" / "recorded"
RUNS = ROOT.parent / "shared" / "data" / "traces"
FOLDERS = sorted(folder.name for folder in RECORDED.iterdir() if folder.is_dir())


@pytest.mark.parametrize("folder", FOLDERS)
def test_it_lints_without_errors(tmp_path, folder):
    command = [sys.executable, "-m", "blastradius", "lint", str(RECORDED / folder), "--format", "json", "--no-cache"]
    done = subprocess.run(
        [*command, "--now", "2026-11-25T00:00:00Z"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    found = json.loads(done.stdout)
    assert [each for each in found["findings"] if each["severity"] == "error"] == []
    assert found["entities"] == 5


@pytest.mark.skipif(not RUNS.is_dir(), reason="the recorded runs are not beside the repository")
@pytest.mark.parametrize(
    ("file", "folder"),
    [
        ("tau_airline_gpt4o.json", "airline"),
        ("tau2_airline_nemotron_orchestrator.json", "airline"),
        ("agentrx_tau_retail.json", "retail"),
        ("langfuse/google-adk-2025-08-28.trace.json", "frameworks"),
        ("langfuse/openai-agents-2025-09-30.trace.json", "frameworks"),
        ("langfuse/vercel-aisdk-2025-11-17.trace.json", "frameworks"),
        ("langfuse/langgraph-python-2025-08-22.trace.json", "frameworks"),
        ("langfuse/claude-agent-2025-12-22.trace.json", "frameworks"),
        ("langfuse/agno-2025-06-11.trace.json", "frameworks"),
    ],
)
def test_every_tool_that_the_runs_call_is_listed(file, folder):
    _, catalog = open_roots([RECORDED / folder], remember=False)
    listed = {tool.name for agent in catalog.agents for tool in agent.tools}
    called = {
        event.tool.rpartition("__")[2].removeprefix("execute_tool ")
        for session in read_runs([str(RUNS / file)]).sessions
        for event in session.events
        if isinstance(event, Call)
    }
    assert called
    assert called <= listed

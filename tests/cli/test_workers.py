"""Work for every core: nothing of it outlives the command, also where somebody kills that."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
PATIENCE = 60

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or (os.cpu_count() or 1) < 2, reason="one process does everything here"
)


def running(process: int) -> bool:
    """Whether a process is there and has not ended; one that nobody has fetched yet has."""
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_for(come: Callable[[], object]) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if come():
            return True
        time.sleep(0.002)
    return False


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("command", ["render", "lint"])
def test_workers_end_with_the_command_that_is_killed(tmp_path: Path, command: str, how: signal.Signals) -> None:
    if command == "render":
        arguments = [CHECKOUT / "inventories" / "support-desk", "--out", tmp_path / "out"]
    else:
        arguments = [tmp_path]
        for number in range(1_500):
            team = f"blastradius: v1\nteams:\n- id: team-{number}\n  rotation: PagerDuty service {number}\n"
            (tmp_path / f"{number}.yaml").write_text(team)
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    process = subprocess.Popen(
        [sys.executable, "-m", "blastradius", command, *map(str, arguments)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    try:
        assert wait_for(lambda: process.poll() is not None or listed.read_text("ascii"))
        workers = [int(each) for each in listed.read_text("ascii").split()]
        assert workers, "the command came to its end first"
    finally:
        process.send_signal(how)
        process.wait()
    try:
        assert wait_for(lambda: not any(map(running, workers)))
    finally:
        for worker in filter(running, workers):
            os.kill(worker, signal.SIGKILL)

"""Work for every core: nothing of it outlives the command, also where somebody kills that."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from blastradius.workers import CAN_FORK, beside, by_turns, from_both_ends

CHECKOUT = Path(__file__).parents[2]
PATIENCE = 60

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="one process does everything here")


def running(process: int) -> bool:
    """Whether a process is there and has not ended; one that nobody has fetched yet has."""
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children() -> set[int]:
    """The processes that this one has started."""
    return {int(each) for each in Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()}


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


@pytest.mark.parametrize("count", [0, 1, 2, 3, 60, 1_000])
def test_parts_are_taken_by_turns_while_something_else_is_done(count: int) -> None:
    done: list[int] = []
    told = by_turns(lambda number: b"%d" % number, range(count), lambda: done.append(os.getpid()))
    assert told == [b"%d" % number for number in range(count)]
    assert done == [os.getpid()]


@pytest.mark.parametrize("end", [lambda: os._exit(3), lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: 1 // 0])
def test_what_a_process_took_and_did_not_do_is_done_here(end: Callable[[], object]) -> None:
    here = os.getpid()

    def work(number: int) -> bytes:
        if os.getpid() != here:
            end()
        return b"%d" % number

    assert by_turns(work, range(20), lambda: time.sleep(0.2)) == [b"%d" % number for number in range(20)]


def test_half_an_answer_is_none() -> None:
    """A process that is killed while it says more than a pipe takes at once; what it had said looks like an end."""
    before = children()
    wait = beside(lambda: b"." * 1_000_000)
    (other,) = children() - before
    assert wait_for(lambda: "pipe" in Path(f"/proc/{other}/wchan").read_text("ascii"))
    os.kill(other, signal.SIGKILL)
    assert wait() == b"." * 1_000_000


@pytest.mark.parametrize("count", [0, 1, 2, 60, 200])
def test_two_processes_take_each_part_once_until_none_is_left(count: int) -> None:
    mine, others = from_both_ends(range(count))
    wait = beside(lambda: bytes(others))
    taken = list(mine)
    assert taken == list(range(len(taken)))
    assert [*taken, *reversed(wait())] == list(range(count))


def test_work_beside_this_process_that_is_lost_is_done_here() -> None:
    here = os.getpid()
    assert beside(lambda: b"done" if os.getpid() == here else os._exit(0))() == b"done"


def test_a_process_whose_answer_nobody_hears_any_more_ends() -> None:
    script = (
        "import os\n"
        "from blastradius.workers import beside\n"
        "wait = beside(lambda: bytes(1_000_000))\n"
        "print(open(f'/proc/self/task/{os.getpid()}/children').read(), flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    ran = subprocess.run(
        [sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    others = [int(each) for each in ran.stdout.split()]
    assert others
    try:
        assert wait_for(lambda: not any(map(running, others)))
    finally:
        for other in filter(running, others):
            os.kill(other, signal.SIGKILL)


def test_where_no_process_is_to_be_had_all_is_done_here() -> None:
    """A process with a limit of processes that has been reached: nobody but root can go beyond."""
    script = (
        "import os, resource\n"
        "from blastradius.workers import by_turns\n"
        "resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        "try:\n    os.fork()\nexcept OSError:\n"
        "    print([each[0] for each in by_turns(lambda n: bytes([n]), range(9), int)])\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    ran = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    if not ran.stdout:
        pytest.skip("this user may always start another process")
    assert ran.stdout == f"{list(range(9))}\n"


def test_work_is_shared_where_nobody_wants_to_hear_of_processes_that_end() -> None:
    script = (
        "import signal\n"
        "from blastradius.workers import by_turns\n"
        "signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
        "print([each[0] for each in by_turns(lambda n: bytes([n]), range(9), int)])\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    ran = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout == f"{list(range(9))}\n"

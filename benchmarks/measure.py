"""Whole processes, measured in turns: each round runs every command once, so that a noisy machine is noisy for all."""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


def _nothing() -> None:
    """Nothing to prepare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command line. `before` and `after` run around each measurement and are not measured themselves.

    `rounds` limits how often a slow one takes part; a short one runs several `times` in its turn: the median counts.
    `says` names a second result: the seconds that it prints itself.
    """

    name: str
    words: Sequence[str | Path]
    environment: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[], None] = _nothing
    after: Callable[[], None] = _nothing
    rounds: int = sys.maxsize
    times: int = 1
    says: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """One run: seconds on the clock, seconds of all its processors, and the peak of resident memory in bytes."""

    seconds: float
    processor: float
    peak: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a table: what is measured, what it is divided by, and the goal for that ratio."""

    text: str
    name: str
    base: str
    goal: str = ""


Samples = dict[str, list[Sample]]


def take_turns(commands: Sequence[Command], rounds: int, here: Path) -> Samples:
    """Run every command once a round, in the order given."""
    taken: Samples = {}
    for turn in range(rounds):
        for command in commands:
            if turn >= command.rounds:
                continue
            command.before()
            samples = sorted((run(command, here) for _ in range(command.times)), key=lambda each: each[0].seconds)
            sample, said = samples[len(samples) // 2]
            command.after()
            taken.setdefault(command.name, []).append(sample)
            if command.says:
                alone = Sample(float(said), sample.processor, sample.peak)
                taken.setdefault(command.says, []).append(alone)
        sys.stderr.write(f"round {turn + 1} of {rounds}\n")
    return taken


def run(command: Command, here: Path) -> tuple[Sample, str]:
    """One run of a whole process, and what it printed.

    Raises:
        SystemExit: it failed; what it said is the message.
    """
    environment = {key: value for key, value in os.environ.items() if not key.startswith("BLASTRADIUS_")}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        process = subprocess.Popen(
            list(map(str, command.words)),
            cwd=here,
            env={**environment, **command.environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=errors,
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        errors.seek(0)
        if process.returncode:
            said = (out.read()[-2000:] + errors.read()[-2000:]).decode(errors="replace")
            msg = f"{command.name} failed ({process.returncode}): {' '.join(map(str, command.words))}\n{said}"
            raise SystemExit(msg)
        text = out.read().decode() if command.says else ""
    return Sample(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024), text


def table(rows: Sequence[Row], taken: Samples, names: Mapping[str, str]) -> str:
    """The rows in Markdown: ratios of seconds, and of the processors' seconds. What was not measured says so."""
    lines = [
        "| command | ratio | lowest | processor | divided by | goal | time | peak memory |",
        "| --- | ---: | ---: | ---: | --- | --- | ---: | ---: |",
    ]
    for row in rows:
        own, base = taken.get(row.name, []), taken.get(row.base, [])
        if not own or not base:
            lines.append(f"| {row.text} | not measured | | | | {row.goal} | | |")
            continue
        pairs = list(zip(own, base, strict=False))
        ratios = [mine.seconds / other.seconds for mine, other in pairs]
        processor = statistics.median(mine.processor / other.processor for mine, other in pairs)
        lines.append(
            f"| {row.text} | {_ratio(statistics.median(ratios))} | {_ratio(min(ratios))} | {_ratio(processor)} "
            f"| {names[row.base]} | {row.goal} "
            f"| {_time(statistics.median(each.seconds for each in own))} | {_memory(max(each.peak for each in own))} |"
        )
    return "\n".join(lines)


def _ratio(value: float) -> str:
    return f"{value:.1f}" if value >= 2 else f"{value:.2f}"


def _time(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def _memory(peak: int) -> str:
    """What a process starts with counts as its peak, and that is ours: less than that cannot be seen."""
    floor = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return f"{'< ' if peak <= floor else ''}{max(peak, floor) / 1e6:.0f} MB"

"""`make fuzz MINUTES=20`: atheris (coverage-guided) where it is, else the mutator alone; the figures at the end.

One process at a time. A case that fails is kept in `build/fuzz/TARGET/failed`, and tried alone with
`python -m tests.fuzz.run TARGET FILE`.
"""

import pkgutil
import random
import re
import subprocess
import sys
import tempfile
import time
import traceback
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

KEPT = Path("build/fuzz").resolve()


def main(words: list[str]) -> int:
    if len(words) == 3 and words[0] == "--one":
        return _one(words[1], float(words[2]))
    if len(words) == 2:
        return _again(*words)
    minutes = float(words[0]) if words else 10
    ended = 0
    total, spent = 0, 0.0
    for name in _names():
        began = time.monotonic()
        process = subprocess.run(
            [sys.executable, "-m", "tests.fuzz.run", "--one", name, str(minutes * 60 / len(_names()))],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
        )  # fmt: skip
        seconds = time.monotonic() - began
        counts = re.findall(r"^(?:Done|#)(\d+| \d+ runs)", process.stdout, re.MULTILINE)
        cases = int(re.sub(r"\D", "", counts[-1])) if counts else 0
        total, spent = total + cases, spent + seconds
        _say(f"{name}: {cases:,} cases in {seconds:,.0f} s{'' if process.returncode == 0 else ': FAILED'}")
        if process.returncode:
            ended = 1
            _say("\n".join(process.stdout.splitlines()[-60:]))
    _say(f"all: {total:,} cases in {spent:,.0f} s, {'with atheris' if find_spec('atheris') else 'without atheris'}")
    return ended


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _names() -> tuple[str, ...]:
    return ("inventory", "traces", "templates", "importers", "profiles", "cache")


def _one(name: str, seconds: float) -> int:
    """One target for a time, in this process."""
    if find_spec("atheris"):
        return _guided(name, seconds)
    from tests.fuzz.mutate import mutated
    from tests.fuzz.targets import sandbox, targets, tried

    target = next(each for each in targets() if each.name == name)
    end, cases, dice = time.monotonic() + seconds, 0, random.Random()
    with tempfile.TemporaryDirectory() as folder, sandbox(Path(folder)):
        while time.monotonic() < end:
            data = _bytes(dice) if name == "cache" else mutated(target.seeds, dice)
            try:
                tried(target, data)
            except Exception:
                _keep(name, data)
                raise
            cases += 1
    _say(f"Done {cases} runs")
    return 0


def _guided(name: str, seconds: float) -> int:
    import atheris

    import blastradius

    with atheris.instrument_imports(include=["blastradius"]):
        for module in pkgutil.walk_packages(blastradius.__path__, "blastradius."):
            if module.name not in {
                "blastradius.__main__",
                "blastradius.foreign.mcp_live",
                "blastradius.foreign.mcp_process",
            }:
                import_module(module.name)
    from tests.fuzz.mutate import mutated
    from tests.fuzz.targets import sandbox, targets, tried

    target = next(each for each in targets() if each.name == name)
    seeds = KEPT / name / "corpus"
    seeds.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds):
        (seeds / f"seed-{number}").write_bytes(seed)

    def case(data: bytes) -> None:
        try:
            tried(target, data)
        except Exception:
            _keep(name, data)
            traceback.print_exc()
            raise

    def mutator(data: bytes, most: int, seed: int) -> bytes:
        dice = random.Random(seed)
        if name == "cache" or dice.random() < 0.3:
            return bytes(atheris.Mutate(data, most))
        return mutated((data, *target.seeds[:3]), dice, most)

    folder = tempfile.mkdtemp()
    options = [
        f"-max_total_time={seconds:.0f}",
        "-max_len=60000",
        "-timeout=30",
        "-rss_limit_mb=2000",
        "-print_final_stats=1",
    ]
    with sandbox(Path(folder)):
        atheris.Setup(["fuzz", *options, str(seeds)], case, custom_mutator=mutator)
        atheris.Fuzz()
    return 0


def _again(name: str, file: str) -> int:
    from tests.fuzz.targets import sandbox, targets, tried

    data = Path(file).read_bytes()
    with tempfile.TemporaryDirectory() as folder, sandbox(Path(folder)):
        tried(next(each for each in targets() if each.name == name), data)
    _say("nothing failed")
    return 0


def _bytes(dice: random.Random) -> bytes:
    return dice.randbytes(dice.choice((0, 5, 50, 500)))


def _keep(name: str, data: bytes) -> None:
    import hashlib

    folder = KEPT / name / "failed"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha256(data).hexdigest()[:12]).write_bytes(data)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Measure everything and write docs/benchmarks.md: `make bench`, or `make bench ARGS=--quick` for a try.

Whole processes are measured, all as ratios taken in interleaved rounds. The other programs are installed into build/;
where that fails their rows say so.
"""

import argparse
import os
import platform
import sys
import time
from datetime import UTC, datetime

from programs import Ours, install_others
from sections import BUILD, FULL, QUICK, ROOT, desk, growth, large, others

_PAGE = ROOT / "docs" / "benchmarks.md"


def main() -> None:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small and few rounds; the page goes to build/ instead")
    quick = parser.parse_args().quick
    size = QUICK if quick else FULL
    began = time.monotonic()
    BUILD.mkdir(parents=True, exist_ok=True)
    ours, tools = Ours(ROOT, BUILD / "program"), install_others(BUILD / "tools")
    sections = [desk(ours, size), large(ours, tools, size), others(ours, tools, size), growth(ours, size)]
    text = page(sections, time.monotonic() - began)
    target = BUILD / "quick.md" if quick else _PAGE
    target.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def page(sections: list[str], seconds: float) -> str:
    """The page of the manual."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    when = f"{datetime.now(UTC).date()} with `make bench`, in {max(1, round(seconds / 60))} minutes"
    return f"""# What it costs

Measured on {when}, on a machine that others use at the same time
({machine}).

In each round every command runs once, so that noise falls on all of them alike. The ratio is the median over the
rounds; it is what to compare, times are of this machine alone. Processor is the ratio of the time that all cores
together worked: noise hardly touches it, and work shared among cores does not look cheaper in it. Peak memory is the
largest resident set of one process; below that of the measuring program it cannot be seen.

The program is measured as it is installed: the wheel, its byte code compiled by pip, in a folder of its own.

{chr(10).join(sections)}"""


if __name__ == "__main__":
    main()

"""Reading the templates of pages: those that are shipped, and those of the user in their place."""

import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from blastradius.errors import UsageError
from blastradius.output.page_templates import Template
from blastradius.resources import TEMPLATES

_ENDING = ".md.j2"
_PARTS = ("page.html", "site.css", "site.js", "find.js", "clock.js", "picture.js")
_LARGEST = 1_000_000
_SECONDS = 8
"""Of the processor, for one page: a busy machine ends nobody's page."""
_MEMORY = 1_000_000_000
"""Bytes more than there were before the page."""


def read_templates(folder: Path | None) -> Mapping[str, Template]:
    """Every template by name; one in `folder` replaces the shipped one of the same name.

    Raises:
        UsageError: the folder has no templates, or one that is not used, cannot be read or lies elsewhere.
    """
    shipped = {
        file.name: Template(text=file.read_text("utf-8"), path=file.as_posix(), own=False)
        for file in sorted((TEMPLATES / "markdown").glob(f"*{_ENDING}"))
    }
    if folder is None:
        return shipped
    own = dict(_own(folder))
    if not own:
        msg = f"there is no template in `{folder}`: not one `*{_ENDING}`"
        raise UsageError(msg, hint=f"a template replaces one of: {', '.join(shipped)}")
    together = shipped | own
    for name, template in own.items():
        if name not in shipped and not any(name in other.text for other in together.values()):
            msg = f"`{template.path}` is not used by any template"
            raise UsageError(msg, hint=f"name it like the one it replaces: {', '.join(shipped)}")
    return together


def read_parts() -> Mapping[str, str]:
    """What a site is made of besides its pages: the frame of a page, style, scripts, and Cytoscape with its licence."""
    own = {name: (TEMPLATES / "html" / name).read_text("utf-8") for name in _PARTS}
    vendored = TEMPLATES / "html" / "cytoscape" / "cytoscape.min.js"
    return own | {vendored.name: vendored.read_text("utf-8")}


def _own(folder: Path) -> Iterator[tuple[str, Template]]:
    if not folder.is_dir():
        msg = f"there is no folder `{folder}`"
        raise UsageError(msg, hint="name the folder of your templates with `--templates`")
    inside = folder.resolve()
    for file in sorted(folder.iterdir()):
        if file.name.endswith(_ENDING):
            if inside not in file.resolve().parents:
                msg = f"`{file}` leads out of `{folder}`"
                raise UsageError(msg, hint="put the template itself there")
            yield file.name, Template(text=_text(file), path=file.as_posix(), own=True)


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > _LARGEST:
            msg = f"`{file}` is larger than {_LARGEST:,} bytes"
            raise UsageError(msg, hint="a template holds words, not data")
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        msg = f"`{file}` cannot be read: {reason}"
        raise UsageError(msg, hint="mend it, or take it out of the folder") from error


@contextmanager
def bounded() -> Iterator[None]:
    """Around the printing of a page by somebody's own templates: what runs without end, or fills the memory, is ended.

    What stands on the page was found out before: how long that takes is a matter of the inventory.
    """
    with _timed(), _little_memory():
        yield


@contextmanager
def _timed() -> Iterator[None]:
    """An alarm, where the system has timers. The error is raised inside of the template."""

    def ring(_signal: int, _frame: object) -> None:
        msg = f"the templates did not come to an end in {_SECONDS} seconds for one page"
        raise TimeoutError(msg)

    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, _SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def _little_memory() -> Iterator[None]:
    """A bound on memory, where the system has one that holds: padding and joining make gigabytes of a few words."""
    if sys.platform != "linux":
        yield
        return
    import resource

    taken = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    bounds = [taken + _MEMORY, *(each for each in (soft, hard) if each != resource.RLIM_INFINITY)]
    resource.setrlimit(resource.RLIMIT_AS, (min(bounds), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

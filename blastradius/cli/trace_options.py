"""Options of the commands that read recorded runs, and what they are turned into."""

import functools
import inspect
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from blastradius.cli import complete
from blastradius.cli.emit import note
from blastradius.cli.options import moment
from blastradius.cli.parameters import Argument, Option
from blastradius.errors import InputError, UsageError

if TYPE_CHECKING:
    from blastradius.finding import Finding
    from blastradius.model.catalog import Catalog
    from blastradius.source.load import Loaded
    from blastradius.traces.narrow import Choice
    from blastradius.traces.portions import Portions
    from blastradius.traces.read import TraceFormat

TraceArgument = Annotated[
    list[str],
    Argument(
        metavar="TRACE...",
        help="Files of recorded runs, plain or gzip: OTLP/JSON, Langfuse, messages of any common framework, logs of "
        "requests, tau-bench; - is standard input.",
        show_default=False,
    ),
]
MaybeTraceArgument = Annotated[
    list[str] | None,
    Argument(
        metavar="[TRACE]...",
        help="Files of recorded runs, plain or gzip: OTLP/JSON, Langfuse, messages of any common framework, logs of "
        "requests, tau-bench; - is standard input.",
        show_default=False,
    ),
]
SessionOption = Annotated[
    list[str] | None, Option("--session", metavar="ID", help="Only this session, by its id or item number.")
]
OfAgentOption = Annotated[
    list[str] | None,
    Option("--agent", metavar="ID", help="Only what this agent did.", autocompletion=complete.agents),
]
OnSystemOption = Annotated[
    list[str] | None, Option("--system", metavar="ID", help="Only this system.", autocompletion=complete.systems)
]
FromOption = Annotated[
    str | None, Option("--since", metavar="TIME", help="Only calls from then on: a time, or 90m for ago.")
]
UntilOption = Annotated[
    str | None, Option("--until", metavar="TIME", help="Only calls up to then: a time, or 90m for ago.")
]
AsAgentOption = Annotated[
    str | None, Option("--as-agent", metavar="ID", help="The agent of calls that name none that is known.")
]
AtOption = Annotated[str | None, Option("--at", metavar="TIME", help="The time of calls whose time was not recorded.")]
TraceFormatOption = Annotated[
    str, Option("--trace-format", metavar="FORMAT", help="auto, otlp, langfuse, messages or tau. Default: auto.")
]


class Narrowing(NamedTuple):
    """The options above, as typed. A command takes them all by `narrowed`."""

    session: SessionOption = None
    agent: OfAgentOption = None
    system: OnSystemOption = None
    since: FromOption = None
    until: UntilOption = None
    as_agent: AsAgentOption = None
    at: AtOption = None
    trace_format: TraceFormatOption = "auto"


def narrowed(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the options of `Narrowing` in the place of its parameter `narrowing`."""
    options = inspect.signature(Narrowing, eval_str=True).parameters.values()
    own = inspect.signature(command, eval_str=True)
    spread = [
        each.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for parameter in own.parameters.values()
        for each in (options if parameter.name == "narrowing" else (parameter,))
    ]

    @functools.wraps(command)
    def with_options(**given: Any) -> None:
        narrowing = Narrowing(**{name: given.pop(name) for name in Narrowing._fields})
        command(**given, narrowing=narrowing)

    with_options.__signature__ = own.replace(parameters=spread)  # type: ignore[attr-defined] # read by inspect
    return with_options


class Recorded(NamedTuple):
    """Recorded runs beside the inventory. `catalog` is `None` where there is none and none was named.

    `portions` are the sessions that are asked about, with what `choice` asks about of them. `problems` are those of
    both inputs that make an answer partial.
    """

    portions: "Portions"
    choice: "Choice"
    catalog: "Catalog | None"
    loaded: "Loaded | None"
    problems: "tuple[Finding, ...]"

    @property
    def complete(self) -> bool:
        """Whether all of it could be read."""
        return not self.problems

    def save(self) -> None:
        """Keep for the next run what was learned of the inventory."""
        if self.loaded:
            self.loaded.save()


def recorded(
    traces: list[str], narrowing: Narrowing, inventory: list[Path] | None, *, now: datetime, remember: bool
) -> Recorded:
    """Read the runs, and the inventory if there is one.

    Raises:
        InputError: a file is missing, or an inventory that was named.
        UsageError: an option makes no sense, or names what is not there.
    """
    from blastradius.finding import Severity
    from blastradius.traces.narrow import Choice
    from blastradius.traces.portions import Portions
    from blastradius.traces.read import read_runs

    choice = Choice(
        sessions=tuple(narrowing.session or ()),
        agents=tuple(narrowing.agent or ()),
        systems=tuple(narrowing.system or ()),
        since=moment("--since", narrowing.since, now=now),
        until=moment("--until", narrowing.until, now=now),
    )
    at = moment("--at", narrowing.at, now=now)
    runs = read_runs(traces, _format(narrowing.trace_format))
    for problem in runs.problems:
        if problem.severity is Severity.WARNING:
            note(f"note: {problem.location}: {problem.message}\n")
    loaded, catalog = _inventory(inventory, remember=remember)
    if catalog is not None:
        _check(catalog, narrowing)
        choice = choice.known_as(catalog.agents)
    portions = Portions(runs.sessions, catalog, choice, as_agent=narrowing.as_agent, at=at)
    if choice.sessions and not portions.sessions:
        known = ", ".join(f"`{each.id}`" for each in runs.sessions[:5])
        msg = f"no session is called `{choice.sessions[0]}`"
        raise UsageError(msg, hint=f"there are {len(runs.sessions)}: {known}" if known else "the files hold none")
    problems = [problem for problem in runs.problems if problem.severity is Severity.ERROR]
    problems += [each for each in loaded.findings if each.severity is Severity.ERROR] if loaded else []
    return Recorded(portions=portions, choice=choice, catalog=catalog, loaded=loaded, problems=tuple(problems))


def note_silence(portions: "Portions") -> None:
    """Say where calls were read and no word of an agent: what it claims is not known there."""
    if portions.silent:
        of = f"{portions.silent} of {portions.sessions} session{'' if portions.sessions == 1 else 's'}"
        note(f"note: no message of an agent was read in {of}, and that is no all clear\n")


def _format(word: str) -> "TraceFormat":
    from blastradius.traces.read import TraceFormat

    try:
        return TraceFormat(word)
    except ValueError:
        msg = f"`--trace-format {word}` is no format that can be read"
        raise UsageError(msg, hint=f"write one of: {', '.join(each.value for each in TraceFormat)}") from None


def _inventory(named: list[Path] | None, *, remember: bool) -> "tuple[Loaded | None, Catalog | None]":
    """The inventory that was named or that the conventions find; nothing where there is none and none was named."""
    from blastradius.cli.inventory import open_inventory
    from blastradius.source.discover import VARIABLE

    try:
        return open_inventory(named, remember=remember)
    except InputError as error:
        if named or os.environ.get(VARIABLE):
            raise
        note(f"note: {error.message}; what only an inventory tells is not known\n")
        return None, None


def _check(catalog: "Catalog", narrowing: Narrowing) -> None:
    from blastradius.analysis.reach.report import Kind
    from blastradius.analysis.reach.starts import check_start

    for name in (*(narrowing.agent or ()), *((narrowing.as_agent,) if narrowing.as_agent else ())):
        check_start(catalog, Kind.AGENT, name)
    for name in narrowing.system or ():
        check_start(catalog, Kind.SYSTEM, name)

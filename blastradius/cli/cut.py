"""`blastradius cut`: what to remove so that a system is out of reach."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from blastradius.cli import complete
from blastradius.cli.emit import emit
from blastradius.cli.options import (
    Color,
    ColorOption,
    InventoryOption,
    NoCacheOption,
    NowOption,
    OutputOption,
    coloured,
    current,
    moment,
    width,
)
from blastradius.cli.parameters import Option
from blastradius.cli.starts import (
    AgentOption,
    AsToolsOption,
    CredentialOption,
    StartArgument,
    SystemOption,
    check_conditions,
    starts,
)
from blastradius.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from blastradius.analysis.cut.report import CutReport, Target
    from blastradius.model.catalog import Catalog


class CutFormat(StrEnum):
    """How the answer is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def cut(  # noqa: PLR0913 - the options of the command
    start: StartArgument = None,
    protect: Annotated[
        list[str] | None,
        Option(
            "--protect",
            metavar="SYSTEM[:LEVEL]",
            help="Take this system out of reach, at this level (read, write or admin; default read) and above; can be "
            "given more than once. Default: everything that takes an obtained credential.",
            autocompletion=complete.targets,
        ),
    ] = None,
    credential: CredentialOption = None,
    agent: AgentOption = None,
    system: SystemOption = None,
    as_tools: AsToolsOption = False,
    since: Annotated[
        str | None,
        Option("--since", metavar="TIME", help="Count what was valid since then: a time, a date, or 90m for ago."),
    ] = None,
    assume: Annotated[
        list[str] | None,
        Option(
            "--assume",
            metavar="CONDITION",
            help="Take this condition as met. The cut holds whether conditions are met or not; this says how the paths "
            "are told, and prompt-injection is followed only if it is named here.",
        ),
    ] = None,
    inventory: InventoryOption = None,
    now: NowOption = None,
    format_: Annotated[
        CutFormat, Option("--format", help="text for people, json for programs, markdown for tickets.")
    ] = CutFormat.TEXT,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    no_cache: NoCacheOption = False,
) -> None:
    """The fewest grants and storage places to remove so that a system is out of reach from here.

    \b
    Examples:
      blastradius cut github-coding-app --protect stripe
      blastradius cut --agent oncall-agent --protect aws-iam:write --protect vault
      blastradius cut support-vault-token --format markdown -o ticket.md

    It says where each of them is written, what its removal breaks, whom to ask, and whether it is proven that fewer do
    not suffice. The start itself stays: how to revoke that, `blastradius reach` says.

    It exits with 0, also where there is no cut, or with 3 where part of the inventory could not be read and the answer
    is therefore partial.
    """
    from blastradius.analysis.cut.answer import cut as answer
    from blastradius.cli.inventory import open_inventory
    from blastradius.finding import Severity

    at = current(now)
    began = moment("--since", since, now=at)
    if began and began > at:
        msg = "`--since` lies after `--now`"
        raise UsageError(msg, hint="give the moment at which the misuse may have begun")
    loaded, catalog = open_inventory(inventory, remember=not no_cache)
    assumed = check_conditions(catalog, assume)
    report = answer(
        catalog,
        starts(catalog, start, credentials=credential, agents=agent, systems=system, command="cut"),
        tuple(_target(catalog, word) for word in protect or ()),
        now=at,
        since=began,
        assumed=assumed,
        as_tools=as_tools,
        problems=tuple(finding for finding in loaded.findings if finding.severity is Severity.ERROR),
    )
    emit(_written(report, format_, color, output is not None), output)
    loaded.save()
    if not report.complete:
        sys.exit(ExitCode.INPUT)


def _target(catalog: "Catalog", word: str) -> "Target":
    """`stripe:write` as a target.

    Raises:
        UsageError, InputError: there is no such system or level.
    """
    from blastradius.analysis.cut.report import Target
    from blastradius.analysis.reach.report import Kind
    from blastradius.analysis.reach.starts import check_start, shown
    from blastradius.model.cells import Level
    from blastradius.model.read_cells import LEVELS

    name, colon, level = word.partition(":")
    if colon and level not in LEVELS:
        msg = f"`{shown(level)}` in `--protect {shown(word)}` is no level of access"
        raise UsageError(msg, hint=f"write {', '.join(LEVELS)}, for instance `--protect {shown(name)}:write`")
    found = check_start(catalog, Kind.SYSTEM, name)
    return Target(system=found.id, level=LEVELS[level] if colon else Level.READ, known=found.known)


def _written(report: "CutReport", format_: CutFormat, color: Color, to_file: bool) -> str:  # noqa: FBT001 - private
    match format_:
        case CutFormat.JSON:
            from blastradius.output import cut_json

            return cut_json.cut(report)
        case CutFormat.MARKDOWN:
            from blastradius.output import cut_markdown

            return cut_markdown.cut(report)
        case CutFormat.TEXT:
            from blastradius.output import cut_text, prose

            paint = prose.Paint(on=coloured(color) and not (to_file and color is Color.AUTO))
            return cut_text.cut(report, paint, width())

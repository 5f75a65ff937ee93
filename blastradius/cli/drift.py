"""`blastradius drift`: what is registered, held against what is written."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from blastradius.cli.emit import emit
from blastradius.cli.options import (
    Color,
    ColorOption,
    InventoryOption,
    NoCacheOption,
    OutputOption,
    coloured,
    width,
)
from blastradius.cli.parameters import Option
from blastradius.cli.registry import (
    EnvOption,
    FilesArgument,
    HeaderOption,
    HeldAgentOption,
    HeldSystemOption,
    HttpOption,
    PrefixOption,
    ServerOption,
    Source,
    SourceArgument,
    StdioOption,
    TimeoutOption,
    open_registry,
)
from blastradius.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from blastradius.analysis.drift.report import DriftReport
    from blastradius.foreign.snapshot import Snapshot


class DriftFormat(StrEnum):
    """How the answer is written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    MARKDOWN = "markdown"


def drift(  # noqa: PLR0913 - the options of the command
    source: SourceArgument,
    words: FilesArgument = None,
    system: HeldSystemOption = None,
    agent: HeldAgentOption = None,
    verbose: Annotated[
        bool, Option("--verbose", help="Show noise too: order, descriptions, what means the same.")
    ] = False,
    server: ServerOption = None,
    prefix: PrefixOption = "",
    stdio: StdioOption = False,
    http: HttpOption = None,
    env: EnvOption = None,
    header_env: HeaderOption = None,
    timeout: TimeoutOption = 30.0,
    inventory: InventoryOption = None,
    format_: Annotated[
        DriftFormat, Option("--format", help="text for people, json, sarif for code scanning, markdown.")
    ] = DriftFormat.TEXT,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    no_cache: NoCacheOption = False,
) -> None:
    """Hold a registry against the inventory: tools without a row, rows without a tool, and what changed by meaning.

    \b
    Examples:
      blastradius drift mcp tools.json --system stripe --agent support-bot
      blastradius drift mcp --stdio --system files --agent bot -- some-server
      blastradius drift openapi slack.json --system slack --format sarif -o drift.sarif
      blastradius drift backstage catalog/ --verbose

    A new required or free-text parameter, a list of values that got longer and a hint that turned read-only are changes
    of risk. What changed is judged from what the last `blastradius import` kept in registries/, for the agent and the
    system that are named, or for all of them; where nothing is kept, the digest of a row says only that something did.

    It exits with 0, with 1 where something drifted, or with 3 where nothing did as far as could be told, and part could
    not be read or compared with what it was.
    """
    from blastradius.analysis.drift.answer import drift as answer
    from blastradius.analysis.reach.report import Kind
    from blastradius.analysis.reach.starts import check_start
    from blastradius.analysis.registry.binding import Scope
    from blastradius.analysis.registry.servers import check_told
    from blastradius.cli.inventory import open_inventory
    from blastradius.finding import Severity

    if source is not Source.BACKSTAGE and not (system or agent):
        msg = "nobody says what to hold the registry against"
        raise UsageError(msg, hint="name `--system ID`, `--agent ID` or both")
    loaded, catalog = open_inventory(inventory, remember=not no_cache)
    for kind, name in ((Kind.AGENT, agent), (Kind.SYSTEM, system)):
        if name is not None:
            check_start(catalog, kind, name)
    registry = open_registry(
        source,
        words or (),
        server=server,
        stdio=stdio,
        http=http,
        env=env or (),
        headers=header_env or (),
        timeout=timeout,
    )
    scope = Scope(agent=agent, system=system, prefix=prefix)
    check_told(registry, catalog.agent.get(agent) if agent else None, scope)
    report = answer(
        registry,
        catalog,
        scope,
        _kept(loaded.roots, source, system, agent),
        tuple(finding for finding in loaded.findings if finding.severity is Severity.ERROR),
    )
    emit(_written(report, format_, color, to_file=output is not None, verbose=verbose), output)
    loaded.save()
    if report.drifted:
        sys.exit(ExitCode.FINDINGS)
    if not report.complete:
        sys.exit(ExitCode.INPUT)


def _kept(roots: "Sequence[str]", source: Source, system: str | None, agent: str | None) -> "tuple[Snapshot, ...]":
    """What imports kept, from the first folder that has it, or from the marked folder around it."""
    from blastradius.foreign.snapshot import snapshots
    from blastradius.source.discover import marked_folder

    for root in map(Path, roots):
        for folder in (root, marked_folder(root.absolute())):
            if folder and (found := snapshots(folder, source.value, system, agent)):
                return found
    return ()


def _written(report: "DriftReport", format_: DriftFormat, color: Color, *, to_file: bool, verbose: bool) -> str:
    match format_:
        case DriftFormat.JSON:
            from blastradius.output import drift_json

            return drift_json.drift(report, verbose=verbose)
        case DriftFormat.SARIF:
            from blastradius.output import drift_sarif

            return drift_sarif.drift(report, verbose=verbose)
        case DriftFormat.MARKDOWN:
            from blastradius.output import drift_markdown

            return drift_markdown.drift(report, verbose=verbose)
        case DriftFormat.TEXT:
            from blastradius.output import drift_text, prose

            paint = prose.Paint(on=coloured(color) and not (to_file and color is Color.AUTO))
            return drift_text.drift(report, paint, width(), verbose=verbose)

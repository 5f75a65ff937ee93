"""`blastradius import`: rows for what is really registered, merged into what people wrote."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from blastradius.cli.emit import emit, note, write_whole
from blastradius.cli.options import Color, ColorOption, NowOption, coloured, current, width
from blastradius.cli.parameters import Option
from blastradius.cli.registry import (
    AgentIdOption,
    EnvOption,
    FilesArgument,
    HeaderOption,
    HttpOption,
    PrefixOption,
    ServerOption,
    Source,
    SourceArgument,
    StdioOption,
    SystemIdOption,
    TimeoutOption,
    check_ids,
    open_registry,
)
from blastradius.errors import ExitCode, InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from blastradius.analysis.registry.report import File
    from blastradius.foreign.description import Registry
    from blastradius.importers.target import Target


def import_(  # noqa: PLR0913 - the options of the command
    source: SourceArgument,
    words: FilesArgument = None,
    system: SystemIdOption = None,
    agent: AgentIdOption = None,
    credential: Annotated[
        str | None, Option("--credential", metavar="ID", help="The credential that new rows use.")
    ] = None,
    out: Annotated[
        Path | None,
        Option(
            "--out",
            metavar="DIR",
            help="The inventory, or a folder in it where new files go. Default: the one that other commands find, "
            "else a new one in ./inventories.",
        ),
    ] = None,
    dry_run: Annotated[bool, Option("--dry-run", help="Show the difference and write nothing.")] = False,
    server: ServerOption = None,
    prefix: PrefixOption = "",
    stdio: StdioOption = False,
    http: HttpOption = None,
    env: EnvOption = None,
    header_env: HeaderOption = None,
    timeout: TimeoutOption = 30.0,
    now: NowOption = None,
    color: ColorOption = Color.AUTO,
) -> None:
    """Write rows for what is registered: MCP tools, OpenAPI operations, tool definitions, a Backstage catalogue.

    \b
    Examples:
      blastradius import mcp tools.json --system stripe --agent support-bot --out inventories/shop
      blastradius import mcp --stdio --system files --agent bot --env HOME -- npx some-server
      blastradius import openapi slack.json --system slack --dry-run
      blastradius import backstage catalog/ --out inventories/shop

    What people wrote stays: comments, order and layout too. New rows say the worst that the registry leaves open, and
    `unknown` where it cannot know; rows whose tool is gone are marked. What was registered is kept in registries/, so
    that `blastradius drift` can tell later what changed. A client's configuration is read for the names of its servers;
    nothing in it is started.

    It exits with 0, or with 3 where part of the registry could not be taken: so it is with a configuration, which does
    not say what its servers offer.
    """
    from blastradius.analysis.reach.report import Kind
    from blastradius.analysis.reach.starts import check_start
    from blastradius.analysis.registry.binding import Scope
    from blastradius.foreign.snapshot import read as read_snapshot
    from blastradius.importers.run import import_registry, one_system_each
    from blastradius.importers.tools import Wanted
    from blastradius.output import import_text
    from blastradius.output.prose import Paint

    check_ids(system=system, agent=agent, credential=credential)
    day = current(now).date()
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
    scope = Scope(agent=agent, system=_system(source, registry, system), prefix=prefix)
    if source is not Source.BACKSTAGE and not (scope.system or scope.agent or one_system_each(registry, scope)):
        msg = "nobody says what these tools belong to"
        raise UsageError(msg, hint="name `--system ID`, `--agent ID` or both")
    target, root = _target(out or _found())
    if credential and target.catalog.credential:
        check_start(target.catalog, Kind.CREDENTIAL, credential)
    report = import_registry(
        registry,
        target,
        Wanted(scope=scope, credential=credential, day=day),
        lambda inside: read_snapshot(root / inside),
    )
    paint = Paint(on=coloured(color))
    if dry_run:
        emit(import_text.difference(report.files, paint), None)
        note(import_text.imported(report, Paint(on=False), width(), dry=True))
    else:
        _write(report.files)
        emit(import_text.imported(report, paint, width(), dry=False), None)
    if not report.complete:
        sys.exit(ExitCode.INPUT)


def _system(source: Source, registry: "Registry", named: str | None) -> str | None:
    """The system that is named; an interface description has a title that can stand in."""
    if named or source is not Source.OPENAPI or not registry.systems:
        return named
    return registry.systems[0].id


def _found() -> Path:
    """The inventory that other commands find; where there is none, the folder where one begins.

    Raises:
        UsageError: there are several.
    """
    from blastradius.source.discover import CONVENTION, find_roots

    here = Path.cwd()
    try:
        roots = find_roots((), os.environ, here)
    except InputError:
        return Path(CONVENTION)
    except UsageError as error:
        raise UsageError(error.message, hint=error.hint.replace("-i ", "--out ")) from None
    if len(roots) > 1:
        msg = "BLASTRADIUS_INVENTORY names several inventories"
        raise UsageError(msg, hint="choose one with `--out DIR`")
    return Path(os.path.relpath(roots[0], here))


def _target(out: Path) -> tuple["Target", Path]:
    """The inventory as it is, and the folder where it begins; a new one gets the file that marks it."""
    from blastradius.cli.inventory import open_roots
    from blastradius.importers.target import Target
    from blastradius.model.catalog import Catalog
    from blastradius.source.discover import MARKER, inventories_below, marked_folder
    from blastradius.source.files import read_bytes
    from blastradius.source.listing import shown

    if out.exists() and not out.is_dir():
        msg = f"`{out}` is a file; an inventory is a folder"
        raise UsageError(msg, hint="name a folder with `--out`")
    here = Path.cwd()
    found = marked_folder(out.absolute())
    below = inventories_below(out) if out.is_dir() and not found else []
    if below:
        msg = f"`{out}` holds {len(below)} inventories"
        raise UsageError(msg, hint=f"choose one: `--out {below[0].as_posix()}`")
    root = Path(os.path.relpath(found, here)) if found else out
    has_files = root.is_dir() and any(root.rglob("*.y*ml"))
    catalog, whole = Catalog.of(()), True
    if has_files:
        loaded, catalog = open_roots((root,), remember=False)
        whole = loaded.whole
    names = {"root": shown(root, here), "out": shown(out, here)}

    def read(path: str) -> bytes | None:
        if not os.path.lexists(path):
            return None
        data = read_bytes(path, path)
        if not isinstance(data, bytes):
            raise InputError(data.message, hint=data.help)
        return data

    target = Target(catalog, read, **names, whole=whole, schemas=(root / ".blastradius" / "schemas").is_dir())
    if not found and not has_files:
        target.put(f"{names['out']}/{MARKER}", _marker(out))
    return target, root


def _marker(out: Path) -> str:
    from blastradius.foreign.words import identifier

    name = identifier(out.absolute().name, "inventory")
    return (
        "# Marks where the inventory begins: every *.yaml below is read, whatever its folder is called.\n"
        f'apiVersion: blastradius/v1\nkind: Inventory\nid: "{name}"\n'
    )


def _write(files: "Sequence[File]") -> None:
    """Write all of them, each whole or not at all.

    Raises:
        InputError: one cannot be written; those before it are put back.
    """
    done: list[File] = []
    try:
        for file in files:
            Path(file.path).parent.mkdir(parents=True, exist_ok=True)
            write_whole(Path(file.path), file.after)
            done.append(file)
    except OSError as error:
        for each in done:
            if each.before is None:
                Path(each.path).unlink(missing_ok=True)
            else:
                write_whole(Path(each.path), each.before)
        msg = f"`{file.path}` cannot be written: {error.strerror}"
        raise InputError(msg, hint="nothing was written; make the folder writable, or name another one") from error

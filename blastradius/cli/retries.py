"""`blastradius retries`: which calls may be made again."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from blastradius.cli.options import (
    Color,
    ColorOption,
    InventoryOption,
    NoCacheOption,
    NowOption,
    OutputOption,
)
from blastradius.cli.retry_policy import retry_policy
from blastradius.errors import ExitCode, UsageError


class RetriesFormat(StrEnum):
    """How the answer is written."""

    TEXT = "text"
    JSON = "json"


def retries(  # noqa: PLR0913 - the options of the command
    policy: Annotated[
        bool, typer.Option("--policy", help="The retry policy of every tool, for the runtimes of agents.")
    ] = False,
    inventory: InventoryOption = None,
    now: NowOption = None,
    format_: Annotated[
        RetriesFormat, typer.Option("--format", help="text for people, json for programs.")
    ] = RetriesFormat.TEXT,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    no_cache: NoCacheOption = False,
) -> None:
    """The retry policy of every tool: what a runtime may make again by itself, with which key, and what never.

    \b
    Examples:
      blastradius retries --policy
      blastradius retries --policy --format json -o retry-policy.json

    What is not known may not be repeated. It exits with 0, or with 3 where part of the inventory could not be read.
    """
    if not policy:
        msg = "which retries?"
        raise UsageError(msg, hint="`blastradius retries --policy` writes the policy of every tool")
    if not retry_policy(inventory, now, format_.value, output, color, remember=not no_cache):
        sys.exit(ExitCode.INPUT)

"""What `import` and `drift` share: which registry, and how it is read or asked."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from blastradius.cli import complete
from blastradius.cli.emit import note
from blastradius.cli.parameters import Argument, Option
from blastradius.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from blastradius.foreign.description import Registry


class Source(StrEnum):
    """Where a registry comes from."""

    MCP = "mcp"
    OPENAPI = "openapi"
    BACKSTAGE = "backstage"
    OPENAI = "openai"
    ANTHROPIC = "anthropic"


SourceArgument = Annotated[Source, Argument(metavar="SOURCE", help="mcp, openapi, backstage, openai, anthropic.")]
FilesArgument = Annotated[
    list[str] | None,
    Argument(
        metavar="[FILE]...",
        help="The file of the registry, `-` for standard input; with --stdio the command, after `--`.",
    ),
]
SystemIdOption = Annotated[
    str | None,
    Option(
        "--system",
        metavar="ID",
        help="The system that the tools touch; made if it is not there.",
        autocompletion=complete.systems,
    ),
]
AgentIdOption = Annotated[
    str | None,
    Option(
        "--agent",
        metavar="ID",
        help="The agent that has the tools; made if it is not there.",
        autocompletion=complete.agents,
    ),
]
HeldSystemOption = Annotated[
    str | None,
    Option("--system", metavar="ID", help="The system that the tools touch.", autocompletion=complete.systems),
]
HeldAgentOption = Annotated[
    str | None,
    Option("--agent", metavar="ID", help="The agent that has the tools.", autocompletion=complete.agents),
]
ServerOption = Annotated[
    str | None,
    Option(
        "--server",
        metavar="NAME",
        help="What the server is called, where the agent has several; which one of a client's configuration.",
    ),
]
PrefixOption = Annotated[
    str,
    Option("--prefix", metavar="TEXT", help="What the agent's runtime puts before the names, as mcp__github__."),
]
StdioOption = Annotated[bool, Option("--stdio", help="Start the command after `--` and ask it; it is shown first.")]
HttpOption = Annotated[str | None, Option("--http", metavar="URL", help="Ask the server at this address.")]
EnvOption = Annotated[
    list[str] | None,
    Option("--env", metavar="NAME", help="Pass this variable to the command; it gets no other. Repeatable."),
]
HeaderOption = Annotated[
    list[str] | None,
    Option("--header-env", metavar="HEADER=NAME", help="Send this header, its value from a variable."),
]
TimeoutOption = Annotated[
    float,
    Option(
        "--timeout", metavar="SECONDS", min=0.1, max=600, help="How long a server may take in all, its ending included."
    ),
]


def check_ids(**named: str | None) -> None:
    """Refuse what can be no id.

    Raises:
        UsageError: it can be none.
    """
    import re

    from blastradius.source.secrets import blanked

    for what, name in named.items():
        if name is None:
            continue
        if name == "unknown" or not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,62}", name) or blanked(name) != name:
            msg = f"what `--{what}` names is no id"
            raise UsageError(msg, hint="lower-case letters, digits, `.`, `_` and `-`, at most 63; not `unknown`")


def open_registry(  # noqa: PLR0913 - the options that say which
    source: Source,
    words: "Sequence[str]",
    *,
    server: str | None,
    stdio: bool,
    http: str | None,
    env: "Sequence[str]",
    headers: "Sequence[str]",
    timeout: float,
) -> "Registry":
    """Read the file, or ask the server that stands on the command line, and no other.

    Raises:
        UsageError: the options do not fit together.
        InputError: there is no registry to be had.
    """
    from blastradius.foreign.words import clean

    named = clean(server) if server else None
    if not stdio and not http:
        if env or headers:
            msg = "`--env` and `--header-env` belong to `--stdio` and `--http`"
            raise UsageError(msg, hint="a file is only read; nothing is started")
        return _file(source, words, named)
    if source is not Source.MCP or (stdio and http) or (http and words) or (stdio and not words):
        msg = "`--stdio -- COMMAND…` and `--http URL` are two ways to ask one MCP server"
        raise UsageError(msg, hint="for instance `blastradius import mcp --stdio --system ID --agent ID -- COMMAND`")
    return _server(words, named, http=http, env=env, headers=headers, timeout=timeout)


def _file(source: Source, words: "Sequence[str]", server: str | None) -> "Registry":
    from blastradius.foreign.reading import STANDARD_INPUT
    from blastradius.foreign.sources import read
    from blastradius.foreign.words import clean
    from blastradius.source.listing import shown

    if len(words) != 1:
        msg = f"`{source.value}` takes one file, not {len(words)}"
        raise UsageError(msg, hint="a command goes after `--stdio --`")
    file = Path(words[0])
    told = "stdin" if file == STANDARD_INPUT else clean(shown(file, Path.cwd()))
    return read(source.value, file, told, server)


def _server(
    words: "Sequence[str]",
    server: str | None,
    *,
    http: str | None,
    env: "Sequence[str]",
    headers: "Sequence[str]",
    timeout: float,
) -> "Registry":
    import os

    from blastradius.cli.shown_command import shown_command
    from blastradius.foreign.mcp_live import over_http, over_stdio
    from blastradius.output.prose import one_line
    from blastradius.source.secrets import blanked

    if http:
        if env:
            msg = "`--env` is for a command; what an address needs goes into `--header-env`"
            raise UsageError(msg, hint="for instance `--header-env Authorization=MY_TOKEN`")
        sent = {name: _variable(value, "--header-env") for name, value in map(_header, headers)}
        note(f"asking {one_line(blanked(http))}, sending {', '.join(sent) or 'no header'}\n")
        return over_http(http, sent, server, timeout)
    if headers:
        msg = "`--header-env` is for `--http`"
        raise UsageError(msg, hint="a command gets variables, with `--env NAME`")
    given = {name: _variable(name, "--env") for name in env}
    note(f"starting {shown_command(words)}, with {', '.join(given) or 'no variable'} in its environment\n")
    return over_stdio(tuple(words), given, server, timeout, path=os.environ.get("PATH", os.defpath))


def _header(text: str) -> tuple[str, str]:
    import re

    name, equals, variable = text.partition("=")
    if not equals or not variable or not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_|~-]+", name):
        msg = "`--header-env` takes HEADER=NAME, where NAME is a variable"
        raise UsageError(msg, hint="for instance `--header-env Authorization=MY_TOKEN`; the value is never typed")
    return name, variable


def _variable(name: str, option: str) -> str:
    import os

    from blastradius.source.secrets import blanked

    value = os.environ.get(name)
    if value is None:
        msg = f"there is no variable `{blanked(name.partition('=')[0])}`"
        raise UsageError(msg, hint=f"`{option}` takes the name of a variable that is set, never its value")
    return value

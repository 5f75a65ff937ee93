"""From the words of a command line to where a search starts; the same for every command that searches."""

from typing import TYPE_CHECKING, Annotated

from blastradius.cli import complete
from blastradius.cli.parameters import Argument, Option
from blastradius.errors import UsageError

if TYPE_CHECKING:
    from blastradius.analysis.reach.report import Start
    from blastradius.model.catalog import Catalog

FROM_INPUT = "-"

StartArgument = Annotated[
    list[str] | None,
    Argument(
        metavar="[CREDENTIAL]...",
        help="Id of a credential, agent or system; or a principal or fingerprint; - reads a leaked secret from "
        "standard input and looks its fingerprint up.",
        autocompletion=complete.starts,
    ),
]
CredentialOption = Annotated[
    list[str] | None,
    Option("--credential", metavar="ID", help="Start from this credential.", autocompletion=complete.credentials),
]
AgentOption = Annotated[
    list[str] | None,
    Option("--agent", metavar="ID", help="Start from this agent: it is taken over.", autocompletion=complete.agents),
]
SystemOption = Annotated[
    list[str] | None,
    Option("--system", metavar="ID", help="Start inside this system: it is breached.", autocompletion=complete.systems),
]
AsToolsOption = Annotated[
    bool, Option("--as-tools", help="Agents act by their own tools only: steered, not taken over.")
]
AssumeOption = Annotated[
    list[str] | None,
    Option("--assume", metavar="CONDITION", help="Take this condition as met; can be given more than once."),
]


def starts(
    catalog: "Catalog",
    words: list[str] | None,
    *,
    credentials: list[str] | None,
    agents: list[str] | None,
    systems: list[str] | None,
    command: str,
) -> "tuple[Start, ...]":
    """What was named, each once, in the order of the command line. `command` is who asks, for its example.

    Raises:
        UsageError, InputError: something is not found, or nothing is named.
    """
    from blastradius.analysis.reach.report import Kind
    from blastradius.analysis.reach.starts import (
        check_start,
        find_starts,
        starts_with_fingerprint,
    )
    from blastradius.cli.secret import fingerprint_of_input

    found: list[Start] = []
    for word in words or ():
        if word == FROM_INPUT:
            found += starts_with_fingerprint(catalog, fingerprint_of_input())
        else:
            found += find_starts(catalog, word)
    for kind, names in ((Kind.CREDENTIAL, credentials), (Kind.AGENT, agents), (Kind.SYSTEM, systems)):
        found += [check_start(catalog, kind, name) for name in names or ()]
    if not found:
        msg = "from where? Name a credential, or use `--agent` or `--system`"
        hint = f"for instance `blastradius {command} stripe-key`; more with `blastradius {command} --help`"
        raise UsageError(msg, hint=hint)
    return tuple(dict.fromkeys(found))


def check_conditions(catalog: "Catalog", assumed: list[str] | None) -> tuple[str, ...]:
    """The conditions that somebody assumes: a misspelt one must not pass for one that opens nothing.

    Raises:
        UsageError, InputError: the inventory does not name it.
    """
    from blastradius.analysis.reach.starts import check_condition

    for name in assumed or ():
        check_condition(catalog, name)
    return tuple(assumed or ())

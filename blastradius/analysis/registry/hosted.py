"""Tools that vendors of models define and run themselves: a request names them and shows no schema.

Sources: Anthropic API reference, "Code execution tool", "Computer use tool", "Bash tool"; OpenAI API reference,
"Code Interpreter", "Computer use", "Shell".
"""

from blastradius.foreign.description import Described
from blastradius.source.listed import listed

_RUN = listed(
    """
    bash code_execution code_interpreter computer computer_use computer_use_preview local_shell shell
    """
)


def runs_hosted(tool: Described) -> bool:
    """Whether it is one of those that run code, or have a computer at their command."""
    return not tool.hinted and not tool.schema and tool.method is None and tool.name in _RUN

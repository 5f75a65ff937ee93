"""Names of rows that are those of a registry with something before: what the agent's runtime puts there."""

from collections import Counter

from blastradius.analysis.registry.binding import Binding
from blastradius.errors import UsageError

_JOINTS = ("__", ".", ":", "/")
"""What runtimes put between the name of a server and that of a tool."""


def check_prefix(binding: Binding) -> None:
    """Refuse a registry whose tools no row is called like, where most rows are with one prefix before.

    Every row would be marked as gone, and every tool be there twice.

    Raises:
        UsageError: nobody says what stands before the names.
    """
    if binding.pairs or not binding.gone:
        return
    new = {each.name for each in binding.unlisted}
    gone = [each.name for each in binding.gone]
    before = Counter(name[:at] for name in gone for at in range(1, len(name)) if name[at:] in new)
    prefix, number = min(before.items(), key=lambda each: (-each[1], each[0]), default=("", 0))
    surely = number > 1 or prefix.endswith(_JOINTS)
    if surely and number * 2 >= max(len(gone), len(new)):
        msg = f"no row is called like these tools, and {number} of {len(gone)} are with `{prefix}` before"
        raise UsageError(
            msg, hint=f"say `--prefix {prefix}`; where the runtime no longer puts that there, rename the rows first"
        )

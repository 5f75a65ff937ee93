"""One act of a playbook. What nobody wrote down is said in it as well: what is not known, and where."""

from msgspec import Struct

from blastradius.output.prose import one_line
from blastradius.source.document import Ref


class Act(Struct, frozen=True, kw_only=True):
    """One step: `does` in order, `about` what has to be known for it. `team` carries it out, `None` for the page's.

    `activity` is a word of CACAO's `playbook-activity-type-ov`; `at` are the places that it was made from. `key` names
    the step within its playbook.
    """

    key: str
    name: str
    activity: str
    does: tuple[str, ...]
    about: tuple[str, ...] = ()
    at: tuple[Ref, ...] = ()
    team: str | None = None


def not_known(what: str, where: Ref) -> str:
    """A hole, said where it hurts."""
    return f"Not known: {one_line(what)} ({one_line(str(where))})."

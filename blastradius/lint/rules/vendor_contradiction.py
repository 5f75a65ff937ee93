"""Systems that promise more than their vendor does."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.clashes import clashes
from blastradius.lint.example import system
from blastradius.lint.near import Near
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.waiting import PlaceKey, place_key
from blastradius.lint.wording import key_of, owner_of, quoted
from blastradius.model.entities import System
from blastradius.model.profile import source_of

_LOG = "\n  location: Tenant logs\n  query: 'client_id:{{principal}}'\n  retention: {retention}"


@entity_rule(
    heirs=True,
    of=(System,),
    severity=Severity.WARNING,
    passes=system("auth0", vendor="auth0", plan="Professional", audit_log=_LOG.format(retention="10d")),
    fails=system("auth0", vendor="auth0", plan="Professional", audit_log=_LOG.format(retention="30d  # here")),
)
def vendor_contradiction(each: System, near: Near) -> Iterator[Problem]:
    """A system promises no more than its vendor does.

    Why: what is written in a system wins over the profile. A window, a retention or a key that the vendor ends earlier,
    an undo, a key or a name in the log that it does not have, an effect that was left out, or a revocation that works
    later than is written, is found out when it is needed.
    Fix: open the source and write what it says. Where your contract gives more, the log goes to a store of your own, or
    you restore from backups of your own, say so in an ignore comment beside the line. Of several plans or kinds of
    credential that may be meant, only what contradicts all of them is reported.
    """
    told: set[PlaceKey] = set()
    for clash in clashes(near, each):
        if place_key(clash.own) in told:
            continue
        told.add(place_key(clash.own))
        source = source_of(clash.fact)
        page = (source.text("url") if source else None) or "its source"
        seen = (source.text("seen") if source else None) or "an unknown day"
        vendor, theirs = clash.fact.document.data.get("id"), _word(clash.fact.value)
        yield Problem(
            at=clash.own,
            message=f"`{key_of(clash.own)}` of {owner_of(clash.own)} is {quoted(_word(clash.own.value))}, but the "
            f"profile of {quoted(vendor)} says {quoted(theirs)} ({clash.fact})",
            help=f"write `{key_of(clash.own)}: {theirs}`, or correct the profile; {page} said so on {seen}",
        )


def _word(value: object) -> str:
    """As it is written in YAML."""
    if isinstance(value, list):
        return f"[{', '.join(map(_word, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)

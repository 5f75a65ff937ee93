"""What an HTTP operation has beside its parameters, then and now: method, scopes, what opens it, where it is sent."""

from collections.abc import Iterator
from typing import Any

from blastradius.analysis.drift.keywords import said
from blastradius.analysis.drift.report import Difference, What
from blastradius.finding import Severity
from blastradius.foreign.description import Described
from blastradius.foreign.interface import Interface, interface_of
from blastradius.foreign.snapshot import Kept


def interface_differences(old: Kept, tool: Described) -> Iterator[Difference]:
    """What of an operation is otherwise, its input and its words aside."""
    if old.method != tool.method:
        yield _told(What.METHOD, Severity.ERROR, "another HTTP method", old.method, tool.method)
    scopes = set(old.scopes), set(tool.scopes)
    if scopes[0] != scopes[1]:
        looser = bool(scopes[0] - scopes[1])
        severity = Severity.ERROR if looser else Severity.WARNING
        message = "fewer scopes are needed" if looser else "more scopes are needed"
        yield _told(What.SCOPES, severity, message, *map(sorted, scopes))
    before, after = interface_of(old.schema), interface_of(tool.schema)
    if before and after:
        if before.body and after.body and before.body != after.body:
            required = after.body == "required"
            severity = Severity.ERROR if required else Severity.WARNING
            message = "the body is required now" if required else "the body is no longer required"
            yield _told(What.INPUT, severity, message, before.body, after.body)
        yield from _security(before, after, scopes_told=scopes[0] != scopes[1])
        yield from _address(before, after)


def _security(old: Interface, new: Interface, *, scopes_told: bool) -> Iterator[Difference]:
    before, after = _choices(old, scopes_told=scopes_told), _choices(new, scopes_told=scopes_told)
    if before == after or (old.open and new.open):
        return
    if new.open:
        severity, message = Severity.ERROR, "nothing has to be shown any more: anybody may call it"
    elif old.open:
        severity, message = Severity.WARNING, "a credential has to be shown now"
    elif any(not any(each >= one for one in before) for each in after):
        severity, message = Severity.ERROR, "another credential opens it now"
    else:
        severity, message = Severity.WARNING, "fewer credentials open it"
    yield _told(What.SECURITY, severity, message, *map(_shown, (old, new)))


def _choices(interface: Interface, *, scopes_told: bool) -> set[frozenset[str]]:
    """The choices; without scopes where those are told already."""
    return {frozenset(each for each in one if not scopes_told or ": " not in each) for one in interface.security}


def _shown(interface: Interface) -> str:
    return " or ".join(" with ".join(each) or "nothing" for each in interface.security) or "nothing"


def _address(old: Interface, new: Interface) -> Iterator[Difference]:
    for message, before, after in (
        ("another path", old.path, new.path),
        ("another address", ", ".join(old.hosts), ", ".join(new.hosts)),
        ("takes other types of bodies", ", ".join(old.media), ", ".join(new.media)),
    ):
        if before != after:
            yield _told(What.ADDRESS, Severity.WARNING, message, before or None, after or None)


def _told(what: What, severity: Severity, message: str, before: Any, after: Any) -> Difference:
    return Difference(what=what, severity=severity, message=message, before=said(before), after=said(after))

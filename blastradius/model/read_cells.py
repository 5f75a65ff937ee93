"""From a mapping to the compound cells of `cells`."""

import msgspec

from blastradius.model.cells import (
    AuditLog,
    Idempotency,
    KillSwitch,
    Level,
    Measured,
    OnCall,
    Proof,
    Receipt,
    Reversal,
    Reversibility,
    Revoke,
    Unless,
)
from blastradius.model.node import UNKNOWN, Node

LEVELS = {"read": Level.READ, "write": Level.WRITE, "admin": Level.ADMIN}


def proof(node: Node) -> Proof | None:
    """`verified` of this mapping itself; which one counts further down is for `proofs` to say."""
    child = node.child("verified")
    if child is None:
        return None
    return Proof(on=child.moment("on"), by=child.text("by"), how=child.text("how"), source=child.ref)


def on_call(node: Node) -> OnCall | None:
    """Who is paged."""
    child = node.child("on_call")
    if child is None:
        return None
    return OnCall(
        rotation=child.text("rotation"),
        channel=child.text("channel"),
        phone=child.text("phone"),
        hours=child.text("hours"),
        escalation=child.texts("escalation"),
        reaches_human=child.moment("reaches_human"),
        source=child.ref,
    )


def kill_switch(node: Node) -> KillSwitch | None:
    """How it is stopped."""
    child = node.child("kill_switch")
    if child is None:
        return None
    return KillSwitch(
        how=child.texts("how"),
        url=child.text("url"),
        by=child.text("by"),
        effect_within=child.duration("effect_within"),
        measured=_measured(child),
        source=child.ref,
    )


def revoke(node: Node) -> Revoke | None:
    """How it is taken back."""
    child = node.child("revoke")
    if child is None:
        return None
    return Revoke(
        how=child.texts("how"),
        url=child.text("url"),
        by=child.text("by"),
        effect_within=child.duration("effect_within"),
        kills_sessions=child.flag("kills_sessions"),
        issued_tokens_live=child.duration("issued_tokens_live"),
        costs=child.text("costs"),
        does_not_work=child.texts("does_not_work"),
        measured=_measured(child),
        source=child.ref,
    )


def audit_log(node: Node, inherited: AuditLog | None = None) -> AuditLog | None:
    """The audit log; cells that an operation leaves out are those of its system."""
    if node.data.get("audit_log") == UNKNOWN:
        return _log(Node({}, node.ref / "audit_log"))
    child = node.child("audit_log")
    if child is None:
        return inherited
    if child.flag("none"):
        return _log(child)
    written = _log(child)
    if inherited is None:
        return written
    left_out = {
        cell: getattr(inherited, cell)
        for cell in ("location", "query", "retention", "delay", "access", "attributes")
        if cell not in child.data
    }
    return msgspec.structs.replace(written, **left_out)


def _log(child: Node) -> AuditLog:
    return AuditLog(
        none=bool(child.flag("none")),
        because=child.text("because"),
        location=child.text("location"),
        query=child.text("query"),
        retention=child.duration("retention"),
        delay=child.duration("delay"),
        access=child.text("access"),
        attributes=child.text("attributes"),
        source=child.ref,
    )


def reversibility(node: Node) -> Reversibility | None:
    """The cell. An `unknown` that somebody wrote stands: it does not become the default of the system."""
    said_unknown = node.data.get("reversibility") == UNKNOWN
    child = Node({}, node.ref / "reversibility") if said_unknown else node.child("reversibility")
    if child is None:
        return None
    operation = child.child("undo_operation")
    return Reversibility(
        reversal=_reversal(child) or Reversal.UNKNOWN,
        window=child.duration("window"),
        until=child.text("until"),
        harm=child.text("harm"),
        available_after=child.duration("available_after"),
        undo=child.texts("undo"),
        undo_operation=operation.text("id") if operation else child.text("undo_operation"),
        undo_by=child.text("undo_by"),
        undo_requires=child.texts("undo_requires"),
        residue=child.text("residue"),
        one_shot=bool(child.flag("one_shot")),
        unless=tuple(_unless(case) for case in child.children("unless")),
        source=child.ref,
    )


def _unless(case: Node) -> Unless:
    return Unless(
        when=case.text("when") or _test(case.child("when")),
        reversal=_reversal(case),
        window=case.duration("window"),
        window_unknown=case.data.get("window") == UNKNOWN,
        residue=case.text("residue"),
        source=case.ref,
    )


def _test(test: Node | None) -> str:
    """A TEST in words."""
    if test is None:
        return "a case that is not described"
    subject = test.text("field") or "the result"
    for comparison, words in (("equals", "is"), ("in", "is one of"), ("above", "is above"), ("matches", "matches")):
        if comparison in test.data:
            return f"{subject} {words} {', '.join(test.texts(comparison))}"
    return f"{subject} is {'absent' if test.flag('present') is False else 'present'}"


def _reversal(node: Node) -> Reversal | None:
    try:
        return Reversal(node.data.get("class") or "")
    except ValueError:
        return None


def idempotency(node: Node) -> Idempotency | None:
    """What a repeat does."""
    child = node.child("idempotency")
    if child is None:
        return None
    key = child.child("key")
    return Idempotency(
        kind=child.text("class"),
        on_repeat=child.text("on_repeat"),
        key=key.text("name") if key else None,
        window=child.duration("window"),
        source=child.ref,
    )


def receipt(node: Node) -> Receipt | None:
    """What proves that it happened."""
    child = node.child("receipt")
    if child is None:
        return None
    read_back = child.child("read_back")
    return Receipt(
        completion=child.text("completion"),
        read_back=read_back.text("operation") if read_back else None,
        source=child.ref,
    )


def _measured(node: Node) -> Measured | None:
    child = node.child("measured")
    return Measured(on=child.moment("on"), took=child.duration("took")) if child else None

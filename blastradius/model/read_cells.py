"""From a mapping to the compound cells of `cells`."""

import msgspec

from blastradius.model.cells import (
    Amount,
    AuditLog,
    Before,
    Idempotency,
    KillSwitch,
    Level,
    Limit,
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
from blastradius.model.predicate import Comparison, Predicate

LEVELS = {"read": Level.READ, "write": Level.WRITE, "admin": Level.ADMIN}
_COMPARISONS = {each.value: each for each in Comparison}
_REVERSALS = {each.value: each for each in Reversal}


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
        undo_with=operation.pairs("with") if operation else (),
        undo_by=child.text("undo_by"),
        undo_requires=child.texts("undo_requires"),
        keep=child.texts("keep"),
        before=_before(child.child("before")),
        residue=child.text("residue"),
        one_shot=bool(child.flag("one_shot")),
        unless=tuple(_unless(case) for case in child.children("unless")),
        source=child.ref,
    )


def _before(child: Node | None) -> Before | None:
    name = child.text("operation") if child else None
    return Before(operation=name, match=child.pairs("match"), source=child.ref) if child and name else None


def _unless(case: Node) -> Unless:
    test = predicate(case, "when")
    return Unless(
        when=case.text("when") or (test.words if test else "a case that is not described"),
        test=test,
        reversal=_reversal(case),
        window=case.duration("window"),
        window_unknown=case.data.get("window") == UNKNOWN,
        residue=case.text("residue"),
        source=case.ref,
    )


def predicate(node: Node, key: str) -> Predicate | None:
    """A TEST; `None` where there is none, or none that compares with anything."""
    child = node.child(key)
    if child is None:
        return None
    for word, comparison in _COMPARISONS.items():
        if word in child.data:
            return _compared(child, comparison)
    return None


def _compared(child: Node, comparison: Comparison) -> Predicate | None:
    value = child.data[comparison]
    listed = value if isinstance(value, list) else [value]
    values = tuple(each for each in listed if each is None or isinstance(each, str | int | float))
    return Predicate(field=child.text("field"), comparison=comparison, values=values) if values else None


def limit(node: Node) -> Limit | None:
    """How much is allowed."""
    child = node.child("limit")
    return Limit(rate=child.text("rate"), amount=child.text("amount"), source=child.ref) if child else None


def amount(node: Node) -> Amount | None:
    """Where a call says how much."""
    child = node.child("amount")
    field = child.text("field") if child else None
    if child is None or field is None:
        return None
    return Amount(
        field=field,
        currency=child.text("currency"),
        minor_units=bool(child.flag("minor_units")),
        source=child.ref,
    )


def _reversal(node: Node) -> Reversal | None:
    word = node.data.get("class")
    return _REVERSALS.get(word) if isinstance(word, str) else None


def idempotency(node: Node) -> Idempotency | None:
    """What a repeat does."""
    child = node.child("idempotency")
    if child is None:
        return None
    key = child.child("key")
    return Idempotency(
        kind=child.text("class"),
        on_repeat=child.text("on_repeat"),
        carrier=key.text("carrier") if key else None,
        key=key.text("name") if key else None,
        window=child.duration("window"),
        on_mismatch=child.text("on_mismatch"),
        scope=child.texts("scope"),
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
        fields=child.texts("fields"),
        success=predicate(child, "success"),
        failure=predicate(child, "failure"),
        read_back=read_back.text("operation") if read_back else None,
        expect=predicate(read_back, "expect") if read_back else None,
        after=read_back.duration("after") if read_back else None,
        source=child.ref,
    )


def _measured(node: Node) -> Measured | None:
    child = node.child("measured")
    return Measured(on=child.moment("on"), took=child.duration("took")) if child else None

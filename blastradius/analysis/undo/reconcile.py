"""How to find out whether a call took effect."""

from datetime import datetime

from blastradius.analysis.minor_units import in_units
from blastradius.analysis.reach.evidence import fill
from blastradius.analysis.undo.recorded import shown, value_at
from blastradius.analysis.undo.report import Reconcile
from blastradius.model.catalog import Catalog
from blastradius.model.cells import AuditLog
from blastradius.model.durations import rfc3339
from blastradius.model.entities import Operation
from blastradius.model.predicate import MISSING
from blastradius.traces.events import Call, Ending
from blastradius.traces.join import Effect

_WHY = {
    Ending.LOST: "the connection was lost or timed out: it may have happened all the same",
    Ending.NO_RESULT: "no result was recorded",
    Ending.ERROR: "the error does not say whether it happened",
    Ending.RESULT: "nothing written down says which result is a success",
}


def reconcile_of(catalog: Catalog, effect: Effect, now: datetime) -> Reconcile:
    """The read-back of the operation, and the audit query with everything filled in."""
    log = audit_log_of(catalog, effect)
    receipt = effect.operation.receipt if effect.operation else None
    why = _WHY[effect.call.ending]
    if effect.case:
        why = "the tool does this only in some cases, and the record does not say whether this was one"
    elif effect.call.ending is Ending.RESULT and receipt and (receipt.success or receipt.failure):
        why = "the result does not hold what would prove it"
    return Reconcile(
        why=why,
        read_back=read_back_of(effect.operation, effect.call),
        query=query_of(catalog, effect, log, now),
        location=log.location if log else None,
    )


def audit_log_of(catalog: Catalog, effect: Effect) -> AuditLog | None:
    """The log of the operation, else that of its system."""
    system = catalog.system.get(effect.system or "")
    own = effect.operation.audit_log if effect.operation else None
    return own or (system.audit_log if system else None)


def read_back_of(operation: Operation | None, call: Call) -> str | None:
    """The read that tells, for this call: `Call stripe/get_refund for charge ch_1 and see that status is succeeded`."""
    receipt = operation.receipt if operation else None
    if operation is None or receipt is None or receipt.read_back is None:
        return None
    about = about_of(operation, call)
    see = f" and see whether {receipt.expect.words}" if receipt.expect else ""
    after = f", {receipt.after.text} after the call or later" if receipt.after else ""
    return f"Call {operation.system}/{receipt.read_back}{f' for {about}' if about else ''}{see}{after}"


def about_of(operation: Operation | None, call: Call) -> str:
    """What the call was about and what came of it, in its own values: `charge ch_1, amount 1299, made id re_1`."""
    if operation is None:
        return ""
    named = [(path.rpartition(".")[2], value_at(call, path)) for path in operation.object]
    said = [f"{name} {shown(name, value)}" for name, value in named if value is not MISSING]
    much = _amount_of(operation, call)
    said += [f"amount {much}"] if much else []
    kept = operation.reversibility.keep if operation.reversibility else ()
    made = [(path.rpartition(".")[2], value_at(call, path)) for path in kept if not path.startswith("args.")]
    said += [f"made {name} {shown(name, value)}" for name, value in made if value is not MISSING]
    return ", ".join(said)


def _amount_of(operation: Operation, call: Call) -> str | None:
    """`12.99 EUR`, `1299 in minor units` where the currency is not known."""
    amount = operation.amount
    much = value_at(call, amount.field) if amount else MISSING
    if amount is None or much is MISSING:
        return None
    currency = value_at(call, amount.currency) if amount.currency else MISSING
    unit = f" {shown('currency', currency)}" if currency is not MISSING else ""
    whole = in_units(much, str(currency)) if amount.minor_units and unit else None
    minor = " in minor units" if amount.minor_units and whole is None else ""
    return f"{whole or shown('amount', much)}{unit}{minor}"


def minor_amounts(operation: Operation | None, call: Call) -> dict[str, str]:
    """By its path an amount recorded in minor units, as a step may say it: `12.99 EUR (1299 in minor units)`."""
    amount = operation.amount if operation else None
    told = _amount_of(operation, call) if operation and amount and amount.minor_units else None
    if not amount or not told:
        return {}
    raw = f"{shown('amount', value_at(call, amount.field))} in minor units"
    return {amount.field: told if told.endswith("in minor units") else f"{told} ({raw})"}


def query_of(catalog: Catalog, effect: Effect, log: AuditLog | None, now: datetime) -> str | None:
    """The audit query for the time of this call; `None` where there is no query."""
    if log is None or log.query is None:
        return None
    credential = catalog.credential.get(effect.credential or "")
    call = effect.call
    principal = credential.principal if credential else None
    return fill(
        log.query,
        {
            "principal": principal or f"<principal of {effect.credential or 'the credential'}: not known>",
            "agent": effect.agent or call.agent or "<agent: not known>",
            "since": rfc3339(call.started) or "<time of the call: not recorded>",
            "until": rfc3339(now) or "",
        },
    )

"""Grants that do not give what a tool needs."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.graph.index import Index
from blastradius.lint.access import Use, uses
from blastradius.lint.rule import Problem, rule
from blastradius.lint.scope_slips import asked_on, implies_less, is_misspelt, meant_by
from blastradius.lint.subject import Subject
from blastradius.lint.wording import listed, quoted
from blastradius.model.cells import Level
from blastradius.model.entities import Grant, Operation
from blastradius.source.document import rfc6901

_EXAMPLE = """
    apiVersion: blastradius/v1
    kind: Credential
    id: stripe-key
    type: api-key
    owner: unknown
    revoke: unknown
    ---
    apiVersion: blastradius/v1
    kind: System
    id: stripe
    environment: production
    owner: unknown
    audit_log: unknown
    reversibility: unknown
    operations:
      - {{id: create_refund, effect: pay, requires: ["refunds:write"]}}
    credentials:
      - {{credential: stripe-key, access: write, scopes: [{scope}]}}
    ---
    apiVersion: blastradius/v1
    kind: Agent
    id: support-bot
    status: live
    owner: unknown
    tools:
      - name: refund
        operation: stripe/create_refund{here}
        credential: stripe-key
    """


@rule(
    severity=Severity.ERROR,
    passes=_EXAMPLE.format(scope='"refunds:*"', here=""),
    fails=_EXAMPLE.format(scope='"refunds:read"', here="  # here"),
)
def grant_too_narrow(subject: Subject) -> Iterator[Problem]:
    """The grants of a tool's credential give the level and the scopes that its operation asks for.

    Why: either the tool fails, or, more often, the credential can do more than is written and `reach` says too little.
    One resource of one credential has to have the level and all the scopes; `denies` are taken away first.
    Fix: look up what the credential really has, and correct the grant or what the operation `requires`. For free SQL,
    shell or code never widen it: a credential that can only read is what bounds such a tool; write `access: read`
    there.
    """
    for use in uses(subject):
        operation = use.operation
        if operation is None or not use.grants or subject.index.suffices(use.grants, operation):
            continue
        if _only_misspelt(subject.index, use, operation) or implies_less(subject, use.system):
            continue  # said by `misspelt-scope`, or where the key is
        grant = min(use.grants, key=lambda each: _fitness(subject.index, each, operation))
        yield Problem(
            at=use.bound.source,
            message=_message(subject.index, use, operation),
            help=_advice(use, grant, operation),
        )


def _only_misspelt(index: Index, use: Use, operation: Operation) -> bool:
    """Whether all that is lacking are scopes which a grant has under a name that is one slip away."""
    carries = index.scope_rules(operation.system).carries
    lacking = {scope for scope in operation.requires if not any(carries(grant, scope) for grant in use.grants)}
    asked = asked_on(index, operation.system)
    meant = {meant_by(given, grant, asked, index) for grant in use.grants for given in grant.scopes or ()}
    meant |= {scope for scope in lacking if is_misspelt(scope, index.grants_on[operation.system], index)}
    low = all(grant.access < (operation.access or Level.READ) for grant in use.grants)
    return bool(lacking) and lacking <= meant and not low


def _advice(use: Use, grant: Grant, operation: Operation) -> str:
    """What to do; free code gets no wider grant, because it can do all that its credential can."""
    if "execute" in operation.effect:
        return (
            f"do not widen the grant for free code: if what it runs can only read, write `access: read` at "
            f"{operation.source}; else bind a named operation"
        )
    return (
        f"if the credential has more, correct the grant at {grant.source}; if it needs less, correct `requires` and "
        f"`access` of {quoted(use.bound.target)} at {operation.source}; else widen it at the vendor"
    )


def _message(index: Index, use: Use, operation: Operation) -> str:
    carry = index.scope_rules(operation.system).carries
    highest = max(grant.access for grant in use.grants)
    needed = operation.access or Level.READ
    scopes = [scope for scope in operation.requires if not any(carry(grant, scope) for grant in use.grants)]
    lacks = [f"has only `{highest.word}`"] if highest < needed else []
    lacks += [f"lacks the {'scope' if len(scopes) == 1 else 'scopes'} {listed(scopes)}"] if scopes else []
    lacks = lacks or ["has what it needs, but not together on one resource"]
    asked = f"`{needed.word}`" + (f" and {listed(operation.requires)}" if operation.requires else "")
    return (
        f"{quoted(use.credential)} {' and '.join(lacks)} on {quoted(use.system.id)}; "
        f"{quoted(use.bound.target)} needs {asked}"
    )


def _fitness(index: Index, grant: Grant, operation: Operation) -> tuple[int, bool, str, int, str]:
    """Orders grants by how little they lack, then by place."""
    carry = index.scope_rules(operation.system).carries
    missing = sum(not carry(grant, scope) for scope in operation.requires)
    low = operation.access is not None and grant.access < operation.access
    source = grant.source
    return (missing, low, source.document.path, source.document.index, rfc6901(source.pointer))

"""What a tool shows about its credential: that it works in a system, and how far at least."""

import msgspec

from blastradius.model.cells import Level
from blastradius.model.entities import Grant, Operation
from blastradius.source.document import Ref


class ToolGrant(Grant, frozen=True, kw_only=True):
    """What a tool does with a grant of its credential, the one `behind` it: gone when that goes."""

    behind: Grant


def everything(credential: str, system: str, source: Ref) -> Grant:
    """A grant of all there is, for where nobody wrote how far it goes."""
    return Grant(
        credential=credential,
        system=system,
        access=Level.ADMIN,
        scopes=None,
        resources=None,
        denies=(),
        conditions=(),
        until=None,
        worst=("access",),
        source=source,
    )


def beyond(grant: Grant, operation: Operation, credential: str, source: Ref) -> ToolGrant:
    """What a tool shows that does more than the grants of its credential allow: the operation, where the grant holds.

    Either the tool fails or the grant is written too narrow. A "no" must not rest on which of them it is.
    """
    access = grant.access if operation.access is None else operation.access
    return _by_tool(grant, credential, source, access, operation.requires, ())


def within(
    grant: Grant, operation: Operation | None, carried: tuple[str, ...], credential: str, source: Ref
) -> ToolGrant:
    """What a tool does that keeps within the grants of its credential: the operation, as far as the grant goes.

    `carried` are the scopes of the operation that the grant has. What is not known of it is limited by the grant alone.
    """
    if operation is None:
        return _by_tool(grant, credential, source, grant.access, grant.scopes, grant.denies)
    access = grant.access if operation.access is None else min(grant.access, operation.access)
    return _by_tool(grant, credential, source, access, carried, grant.denies)


def _by_tool(
    grant: Grant,
    credential: str,
    source: Ref,
    access: Level,
    scopes: tuple[str, ...] | None,
    denies: tuple[str, ...],
) -> ToolGrant:
    return ToolGrant(
        **{
            **msgspec.structs.asdict(grant),
            "credential": credential,
            "access": access,
            "scopes": scopes,
            "denies": denies,
            "worst": (),
            "source": source,
            "behind": grant,
        }
    )

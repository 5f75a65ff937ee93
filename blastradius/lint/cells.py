"""What each cell is for in an incident, and how it is written: words for what is missing or unknown."""

from typing import NamedTuple

from blastradius.lint.wording import key_of
from blastradius.source.document import Ref


class Words(NamedTuple):
    """`without` says what nobody can do while the cell is open; `write` is an example of how it is filled."""

    without: str
    write: str


WEAK = frozenset(
    {
        "approval",
        "sdk_retries",
        "idempotency_key",
        "idempotency.key",
        "idempotency.key.name",
        "idempotency.window",
        "effect_within",
        "kills_sessions",
        "delay",
        "attributes",
    }
)
"""Cells that the format does not ask for: to leave one out is as bad as to say `unknown`, and no worse."""

_ANY = Words("an incident will ask for it", "fill it in")

_WORDS: dict[str, Words] = {
    "owner": Words("nobody is asked and nobody decides", "write the id of a team: `owner: payments`"),
    "on_call": Words(
        "nobody can be paged", "write `on_call:` with `rotation` and `phone`, here or at the team that owns it"
    ),
    "rotation": Words("nobody can be paged", "write `rotation:`, or a `phone` or `channel` that a person answers"),
    "kill_switch": Words(
        "the agent cannot be stopped",
        "write `kill_switch: {how: [step, …], effect_within: unknown}`, try it, and write how long it took",
    ),
    "how": Words("nobody knows what to press", "write `how:` as a list, each step one act with a visible result"),
    "credential": Words(
        "what it reaches and how it is stopped cannot be said", "write the id of the credential it uses"
    ),
    "operation": Words(
        "what it touches cannot be said", "write `operation: SYSTEM/OPERATION`, or `none` with `because:`"
    ),
    "retries": Words(
        "how often the runtime repeats a failed call is open", "write `retries: 0`, or what the runtime is set to"
    ),
    "effect": Words(
        "it counts as the worst effect",
        "write `effect:` with one or more of read, write, delete, send, pay, execute, grant",
    ),
    "audit_log": Words(
        "nobody can see what the agent did",
        "write `location`, `query` and `retention`, or `{none: true, because: …}` if there is no log",
    ),
    "location": Words("nobody finds the log", "write where the log is opened: `location: Admin > Audit log`"),
    "query": Words("the search is invented at night", "write the query with `{principal}`, `{since}` and `{until}`"),
    "retention": Words(
        "nobody knows when the evidence is deleted", "write how long the log is kept: `retention: 180d`"
    ),
    "delay": Words("an empty log may only be a late one", "write how late entries appear: `delay: 15m`"),
    "feeds.delay": Words(
        "how long a wrong value takes to get there cannot be said", "write `delay: 15m`; where it is at once, `0s`"
    ),
    "environment": Words(
        "whether it is the real system cannot be said", "write `production`, `staging`, `sandbox` or a word of your own"
    ),
    "as": Words("it counts as `admin`", "write how far whoever gets it gets in: read, write or admin"),
    "principal": Words(
        "nobody can search a log for it",
        "write the name that logs have for the caller: the user, the client id, the key's",
    ),
    "attributes": Words("whether the log tells the agent from others is open", "write credential, agent, user or none"),
    "credentials": Words(
        "who else can get in cannot be said", "write one grant for each credential: `{credential: ID, access: read}`"
    ),
    "operations": Words("what can be done there cannot be said", "write one operation for each thing a tool does"),
    "tools": Words("what the agent touches cannot be said", "write one binding for each tool that is registered"),
    "access": Words("it counts as `admin`", "write read, write or admin"),
    "scopes": Words("every scope counts as granted", "write the scopes as the system names them"),
    "resources": Words("the whole system counts as open", "write the parts it opens, or delete the key: all of it"),
    "revoke": Words(
        "nobody knows how to take the credential back",
        "revoke a test credential and write what you did: `revoke: {how: [step, …], effect_within: unknown, "
        "kills_sessions: unknown}`, then what you saw",
    ),
    "kills_sessions": Words(
        "sessions may live on after the revocation", "revoke a test credential, watch its session, write true or false"
    ),
    "issued_tokens_live": Words(
        "tokens that were issued may work on after the revocation", "write how long at most: `issued_tokens_live: 1h`"
    ),
    "effect_within": Words("nobody knows how long to wait for it", "try it, time it, write `effect_within: 5m`"),
    "rotate_every": Words("a leaked value may work for years", "write how often it is replaced: `rotate_every: 90d`"),
    "rotated": Words("nobody knows how old the value is", "write the day it was last replaced: `rotated: 2026-10-01`"),
    "expires": Words("nobody knows when it ends by itself", "write the day, or delete the key if it never does"),
    "reaches_human": Words("the rotation may end in a bot", "send a test page and write the day a person answered"),
    "reversibility": Words(
        "it ranks below irreversible",
        "write `reversibility: {class: reversible, window: 30d, undo: [step, …]}`, or compensable or irreversible",
    ),
    "class": Words("it ranks below the worst known class", "find out at the vendor or by trying, and write it"),
    "window": Words(
        "nobody knows until when it can be undone", "write `window: 30d`, or `unlimited` if time never runs out"
    ),
    "undo": Words(
        "nobody knows how to undo it", "write `undo:` as a list of steps, or `undo_operation:` with an operation's id"
    ),
    "idempotency.key": Words(
        "the runtime does not know what to send", "write `key: {carrier: header, name: Idempotency-Key}`"
    ),
    "idempotency.key.name": Words("the runtime does not know what to send", "write the name as the system wants it"),
    "idempotency.window": Words(
        "a retry that comes later than the key is remembered does it again",
        "write `window: 24h`, or `unlimited` if the key is never forgotten",
    ),
    "idempotency": Words("a retry may do it twice", "write `idempotency: {class: natural}`, or keyed, none or worsens"),
    "receipt": Words(
        "nobody can tell a call that failed from one that worked",
        "write `receipt: {completion: sync, success: {field: status, equals: ok}}`",
    ),
    "completion": Words("an answer may only mean that it was accepted", "write sync or async"),
    "approval": Words("whether a person sees the call first is open", "write none, policy or human"),
    "idempotency_key": Words(
        "whether the runtime guards against repeats is open", "write what the runtime sends, or none"
    ),
    "sdk_retries": Words("its client library may repeat calls", "read it from the library: OpenAI and Anthropic use 2"),
    "data": Words("what was disclosed cannot be said", "write the classes of data: `data: [pii]`"),
    "type": Words("how it leaks and how it ends depends on the type", "write for instance `type: api-key`"),
}


def words(place: Ref) -> Words:
    """What is to be said of the cell at a place."""
    feeds = place.pointer[:1] == ("feeds",)
    return _WORDS.get(f"feeds.{name(place)}" if feeds else "", _WORDS.get(name(place), _ANY))


def name(place: Ref) -> str:
    """The key of a cell; below `idempotency` with what leads there, because `window` is another thing elsewhere."""
    keys = [key for key in place.pointer if isinstance(key, str)]
    if "idempotency" in keys[:-1]:
        return ".".join(keys[keys.index("idempotency") :])
    return key_of(place)

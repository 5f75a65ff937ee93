"""Verbs in the names of tools and operations: what a name says that it does."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from blastradius.source.listed import listed
from blastradius.source.phrases import things, together

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

READS = listed(
    """
    get list read search find fetch show describe query lookup retrieve count view check inspect browse
    explore resolve validate verify preview compare analyze analyse explain summarize summarise status stat
    has is exists download export print watch diff discover navigate scrape crawl estimate calculate preview forecast
    """
)
"""Verbs that change nothing, where they lead a name."""

EFFECTS: Mapping[str, frozenset[str]] = {
    "delete": listed(
        """
    delete deletes remove removes destroy drop purge erase wipe truncate uninstall terminate kill cancel
    unlink rm clear revoke discard trash removal deletion deleteall
    """
    ),
    "send": listed(
        """
    send sends email mail notify message reply publish broadcast sms tweet announce invite dispatch
    respond
    """
    ),
    "pay": listed(
        """
    pay pays refund refunds charge charges transfer payout payouts purchase buy invoice invoices
    withdraw withdrawal withdrawals donate payment payments reimburse transfers topup wire
    """
    ),
    "grant": listed(
        """
    grant grants permission permissions role roles policy policies acl collaborator collaborators member
    members membership memberships impersonate impersonation authorize share
    """
    ),
    "execute": listed(
        """
    execute exec run eval evaluate shell bash sh script sql command invoke repl terminal spawn interpreter
    """
    ),
}
"""Words that name an effect, wherever in a name they stand."""

_VERBS: Mapping[str, frozenset[str]] = {
    "delete": EFFECTS["delete"],
    "send": (EFFECTS["send"] | {"forward"}) - {"email", "mail", "message", "sms"},
    "pay": listed(
        """
    pay pays refund charge transfer payout purchase buy checkout withdraw donate reimburse wire
    """
    ),
    "grant": frozenset({"grant", "authorize", "impersonate", "share"}),
    "execute": frozenset({"execute", "exec", "run", "eval", "evaluate", "invoke", "spawn"}),
    "write": listed(
        """
    create update add set put edit write insert upsert move rename modify append replace upload save patch
    merge push close archive restore reset enable disable submit approve reject assign import
    stop start restart reboot shutdown deploy apply sync mark subscribe promote demote
    """
    ),
}
"""Words that are an act, not a thing that an act is done to."""

SETTERS = listed(
    """
    update set modify transition adjust scale write insert put move rename edit change assign batch patch toggle
    upsert replace sync resize reschedule
    """
)
"""What can be done back by itself: it sets a value, or writes a counter-entry."""

_OTHER = listed("review rerequest request requeue pause resume link")
"""Verbs that lead a name, and say no effect."""
_AT_THE_END = frozenset({"list", "get", "show", "count", "search", "find"})
"""Verbs of reading that some interfaces put last."""
_JOINED = frozenset({"and", "or", "then"})


@lru_cache(maxsize=4096)  # operations of many systems are called alike
def words(name: str) -> tuple[str, ...]:
    """`createRefund_v2` as `create`, `refund`, `v`, `2`."""
    return tuple(each.casefold() for each in _WORD.findall(name))


def named_effects(name: str) -> frozenset[str]:
    """The effects beyond writing that words of a name speak of, whatever leads it."""
    named = words(name)
    left_out = things(named, _lead(named))
    said = {effect: set(named) - left_out.get(effect, frozenset()) for effect in EFFECTS}
    return frozenset(effect for effect, known in EFFECTS.items() if said[effect] & known) | together(named)


def leads_reading(name: str) -> bool:
    """Whether the first verb of a name is one of reading: `API-get-user` and `web_search` too."""
    if _ends_reading(name):
        return True
    for word in words(name):
        if word in READS:
            return True
        if word in _OTHER or any(word in known for known in _VERBS.values()):
            return False
    return False


@lru_cache(maxsize=4096)
def acts(name: str) -> frozenset[str]:
    """The effects that a name says it brings about: its first verb and, after `and`, those that follow."""
    found: set[str] = set()
    for part in () if _ends_reading(name) else _parts(words(name)):
        left_out = things(part, _lead(part))
        for word in part:
            if word in READS:
                break
            hit = [effect for effect, known in _VERBS.items() if word in known - left_out.get(effect, frozenset())]
            hit = ["write"] if not hit and act(word) else hit  # a thing of money that is none: `transfer_repository`
            if hit or word in _OTHER:
                found |= {*hit, *(together(part) if hit else ())}
                break
        else:
            found |= {effect for effect, known in EFFECTS.items() if part and part[0] in known}
            found |= together(part)
    return frozenset(found)


def _lead(named: tuple[str, ...]) -> str:
    """The first verb of a name; empty where none is known."""
    return next((each for each in named if each in READS or each in _OTHER or act(each)), "")


def act(word: str) -> frozenset[str]:
    """The effects of one word, where it is an act and no thing."""
    return frozenset(effect for effect, known in _VERBS.items() if word.casefold() in known)


def _ends_reading(name: str) -> bool:
    """`admin_inviteRequests_list`: what is listed stands before, and nothing before is an act alone."""
    *before, last = re.split(r"[._/-]+", name)
    return bool(before) and last in _AT_THE_END and not any(map(act, before))


def _parts(named: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    part: list[str] = []
    for word in named:
        if word in _JOINED:
            yield tuple(part)
            part = []
        else:
            part.append(word)
    yield tuple(part)

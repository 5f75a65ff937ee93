"""Words in the names of tools that mean an effect only together, and words that are a thing beside another verb."""

from collections.abc import Mapping, Sequence

from blastradius.source.listed import listed

_PAID = listed("order orders trade trades bid bids payment payments transfer transfers wire")
_BOOKED = listed("flight flights hotel hotels room rooms trip trips ride rides seat seats ticket tickets car cars")
_KEYS = listed("key keys secret secrets password passwords credential credentials certificate certificates")
_STARTED = listed("build deploy deployment pipeline workflow job run dag webhook release scan incident alarm")
_PAIRS: tuple[tuple[frozenset[str], frozenset[str], str], ...] = (
    (listed("place submit execute"), _PAID, "pay"),
    (listed("book reserve"), _BOOKED, "pay"),
    (listed("send"), listed("money funds payment payments"), "pay"),
    (listed("top"), listed("up"), "pay"),
    (listed("rotate"), _KEYS, "write"),
    (listed("trigger"), _STARTED, "write"),
    (listed("make"), listed("public"), "grant"),
    (listed("add"), listed("owner owners"), "grant"),
    (listed("promote demote"), listed("user users administrator administrators admin owner member moderator"), "grant"),
)
"""A verb, what follows it anywhere, and the effect that both have together."""
_MADE = listed("create add generate issue mint new")
_OPENS = listed("deploy ssh api access signing impersonation registration installation secret")
"""What a key or a token that somebody makes is for, where it lets its holder in."""
_NO_MONEY = listed(
    """
    repo repos repository repositories ownership owner issue issues file files call calls domain domains project
    workspace
    """
)
"""Things that are transferred and are no money."""
_SPOKEN = listed("email mail message sms")
_RUN = listed("run script command terminal shell sql interpreter")
_HANDLES = listed(
    """
    delete remove cancel revoke discard clear update rename move edit patch archive copy close restore review rerequest
    """
)
_VERSIONED = listed("git hg svn branch commit revision")
_RUNS_ON = listed("run approve")
_AFTER_A_MESSAGE = listed("interaction")
_PREPOSITIONS = listed("in to for from with by on of and via as at")


def together(named: Sequence[str]) -> frozenset[str]:
    """The effects of words that stand together."""
    found = {
        effect
        for verbs, things, effect in _PAIRS
        for at, word in enumerate(named)
        if word in verbs and things & set(named[at + 1 :])
    }
    made = bool(_MADE & set(named[:2])) and _lets_in(named)
    return frozenset(found | ({"grant"} if made else set()))


def things(named: tuple[str, ...], lead: str) -> Mapping[str, frozenset[str]]:
    """By effect, the words of a name that speak of a thing here and of no effect; `lead` is its first verb, if any."""
    said = set(named)
    found: dict[str, frozenset[str]] = {}
    if said & _NO_MONEY:
        found["pay"] = listed("transfer transfers")
    if said & _VERSIONED:
        found["pay"] = listed("checkout")
    if lead in _HANDLES:
        found |= {"send": _SPOKEN, "execute": _RUN}
    elif lead:
        found["send"] = frozenset(word for word in _SPOKEN & said if not _ends_with(named, word))
        found["execute"] = frozenset() if lead in _RUNS_ON else frozenset({"run"})
    if named[-1:] == ("forward",):
        found["send"] = found.get("send", frozenset()) | {"forward"}
    if any(word == "execute" and _PAID & set(named[at + 1 :]) for at, word in enumerate(named)):
        found["execute"] = found.get("execute", frozenset()) | {"execute"}
    return found


def _lets_in(named: Sequence[str]) -> bool:
    for at, word in enumerate(named):
        before = set(named[max(0, at - 3) : at])
        if word in {"key", "keys", "token", "tokens"} and before & _OPENS:
            return True
    return False


def _ends_with(named: Sequence[str], word: str) -> bool:
    """Whether a word ends the name, or what it is about follows with a preposition."""
    at = len(named) - 1 - list(reversed(named)).index(word)
    return at == len(named) - 1 or named[at + 1] in _PREPOSITIONS | _AFTER_A_MESSAGE or named[at + 1].isdigit()

"""Words in names and parameters that say what a tool does."""

import re
from collections.abc import Iterator, Mapping
from typing import Any


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

READS = _words(
    """
    get list read search find fetch show describe query lookup retrieve count view check inspect browse
    explore resolve validate verify preview compare analyze analyse explain summarize summarise status stat
    has is exists download export print watch diff discover navigate scrape crawl
    """
)
"""Verbs that change nothing, where they lead a name."""

EFFECTS: Mapping[str, frozenset[str]] = {
    "delete": _words(
        """
    delete deletes remove removes destroy drop purge erase wipe truncate uninstall terminate kill cancel
    unlink rm clear revoke discard trash
    """
    ),
    "send": _words(
        """
    send sends email mail notify message reply publish broadcast sms tweet announce invite dispatch
    respond
    """
    ),
    "pay": _words(
        """
    pay pays refund refunds charge charges transfer payout payouts purchase buy invoice invoices
    withdraw donate payment payments reimburse subscribe
    """
    ),
    "grant": _words(
        """
    grant grants permission permissions role roles policy policies acl collaborator collaborators member
    members impersonate authorize share
    """
    ),
    "execute": _words(
        """
    execute exec run eval evaluate shell bash sh script sql command invoke repl terminal spawn
    """
    ),
}
"""Words that name an effect, wherever in a name they stand."""

_VERBS: Mapping[str, frozenset[str]] = {
    "delete": EFFECTS["delete"],
    "send": (EFFECTS["send"] | {"forward"}) - {"email", "mail", "message", "sms"},
    "pay": _words(
        """
    pay pays refund charge transfer payout purchase buy checkout withdraw donate reimburse
    """
    ),
    "grant": frozenset({"grant", "authorize", "impersonate", "share"}),
    "execute": frozenset({"execute", "exec", "run", "eval", "evaluate", "invoke", "spawn"}),
    "write": _words(
        """
    create update add set put edit write insert upsert move rename modify append replace upload save patch
    merge push close archive restore reset enable disable submit approve reject assign import
    """
    ),
}
"""Words that are an act, not a thing that an act is done to."""

_JOINED = frozenset({"and", "or", "then"})
_CODE = _words(
    """
    sql code script shell command cmd bash expression javascript js python statement program snippet
    source_code cypher commands statements codes function
    """
)
_QUERY = frozenset({"query", "queries", "q", "statement"})
_LANGUAGE = re.compile(r"(?i)\b(sql|select statement|cypher|shell|bash|javascript|python code|arbitrary code)\b")
_CHOICES = _words(
    """
    action operation op method mode verb task api_method http_method subcommand
    """
)
_DESTROYS = frozenset({"delete", "purge", "erase", "wipe", "destroy", "truncate"})
_RECIPIENTS = frozenset({"to", "recipient", "recipients", "to_email", "toemail", "phone_number", "email_to"})
_MESSAGES = frozenset({"body", "message", "subject", "text", "content", "html"})


def words(name: str) -> tuple[str, ...]:
    """`createRefund_v2` as `create`, `refund`, `v`, `2`."""
    return tuple(each.casefold() for each in _WORD.findall(name))


def named_effects(name: str) -> frozenset[str]:
    """The effects beyond writing that words of a name speak of, whatever leads it."""
    listed = set(words(name))
    return frozenset(effect for effect, known in EFFECTS.items() if listed & known)


def leads_reading(name: str) -> bool:
    """Whether the first verb of a name is one of reading: `API-get-user` and `web_search` too."""
    for word in words(name):
        if word in READS:
            return True
        if any(word in known for known in _VERBS.values()):
            return False
    return False


def acts(name: str) -> frozenset[str]:
    """The effects that a name says it brings about: its first verb and, after `and`, those that follow."""
    found: set[str] = set()
    for part in _parts(words(name)):
        for word in part:
            if word in READS:
                break
            hit = [effect for effect, known in _VERBS.items() if word in known]
            if hit:
                found.update(hit)
                break
        else:
            found |= {effect for effect, known in EFFECTS.items() if part and part[0] in known}
    return frozenset(found)


def _parts(listed: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    part: list[str] = []
    for word in listed:
        if word in _JOINED:
            yield tuple(part)
            part = []
        else:
            part.append(word)
    yield tuple(part)


def parameters(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The parameters of a schema, with their own schemas; those in the branches of `anyOf` and its kin too."""
    stack: list[tuple[Any, int]] = [(schema, 0)]
    while stack:
        node, depth = stack.pop(0)
        if not isinstance(node, dict) or depth > 3:
            continue
        listed = node.get("properties")
        if isinstance(listed, dict):
            for name, inner in listed.items():
                yield str(name), inner if isinstance(inner, dict) else {}
        for key in ("anyOf", "oneOf", "allOf"):
            if isinstance(node.get(key), list):
                stack += [(each, depth + 1) for each in node[key]]


def is_free_text(schema: Mapping[str, Any]) -> bool:
    """Whether any text may stand here: a string, or nothing said, and no list, pattern or format that bounds it."""
    if any(key in schema for key in ("enum", "const", "pattern", "format")):
        return False
    type_ = schema.get("type")
    if type_ is None:
        branches = [each for key in ("anyOf", "oneOf") for each in schema.get(key) or () if isinstance(each, dict)]
        if branches:
            return any(is_free_text(each) for each in branches)
        return not any(key in schema for key in ("$ref", "allOf", "properties", "items"))
    return type_ == "string" or (isinstance(type_, list) and "string" in type_)


def is_code(name: str, schema: Mapping[str, Any], about: str) -> bool:
    """Whether a parameter takes free SQL, shell or code; a `query` does where the tool or its text speaks of SQL."""
    listed = words(name)
    items = schema.get("items")
    free = is_free_text(schema) or (isinstance(items, dict) and is_free_text(items))
    if not free or not listed:
        return False
    text = schema.get("description")
    said = text if isinstance(text, str) else ""
    if name.casefold() in _CODE or listed[-1] in _CODE - {"function", "expression", "source_code"}:
        return not (listed[-1] == "code" and len(listed) > 1) and not _is_a_name(said, listed)
    return listed[-1] in _QUERY and bool(_LANGUAGE.search(f"{said} {about}"))


def _is_a_name(said: str, listed: tuple[str, ...]) -> bool:
    """`code: the ISO country code` is no program."""
    return listed == ("code",) and bool(
        re.search(r"(?i)\b(iso|country|currency|error|status|zip|postal|coupon)\b", said)
    )


def shown_by_parameters(schema: Mapping[str, Any], about: str) -> dict[str, str]:
    """Effects that parameters give away, each with the parameter that does."""
    found: dict[str, str] = {}
    listed = list(parameters(schema))
    names = {name.casefold() for name, _ in listed}
    for name, inner in listed:
        if is_code(name, inner, about):
            found.setdefault("execute", name)
        if inner.get("type") == "boolean" and words(name)[:1] and words(name)[0] in _DESTROYS:
            found.setdefault("delete", name)
        if name.casefold() in _CHOICES and isinstance(inner.get("enum"), list):
            for choice in inner["enum"]:
                for effect in acts(str(choice)):
                    found.setdefault(effect, f"{name}: {choice}")
    if names & _RECIPIENTS and names & _MESSAGES:
        found.setdefault("send", next(name for name, _ in listed if name.casefold() in _RECIPIENTS))
    if "amount" in names and names & {"currency", "payment_intent", "recipient", "account", "to_account"}:
        found.setdefault("pay", "amount")
    return found

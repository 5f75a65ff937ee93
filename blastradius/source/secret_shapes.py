"""What secrets look like: the shapes that we know ourselves, and the places that are worth the detector library's time.

Whatever stands in a text, reading it takes time in proportion to its length: every repetition has a bound, or ends at
a character that starts no other match.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from ahocorasick_rs import AhoCorasick

from blastradius.source.secret_beginnings import AS_WRITTEN, IN_SMALL_LETTERS


class Span(NamedTuple):
    """A stretch of a text, and what it looks like."""

    start: int
    end: int
    what: str


Landmark: TypeAlias = tuple[int, "re.Pattern[str]"]
"""Where a shape can begin, and which."""

_PRIVATE_KEY, _VENDOR_KEY, _URL_PASSWORD, _HEADER = (
    "private key",
    "vendor API key",
    "password in a URL",
    "authorization header",
)
_NAMED = "a value named {}"
UNMISTAKABLE = frozenset(
    {
        _PRIVATE_KEY,
        _VENDOR_KEY,
        _URL_PASSWORD,
        _HEADER,
        "password",
        *map(_NAMED.format, ("password", "passwd", "passphrase", "pwd", "pass")),
    }
)
"""What has a shape that nothing else has, or is called a password: no comment makes it a false alarm."""

# Prefixes that vendors gave their keys so that they can be found, and that the library does not know or not so well.
_PREFIXED = re.compile(
    r"""AGE-SECRET-KEY-1\w{20,} | AIza[\w\-]{30,} | ATATT3[\w\-=]{30,} | GOCSPX-[\w\-]{20,}
      | NRAK-\w{20,} | PMAK-[\w\-]{20,} | dapi[0-9a-f]{32} | dckr_pat_[\w\-]{20,} | dop_v1_[0-9a-f]{64}
      | github_pat_\w{30,} | glsa_\w{30,} | gsk_\w{30,} | hf_\w{30,} | hv[sb]\.[\w\-]{20,}
      | key-[0-9a-f]{32} | lin_api_\w{30,} | npm_\w{30,} | ntn_\w{30,} | pat-(?:na|eu)1-[0-9a-f\-]{30,}
      | pul-[0-9a-f]{40} | pypi-AgE[\w\-]{30,} | rk_(?:live|test)_\w{16,} | sbp_[0-9a-f]{40}
      | shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32} | sk-(?:ant|proj|svcacct|admin)-[\w\-]{20,} | sk_(?:live|test)_\w{16,}
      | sntrys_\w{30,} | whsec_[\w+/=]{20,} | xapp-[\w\-]{20,} | xox[a-z]-[\w\-]{10,} | ya29\.[\w\-]{20,}
    """,
    re.VERBOSE | re.ASCII,
)
# A telling name and what stands between it and its value; in lower case.
_NAME = re.compile(
    r"""(?: passw(?:or)?d | passphrase | pwd | pass | secret | token
          | (?:api|access|account|auth|client|db|encryption|private|secret|service|signing)[_\-]?key )
        (?: ["'] \s{0,9} :{0,2} [:=] | [ \t]{0,9} :?= | [ \t]{0,9} : (?=\s) )""",
    re.VERBOSE,
)
_VALUE = re.compile(
    r"""[ \t]{0,99} (?: [!&][^\s"']{0,99} [ \t]{1,99} ){0,2} [ \t\[(]{0,9}
        (?: (?P<block> [|>][-+0-9]{0,2} [ \t]{0,99} (?: \#[^\n]* )? (?=\n) )
          | "(?P<double> (?: [^"\\] | \\. ){0,2000} )
          | '(?P<single> (?: [^'] | '' ){0,2000} )
          | (?P<nothing> (?: \#[^\n]* )? (?:\n|\Z) )
          | (?P<plain> \S{1,4000} (?P<prose> [ \t]{1,9} [^\s#] )? ) )""",
    re.VERBOSE | re.DOTALL,
)
_BELOW = re.compile(r"(?P<indent>[ \t]*)(?:- +)?(?P<word>[^\s\"'#]\S*)?(?P<prose>[ \t]+\S)?[^\n]*(?:\n|\Z)")
_NO_SECRET = re.compile(
    r"(?:args|result|before)\.|(?:unknown|none|null|true|false|yes|no|required|optional|redacted|hidden|masked|x{3,})\Z"
    r"|[<{$%*@~]|[a-z]{2,9}:(?:\S*/|aws:)|[a-z\-_]+(?:/[a-z\-_]+)+\Z|[\w\-]+:\Z",
    re.IGNORECASE,
)
_LONGEST_BLOCK = 200
_QUOTES = "\"'`"
_CLOSING = "}]),;" + _QUOTES
_NAME_ENDS = re.compile(r"[\s\"':=]")

_IN_URL = re.compile(r"://[^\s/?#:@\"']{0,100}:(?![{<$%*])([^\s/?#\"']{1,200})@")
_AUTHORIZED = re.compile(r"(?:bearer|basic)[ \t]{1,9}(?=[a-z._~+/\-]{0,99}[0-9])([a-z0-9._~+/\-]{16,}={0,2})")
_GAP = r"(?:[ \t:]{1,9}(?:\n[ \t]{1,99})?|\n[ \t]{1,99})"  # a folded text goes on, indented, on the next line
_IN_PROSE = re.compile(rf"(?:password|passwd|passphrase){_GAP}(?:is|was){_GAP}[\"'`]?([^\s\"'`]{{6,200}})")
_HEX = re.compile(r"(?<![0-9a-z])[0-9a-f]{32,128}(?![0-9a-z])")
_TELLING_BEFORE = re.compile(
    r"(?:key|token|secret|passw(?:or)?d|passphrase|auth|signature|credential)s?[\"'`]?"
    r"(?:[\s:=\[>|\-]|\bis\b|\bwas\b|\bvalue\b){1,40}[\"'`]?\Z"
)

_KEY_BEGINS = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-[0-9]:|Private-Lines: [0-9]"
)
_KEY_ENDS = re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_KEY_BODY = re.compile(r"[A-Za-z0-9+/=\s\\:,.()@<>\-]*")
_KEY_LINES = re.compile(r"[^\n]*(?:\n[ \t]*(?:[A-Za-z0-9+/=]{16,}|[A-Z][A-Za-z\-]+: [^\n]*)(?=\n|\Z))*")
_LONGEST_KEY = 20_000

# What the library's detectors have in common: a literal beginning, a long run of certain characters, or quotes.
_LITERAL = re.compile(
    r"A3T[A-Z0-9]{17}|ABIA[A-Z0-9]{16}|ACCA[A-Z0-9]{16}|AKIA[A-Z0-9]{16}|ASIA[A-Z0-9]{16}|AKC[a-zA-Z0-9]{10}"
    r"|AP[0-9A-F][a-zA-Z0-9]{8}|AccountKey=|GR1348941|SG\.[\w\-]{22}\.|T3BlbkFJ|X[oO][xX][abposrABPOSR]-"
    r"|:_authToken=|eyJ[\w\-=]|gh[pousr]_\w|gl(?:pat|dt|ft|soat|rt|cbt|imt|ptt|agent|oas)-[\w\-]{20}|pypi-AgE"
    r"|rk_live_|sk_live_|sq0csp-|x[oO][xX][abposrABPOSR]-",
    re.ASCII,
)
_HOSTS = re.compile(r"hooks\.slack\.com/services/|\.cloudant\.com|softlayer.com/soap/")
_IN_RUN = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+/=-\\"
_TELL_RUNS = bytes(b"x"[0] if byte in _IN_RUN else b" "[0] for byte in range(256))
_SHORTEST_RUN = b"x" * 20
_SHAPED_RUN = re.compile(r"(?:AC|SK)[a-z0-9]{32}|[0-9a-z]{32}-us[0-9]")
_ASSIGNED_BEFORE = re.compile(
    r"(?:key|pwd|pass|password|token)[\"']?\]?[ ]{0,9}(?::?=|=>|::?|[ ])[ ]{0,9}[\"']?\Z", re.IGNORECASE
)
_ENDS_ASSIGNMENT = frozenset("=>:\"' ")
_BOT_BEFORE = re.compile(r"[0-9]{8}:\Z")
_BOT_BEHIND = re.compile(r"\.[\w\-]{6}\.[\w\-]{27}", re.ASCII)
_BETWEEN_WORDS = re.compile(r"[/_+=.\-]")
_SHORTEST_SHAPED = 34
_SHORTEST_HEX = 32
_LONGEST_ASSIGNMENT = 34
_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")
_LEAD = 60

_SHAPES = {
    "name": _NAME,
    "authorized": _AUTHORIZED,
    "in prose": _IN_PROSE,
    "hosts": _HOSTS,
    "private key": _KEY_BEGINS,
    "in URL": _IN_URL,
    "prefixed": _PREFIXED,
    "literal": _LITERAL,
}
_OF_FOLDED = tuple(_SHAPES[name] for name, words in IN_SMALL_LETTERS.items() for _ in words)
_OF_CASED = tuple(_SHAPES[name] for name, words in AS_WRITTEN.items() for _ in words)
_FOLDED = AhoCorasick([word for words in IN_SMALL_LETTERS.values() for word in words])
_CASED = AhoCorasick([word for words in AS_WRITTEN.values() for word in words])


def landmarks(text: str, lowered: str) -> set[Landmark]:
    """Where a shape can begin, and which: one pass over the text for all literal beginnings at once."""
    found = {(start, _OF_CASED[number]) for number, start, _ in _CASED.find_matches_as_indexes(text, overlapping=True)}
    found.update(
        (start, _OF_FOLDED[number]) for number, start, _ in _FOLDED.find_matches_as_indexes(lowered, overlapping=True)
    )
    return found


def known_shapes(text: str, lowered: str, begins: set[Landmark]) -> Iterator[Span]:
    """Every stretch that has a shape of ours. `lowered` is the text in small letters, as long as the text."""
    if any(shape is _KEY_BEGINS for _, shape in begins):
        yield from _key_blocks(text)
    for start, shape in begins:
        read = _READERS.get(shape)
        if read:
            yield from read(text, lowered, start)
    for start, end in _long_runs(text):
        for match in _HEX.finditer(lowered, start, end) if end - start >= _SHORTEST_HEX else ():
            if _mixes(match[0]) and _TELLING_BEFORE.search(lowered[max(0, match.start() - _LEAD) : match.start()]):
                yield Span(*match.span(), "a key in hexadecimal")


def _vendor_key(text: str, _: str, start: int) -> Iterator[Span]:
    match = _PREFIXED.match(text, start)
    if match and not text[start - 1 : start].isalnum():
        yield Span(*match.span(), _VENDOR_KEY)


def _password_in_url(text: str, _: str, start: int) -> Iterator[Span]:
    match = _IN_URL.match(text, start)
    if match:
        yield Span(*match.span(1), _URL_PASSWORD)


def _header(_: str, lowered: str, start: int) -> Iterator[Span]:
    match = _AUTHORIZED.match(lowered, start)
    if match:
        yield Span(*match.span(1), _HEADER)


def _in_prose(_: str, lowered: str, start: int) -> Iterator[Span]:
    match = _IN_PROSE.match(lowered, start)
    if match and _mixes(match[1]) and not match[1].endswith(":"):
        yield Span(*match.span(1), "password")


def _behind_name(text: str, lowered: str, start: int) -> Iterator[Span]:
    match = _NAME.match(lowered, start)
    if match:
        yield from _named(text, match)


_READERS: Mapping["re.Pattern[str]", Callable[[str, str, int], Iterator[Span]]] = {
    _PREFIXED: _vendor_key,
    _IN_URL: _password_in_url,
    _AUTHORIZED: _header,
    _IN_PROSE: _in_prose,
    _NAME: _behind_name,
}


def suspicious_places(text: str, lowered: str, begins: set[Landmark]) -> Iterator[tuple[int, int]]:
    """Where the library may find something: a superset of what its detectors match, for a fraction of the price."""
    for start, shape in begins:
        if shape is _LITERAL or shape is _HOSTS:
            match = shape.match(text if shape is _LITERAL else lowered, start)
            if match:
                yield match.span()
    for start, end in _long_runs(text):
        before, run = text[max(0, start - _LEAD) : start], text[start:end]
        if _is_suspicious(before, run) or (text[end : end + 1] == "." and _BOT_BEHIND.match(text, end)):
            yield start, end


def _long_runs(text: str) -> Iterator[tuple[int, int]]:
    """Where at least twenty characters of keys stand in a row: searching bytes is far faster than an expression."""
    told = text.encode("latin-1", "replace").translate(_TELL_RUNS)  # one byte for each character
    start = told.find(_SHORTEST_RUN)
    while start >= 0:
        end = told.find(b" ", start)
        end = len(told) if end < 0 else end
        yield start, end
        start = told.find(_SHORTEST_RUN, end)


def _is_suspicious(before: str, run: str) -> bool:
    last = before[-1:]
    if last in _ENDS_ASSIGNMENT and _is_assigned(before):
        return True
    if (len(run) >= _SHORTEST_SHAPED and _SHAPED_RUN.search(run)) or (not run.islower() and opaque(run)):
        return True
    quoted = last in {"'", '"'}
    return quoted and (_HEXADECIMAL.issuperset(run) or (len(run) == 40 and "aws" in before.lower()))


def _is_assigned(before: str) -> bool:
    lead = before[-_LONGEST_ASSIGNMENT:].lower()
    named = "key" in lead or "pass" in lead or "token" in lead or "pwd" in lead
    return bool((named and _ASSIGNED_BEFORE.search(before)) or _BOT_BEFORE.search(before, len(before) - 9))


def opaque(run: str) -> bool:
    """Whether a run of characters mixes small and capital letters and digits as no name does."""
    return len(set(run)) > 22 and any(
        len(part) > 11 and _mixes(part) and part.lower() != part for part in _BETWEEN_WORDS.split(run)
    )


def _named(text: str, name: "re.Match[str]") -> Iterator[Span]:
    value = _VALUE.match(text, name.end())
    word = _NAME_ENDS.split(name.group(), maxsplit=1)[0]
    if value is None or (word == "pass" and text[name.start() - 1 : name.start()].isalpha()):
        return  # `bypass` and `compass` are no names of secrets
    assigned = name.group().rstrip().endswith("=")
    places = _places(text, name.start(), value)
    for start, end in places:
        if _is_secret(word, text[start:end], assigned=assigned):
            yield Span(start, end, _NAMED.format(word))


def _places(text: str, name: int, value: "re.Match[str]") -> Iterator[tuple[int, int]]:
    """Where the value of a key can stand: beside it, below it, or both where a plain text goes on."""
    if value.lastgroup in {"block", "nothing"}:
        yield from _words_below(text, name, value.end())
        return
    yield from _word_beside(value)
    behind = text.find("\n", value.end(), value.end() + 9)
    if value["plain"] is not None and behind >= 0 and not text[value.end() : behind].strip():
        yield from _words_below(text, name, behind + 1)


def _word_beside(value: "re.Match[str]") -> Iterator[tuple[int, int]]:
    """The value on the line of its key. Several words are a sentence about it, unless the first is no word."""
    start, end = value.span(value.lastgroup or 0)
    words = value[value.lastgroup or 0].split()
    if not words or (len(words) > 1 and not _mixes(words[0])):
        return
    if value["plain"] is None:
        yield start, end
    elif not value["prose"] or _mixes(words[0]):
        yield start + len(words[0]) - len(words[0].lstrip(_QUOTES)), start + len(words[0].rstrip(_CLOSING))


def _is_secret(name: str, value: str, *, assigned: bool) -> bool:
    """Whether something behind a telling name is a value of its own: no reference, no placeholder, no plain word."""
    if len(value) < 4 or _NO_SECRET.match(value):
        return False
    if name.endswith("key") or (name == "token" and not assigned):
        return len(value) >= 8 and any(each.isdigit() for each in value)
    return name != "token" or len(value) >= 6


def _words_below(text: str, name: int, start: int) -> Iterator[tuple[int, int]]:
    """The single words on the lines that belong to the key: those indented deeper than its own line."""
    line = text[text.rfind("\n", max(0, name - 500), name) + 1 : name]
    own = len(line) - len(line.lstrip(" \t")) - bool(line.strip(" \t-"))  # behind prose the text goes on beside it
    for _ in range(_LONGEST_BLOCK):
        match = _BELOW.match(text, start)
        if match is None or match.end() == start:
            return
        if match["word"]:
            if len(match["indent"]) <= own:
                return
            if not match["prose"]:
                yield match.span("word")
        start = match.end()


def _key_blocks(text: str) -> Iterator[Span]:
    done = 0
    begins = list(_KEY_BEGINS.finditer(text))
    for number, match in enumerate(begins):
        if match.start() < done:
            continue
        following = begins[number + 1].start() if number + 1 < len(begins) else len(text)
        end = _KEY_ENDS.search(text, match.end(), min(following, match.end() + _LONGEST_KEY))
        if end and _KEY_BODY.fullmatch(text, match.end(), end.start()):
            done = end.end()
        else:
            lines = _KEY_LINES.match(text, match.end(), min(following, match.end() + _LONGEST_KEY))
            done = lines.end() if lines else match.end()
        yield Span(match.start(), done, _PRIVATE_KEY)


def _mixes(word: str) -> bool:
    """Whether digits and letters stand in one word."""
    return any(each.isdigit() for each in word) and any(each.isalpha() for each in word)

"""What secrets look like: the shapes that we know ourselves.

Whatever stands in a text, reading it takes time in proportion to its length: every repetition has a bound, or ends at
a character that starts no other match.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from blastradius.source.secret_beginnings import Landmark
from blastradius.source.secret_names import NAMED, behind_name
from blastradius.source.stretches import Span, mixes

_PRIVATE_KEY, _VENDOR_KEY, _URL_PASSWORD, _HEADER = (
    "private key",
    "vendor API key",
    "password in a URL",
    "authorization header",
)
UNMISTAKABLE = frozenset(
    {
        _PRIVATE_KEY,
        _VENDOR_KEY,
        _URL_PASSWORD,
        _HEADER,
        "password",
        *map(NAMED.format, ("password", "passwd", "passphrase", "pwd", "pass")),
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
_IN_URL = re.compile(r"://[^\s/?#:@\"']{0,100}:(?![{<$%*])([^\s/?#\"']{1,200})@")
_AUTHORIZED = re.compile(
    r"(?:bearer|basic)[ \t]{1,9}(?=[a-z._~+/\-]{0,99}[0-9])([a-z0-9._~+/\-]{16,}={0,2})"
    r"|bearer[ \t]{1,9}(?=(?:[a-z]{0,15}[0-9]){3})([a-z0-9]{10,15})(?![\w.])"
)
_SIGNED = re.compile(r"(?:sig|signature)=([a-z0-9%_+/=.\-]{8,2000})")
_BEFORE_SIGNED = re.compile(r"[?&][\w\-]{0,40}\Z")
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
_SHORTEST_HEX = 32
_LEAD = 60


def known_shapes(text: str, lowered: str, begins: set[Landmark], runs: list[tuple[int, int]]) -> Iterator[Span]:
    """Every stretch that has a shape of ours. `lowered` is the text in small letters, `runs` are its long ones."""
    if any(shape == "private key" for _, shape in begins):
        yield from _key_blocks(text)
    for start, shape in begins:
        read = _READERS.get(shape)
        if read:
            yield from read(text, lowered, start)
    for start, end in runs:
        for match in _HEX.finditer(lowered, start, end) if end - start >= _SHORTEST_HEX else ():
            if mixes(match[0]) and _TELLING_BEFORE.search(lowered[max(0, match.start() - _LEAD) : match.start()]):
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
        yield Span(*match.span(match.lastindex or 0), _HEADER)


def _signature(_: str, lowered: str, start: int) -> Iterator[Span]:
    match = _SIGNED.match(lowered, start)
    if match and _BEFORE_SIGNED.search(lowered, max(0, start - 41), start):
        yield Span(*match.span(1), "signature in a URL")


def _in_prose(_: str, lowered: str, start: int) -> Iterator[Span]:
    match = _IN_PROSE.match(lowered, start)
    if match and mixes(match[1]) and not match[1].endswith(":"):
        yield Span(*match.span(1), "password")


_READERS: Mapping[str, Callable[[str, str, int], Iterator[Span]]] = {
    "prefixed": _vendor_key,
    "in URL": _password_in_url,
    "authorized": _header,
    "signed": _signature,
    "in prose": _in_prose,
    "name": behind_name,
}


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

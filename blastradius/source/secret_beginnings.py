"""What secrets begin with, so that one pass over a text finds every place where one can begin.

The literals stand by the names of the shapes that are tried only there. The only door to the multiple string search.
"""

from itertools import product
from typing import TypeAlias

from ahocorasick_rs import BytesAhoCorasick, Implementation

Landmark: TypeAlias = tuple[int, str]
"""Where a shape can begin, and the name of which."""

_WITH_KEY = (
    "api", "access", "account", "auth", "client", "db", "encryption", "private", "secret", "service", "signing",
)  # fmt: skip

_IN_SMALL_LETTERS: dict[str, tuple[str, ...]] = {
    "name": (
        *("passw", "passphrase", "pwd", "pass", "secret", "token"),
        *(f"{word}{joint}key" for word, joint in product(_WITH_KEY, ("", "_", "-"))),
    ),
    "authorized": ("bearer", "basic"),
    "signed": ("sig=", "signature="),
    "in prose": ("password", "passwd", "passphrase"),
    "hosts": ("hooks.slack.com/services/", ".cloudant.com", "softlayer"),
}
"""To be searched for in a text in small letters."""

_AS_WRITTEN: dict[str, tuple[str, ...]] = {
    "private key": ("-----BEGIN ", "PuTTY-User-Key-File-", "Private-Lines: "),
    "in URL": ("://",),
    "prefixed": (
        "AGE-SECRET-KEY-1", "AIza", "ATATT3", "GOCSPX-", "NRAK-", "PMAK-", "dapi", "dckr_pat_", "dop_v1_",
        "github_pat_", "glsa_", "gsk_", "hf_", "hvs.", "hvb.", "key-", "lin_api_", "npm_", "ntn_", "pat-na1-",
        "pat-eu1-", "pul-",
        "pypi-AgE", "rk_live_", "rk_test_", "sbp_", "shpat_", "shpca_", "shppa_", "shpss_", "sk-ant-", "sk-proj-",
        "sk-svcacct-", "sk-admin-", "sk_live_", "sk_test_", "sntrys_", "whsec_", "xapp-", "xox", "ya29.",
    ),
    "literal": (
        "A3T", "ABIA", "ACCA", "AKIA", "ASIA", "AKC", "AccountKey=", "GR1348941", "SG.", "T3BlbkFJ", ":_authToken=",
        "eyJ", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "glpat-", "gldt-", "glft-", "glsoat-", "glrt-", "glcbt-",
        "glimt-", "glptt-", "glagent-", "gloas-", "pypi-AgE", "rk_live_", "sk_live_", "sq0csp-",
        *(f"AP{digit}" for digit in "0123456789ABCDEF"), *map("".join, product("xX", "oO", "xX")),
    ),
}  # fmt: skip
"""To be searched for as it stands."""

_LITERALS = [
    *((name, word, "") for name, words in _IN_SMALL_LETTERS.items() for word in words),
    *((name, word.lower(), word) for name, words in _AS_WRITTEN.items() for word in words),
]
"""The shape, what of it is searched for in small letters, and what has to stand there as written, if it has to."""
_SEARCH = BytesAhoCorasick([word.encode() for _, word, _ in _LITERALS], implementation=Implementation.DFA)


def landmarks(text: str, lowered: str) -> set[Landmark]:
    """Where a shape can begin, and which: one pass over the text for all literal beginnings at once.

    `lowered` is the text in small letters, as long as the text.
    """
    found: set[Landmark] = set()
    one_byte_each = lowered.encode("latin-1", "replace")  # nothing that is searched for has other signs
    for number, start, _ in _SEARCH.find_matches_as_indexes(one_byte_each, overlapping=True):
        shape, _, written = _LITERALS[number]
        if text.startswith(written, start):
            found.add((start, shape))
    return found

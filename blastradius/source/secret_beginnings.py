"""What secrets begin with, so that one pass over a text finds every place where one can begin.

The literals stand by the names of the shapes that are tried only there. The only door to the multiple string search.
"""

from itertools import product
from typing import TypeAlias

from ahocorasick_rs import AhoCorasick

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

_OF_FOLDED = tuple(name for name, words in _IN_SMALL_LETTERS.items() for _ in words)
_OF_CASED = tuple(name for name, words in _AS_WRITTEN.items() for _ in words)
_FOLDED = AhoCorasick([word for words in _IN_SMALL_LETTERS.values() for word in words])
_CASED = AhoCorasick([word for words in _AS_WRITTEN.values() for word in words])


def landmarks(text: str, lowered: str) -> set[Landmark]:
    """Where a shape can begin, and which: one pass over the text for all literal beginnings at once.

    `lowered` is the text in small letters, as long as the text.
    """
    found = {(start, _OF_CASED[number]) for number, start, _ in _CASED.find_matches_as_indexes(text, overlapping=True)}
    found.update(
        (start, _OF_FOLDED[number]) for number, start, _ in _FOLDED.find_matches_as_indexes(lowered, overlapping=True)
    )
    return found

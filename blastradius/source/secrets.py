"""Secrets pasted into a file, found and blanked before anything else sees them: the only door to detect-secrets.

A cheap expression picks the lines that could hold one; only those pay for the detectors. The value is replaced by dots
of the same length, so that positions stay what they were and no message, page, log or cache can carry it.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

from blastradius.source.document import BLANK, Hidden

if TYPE_CHECKING:
    from detect_secrets.plugins.base import BasePlugin

# What a line needs to be worth the detectors: a long run with a digit in it, a telling word, or a password in a URL.
_RUN = re.compile(r"[A-Za-z0-9_+/=.\-]{16,}")
_DIGIT = re.compile(r"[0-9]")
_TELLING = re.compile(
    r"(?i:passw|passphrase|pwd|secret|token|api_?-?key|bearer)[^\n]{0,24}[:=\s]\s*[^\s]{6}|://[^/\s:@]+:[^@\s/]+@"
)
_HARMLESS = re.compile(r"""hmac-sha256:[0-9a-f]{64}\b|\bschema_sha256:\s*["']?[0-9a-f]{64}\b""")
_TOKEN = re.compile(r"""[^\s"'`,;(){}\[\]<>|]+""")
_OPAQUE = re.compile(
    r"(?<![\w/.@:\-])(?=[\w+/=\-]*[0-9])(?=[\w+/=\-]*[a-z])(?=[\w+/=\-]*[A-Z])[A-Za-z0-9+/=_\-]{20,}(?![\w.@:])"
)
_KEY_BLOCK = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"(?:[A-Za-z0-9+/=\s\\:,\-]*?-----END [A-Z ]*PRIVATE KEY-----|(?:\s*[A-Za-z0-9+/=]{16,})*)"
)
_BEARER_IN_PROSE = re.compile(r"""(?i:\bpassword|\bpasswd|\bpassphrase)\s+(?:is|was|=)\s+([^\s"']{6,})""")

# Prefixes that vendors gave their keys so that they can be found, and that the library does not know yet.
_PREFIXED = re.compile(
    r"""\b(?: sk-ant-[\w\-]{20,} | github_pat_\w{30,} | AIza[\w\-]{30,} | whsec_\w{20,} | hv[sb]\.[\w\-]{20,}
      | npm_[A-Za-z0-9]{30,} | shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32} | dop_v1_[0-9a-f]{64} | pul-[0-9a-f]{40}
      | ya29\.[\w\-]{20,} | xapp-[\w\-]{20,} | xox[a-z]-[\w\-]{10,} | lin_api_\w{30,} | ntn_\w{30,} | glsa_\w{30,}
      | pat-(?:na|eu)1-[0-9a-f\-]{30,} | sntrys_\w{30,} | dapi[0-9a-f]{32} )""",
    re.VERBOSE,
)
_BY_ENTROPY = "Base64HighEntropyString"
_BY_NAME = "Secret Keyword"
_NAMED = re.compile(
    r"""(?:^|[\s{,\-"'/?&;])[\w\-]*(?i:passw(?:or)?d|passphrase|pwd|secret|token|(?:api|access|secret)[_\-]?key)["']?"""
    r"""\s*(?::\s+|:?=\s*)["']?$"""
)
_REFERENCE = re.compile(r"(?:args|result|before)\.|unknown\b|[<{$]")
_CLOSING = "}]),;\"'"
_DETECTORS_LEFT_OUT = frozenset({"IPPublicDetector"})  # an address is no secret


def find_secrets(text: str) -> tuple[Hidden, ...]:
    """Every stretch of `text` that looks like secret material, in order."""
    found = _key_blocks(text)
    for number, line in _candidate_lines(text):
        scanned = _HARMLESS.sub(lambda match: " " * len(match.group()), line)
        for value, what in _values(scanned):
            at = scanned.find(value)
            if at >= 0:
                start, end = _whole_token(scanned, at, at + len(value))
                found.append(Hidden(number, start, end, what))
    return tuple(sorted(_merged(found), key=lambda hidden: (hidden.line, hidden.start)))


def blank(text: str, hidden: tuple[Hidden, ...]) -> str:
    """`text` with every hidden stretch replaced by as many dots."""
    if not hidden:
        return text
    lines = text.split("\n")
    for stretch in hidden:
        line = lines[stretch.line]
        end = min(stretch.end, len(line.rstrip("\r")))
        lines[stretch.line] = line[: stretch.start] + BLANK * (end - stretch.start) + line[end:]
    return "\n".join(lines)


def blanked(text: str) -> str:
    """`text` as it may be shown: for words that came from a command line."""
    return blank(text, find_secrets(text))


def _candidate_lines(text: str) -> list[tuple[int, str]]:
    starts = {text.rfind("\n", 0, match.start()) + 1 for match in _TELLING.finditer(text)}
    starts.update(
        text.rfind("\n", 0, match.start()) + 1 for match in _RUN.finditer(text) if _DIGIT.search(match.group())
    )
    found: list[tuple[int, str]] = []
    number, seen = 0, 0
    for start in sorted(starts):
        number += text.count("\n", seen, start)
        seen = start
        end = text.find("\n", start)
        found.append((number, text[start:] if end < 0 else text[start:end]))
    return found


def _values(line: str) -> list[tuple[str, str]]:
    """The secret values of one line, each with the name of what it looks like."""
    found = [(match.group(), "vendor API key") for match in _PREFIXED.finditer(line)]
    found += [(match.group(1), "password") for match in _BEARER_IN_PROSE.finditer(line)]
    for plugin in _plugins():
        for secret in plugin.analyze_line(filename="inventory.yaml", line=line, line_number=1):
            value = secret.secret_value
            value = value.rstrip(_CLOSING) if value else ""
            if value and not _is_hash_in_link(line, value) and (secret.type != _BY_NAME or _is_named(line, value)):
                found.append((value, secret.type))
    for match in _OPAQUE.finditer(line):
        for plugin in _plugins():
            if type(plugin).__name__ == _BY_ENTROPY:
                quoted = f'"{match.group()}"'
                if list(plugin.analyze_line(filename="inventory.yaml", line=quoted, line_number=1)):
                    found.append((match.group(), plugin.secret_type))
    return found


def _is_named(line: str, value: str) -> bool:
    """Whether a telling name stands right before the value: `secrets:list` is a scope, `token: result.token` a path."""
    return bool(_NAMED.search(line[: line.find(value)])) and not _REFERENCE.match(value)


def _is_hash_in_link(line: str, value: str) -> bool:
    return any(value in word and "://" in word and "@" not in word for word in _TOKEN.findall(line))


@cache
def _plugins() -> "tuple[BasePlugin, ...]":
    from detect_secrets.settings import default_settings, get_plugins  # noqa: PLC0415 - 140 ms, seldom needed

    with default_settings():
        return tuple(plugin for plugin in get_plugins() if type(plugin).__name__ not in _DETECTORS_LEFT_OUT)


def _whole_token(line: str, start: int, end: int) -> tuple[int, int]:
    """Detectors often name the prefix alone; what has to go is the word that it starts."""
    for match in _TOKEN.finditer(line):
        if match.start() <= start < match.end():
            word = match.group()
            shift = word.rfind("=", 0, start - match.start()) + 1  # `PASSWORD=…` keeps its name
            return match.start() + shift, max(end, match.end())
    return start, end


def _key_blocks(text: str) -> list[Hidden]:
    found: list[Hidden] = []
    for match in _KEY_BLOCK.finditer(text):
        first = text.count("\n", 0, match.start())
        begin = match.start() - (text.rfind("\n", 0, match.start()) + 1)
        for offset, part in enumerate(match.group().split("\n")):
            start = begin if offset == 0 else len(part) - len(part.lstrip())
            length = len(part.rstrip("\r")) if offset else begin + len(part.rstrip("\r"))
            if length > start:
                found.append(Hidden(first + offset, start, length, "private key"))
    return found


def _merged(found: list[Hidden]) -> list[Hidden]:
    """One stretch where several detectors saw the same."""
    merged: list[Hidden] = []
    for hidden in sorted(found, key=lambda each: (each.line, each.start, -each.end)):
        if merged and merged[-1].line == hidden.line and hidden.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = Hidden(last.line, last.start, max(last.end, hidden.end), last.what)
        else:
            merged.append(hidden)
    return merged

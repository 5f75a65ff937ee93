"""Names and texts of strangers, made fit for a line of ours: nothing that a terminal obeys, no secret, no novel."""

import re
import unicodedata
from collections.abc import Iterable

from blastradius.source.secrets import blanked

_ID = re.compile(r"[^a-z0-9._-]+")
_SENTENCE = re.compile(r"(?<=[.!?])\s")
_LONGEST_NAME = 200
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean(text: str) -> str:
    """One line in which every invisible character is seen as a mark; secrets are dots."""
    joined = " ".join(text.split())
    if not (joined.isascii() and joined.isprintable()):
        joined = "".join(
            "\N{REPLACEMENT CHARACTER}" if unicodedata.category(each) in _INVISIBLE else each for each in joined
        )
    return blanked(joined)


def clean_name(name: str) -> str:
    """A name as it identifies a tool; a longer one than anybody would register is cut, and a digest tells it apart."""
    from hashlib import sha256  # noqa: PLC0415 - loads OpenSSL, and few names are as long

    short = clean(name)
    if len(short) <= _LONGEST_NAME:
        return short
    return f"{short[:_LONGEST_NAME]}…{sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def sentence(text: str, most: int = 140) -> str:
    """The first sentence, cut at a word where it is too long."""
    first = _SENTENCE.split(" ".join(text[:4000].split()), maxsplit=1)[0]
    if len(first) > most:
        first = f"{first[:most].rsplit(' ', 1)[0]} …"
    return clean(first)


def identifier(name: str, otherwise: str = "") -> str:
    """The id that a name makes: lower case, 63 characters; `otherwise` where nothing of it can be one."""
    made = _ID.sub("-", name.casefold()).strip("._-")[:63].strip("._-")
    return otherwise if made in {"", "unknown", "none"} else made


def distinct(reference: str, wanted: Iterable[str], taken: set[str]) -> str:
    """The first of the wanted ids that is not taken, and takes it; a digest of the reference where all are.

    Empty where none of them is an id.
    """
    from hashlib import sha256  # noqa: PLC0415 - loads OpenSSL, and few names clash

    listed = [each for each in wanted if each]
    found = next((each for each in listed if each not in taken), "")
    if listed and not found:
        found = f"{listed[0][:50]}-{sha256(reference.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
    taken.add(found)
    return found


def operation_identifier(name: str) -> str:
    """The id of an operation that a name makes; where signs have to go, a digest keeps two such names apart."""
    from hashlib import sha256  # noqa: PLC0415 - loads OpenSSL, and most names need none

    made = re.sub(r"[^A-Za-z0-9._-]+", "-", name).lstrip("._-")[:110]
    if made == name and made not in {"unknown", "none"}:
        return made
    return f"{made or 'tool'}-{sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:6]}"

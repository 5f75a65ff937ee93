"""The vendor profiles that travel with the program."""

import re
from functools import cache as once
from functools import partial

import msgspec

from blastradius.resources import VENDORS
from blastradius.source.cache import Cache
from blastradius.source.document import Document
from blastradius.source.files import digest
from blastradius.source.remembered import Whereabouts, entry_in

SHOWN = "vendors"
"""What the folder of the profiles is called where a fact of one is cited."""

_FORGETFUL = Cache(None)
_SEEN = re.compile(r"\bseen: *(\d{4}-\d{2}-\d{2})\b(?:, *|.*\n *)confidence: *confirmed\b")


@once
def shipped_profiles() -> frozenset[str]:
    """The ids of the profiles: a profile's file is named like it."""
    return frozenset(file.stem for file in VENDORS.glob("*.yaml"))


@once
def read_profile(vendor: str, cache: Cache = _FORGETFUL) -> Document | None:
    """The profile of a vendor, read when it is first asked for; `None` where there is none."""
    if vendor not in shipped_profiles():
        return None
    data = (VENDORS / f"{vendor}.yaml").read_bytes()
    name = digest(data)
    content = entry_in(cache, name, lambda: data).contents[0]
    said = msgspec.json.decode(content.data)
    places = Whereabouts(cache, name, lambda: data)
    return Document(f"{SHOWN}/{vendor}.yaml", content.index, said, partial(places.find, content.index, said))


def seen_days(vendor: str) -> tuple[str, ...]:
    """The days on which the confirmed facts of a shipped profile were seen, one for each source, the oldest first."""
    return tuple(sorted(_SEEN.findall((VENDORS / f"{vendor}.yaml").read_text(encoding="utf-8"))))

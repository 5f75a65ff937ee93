"""The vendor profiles that travel with the program."""

import msgspec

from blastradius.resources import VENDORS
from blastradius.source.document import Document
from blastradius.source.entry import marks_of, understand

SHOWN = "vendors"
"""What the folder of the profiles is called where a fact of one is cited."""


def shipped_profiles() -> frozenset[str]:
    """The ids of the profiles: a profile's file is named like it."""
    return frozenset(file.stem for file in VENDORS.glob("*.yaml"))


def read_profile(vendor: str) -> Document | None:
    """The profile of a vendor; `None` where there is none."""
    if vendor not in shipped_profiles():
        return None
    data = (VENDORS / f"{vendor}.yaml").read_bytes()
    content = understand(data).contents[0]
    marks = marks_of(data)
    return Document(
        f"{SHOWN}/{vendor}.yaml", content.index, msgspec.json.decode(content.data), lambda: marks[content.index]
    )

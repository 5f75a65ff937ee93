"""Where the files of a runbook stand, and how headings in them are linked to."""

import re
from hashlib import sha256

from msgspec import Struct

from blastradius.analysis.reach.report import Kind

FOLDERS = {Kind.SYSTEM: "systems", Kind.CREDENTIAL: "credentials", Kind.AGENT: "agents"}
TEAMS, VENDORS = "teams", "vendors"
ASSETS = "assets"
_PLAIN_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}\Z")


class File(Struct, frozen=True, kw_only=True):
    """A page and its place below the folder of the runbook, with `/`."""

    path: str
    text: str


def anchor(name: str) -> str:
    """The anchor of a heading that is a name of one word, as renderers make it."""
    return re.sub(r"[^\w-]", "", name.lower())


def file_name(name: str) -> str:
    """The file of a page. An id that is none, which the schema has reported, must not choose a path."""
    return f"{name if _PLAIN_ID.match(name) else '_' + sha256(name.encode('utf-8', 'replace')).hexdigest()[:16]}.md"

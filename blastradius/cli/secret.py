"""A leaked secret on its way in: from standard input only, never from the command line, and never out again."""

import os
import sys

from blastradius.cli.emit import note
from blastradius.errors import UsageError
from blastradius.model.fingerprint import VARIABLE, fingerprint

_LARGEST = 65_536


def fingerprint_of_input() -> str:
    """The fingerprint of what stands on standard input.

    Raises:
        UsageError: there is no key, or nothing to read.
    """
    key = os.environ.get(VARIABLE)
    if not key:
        msg = f"fingerprints are keyed, and {VARIABLE} is not set"
        raise UsageError(msg, hint="set it to the key that your inventory's fingerprints were made with")
    if sys.stdin.isatty():
        note("Paste the secret, then press Enter and Ctrl-D. It is not stored and not printed.\n")
    secret = sys.stdin.buffer.read(_LARGEST).strip(b"\r\n")
    if not secret:
        msg = "there is no secret on standard input"
        raise UsageError(msg, hint="pipe it in, for instance `pbpaste | blastradius fingerprint`")
    return fingerprint(secret, key)

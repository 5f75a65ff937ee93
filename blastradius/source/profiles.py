"""The vendor profiles that travel with the program."""

from blastradius.resources import VENDORS


def shipped_profiles() -> frozenset[str]:
    """The ids of the profiles: a profile's file is named like it."""
    return frozenset(file.stem for file in VENDORS.glob("*.yaml"))

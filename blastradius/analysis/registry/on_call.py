"""The on-call that a catalogue names, beside the one that people wrote."""

from blastradius.foreign.backstage import PAGING_SERVICES


def of_one_kind(rotation: str, other: str) -> bool:
    """Whether both name something of the same service for paging, so that they can be compared."""
    first = next((service for service in PAGING_SERVICES if rotation.startswith(f"{service} ")), None)
    return first is not None and other.startswith(f"{first} ")

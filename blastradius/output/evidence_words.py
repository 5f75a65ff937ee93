"""What both forms of the evidence sheet say, in the same words."""

from blastradius.analysis.evidence.report import Measured

NOTICE = (
    "This sheet supports evidence for the references below. It says what an inventory shows and what it does not; "
    "whether a requirement is met, somebody else has to judge."
)
CONFIDENCE = {
    "confirmed": "read in the primary text",
    "confirmed-copy": "read in a copy of the primary text",
    "third-party": "number and title from independent pages that agree",
    "unconfirmed": "NOT CONFIRMED: check it in the primary text before you cite it",
}


def number(measured: Measured) -> str:
    """`12 of 14 tools need an approval`; where there is nothing to count, that is said."""
    if not measured.total:
        return f"Nothing to count: {measured.says}"
    return f"{len(measured.shown)} of {measured.total} {measured.says}"

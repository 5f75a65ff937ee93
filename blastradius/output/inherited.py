"""Facts that a system takes over from the profile of its vendor: what every answer says of them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from blastradius.output.prose import one_line
from blastradius.source.document import Loan

if TYPE_CHECKING:
    from blastradius.output.json import Object

TITLE = "From vendor profiles"
WHY = "Nobody here checked these; the vendor's pages say so."


def proof(loan: Loan) -> str:
    """Who says so and since when: `profile stripe, confirmed, seen 2026-11-01; …`."""
    worst = "; the plan is not known, the worst of them counts" if loan.worst else ""
    return one_line(f"profile {loan.vendor}, {loan.confidence}, seen {loan.seen}{worst}")


def as_json(loans: Iterable[Loan]) -> "list[Object]":
    """The facts with their sources."""
    return [
        {
            "cell": loan.name,
            "vendor": loan.vendor,
            "at": str(loan.fact),
            "url": loan.url,
            "seen": loan.seen,
            "confidence": loan.confidence,
            "worst_of_plans": loan.worst,
        }
        for loan in loans
    ]

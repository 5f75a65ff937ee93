"""Fingerprints for programs that take two findings of the same one for one finding."""

from collections import Counter
from collections.abc import Iterable, Iterator

from blastradius.finding import Finding


def numbered(findings: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """Each finding with its fingerprint; from the second on with a number behind it."""
    seen: Counter[str] = Counter()
    for finding in findings:
        name = finding.fingerprint
        seen[name] += 1
        yield finding, name if seen[name] == 1 else f"{name}:{seen[name]}"

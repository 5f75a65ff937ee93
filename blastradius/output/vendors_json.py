"""`blastradius/vendors/v1`."""

from collections.abc import Sequence

from blastradius.analysis.vendors import Profile, VendorFact
from blastradius.output.json import Object, document


def vendors(profiles: Sequence[Profile], *, whole: bool) -> str:
    """The profiles; with `whole` all their facts, else only how many there are."""
    return document(
        {
            "schema": "blastradius/vendors/v1",
            "complete": True,
            "vendors": [_profile(each, whole=whole) for each in profiles],
            "problems": [],
        }
    )


def _profile(each: Profile, *, whole: bool) -> Object:
    oldest = each.oldest
    found: Object = {
        "id": each.id,
        "name": each.name,
        "summary": each.summary,
        "url": each.url,
        "plans": list(each.plans),
        "counts": {"facts": len(each.facts), "confirmed": each.sure},
        "oldest": oldest.date().isoformat() if oldest else None,
        "at": str(each.source),
    }
    return found | ({"facts": [_fact(fact) for fact in each.facts]} if whole else {})


def _fact(fact: VendorFact) -> Object:
    return {
        "section": fact.section,
        "about": fact.about,
        "plan": fact.plan,
        "cells": dict(fact.cells),
        "source": {
            "url": fact.url,
            "seen": fact.seen.date().isoformat() if fact.seen else None,
            "confidence": fact.confidence.value if fact.confidence else None,
        },
        "at": str(fact.at),
    }

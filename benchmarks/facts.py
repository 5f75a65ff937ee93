"""Facts that several kinds of entities have."""

from datetime import date, timedelta
from random import Random
from typing import Any

Facts = dict[str, Any]
"""What is written as one mapping. A key that begins with `# ` is a comment; its value counts for nothing."""

HEAD = "blastradius/v1"
TODAY = date(2026, 11, 22)
"""The day of the inventory: what has happened lies before it."""


def kill_switch(what: str, owner: str, rng: Random) -> Facts:
    """How something is switched off."""
    facts: Facts = {
        "how": [f"Switch {what} off and see state Stopped", "Make one call and see 403"],
        "by": owner,
        "effect_within": rng.choice(("2m", "5m")),
    }
    if rng.random() < 0.98:
        facts["measured"] = {"on": past(rng, 80), "took": rng.choice(("4s", "25s", "2m"))}
    return facts


def on_call(name: str, rng: Random) -> Facts:
    """Who is paged."""
    return {
        "rotation": f"https://oncall.example.com/{name}",
        "channel": f"#{name}-oncall",
        "phone": phone(rng),
        "hours": rng.choice(
            ("24x7", "weekdays 08:00-20:00 Europe/London; outside these hours the page goes to platform")
        ),
        "escalation": [f"{name} secondary after 10 minutes", f"Head of {name} after 25 minutes"],
        "reaches_human": past(rng, 60),
    }


def verified(by: str, rng: Random) -> Facts:
    """Who stands for it. One proof in two hundred is too old."""
    on = past(rng, 85) if rng.random() > 0.005 else "2026-05-04"
    how = rng.choices(("declared", "confirmed", "observed", "drilled"), (1, 4, 2, 3))[0]
    return {"on": on, "by": by, "how": how}


def past(rng: Random, days: int) -> str:
    """A day of the last `days`."""
    return (TODAY - timedelta(days=rng.randint(2, days))).isoformat()


def phone(rng: Random) -> str:
    """A number that nobody has."""
    return f"+1-555-{rng.randint(100, 9999):04d}"

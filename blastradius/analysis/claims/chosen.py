"""Which claims are asked about. They are judged by everything that happened, and chosen afterwards."""

from datetime import datetime

from msgspec import Struct

from blastradius.analysis.claims.report import Claim, Made
from blastradius.traces.events import Said


class Wanted(Struct, frozen=True, kw_only=True):
    """What narrows the answer; empty or `None` narrows nothing. A time that is not known is never left out."""

    agents: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    def hears(self, said: Said, agents: frozenset[str]) -> bool:
        """Whether what a message claims is asked about; `agents` are those that act in its session."""
        spoke = said.agent in self.agents if said.agent in agents else bool(agents & set(self.agents))
        return (not self.agents or spoke or said.agent in self.agents) and self._in_time(said.at)

    def asks(self, claim: Claim) -> bool:
        """Whether a claim is about a system that is asked about."""
        return not self.systems or (claim.operation or "").partition("/")[0] in self.systems

    def sees(self, made: Made) -> bool:
        """Whether a call is asked about."""
        effect = made.effect
        agent = (
            not self.agents or made.call.agent in self.agents or (effect is not None and effect.agent in self.agents)
        )
        system = not self.systems or (effect is not None and effect.system in self.systems)
        return agent and system and self._in_time(made.call.started)

    def _in_time(self, at: datetime | None) -> bool:
        return at is None or not ((self.since and at < self.since) or (self.until and at > self.until))

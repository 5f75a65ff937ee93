"""Which claims are asked about. They are judged by everything that happened, and chosen afterwards."""

from blastradius.analysis.claims.report import Claim, Made
from blastradius.traces.events import Said
from blastradius.traces.narrow import Choice


def hears(choice: Choice, said: Said, agents: frozenset[str]) -> bool:
    """Whether what a message claims is asked about; `agents` are those that act in its session."""
    spoke = said.agent in choice.agents if said.agent in agents else bool(agents & set(choice.agents))
    return (not choice.agents or spoke or said.agent in choice.agents) and choice.in_time(said.at)


def wants(choice: Choice, claim: Claim) -> bool:
    """Whether a claim is about a system that is asked about."""
    return not choice.systems or (claim.operation or "").partition("/")[0] in choice.systems


def sees(choice: Choice, made: Made) -> bool:
    """Whether a call is asked about."""
    if made.effect:
        return choice.asks(made.effect)
    return not choice.systems and choice.asks_call(made.call)

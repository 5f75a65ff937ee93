"""Plans that no profile tells apart."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.near import Near
from blastradius.lint.rule import Problem, entity_rule
from blastradius.lint.suggest import Words
from blastradius.lint.wording import entity, listed, quoted
from blastradius.model.entities import System
from blastradius.model.node import UNKNOWN
from blastradius.model.profile import known_plan, plans_of


@entity_rule(
    heirs=True,
    of=(System,),
    severity=Severity.WARNING,
    passes=system("auth0", vendor="auth0", plan="Professional"),
    fails=system("auth0", vendor="auth0", plan="Profesional  # here"),
)
def unknown_plan(each: System, near: Near) -> Iterator[Problem]:
    """A `plan` is one that the profile of the vendor knows.

    Why: how long a log is kept often depends on the plan. For one that the profile does not know, the worst of the
    others is inherited, or nothing.
    Fix: write the plan as the profile does (`blastradius vendors VENDOR`), or leave it out. Profiles name only plans
    that make a difference: one that is near none of them is no more than an information.
    """
    profile = near.profile(each.vendor)
    plans = plans_of(profile) if profile else ()
    if plans and profile and each.plan not in (None, UNKNOWN) and known_plan(profile, each.plan) is None:
        meant = Words(plans).nearest(each.plan or "")
        advice = f"did you mean `{meant}`?" if meant else f"it tells apart {listed(plans)}"
        yield Problem(
            at=each.source / "plan",
            message=f"the profile of {quoted(each.vendor)} knows no plan {quoted(each.plan)}, which "
            f"{entity(each.source.document)} is said to have",
            help=f"{advice}; without a known plan the worst of them is inherited",
            severity=None if meant else Severity.INFO,
        )

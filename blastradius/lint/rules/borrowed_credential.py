"""Agents that act as a person."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.calls import RETIRED
from blastradius.lint.example import agent, credential, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import listed, quoted

_PERSONAL = {"personal-token": "a personal token", "session": "a person's session", "password": "a person's password"}
_AGENT = agent(tools="\n  - {name: merge, operation: github/merge, credential: github-key}")


@rule(
    severity=Severity.WARNING,
    passes=together(credential("github-key", type="service-account"), _AGENT),
    fails=together(credential("github-key", type="personal-token  # here"), _AGENT),
)
def borrowed_credential(subject: Subject) -> Iterator[Problem]:
    """An agent does not borrow the credential of a person.

    Why: the agent can do all that the person can, the log shows the person's name, and when that person leaves or is
    locked out the agent breaks, or worse, does not.
    Fix: make an app, a service account or a key for the agent, with the scopes its tools need.
    """
    for name, held in subject.holders.items():
        credential_ = subject.catalog.credential.get(name)
        agents = sorted({each.id for each, _ in held if each.status != RETIRED})
        if credential_ and agents and credential_.type in _PERSONAL:
            yield Problem(
                at=credential_.source / "type",
                message=f"{listed(agents)} {'acts' if len(agents) == 1 else 'act'} with {quoted(name)}, "
                f"{_PERSONAL[credential_.type]}: the log shows a person, and it can do what the person can",
                help="make an app, a service account or a key of its own for the agent",
            )

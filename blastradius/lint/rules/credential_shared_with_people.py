"""Credentials that an agent and somebody else hold."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.calls import RETIRED
from blastradius.lint.example import agent, credential, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import listed, quoted
from blastradius.model.entities import Credential

_AGENT = agent(tools="\n  - {name: refund, operation: stripe/create_refund, credential: stripe-key}")


@rule(
    severity=Severity.WARNING,
    passes=together(credential(), _AGENT),
    fails=together(credential(shared_with="[Dana of Finance]  # here"), _AGENT),
)
def credential_shared_with_people(subject: Subject) -> Iterator[Problem]:
    """What an agent holds, no person and no job holds as well.

    Why: revoking it for the agent locks somebody else out, in the hour in which nobody wants to break more; and the log
    shows one name for both, so nobody can tell what the agent did.
    Fix: give the others a credential of their own, and take them out of `shared_with`. An agent does not stand there:
    the tools that use a credential say which agents hold it.
    """
    for name, held in subject.holders.items():
        credential_ = subject.catalog.credential.get(name)
        agents = sorted({each.id for each, _ in held if each.status != RETIRED})
        if credential_ and credential_.shared_with and agents:
            others = listed(credential_.shared_with)
            yield Problem(
                at=credential_.source / "shared_with",
                message=f"{quoted(name)} of {listed(agents)} is also held by {others}: the log cannot tell them apart, "
                "and revoking it breaks both",
                help="give the others a credential of their own and take them out of `shared_with`",
                about=(*agents, *credential_.shared_with),
            )
    for word in subject.documents.words("shared"):
        for each in subject.catalog.naming(f"shared:{word}", Credential) if word in subject.catalog.agent else ():
            if not any(agent.status != RETIRED for agent, _ in subject.holders.get(each.id, ())):
                yield Problem(
                    at=each.source / "shared_with" / each.shared_with.index(word),
                    message=f"{quoted(word)} in `shared_with` of {quoted(each.id)} is an agent, and no tool of it uses "
                    "the credential: its reach does not count",
                    help=f"write `credential: {each.id}` at the tool that uses it, or name the person or job that is "
                    "meant",
                )

"""Credentials that nobody holds."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import agent, credential, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted
from blastradius.model.entities import Agent, Credential

_AGENT = agent(tools="\n  - {name: refund, operation: stripe/create_refund, credential: stripe-key}")


@rule(
    severity=Severity.INFO,
    passes=together(credential(), credential("terraform-key", shared_with="[the Terraform run]"), _AGENT),
    fails=together(credential(), credential("terraform-key  # here"), _AGENT),
)
def credential_of_nobody(subject: Subject) -> Iterator[Problem]:
    """Every credential has a holder: a tool, or somebody in `shared_with`.

    Why: either it can go, and is a door that nobody watches; or somebody holds it who is not written down, and breaks
    when it is revoked.
    Fix: write who holds it (`shared_with: [the Terraform run]`), or revoke it and delete it here.
    """
    if subject.lost or not all(map(_says_what_it_holds, subject.catalog.agents)):
        return  # what holds it may stand in a file that could not be read, or be what nobody knows
    documents = subject.documents
    named = documents.named("Credential")
    held = {number for name in subject.holders for number in named.get(name, ())}
    for number in documents.naming("note:unshared"):
        each = subject.catalog.entity(number) if number not in held else None
        if isinstance(each, Credential) and not each.shared_with and each.id not in subject.holders:
            if (each.expires and each.expires < subject.now) or subject.names.is_doubtful("credential", each.id):
                continue
            yield Problem(
                at=each.source / "id",
                message=f"no tool uses {quoted(each.id)} and nobody is written as its holder",
                help="write who holds it: `shared_with: [the nightly job]`; or revoke it and delete it here",
            )


def _says_what_it_holds(agent: Agent) -> bool:
    """Whether the tools of an agent are written, each with its credential."""
    held = [bound.credential for tool in agent.tools for bound in tool.bound]
    return isinstance((agent.source / "tools").value, list) and None not in held

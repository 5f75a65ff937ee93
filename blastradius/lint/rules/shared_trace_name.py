"""Names in traces by which two agents go."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.calls import RETIRED
from blastradius.lint.example import agent, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted
from blastradius.source.document import Ref

_NAMED = "{{service: [{name}]}}"


@rule(
    severity=Severity.WARNING,
    passes=together(
        agent(appears_as=_NAMED.format(name="support-bot")),
        agent("billing-agent", appears_as=_NAMED.format(name="billing-agent")),
    ),
    fails=together(
        agent(appears_as=_NAMED.format(name="bots")),
        agent("billing-agent", appears_as=_NAMED.format(name="bots") + "  # here"),
    ),
)
def shared_trace_name(subject: Subject) -> Iterator[Problem]:
    """No two agents appear in traces under the same name.

    Why: `undo`, `retries` and `triage` tell by that name whose call it was. Where two share it, one agent's calls are
    laid at the other's door, with the wrong credential and the wrong kill switch.
    Fix: write what each of them is called in its own traces, or give them different names in the runtime.
    """
    seen: dict[tuple[str, str], str] = {}
    for each in subject.catalog.agents:
        if each.status == RETIRED:
            continue
        for key, names in (("service", each.services), ("agent", each.names)):
            place: Ref = each.source / "appears_as" / key
            for number, name in enumerate(names):
                other = seen.setdefault((key, name), each.id)
                if other != each.id:
                    yield Problem(
                        at=place / number,
                        message=f"{quoted(each.id)} and {quoted(other)} both appear in traces as {key} {quoted(name)}: "
                        "nobody can tell whose call it was",
                        help="write what each of them is called in its own traces",
                    )

"""Teams that are paged under the same number."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import team, together
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import listed, quoted
from blastradius.model.entities import Team

_KEYS = ("rotation", "phone")
_ON_CALL = '\n  rotation: https://oncall.example.com/{team}\n  phone: "{phone}"\n  reaches_human: 2026-11-14'


@rule(
    severity=Severity.INFO,
    passes=together(
        team("payments", on_call=_ON_CALL.format(team="payments", phone="+1-555-0113")),
        team("commerce", on_call=_ON_CALL.format(team="commerce", phone="+1-555-0115")),
    ),
    fails=together(
        team("payments", on_call=_ON_CALL.format(team="payments", phone="+1-555-0113")),
        team("commerce", on_call=_ON_CALL.format(team="commerce", phone="+1-555-0113")).replace(
            '-0113"', '-0113"  # here'
        ),
    ),
)
def shared_on_call(subject: Subject) -> Iterator[Problem]:
    """Every team has a rotation and a phone of its own.

    Why: mostly the entry of one team was copied for the next. Then a page for the second reaches people of the first,
    who cannot help, and the ones who could sleep on.
    Fix: write the rotation and the number of this team. If one rotation really serves both, accept it with an
    exemption and its reason.
    """
    shared = [word for word in subject.documents.words("paged") if len(subject.documents.naming(f"paged:{word}")) > 1]
    found: dict[int, list[tuple[str, str]]] = {}
    for word in sorted(shared):
        first, *others = sorted(set(subject.documents.naming(f"paged:{word}")))
        for number in others:
            found.setdefault(number, []).append((word, str(subject.documents[first].data.get("id"))))
    for number, words in sorted(found.items()):
        each = subject.catalog.entity(number)
        if isinstance(each, Team) and each.on_call and any(other != each.id for _, other in words):
            keys = [key for key in _KEYS if getattr(each.on_call, key) in dict(words)]
            yield Problem(
                at=each.on_call.source / keys[0],
                message=f"{quoted(each.id)} is paged under the same {' and '.join(keys)} as "
                f"{listed(sorted({other for _, other in words}))}",
                help="write those of this team; if one rotation serves both, accept it with an exemption",
            )

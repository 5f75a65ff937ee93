"""Cells that nobody wrote."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint import cells
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.suggest import Words
from blastradius.lint.waiting import Waiting, rest_on_it
from blastradius.lint.wording import key_of, owner_of
from blastradius.model.hints import hinted
from blastradius.model.rows import Cell, State
from blastradius.source.document import Ref

_IN_ITS_MAPPING = (
    ("agent.kill_switch", "how", "effect_within"),
    ("credential.revoke", "how", "effect_within"),
    ("credential.revoke", "how", "kills_sessions"),
    ("audit_log.location", "location", "delay"),
    ("audit_log.location", "location", "attributes"),
)
"""Cells, where they stand, and what stands beside them."""


@rule(
    severity=Severity.ERROR,
    instead_of=("undo-without-steps", "team-without-on-call"),
    passes="""
    apiVersion: blastradius/v1
    kind: Agent
    id: support-bot
    status: live
    owner: unknown
    on_call: unknown
    kill_switch: unknown
    tools:
      - {name: search, operation: unknown, credential: unknown, retries: unknown}
    """,
    fails="""
    apiVersion: blastradius/v1
    kind: Agent
    id: support-bot
    status: live
    owner: unknown
    on_call: unknown
    kill_switch: unknown
    tools:
      - {name: search, operation: unknown, credential: unknown}  # here
    """,
)
def missing_cell(subject: Subject) -> Iterator[Problem]:
    """Every cell of the row is filled, or says `unknown`.

    Why: the row is what has to be known before a tool is registered: who owns what it touches, where the log is,
    whether a call can be undone, how the credential is revoked. An empty cell is a question for two in the morning.
    Fix: find out and write it. While nobody knows, write `unknown`: the file stays valid and the hole is seen.

    One place is reported once, with all the tools that rest on it. What the format does not ask for (`approval`,
    `sdk_retries`, how fast a switch works) is a warning, as `unknown` is.
    """
    misspelt = _misspelt(subject)
    for each in (
        *subject.resting.waiting(lambda cell: cell.where if cell.missing else None).values(),
        *_beside(subject),
    ):
        place, key = each.where, key_of(each.where)
        near = misspelt.get((place.document.path, place.document.entity, place.parent.rfc6901), ())
        if any(Words([key]).nearest(other) for other in near):
            continue
        words = cells.words(place)
        yield Problem(
            at=place,
            message=f"{owner_of(place)} has no `{cells.name(place)}`: {words.without}{rest_on_it(each)}",
            help=f"{words.write}; while nobody knows, `{key}: unknown`{hinted(subject.catalog, place)}",
            severity=Severity.WARNING if cells.name(place) in cells.WEAK else None,
        )


def _beside(subject: Subject) -> Iterator[Waiting]:
    """What a cell that is known leaves out of its mapping."""
    for name, own, key in _IN_ITS_MAPPING:

        def left_out(cell: Cell, name: str = name, own: str = own, key: str = key) -> Ref | None:
            if cell.name != name or cell.state is State.UNKNOWN or key_of(cell.where) != own:
                return None
            mapping = cell.where.parent
            return mapping / key if len(mapping.pointer) == 1 and (mapping / key).value is None else None

        yield from subject.resting.waiting(left_out).values()


def _misspelt(subject: Subject) -> dict[tuple[str, str | None, str], list[str]]:
    """The keys that a mapping does not take, by mapping: the cell may stand there under a wrong name."""
    found: dict[tuple[str, str | None, str], list[str]] = {}
    for finding in subject.reported("unknown-key"):
        mapping, _, key = finding.pointer.rpartition("/")
        found.setdefault((finding.location.path, finding.entity, mapping), []).append(key)
    return found

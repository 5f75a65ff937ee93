"""A drill, frozen: what happened, what is asked, and what the inventory answers."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from blastradius.analysis.reach.report import ReachedOperation, ReachedSystem, ReachReport
from blastradius.finding import Finding
from blastradius.model.cells import Idempotency
from blastradius.model.entities import Agent, Bound, Tool
from blastradius.source.document import Ref


class Scene(StrEnum):
    """What goes wrong."""

    LOOP = "loop"
    WRONG = "wrong"
    LEAK = "leak"
    SILENCE = "silence"
    STRANGER = "stranger"


class Topic(StrEnum):
    """What is asked, in the order of the first hour."""

    STOP = "stop"
    PAGE = "page"
    LOG = "log"
    UNDO = "undo"
    REPEAT = "repeat"
    OWNER = "owner"
    REACH = "reach"


class Missing(StrEnum):
    """What an answer lacks: all of it, or a part."""

    ANSWER = "answer"
    PAGED = "paged"
    KEPT = "kept"
    STEPS = "steps"


class Question(Struct, frozen=True, kw_only=True):
    """One question, and `where` its answer stands, or would stand. `missing` is what the inventory does not say.

    `vouch` is the mapping that holds the answer, for whoever has checked it; `None` where nobody here can vouch for it:
    it is missing, inherited, or holds for more than was asked.
    """

    topic: Topic
    missing: tuple[Missing, ...]
    where: tuple[Ref, ...]
    vouch: Ref | None

    @property
    def known(self) -> bool:
        """Whether there is an answer, be it a part of one."""
        return Missing.ANSWER not in self.missing


class Drill(Struct, frozen=True, kw_only=True):
    """The whole drill. `system`, `operation` are what `bound` calls, as far as the search from it knows them.

    `stranger` is a system in which strangers write what this agent reads, where there is one.
    """

    seed: int
    now: datetime
    since: datetime
    scene: Scene
    agent: Agent
    tool: Tool
    bound: Bound
    stranger: str | None
    report: ReachReport
    system: ReachedSystem | None
    operation: ReachedOperation | None
    idempotency: Idempotency | None
    questions: tuple[Question, ...]
    complete: bool
    problems: tuple[Finding, ...]

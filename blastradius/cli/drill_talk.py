"""The conversation of a drill: questions, the clock, answers, and what was really tried."""

from collections.abc import Iterator

from msgspec import Struct

from blastradius.analysis.drill.report import Drill, Question, Topic
from blastradius.cli.ask import Asker, Typed
from blastradius.cli.emit import emit
from blastradius.errors import UsageError
from blastradius.importers.drilled import Measured
from blastradius.model.durations import parse_duration
from blastradius.output import drill_words as words
from blastradius.output.partial import partial
from blastradius.output.prose import Paint, counted, wrapped
from blastradius.source.document import Ref
from blastradius.source.secrets import blanked

_LENGTH = "write it as 40s, 2m or 1h30m, or press Enter"


class Heard(Struct, frozen=True, kw_only=True):
    """What a drill has brought. `faults` is how many answers the inventory lacks, has in part or has wrong."""

    asker: Asker
    measured: tuple[Measured, ...]
    faults: int


def talk(drill: Drill, asker: Asker, by: str | None, again: str, paint: Paint, columns: int) -> Heard:
    """Ask, time, tell, and ask what was tried.

    Raises:
        UsageError: the input ended before anybody answered anything.
    """
    return _Talk(drill, asker, by, paint, columns).held(again)


class _Talk:
    def __init__(self, drill: Drill, asker: Asker, by: str | None, paint: Paint, columns: int) -> None:
        self.drill = drill
        self.asker = asker
        self.by = by
        self.paint = paint
        self.columns = columns
        self.checked: list[Ref] = []
        self.wrong: list[Question] = []

    def held(self, again: str) -> Heard:
        drill = self.drill
        self._print([self.paint.bold(words.title(drill)), f"The same again: {again}"])
        if not drill.complete:
            self._print(partial((), drill.problems, self.paint, self.columns))
        self._tell(f"\n{words.scene(drill)}", first="")
        self._print(
            ["", "Answer as you would at that hour. Enter alone: you do not know. Answers come at the end.", ""]
        )
        answers = [self._asked(number, each) for number, each in enumerate(drill.questions, 1)]
        self._print(["", self.paint.bold(_time(answers)), ""])
        for number, (each, typed) in enumerate(zip(drill.questions, answers, strict=True), 1):
            self._answered(number, each, typed)
        measured = (*self._tried(), *self._vouched())
        self._sum_up()
        unknown = sum(bool(each.missing) for each in drill.questions)
        return Heard(asker=self.asker, measured=measured, faults=unknown + len(self.wrong))

    def _asked(self, number: int, asked: Question) -> Typed:
        self._tell(f"{number}/{len(self.drill.questions)} {words.question(self.drill, asked.topic)}")
        typed = self.asker.ask("  > ")
        if self.asker.ended and not self.asker.heard:
            msg = "a drill asks questions, and standard input has ended before the first answer"
            raise UsageError(msg, hint="run it in a terminal, or give one line for each answer: `… < answers.txt`")
        return typed

    def _answered(self, number: int, asked: Question, typed: Typed) -> None:
        self._tell(f"{number}. {words.question(self.drill, asked.topic)}", bold=True)
        self._tell(f"You, after {typed.seconds}s: {typed.text or '(no answer)'}", "   ")
        for line in words.answer(self.drill, asked):
            self._tell(line, "   ", bad=line.startswith("NOT KNOWN"))
        for place in words.places(asked):
            self._print([f"   {self.paint.dim(place)}"])
        if asked.known:
            said = self.asker.yes_or_no("   Is that so? y: checked, it is true; n: it is wrong; Enter: not checked. ")
            if said is False:
                self.wrong.append(asked)
            elif said and asked.vouch:
                self.checked.append(asked.vouch)
        self._print([""])

    def _tried(self) -> Iterator[Measured]:
        """What was really done, beside being talked about."""
        vouched = {each.topic: each.vouch for each in self.drill.questions if each.vouch}
        if place := vouched.get(Topic.STOP):
            took = self._length(f"Did you really stop {self.drill.agent.id} just now, where that does no harm?")
            if took:
                yield Measured(where=place, took=took)
        if place := vouched.get(Topic.OWNER):
            took = self._length(f"Did you really take {self.drill.bound.credential} back just now?")
            if took:
                yield Measured(where=place, took=took)
        if (place := vouched.get(Topic.PAGE)) and self.asker.yes("Did a person answer a test page just now? [y/N] "):
            yield Measured(where=place, answered=True)

    def _length(self, question: str) -> str:
        prompt = f"{question} Until you saw it work (40s, 2m; Enter: no): "
        return self.asker.until(prompt, _is_length, _LENGTH)

    def _vouched(self) -> Iterator[Measured]:
        if not self.checked:
            return
        by = self.by or self.asker.until(
            "Who stands for what was checked, a team or a person (Enter: nobody)? ",
            lambda text: blanked(text) == text,
            "that looks like a secret",
        )
        if by:
            yield from (Measured(where=place, by=by) for place in self.checked)

    def _sum_up(self) -> None:
        missing = [each for each in self.drill.questions if not each.known]
        part = [each for each in self.drill.questions if each.known and each.missing]
        for listed, what in (
            (missing, "The inventory has no answer"),
            (part, "The inventory has a part of the answer"),
            (self.wrong, "The inventory is wrong"),
        ):
            for each in listed:
                self._tell(f"{what}: {', '.join(words.places(each))}", "", bad=True)

    def _tell(self, text: str, first: str = "", *, bold: bool = False, bad: bool = False) -> None:
        lines = (
            ["", *wrapped(text, self.columns, first)] if text.startswith("\n") else wrapped(text, self.columns, first)
        )
        paint = self.paint.bad if bad else self.paint.bold if bold else str
        self._print([paint(line) for line in lines])

    def _print(self, lines: "list[str] | Iterator[str]") -> None:
        emit("".join(f"{line}\n" for line in lines), None)


def _time(answers: list[Typed]) -> str:
    from datetime import timedelta

    from blastradius.model.durations import spoken

    total = spoken(timedelta(seconds=sum(each.seconds for each in answers)))
    silent = sum(not each.text for each in answers)
    without = f", {silent} without an answer" if silent else ""
    return f"{counted(len(answers), 'question')} in {total}{without}. The inventory says:"


def _is_length(text: str) -> bool:
    found = parse_duration(text)
    return found is not None and bool(found.seconds)

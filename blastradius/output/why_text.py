"""`reach --why` for a responder: the verdict first, then one step after the other, each with the line that says so."""

from collections.abc import Iterator, Mapping

from blastradius.analysis.why.report import Alternative, Alternatives, Chain, WhyAnswer, WhyReport, Written
from blastradius.analysis.why.words import listed
from blastradius.output.partial import partial
from blastradius.output.prose import Paint, counted, wrapped


def why(report: WhyReport, paint: Paint, width: int) -> str:
    """The answer as text."""
    return "\n".join(_View(report, paint, width).lines()) + "\n"


def count_of(paths: Alternatives) -> str:
    """How many paths there are, as far as anybody knows."""
    shown = len(paths.found)
    if paths.total is not None and paths.total == shown:
        return f"{counted(shown, 'path')}, and no other"
    if paths.total is not None:
        return f"{counted(paths.total, 'path')}; the {shown} cheapest are shown"
    if paths.ran_out:
        return (
            f"{counted(shown, 'path')} found, then the search was stopped because it takes too long: there may be more"
        )
    return f"more than {counted(shown, 'path')}; not all are shown"


def advice(paths: Alternatives) -> str:
    """What has to be cut."""
    if not all(path.facts for path in paths.found):
        return "There is nothing on the way that could be cut."
    if len(paths.found) == 1 and paths.total == 1:
        return "To cut any one of its facts is enough."
    if paths.total is None or paths.total > len(paths.found):
        return "To cut one fact in each of these is not enough: what is not listed stays open."
    if not paths.shared:
        return "No fact is in every path: one has to be cut in each of them."
    which = "the one" if len(paths.shared) == 1 else "any one of those"
    return f"To cut {which} marked * is enough: every path needs it."


def lettered(*several: Alternatives) -> dict[Written, str]:
    """A letter for every fact, in the order in which they come up."""
    facts = dict.fromkeys(fact for paths in several for path in paths.found for fact in path.facts)
    return {fact: _letter(number) for number, fact in enumerate(facts)}


def needs(path: Alternative, letters: Mapping[Written, str]) -> str:
    """What a path rests on and what it takes: `A + C + D, gets 1 credential, only if mfa is met`."""
    if not path.facts:
        return "the start itself: there is nothing to cut on the way"
    parts = [" + ".join(letters[fact] for fact in path.facts)]
    if path.obtained:
        parts.append(f"gets {counted(len(path.obtained), 'credential')}")
    if path.conditions:
        parts.append(f"only if {listed(path.conditions)} {'is' if len(path.conditions) == 1 else 'are'} met")
    return ", ".join(parts)


def _letter(number: int) -> str:
    """`A` to `Z`, then `AA` and so on."""
    before = _letter(number // 26 - 1) if number >= 26 else ""
    return before + chr(ord("A") + number % 26)


class _View:
    def __init__(self, report: WhyReport, paint: Paint, width: int) -> None:
        self.report = report
        self.paint = paint
        self.width = width

    def lines(self) -> Iterator[str]:
        yield from self._partial()
        if self.report.compact:
            yield from self._all()
            return
        for number, answer in enumerate(self.report.answers):
            if number:
                yield ""
            yield from self._answer(answer)

    def _say(self, text: str, first: str = "", rest: str | None = None) -> list[str]:
        return wrapped(text, self.width, first, rest)

    def _partial(self) -> Iterator[str]:
        report = self.report
        missing = [f"{start.kind.value} {start.id}" for start in report.starts if not start.known]
        missing += [f"{each.target.kind.value} {each.target.id}" for each in report.answers if not each.target.known]
        yield from partial(dict.fromkeys(missing), report.problems, self.paint, self.width)

    def _answer(self, answer: WhyAnswer) -> Iterator[str]:
        yield from (self.paint.bold(line) for line in self._say(answer.verdict))
        for remark in answer.remarks:
            yield from self._say(remark)
        yield from self._reasons(answer)
        for chain in answer.chains:
            yield from self._chain(chain, titled=not answer.reached)
        if answer.alternatives:
            yield from self._paths(answer.alternatives, answer)

    def _reasons(self, answer: WhyAnswer) -> Iterator[str]:
        if answer.reasons:
            yield ""
            yield self.paint.bold("Why not, as far as it can be told")
        for reason in answer.reasons:
            yield from self._say(reason.says, " - ", "   ")
            if reason.at:
                yield self.paint.dim(f"   {reason.at}")

    def _chain(self, chain: Chain, *, titled: bool) -> Iterator[str]:
        if titled:
            only = f", only if {' and '.join(chain.conditions)}" if chain.conditions else ""
            yield ""
            yield from (
                self.paint.bold(line) for line in self._say(f"How it comes to {chain.title} ({chain.kind.value}{only})")
            )
        elif chain.steps:
            yield ""
        for step in chain.steps:
            number = f"{step.number:>2}. "
            yield from self._say(step.says, number, "    ")
            yield self.paint.dim(f"    {step.at or 'no line says so: there is no entry for it'}")

    def _paths(self, paths: Alternatives, answer: WhyAnswer) -> Iterator[str]:
        yield ""
        title = f"ALL PATHS to {answer.chains[0].title}: {count_of(paths)}"
        yield from (self.paint.bold(line) for line in self._say(title))
        yield from self._say(advice(paths))
        letters = lettered(paths)
        yield from self._facts(letters, paths.shared if len(paths.found) > 1 else ())
        for number, path in enumerate(paths.found, 1):
            yield from self._say(needs(path, letters), f"Path {number}: ", "        ")

    def _facts(self, letters: Mapping[Written, str], shared: tuple[Written, ...]) -> Iterator[str]:
        for fact, letter in letters.items():
            mark = "*" if fact in shared else " "
            yield from self._say(fact.says, f"{mark}{letter:>2}  ", "     ")
            yield self.paint.dim(f"     {fact.at}")

    def _all(self) -> Iterator[str]:
        """Every system with its paths, and below them the facts that the letters stand for."""
        start = ", ".join(f"{start.kind.value} {start.id}" for start in self.report.starts)
        text = f"ALL PATHS from {start} to {counted(len(self.report.answers), 'system')}"
        yield from (self.paint.bold(line) for line in self._say(text))
        letters = lettered(*(answer.alternatives for answer in self.report.answers if answer.alternatives))
        for answer in self.report.answers:
            yield from self._compact(answer, letters)
        if letters:
            yield ""
            yield self.paint.bold("THE FACTS")
        yield from self._facts(letters, ())

    def _compact(self, answer: WhyAnswer, letters: Mapping[Written, str]) -> Iterator[str]:
        if answer.alternatives is None:
            return
        yield ""
        title = f"{answer.chains[0].title}, {answer.chains[0].kind.value}: {count_of(answer.alternatives)}"
        yield from (self.paint.bold(line) for line in self._say(title))
        shared = [letters[fact] for fact in answer.alternatives.shared]
        if shared and len(answer.alternatives.found) > 1:
            yield from self._say(f"in every path: {listed(shared)}", "  ")
        for number, path in enumerate(answer.alternatives.found, 1):
            yield from self._say(needs(path, letters), f"{number:>4}. ", "      ")

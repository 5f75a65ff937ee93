"""`reach --why` for a ticket or a chat: the text answer's order, as Markdown."""

from collections.abc import Iterator

from blastradius.analysis.why.report import Alternatives, Chain, WhyAnswer, WhyReport
from blastradius.output.markdown import code, escape
from blastradius.output.prose import moment
from blastradius.output.why_text import advice, count_of, lettered, needs


def why(report: WhyReport) -> str:
    """The answer as Markdown."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: WhyReport) -> Iterator[str]:
    yield f"# Why, from {', '.join(f'{start.kind.value} {code(start.id)}' for start in report.starts)}"
    yield ""
    yield f"As of {moment(report.now)}."
    if not report.complete:
        yield from _partial(report)
    for answer in report.answers:
        yield from _answer(answer)
    if not report.answers:
        yield from ("", "No system is reached.")


def _partial(report: WhyReport) -> Iterator[str]:
    yield from ("", "**This answer is partial.** What could not be read is missing from it:", "")
    missing = [(start.kind.value, start.id) for start in report.starts if not start.known]
    missing += [(each.target.kind.value, each.target.id) for each in report.answers if not each.target.known]
    for kind, name in missing:
        yield f"- there is no entry for {kind} {code(name)}"
    for problem in report.problems:
        yield f"- {code(str(problem.location))} {escape(problem.message)}"


def _answer(answer: WhyAnswer) -> Iterator[str]:
    level = f": {answer.target.level.word}" if answer.target.level else ""
    yield from ("", f"## {answer.target.kind.value.capitalize()} {code(answer.target.id)}{level}", "")
    yield f"**{escape(answer.verdict)}**"
    for remark in answer.remarks:
        yield from ("", escape(remark))
    if answer.reasons:
        yield from ("", "### Why not, as far as it can be told", "")
        yield from (
            f"- {escape(each.says)} {code(str(each.at)) if each.at else ''}".rstrip() for each in answer.reasons
        )
    for chain in answer.chains:
        yield from _chain(chain, titled=not answer.reached)
    if answer.alternatives:
        yield from _paths(answer.alternatives, answer.chains[0].title)


def _chain(chain: Chain, *, titled: bool) -> Iterator[str]:
    if titled:
        only = f", only if {' and '.join(chain.conditions)}" if chain.conditions else ""
        yield from ("", f"### {escape(f'How it comes to {chain.title} ({chain.kind.value}{only})')}")
    if chain.steps:
        yield ""
    for step in chain.steps:
        place = code(str(step.at)) if step.at else "(no entry)"
        yield f"{step.number}. {escape(step.says)} {place}"


def _paths(paths: Alternatives, title: str) -> Iterator[str]:
    yield from ("", f"### All paths to {escape(title)}", "")
    yield f"{escape(count_of(paths))}. {escape(advice(paths))}"
    letters = lettered(paths)
    if letters:
        yield from ("", "| | Fact | Written at |", "| --- | --- | --- |")
    for fact, letter in letters.items():
        mark = "\\*" if fact in paths.shared and len(paths.found) > 1 else ""
        yield f"| {letter}{mark} | {escape(fact.says)} | {code(str(fact.at))} |"
    yield ""
    for path in paths.found:
        yield f"1. {escape(needs(path, letters))}"

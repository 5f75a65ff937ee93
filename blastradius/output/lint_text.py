"""`lint` for people: `full` with the line and a caret, `concise` with one line each."""

from collections.abc import Callable, Iterator, Sequence

from blastradius.finding import Finding, Severity
from blastradius.lint.run import LintResult
from blastradius.lint.suppress import How
from blastradius.output.prose import Paint, counted, one_line

LineOf = Callable[[str, int], str]
_LONGEST_LINE = 160


def concise(result: LintResult) -> str:
    """`path:line:column: severity[rule-name] message`: stable, one line for each finding and nothing else."""
    return "".join(f"{_concise(finding)}\n" for finding in result.findings)


def _concise(finding: Finding) -> str:
    at = finding.location
    message = one_line(finding.message)
    return f"{one_line(at.path)}:{at.line}:{at.column}: {finding.severity.value}[{finding.rule}] {message}"


def full(result: LintResult, line_of: LineOf, paint: Paint) -> str:
    """Each finding with the line it is about, a caret below and what to do, and the sum at the end."""
    parts = ["\n".join(_full(finding, line_of, paint)) + "\n" for finding in result.findings]
    return "\n".join((*parts, summary(result, paint) + "\n"))


def _full(finding: Finding, line_of: LineOf, paint: Paint) -> Iterator[str]:
    at = finding.location
    colour = {Severity.ERROR: paint.bad, Severity.WARNING: paint.warn, Severity.INFO: paint.bold}[finding.severity]
    yield f"{colour(f'{finding.severity.value}[{finding.rule}]')}: {one_line(finding.message)}"
    gutter = " " * len(str(at.line))
    yield paint.dim(f"{gutter}--> {one_line(at.path)}:{at.line}:{at.column}")
    text = line_of(at.path, at.line)
    help_ = one_line(finding.help)
    if text.strip():
        yield paint.dim(f"{gutter} |")
        yield f"{paint.dim(f'{at.line} |')} {text[:_LONGEST_LINE]}"
        yield f"{paint.dim(f'{gutter} |')} {colour(_carets(finding, text))}"
    if help_:
        yield f"{gutter} = {help_}"


def _carets(finding: Finding, text: str) -> str:
    """Carets under the stretch, as far as it lies on its first line."""
    at = finding.location
    start = min(at.column - 1, _LONGEST_LINE)
    end = at.end_column - 1 if at.end_line == at.line else len(text.rstrip())
    return " " * start + "^" * max(1, min(end, _LONGEST_LINE) - start)


def partial(lost: Sequence[str], paint: Paint) -> str:
    """That files are missing from the answer, and which; empty where none is."""
    if not lost:
        return ""
    more = f" and {counted(len(lost) - 1, 'more file')}" if len(lost) > 1 else ""
    first = one_line(lost[0])
    text = f"PARTIAL: {first}{more} could not be read whole; what stands there is not judged."
    return paint.bad(text) + "\n"


def summary(result: LintResult, paint: Paint) -> str:
    """What was found and looked at, in one line."""
    looked = f"{counted(result.entities, 'entity', 'entities')} in {counted(result.files, 'file')}"
    more = "".join(f" {each}" for each in _more(result))
    if not result.findings:
        return paint.good(f"No findings: {looked} checked.") + more
    by_severity = [
        counted(number, word, plural)
        for severity, word, plural in (
            (Severity.ERROR, "error", "errors"),
            (Severity.WARNING, "warning", "warnings"),
            (Severity.INFO, "info", "info"),
        )
        if (number := sum(finding.severity is severity for finding in result.findings))
    ]
    return f"Found {', '.join(by_severity)}: {looked} checked.{more} Why, and how to fix: blastradius rules RULE"


def statistics(result: LintResult, paint: Paint) -> str:
    """How often each rule found something, the most first."""
    listed = result.statistics
    wide = max((len(str(count)) for _, _, count, _ in listed), default=0)
    longest = max((len(rule) for rule, _, _, _ in listed), default=0)
    lines = []
    for rule, severity, count, fixable in listed:
        mended = f"  {fixable} fixable" if fixable else ""
        lines.append(f"{count:>{wide}}  {severity.value:7}  {rule:{longest}}{mended}".rstrip())
    return "\n".join([*lines, *([""] if lines else []), summary(result, paint)]) + "\n"


def gone(result: LintResult) -> str:
    """What is no longer there of a baseline, one line each; empty where nothing is gone."""
    return "".join(
        f"gone from the baseline: {each.rule} at {one_line(f'{each.where}{each.pointer}')}"
        f"{f' ({each.found} times)' if each.found > 1 else ''}\n"
        for each in result.gone or ()
    )


def _more(result: LintResult) -> Iterator[str]:
    """What else there is to say of the whole, sentence by sentence."""
    by_baseline = sum(each.how is How.BASELINE for each in result.accepted)
    if by_people := result.suppressed - by_baseline:
        yield f"{counted(by_people, 'finding')} accepted by exemptions."
    if by_baseline:
        yield f"{counted(by_baseline, 'finding')} accepted by the baseline."
    if result.off:
        number = sum(result.off.values())
        yield f"{counted(number, 'finding')} of {', '.join(result.off)} switched off by `rules:`."
    if result.gone:
        number = sum(each.found for each in result.gone)
        yield f"{counted(number, 'finding')} of the baseline {'is' if number == 1 else 'are'} gone: write it anew."
    if fixable := sum(each.fix is not None for each in result.findings):
        yield f"{fixable} fixable with --fix."

"""Regular expressions that nobody can judge."""

from collections.abc import Iterator

from blastradius.finding import Severity
from blastradius.lint.example import system
from blastradius.lint.rule import Problem, rule
from blastradius.lint.subject import Subject
from blastradius.lint.wording import quoted
from blastradius.source.patterns import is_pattern

_OPERATIONS = """
  - id: refund
    effect: pay
    receipt:
      completion: sync
      failure:
        matches: "{pattern}"{here}"""


@rule(
    severity=Severity.ERROR,
    passes=system(operations=_OPERATIONS.format(pattern="^Error", here="")),
    fails=system(operations=_OPERATIONS.format(pattern="^(?!OK)", here="  # here")),
)
def bad_pattern(subject: Subject) -> Iterator[Problem]:
    r"""What `matches` asks for is a regular expression that can be judged.

    Why: a test whose expression cannot be read decides nothing: every recorded call stays open, and nobody is told.
    Fix: write one as in JSON Schema's `pattern`: `^Error`, `\bfailed\b`, `(?i)denied`. Look-around (`(?!`), references
    back (`\1`) and repetitions of thousands are not read, because what they cost has no bound. To say the opposite,
    use the other test: `success` instead of `failure`.
    """
    for place in subject.survey.patterns:
        if not is_pattern(place.value):
            yield Problem(
                at=place,
                message=f"{quoted(place.value)} is no regular expression that can be judged: this test decides nothing",
                help="write one without look-around and references back, such as `^Error`",
            )

"""What libyaml says about broken YAML, in words for people: what is wrong, where it began, and what to type."""

import re
from typing import NamedTuple

_KEY_WITHOUT_BLANK = re.compile(r"\s*(?:- +)?[\w.\-]+:[^\s:]")
_VALUE_WITH_COLON = re.compile(r"\s*(?:- +)*[^\s:#\"'{\[][^:]*:\s+[^\s\"'{\[>|&*!#].*:(?:\s|\Z)")
_COMMENT_INSIDE = re.compile(r"[\[{][^\"']*?[\s,\[](#[^\s,\]}\"`]+)")
_CONFLICT = re.compile(r"(?:<{7}|\|{7}|={7}|>{7})(?: |\Z)")
_SPECIAL = "@`%*&!|>,]}"
_MEND = "mend the YAML; the rest is still read"


class Words(NamedTuple):
    """The message, what to do, and whether the place meant is where libyaml began instead of where it gave up."""

    message: str
    help: str
    at_start: bool = False


def explain_syntax(problem: str, context: str, text: str, line: int, column: int, began: int | None) -> Words:  # noqa: PLR0911 - one answer for each mistake
    """Say what an error of libyaml means.

    `problem` and `context` are its words, `line` and `column` where it gave up, `began` the line where what it was
    reading began; all count from 0.
    """
    lines = text.split("\n")
    stands = lines[line] if line < len(lines) else ""
    above = next((each for each in reversed(lines[:line]) if each.strip() and not each.lstrip().startswith("#")), "")
    first = lines[began] if began is not None and began < len(lines) else ""
    character = stands[column : column + 1]
    seen = _by_sight(stands, above, first, column)
    if seen:
        return seen
    match problem:
        case "found character that cannot start any token" | "did not find expected alphabetic or numeric character":
            return _cannot_start(character if character in _SPECIAL else stands[column - 1 : column])
        case "mapping values are not allowed in this context":
            return _second_colon(stands, above)
        case "could not find expected ':'":
            return _no_key(first)
        case "found unexpected end of stream" | "found unexpected document indicator" if "quoted" in context:
            return Words("a quote is opened here and never closed", "close it with the same quote", at_start=True)
        case "did not find expected ',' or ']'" | "did not find expected ',' or '}'":
            return _not_closed("[]" if problem.endswith("']'") else "{}", first)
        case "did not find expected key":
            return _no_neighbour(stands, column)
        case "did not find expected '-' indicator":
            return Words("this line stands where an item of the list above should", "start it with `- `, or indent it")
        case "block sequence entries are not allowed in this context":
            return Words("a list cannot begin behind its key", "put `- ` on a line of its own, or write `[a, b]`")
        case "found unknown escape character":
            return Words(
                "a backslash in double quotes begins an escape, and this is none", "use single quotes, or write `\\\\`"
            )
        case "did not find expected <document start>":
            return Words(
                "this belongs to nothing that stands above", "indent it like its neighbours, or begin a document: `---`"
            )
        case _:
            return Words(f"{problem}, {context}" if context else problem, _MEND)


def _by_sight(stands: str, above: str, first: str, column: int) -> Words | None:
    """What is seen at once, whatever libyaml made of it."""
    if any(_CONFLICT.match(each.rstrip("\r")) for each in (first, stands, above)):
        return Words(
            "a merge conflict is not resolved",
            "keep what is right of the two sides, and delete the lines `<<<<<<<`, `=======` and `>>>>>>>`",
            at_start=bool(_CONFLICT.match(first)),
        )
    if stands[column : column + 1] == "\t" and not stands[:column].strip():
        return Words("a tab indents this line, and YAML takes only spaces", "replace the tab with spaces")
    return None


def _not_closed(marks: str, first: str) -> Words:
    comment = _COMMENT_INSIDE.search(first)
    if comment:
        message = f"what stands behind `#` is a comment, so that the `{marks[0]}` opened here is not closed"
        return Words(message, f'put the text in quotes: `"{comment[1]}"`', at_start=True)
    message = f"a `{marks[0]}` is opened here and not closed, or a comma between two values is missing"
    return Words(message, f"close it with `{marks[1]}`, or put the comma", at_start=True)


def _cannot_start(character: str) -> Words:
    shown = f"`{character}`" if character.strip() and character != "`" else "this character"
    return Words(f"a text without quotes cannot begin with {shown}", "put the whole text in quotes")


def _second_colon(stands: str, above: str) -> Words:
    if _VALUE_WITH_COLON.match(stands):
        return Words("a colon and a blank stand in a text without quotes", "put the whole text in quotes")
    if _KEY_WITHOUT_BLANK.match(above) and ": " not in above:
        return Words("on the line above, a blank is missing behind the colon", "write `key: value`, with the blank")
    return Words(
        "this line is indented deeper than the one above, which has a value already",
        "indent it like its neighbours; or end the line above with its colon, if this belongs below it",
    )


def _no_key(first: str) -> Words:
    if _KEY_WITHOUT_BLANK.match(first):
        return Words("a blank is missing behind the colon", "write `key: value`, with the blank", at_start=True)
    message = "this line is no `key: value`"
    return Words(message, "add the colon, or indent it if it goes on with the text above", at_start=True)


def _no_neighbour(stands: str, column: int) -> Words:
    if stands[:column].strip():
        return Words("something stands behind a value that has ended", "put the whole value in one pair of quotes")
    if stands[column:].startswith("- "):
        return Words("this item is not indented like the rest of its list", "indent it like the items above")
    return Words("this line is indented differently from its neighbours", "indent it like the keys that it belongs to")

"""Comments that ignore a rule: `# blastradius: ignore[rule] because …`, with `by TEAM` and `until DAY` in any order."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from msgspec.structs import replace

from blastradius.source.comment import Comment

SPEAKS = re.compile(r"#\s*blastradius\b", re.IGNORECASE)
"""What every comment for us begins with."""

_COMMENT = re.compile(r"#\s*blastradius\b(?P<colon>\s*:)?\s*(?P<verb>[A-Za-z][\w-]*)(?P<rest>.*)", re.IGNORECASE)
_NAMED = re.compile(r"\s*\[(?P<rules>[^\]]*)\]\s*(?P<said>.*)")
_CLAUSE = re.compile(r"(?P<key>by|until)\s+(?P<value>\S+)\s*", re.IGNORECASE)
_BECAUSE = re.compile(r"because\s+(?P<reason>\S.*)", re.IGNORECASE)
_DAY = r"(?:\d\S*|Q[1-4]\S*|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\s+\d\S*)"
_LATE = re.compile(rf"(?:\bby\s+(?P<before>\S+?)[,;]?\s+)?\buntil\s+(?P<until>{_DAY})(?:\s+by\s+(?P<after>\S+))?")
_NEARLY = re.compile(
    r"\b(?P<word>(?:untill|unitl|util|till|til|expires?|expiry|ends?)\s*[:=]?|until\s*[:=])\s*(?P<day>\d{4}-\S+)",
    re.IGNORECASE,
)
_OTHER_VERBS = re.compile(r"(?:disable|noqa|skip|exempt|suppress|allow|off|ignor|ingore|igonre)[\w-]*\Z", re.IGNORECASE)
_AROUND = ",;.()"
_LONGEST = 40
_FORM = "write `# blastradius: ignore[rule-name] by TEAM until 2027-01-31 because …`; `by` and `until` can be left out"


def read_comments(text: str) -> Iterator[Comment]:
    """The comments in a file; what stands in a quoted value or a block of text is none.

    One behind a value speaks about its own line, one that stands alone about the next line that is none.
    """
    if not SPEAKS.search(text):
        return
    from blastradius.source.yaml_events import scalar_spans  # noqa: PLC0415 - only a file that speaks to us pays for it

    lines = text.split("\n")
    spans, about = scalar_spans(text), _spoken_about(lines)
    for number, line in enumerate(lines):
        for match in _COMMENT.finditer(line):
            at = bisect_right(spans, ((number, match.start()), (len(lines), 0)))
            if at and (number, match.start()) < spans[at - 1][1]:
                continue
            comment = _read(match, number, about[number])
            if comment:
                yield comment
            break


def _read(match: re.Match[str], line: int, about: int) -> Comment | None:
    """The comment, `None` where it is no word about rules."""
    plain = Comment(line=line, column=match.start(), text=match[0].rstrip(), about=about)
    named = _NAMED.match(match["rest"])
    if match["verb"].lower() != "ignore":
        if not named and not _OTHER_VERBS.match(match["verb"]):
            return None
        return replace(plain, wrong=f"`{match['verb']}` is not `ignore`", help=_FORM)
    if match["colon"] is None:
        return replace(plain, wrong="there is no `:` behind `blastradius`", help=_FORM) if named else None
    if named is None:
        return plain
    rules = tuple(filter(None, (rule.strip() for rule in named["rules"].split(","))))
    said = _Said(named["said"].strip())
    return replace(
        plain,
        rules=rules,
        named=named["rules"],
        reason=said.reason,
        by=said.clauses.get("by", ""),
        until=said.clauses.get("until", ""),
        wrong=said.wrong,
        help=said.help,
    )


class _Said:
    """What stands behind the brackets: `by` and `until` before the reason, or in it."""

    def __init__(self, text: str) -> None:
        self.clauses: dict[str, str] = {}
        self.reason = self.wrong = self.help = ""
        while text:
            if because := _BECAUSE.match(text):
                self._reason(because["reason"].strip())
                return
            clause = _CLAUSE.match(text)
            if clause is None:
                self._strange(text)
                return
            self._put(clause["key"].lower(), clause["value"])
            text = text[clause.end() :]

    def _reason(self, text: str) -> None:
        self.reason = text
        for late in _LATE.finditer(text):
            self._put("until", late["until"])
            if who := late["before"] or late["after"]:
                self._put("by", who)
        if nearly := _NEARLY.search(text):
            day = nearly["day"].strip(_AROUND)
            self._refuse(f"`{nearly['word'].strip()} {day}` is no end", f"write `until {day}`")

    def _strange(self, text: str) -> None:
        word = text.split(maxsplit=1)[0][:_LONGEST]
        if nearly := _NEARLY.match(text):
            self._refuse(
                f"`{nearly['word'].strip()}` is none of `by`, `until`, `because`",
                f"write `until {nearly['day'][:_LONGEST]}`",
            )
        elif re.search(r"\bbecause\b", text, re.IGNORECASE) and word.lower() != "because":
            self._refuse(f"`{word}` is none of `by TEAM`, `until DAY`, `because …`", _FORM)

    def _put(self, key: str, value: str) -> None:
        value = value.strip(_AROUND)
        if key in self.clauses and self.clauses[key] != value:
            self._refuse(f"`{key}` stands twice", f"keep one `{key}`")
        elif key == "by" and value[:1].isdigit():
            self._refuse(
                f"`by {value[:_LONGEST]}` names no team",
                f"write `until {value[:_LONGEST]}` for the last day, `by TEAM` for a team",
            )
        self.clauses[key] = value

    def _refuse(self, wrong: str, help_: str) -> None:
        self.wrong, self.help = self.wrong or wrong, self.help or help_


def _spoken_about(lines: list[str]) -> list[int]:
    """The line that a comment on each line speaks about: its own, or behind comments alone the next one with more."""
    found = list(range(len(lines)))
    following = len(lines)
    for number in range(len(lines) - 1, -1, -1):
        text = lines[number].lstrip()
        if text.startswith("#"):
            found[number] = following
        elif text:
            following = number
    return found

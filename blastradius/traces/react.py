"""Calls that an agent writes as words, in the form of ReAct: an action, its input, and what was observed."""

import re
from collections.abc import Iterator

from blastradius.traces.parts import Answered, Asked, literal

_STEP = re.compile(r"^[ \t]*(?P<step>Thought|Action|Action Input|Observation|Final Answer)[ \t]*:[ \t]*", re.MULTILINE)
_CALLS = re.compile(r"^[ \t]*Action[ \t]*:.*\n+[ \t]*Action Input[ \t]*:", re.MULTILINE)
_ANSWERS = re.compile(r"\A\s*Thought[ \t]*:[\s\S]*^[ \t]*Final Answer[ \t]*:", re.MULTILINE)
_SEEN = re.compile(r"\A\s*Observation[ \t]*:")
_NAME = re.compile(r"[\w.:/-]{1,120}")


def is_react(text: str) -> bool:
    """Whether a message of an agent is of this form."""
    return bool(_CALLS.search(text) or _ANSWERS.search(text))


def is_observation(text: str) -> bool:
    """Whether a message of the other side gives back what a tool said."""
    return bool(_SEEN.match(text))


def steps_in(text: str) -> Iterator[Asked | Answered | str]:
    """What such a text holds: calls, results, and words that are for a person. Thoughts are for nobody."""
    every = list(_STEP.finditer(text))
    tool = ""
    for number, found in enumerate(every):
        end = every[number + 1].start() if number + 1 < len(every) else len(text)
        told, step = text[found.end() : end].strip(), found["step"]
        if step == "Action":
            tool = told.strip("`'\"[] ")
        elif step == "Action Input" and tool:
            plain = bool(_NAME.fullmatch(tool))
            yield Asked(tool=tool if plain else "", call_id=None, arguments=literal(told.strip("`")))
            tool = ""
        elif step == "Observation":
            yield Answered(call_id=None, tool=None, value=told, failed=False)
        elif step == "Final Answer":
            yield told

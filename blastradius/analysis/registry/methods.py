"""What an operation of an HTTP interface does: the worst of its method, its name, its path, its words and its input.

Source: RFC 9110, section 9.2.1, "Safe Methods": a promise, which is doubted where something else belies it.
"""

from blastradius.analysis.registry.wording import shown_by_parameters
from blastradius.foreign.description import Described
from blastradius.foreign.interface import after_path, interface_of
from blastradius.foreign.words import clean, sentence
from blastradius.source.listed import listed
from blastradius.source.verbs import READS, act, acts, leads_reading, named_effects, words

READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_SAID_OF_READS = listed("start enable disable share")
"""`Starts a session`, `Enables you to see`, `Shares a message`: words that open a text and are no effect of ours."""
_DETERMINERS = listed("a an the one two all every each any this that its their his her some several your our")
_THINGS_TOO = listed(
    """
    refund charge transfer payout purchase buy invoice run share set import archive patch push move upload save stop
    start restart reset mail wire close order edit update spawn trash removal sms email message reply notify payment
    append replace restore assign add put submit command script policy role member publish
    """
)
"""Acts whose word is a thing as well: `GET /orders/{id}/refund` may show it."""
_NEAR = 4
"""Words of a text in which stands what it is done to: `Transfer a repository`."""
_SHOWN_OF_READING = frozenset({"execute", "delete"})
"""Effects that parameters give away where a method promises to read: a filter may well be called `to` or `amount`."""


def belied(tool: Described) -> dict[str, str]:
    """Effects that belie a method of reading, each with what says it."""
    shown = shown_by_parameters(tool.schema, f"{tool.name} {tool.text[:4000]}")
    found = {effect: f"`{what}` in its input" for effect, what in shown.items() if _surely(effect, what)}
    first, reads = _opening(tool.text)
    name = _own_name(tool)
    said: list[tuple[frozenset[str], str]] = []
    if name and not leads_reading(name):
        said.append((acts(name), "its name"))
    path = interface_of(tool.schema)
    word = _end_of(path.path) if path else ""
    named_reading = leads_reading(name)
    if not (reads and named_reading) and (word not in _THINGS_TOO or not (reads or named_reading)):
        said.append((act(word), "its path"))
    if first not in _THINGS_TOO or _determined(tool.text):
        said.append((act(first), "its text"))
    for effects, what in said:
        found = dict.fromkeys(effects, what) | found
    return found


def changed(tool: Described) -> frozenset[str]:
    """Effects beside those of a method that does not promise to read."""
    name = _own_name(tool)
    effects = set() if leads_reading(name) else set(named_effects(name))
    effects |= acts(name) | set(shown_by_parameters(tool.schema, f"{tool.name} {sentence(tool.text)}"))
    first, _ = _opening(tool.text)
    said = acts(f"{first} {' '.join(words(sentence(tool.text))[1:_NEAR])}") if act(first) else frozenset()
    return frozenset(effects | said)


def _surely(effect: str, what: str) -> bool:
    return effect in _SHOWN_OF_READING or ": " in what


def _own_name(tool: Described) -> str:
    """The name that somebody gave; of one that is made of method and path the path is asked, without `get`."""
    path = interface_of(tool.schema)
    if path and tool.method and tool.name == clean(after_path(tool.method.lower(), path.path)):
        return "" if tool.method in READING else tool.name.partition("-")[2]
    return tool.name


def _end_of(path: str) -> str:
    """The word of a path that can be an act: the first of its last part, or of what follows a dot in it."""
    last = path.rstrip("/").rpartition("/")[2].partition("?")[0]
    return next(iter(words(last.rpartition(".")[2])), "") if "{" not in last else ""


def _opening(text: str) -> tuple[str, bool]:
    """The act that a text begins with, in its plain form, and whether that is one of reading."""
    said = words(sentence(text))
    first = next((each for each in said[:3] if not each.endswith("ly") or act(each)), "")
    forms = (first, first[:-1], first[:-2], f"{first[:-3]}y") if first.endswith("s") else (first,)
    form = next((each for each in forms if each in READS or act(each)), "")
    if form in READS or first.startswith(("return", "retriev", "quer")):
        return "", True
    return "" if form in _SAID_OF_READS else form, False


def _determined(text: str) -> bool:
    said = words(sentence(text))
    start = 1 + sum(each.endswith("ly") for each in said[:2])
    return len(said) > start and said[start] in _DETERMINERS

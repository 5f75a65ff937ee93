"""What stands in a message of any framework: its words, and the calls and results in or beside them."""

from collections.abc import Iterator, Mapping
from typing import Any

from blastradius.traces.envelopes import RESULT_ROLES
from blastradius.traces.events import Speaker
from blastradius.traces.parts import Answered, cells_of, kind_of, listed_call, pieces_in, result_in, word
from blastradius.traces.react import is_observation, is_react, steps_in
from blastradius.traces.turn import Item, Spoken
from blastradius.traces.values import text_of_parts

LISTS_OF_CALLS = ("toolcalls", "tooluses", "toolinvocations", "functioncalls")
LISTS_OF_RESULTS = ("toolresults", "toolresponses", "functionresponses")
_BODIES = ("content", "parts", "contents", "blocks", "items")
_OF_PARTS = {"systemprompt": Speaker.SYSTEM, "instructions": Speaker.SYSTEM, "userprompt": Speaker.USER}


def items_in(cells: Mapping[str, Any], role: str, speaker: Speaker | None) -> Iterator[Item]:
    """The items of a message in their order, words that follow each other as one text."""
    return _merged(_acted(_items(cells, role, speaker)))


def is_piece(part: Any) -> bool:
    """Whether a part of a body is a call or a result."""
    return isinstance(part, Mapping) and next(pieces_in(part), None) is not None


def _items(cells: Mapping[str, Any], role: str, speaker: Speaker | None) -> Iterator[Item]:
    body = body_of(cells)
    found: list[Item] = []
    if isinstance(body, list):
        speaks = Speaker.AGENT if word(role) == "response" else speaker
        found = [item for part in body for item in _part(part, speaks)]
    elif speaker is not None and body is not None:
        found = [Spoken(speaker=speaker, text=text_of_parts(body))]
    beside = list(_calls(cells))
    if isinstance(cells.get("observations"), str) and len(beside) == 1:  # smolagents
        beside.append(Answered(call_id=None, tool=None, value=cells["observations"], failed=False))
    for name in LISTS_OF_RESULTS:
        listed = cells[name] if isinstance(cells.get(name), list) else ()
        beside += [result_in(cells_of(each)) for each in listed if isinstance(each, Mapping)]
    if word(role) in RESULT_ROLES and not any(isinstance(item, Answered) for item in (*found, *beside)):
        yield _result(cells, body)
        return
    shown = {(type(item), item.call_id) for item in found if not isinstance(item, Spoken) and item.call_id}
    yield from found
    yield from (item for item in beside if isinstance(item, Spoken) or (type(item), item.call_id) not in shown)


def body_of(cells: Mapping[str, Any]) -> Any:
    """The content: a text, or parts. Where both are there, the parts hold the calls and the text what they say."""
    lists = [cells[name] for name in _BODIES if isinstance(cells.get(name), list)]
    nested = cells.get("content")
    if isinstance(nested, Mapping) and isinstance(nested.get("parts"), list):
        return nested["parts"]
    if lists:
        whole = max(lists, key=len)
        said = any(isinstance(part, str) or (isinstance(part, Mapping) and part.get("text")) for part in whole)
        text = cells.get("content")
        return whole if said or not isinstance(text, str) or not text else [text, *whole]
    for name in ("content", "text", "value", "message", "modeloutput"):
        if isinstance(cells.get(name), str):
            return cells[name]
    return cells.get("content")


def _part(part: Any, speaker: Speaker | None) -> Iterator[Item]:
    if isinstance(part, str):
        if speaker is not None:
            yield Spoken(speaker=speaker, text=part)
        return
    if not isinstance(part, Mapping):
        return
    pieces = list(pieces_in(part))
    if pieces:
        yield from pieces
        return
    cells = cells_of(part)
    kind = kind_of(cells)
    own = _OF_PARTS.get(kind, speaker)
    if own is None or kind in {"thinking", "reasoning", "redactedthinking", "retryprompt"}:
        return
    text = cells.get("text", cells.get("content") if kind in {"", "text", *_OF_PARTS} else cells.get("refusal"))
    if isinstance(text, Mapping):  # the Assistants API
        text = text.get("value")
    yield Spoken(speaker=own, text=text_of_parts(text) if isinstance(text, str | list) else "")


def _calls(cells: Mapping[str, Any]) -> Iterator[Item]:
    """The calls that stand beside the content."""
    extra = cells.get("additionalkwargs")
    listed = next((cells[name] for name in LISTS_OF_CALLS if cells.get(name)), None)
    if not listed and isinstance(extra, Mapping):
        listed = extra.get("tool_calls") or extra.get("function_call")
        listed = [listed] if isinstance(listed, Mapping) else listed
    for call in listed if isinstance(listed, list) else ():
        yield from listed_call(call)
    legacy = cells.get("functioncall")
    if isinstance(legacy, Mapping) and not listed:
        yield from listed_call(legacy)


def _result(cells: Mapping[str, Any], body: Any) -> Answered:
    """A message that is a result by itself."""
    several = cells.get("toolcallids")
    named = {"toolcallid": several[0]} if isinstance(several, list) and several and not cells.get("toolcallid") else {}
    extra = cells.get("additionalkwargs")
    if isinstance(extra, Mapping) and not cells.get("toolcallid"):
        named = {key: item for key, item in cells_of(extra).items() if key == "toolcallid"} or named
    value = body if body is not None else cells.get("output")
    if isinstance(value, list) and value and all(isinstance(each, Mapping) and "text" in each for each in value):
        value = "\n".join(str(each["text"]) for each in value)
    return result_in({**{key: item for key, item in cells.items() if key != "type"}, **named, "output": value})


def _acted(items: Iterator[Item]) -> Iterator[Item]:
    """The items, with calls and results that were written as words in the place of those words."""
    for item in items:
        words = isinstance(item, Spoken) and item.speaker is not Speaker.SYSTEM
        if (
            isinstance(item, Spoken)
            and words
            and (is_react(item.text) if item.speaker is Speaker.AGENT else is_observation(item.text))
        ):
            steps = steps_in(item.text)
            yield from (Spoken(speaker=item.speaker, text=each) if isinstance(each, str) else each for each in steps)
        else:
            yield item


def _merged(items: Iterator[Item]) -> Iterator[Item]:
    """The items, words that follow each other as one text."""
    words: Spoken | None = None
    for item in items:
        if not isinstance(item, Spoken):
            if words:
                yield words
            words = None
            yield item
        elif words and words.speaker is item.speaker:
            words = Spoken(speaker=item.speaker, text="\n".join(filter(None, (words.text, item.text))))
        else:
            if words:
                yield words
            words = item
    if words:
        yield words

"""YAML that is as plain as nearly all inventories are, read fast: the only door to yaml12.

A parser in Rust gives the data alone, without places, and resolves silently what `yaml` reports. So its word counts
only where there was nothing to report: no tag, anchor, alias or merge key can stand in the text, every key is text and
every number finite, and libyaml read exactly as many events from the same text as the data is made of, so that no key
was repeated. Anything else is left to `yaml`, and so are places, once somebody asks for one.
"""

import re
from typing import Any

from yaml12 import parse_yaml

from blastradius.source.yaml import DEEPEST, MOST_DOCUMENTS
from blastradius.source.yaml_events import count_events

_INDICATOR = re.compile(r"[&*!?]")
_OPENS = frozenset(" \t\n[{,-?")
_CLOSES = frozenset("\"'}]")
_STREAM, _DOCUMENT = 2, 2  # the events that begin and end one
_SURE = 2**53
"""Whole numbers up to here are the same for every parser."""


def read_quickly(text: str) -> list[dict[str, Any]] | None:
    """The documents of a text with nothing to report but what a schema may say; `None` where that is not sure."""
    if _may_be_decorated(text):
        return None
    try:
        documents: Any = parse_yaml(text, multi=True)
    except ValueError:
        return None
    if not 0 < len(documents) < MOST_DOCUMENTS:
        return None
    events = _STREAM
    for document in documents:
        if type(document) is not dict or not document:
            return None
        made = _events(document, escaped="\\" in text)
        if made is None:
            return None
        events += _DOCUMENT + made
    found: list[dict[str, Any]] = documents
    return found if count_events(text) == events else None


def _may_be_decorated(text: str) -> bool:
    """Whether a tag, an anchor, an alias, a merge key, a key after `?` or a directive can stand in the text.

    Tabs, two signs, and a last line without its end are read in more than one way.
    """
    if (
        "\t" in text
        or "++" in text
        or "+-" in text
        or not text.endswith("\n")
        or "<<" in text
        or text.startswith("%")
        or "\n%" in text
    ):
        return True
    for match in _INDICATOR.finditer(text):
        at = match.start()
        before, behind = text[at - 1 : at] or "\n", text[at + 1 : at + 2] or "\n"
        begins = before in _OPENS or (before == ":" and text[at - 2 : at - 1] in _CLOSES)
        if begins and behind.isspace() == (match.group() == "?"):
            return True
    return False


def _events(document: dict[Any, Any], *, escaped: bool) -> int | None:
    """How many events a document is made of; `None` where it holds something that has to be looked at closely."""
    events, depth = 0, 0
    layer: list[Any] = [document]
    while layer:
        depth += 1
        if depth > DEEPEST:
            return None
        below: list[Any] = []
        for container in layer:
            events += 2
            if type(container) is dict:
                events += 2 * len(container)
                for key in container:
                    if type(key) is not str or (escaped and not key.isprintable()):
                        return None
                items: Any = container.values()
            else:
                events += len(container)
                items = container
            for item in items:
                kind = type(item)
                if kind is str:
                    if escaped and not item.isprintable():
                        return None
                elif kind is dict or kind is list:
                    below.append(item)
                    events -= 1
                elif kind is float or not (item is None or kind is bool or (kind is int and -_SURE < item < _SURE)):
                    return None
        layer = below
    return events

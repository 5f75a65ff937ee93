"""What looks like calls of tools, in any format: a record that holds some which nobody read must not look whole."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from blastradius.traces.parts import word

_DEEPEST = 8
_LONGEST = 60  # characters of the name of a kind
_KEYS = frozenset({
    "toolname", "toolcall", "toolcalls", "tooluse", "tooluses", "toolinput", "toolargs", "toolarguments", "toolresult",
    "toolresults", "tooloutput", "toolinvocation", "toolinvocations", "toolcallid", "tooluseid", "functioncall",
    "functioncalls", "functionname", "functionresponse", "actioninput", "toolscalled", "toolsused",
    "intermediatesteps", "toolexecutions", "tooluseblocks", "toolrequests", "toolresponses", "skillcalls",
})  # fmt: skip
_KINDS = re.compile(
    r"(?:mcp|server|builtin|custom|dynamic)?(?:tool|function)(?:s|use|call|calls|calling|called|invocation|request|run|"
    r"execution|action|start|end|result|response|return|output)+\w*|action|\w*tool(?:use|call|result|invocation)\w*"
)
_CONFIGURATION = frozenset({
    "toolchoice", "toolconfig", "functiondeclarations", "toolspec", "tooldefinitions", "metadata", "responsemetadata",
    "usage", "usagemetadata", "providermetadata", "paralleltoolcalls", "config", "stopreason", "finishreason", "agent",
    "invalidtoolcalls", "toolcallchunks", "settings", "logprobs", "schema", "info", "rewardinfo", "task", "tasks",
    "evaluationcriteria", "groundtruth", "expected", "expectedoutput", "expectedactions", "reference",
})  # fmt: skip
_DEFINITIONS = frozenset({"tools", "functions", "availabletools"})
"""What speaks of tools and calls none."""


def looks_like_call(value: Any) -> bool:
    """Whether some data holds what looks like a call of a tool, or like its result."""
    return next(_found(value, 0), False)


def suspects(document: Mapping[str, Any], read: frozenset[str]) -> tuple[str, ...]:
    """The fields of a document, beside those that were read, that hold what looks like calls."""
    return tuple(str(key) for key, value in document.items() if key not in read and looks_like_call({key: value}))


def _found(value: Any, depth: int, *, named: bool = True) -> Iterator[bool]:
    """`named` is false among definitions of tools, where names prove nothing."""
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        cells = {word(str(key)): inner for key, inner in value.items()}
        if _is_call(cells):
            yield True
        for name, inner in cells.items():
            if name in _CONFIGURATION or not inner:
                continue
            if named and (name in _KEYS or (name in {"type", "kind", "event"} and _is_kind(inner))):
                yield True
            if isinstance(inner, Mapping | list):
                yield from _found(inner, depth + 1, named=named and name not in _DEFINITIONS)
    elif isinstance(value, list):
        for inner in value:
            yield from _found(inner, depth + 1, named=named)


def _is_call(cells: Mapping[str, Any]) -> bool:
    """Whether fields have the shape of a call: a name, and what it was called with."""
    if not any(isinstance(cells.get(name), str) for name in ("name", "tool", "function", "action")):
        return False
    given = any(isinstance(cells.get(name), Mapping) for name in ("args", "arguments", "kwargs", "params"))
    return given or ("input" in cells and ("output" in cells or "result" in cells))


def _is_kind(value: Any) -> bool:
    if not isinstance(value, str) or len(value) > _LONGEST:
        return False
    return bool(_KINDS.fullmatch(word(value))) or value.lower().endswith(("_action", "-action"))

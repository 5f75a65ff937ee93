"""What looks like calls of tools, in any format: a record that holds some which nobody read must not look whole."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from blastradius.traces.parts import word

_DEEPEST = 8
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
    "tools", "toolchoice", "toolconfig", "functions", "functiondeclarations", "toolspec", "tooldefinitions", "metadata",
    "responsemetadata", "usage", "usagemetadata", "availabletools", "providermetadata", "paralleltoolcalls", "config",
    "stopreason", "finishreason", "agent", "invalidtoolcalls", "toolcallchunks", "settings", "logprobs", "schema",
})  # fmt: skip
"""What speaks of tools and calls none."""


def looks_like_call(value: Any) -> bool:
    """Whether some data holds what looks like a call of a tool, or like its result."""
    return next(_found(value, 0), False)


def suspects(document: Mapping[str, Any], read: frozenset[str]) -> tuple[str, ...]:
    """The fields of a document, beside those that were read, that hold what looks like calls."""
    return tuple(
        str(key)
        for key, value in document.items()
        if key not in read and word(str(key)) not in _CONFIGURATION and looks_like_call({key: value})
    )


def _found(value: Any, depth: int) -> Iterator[bool]:
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            name = word(str(key))
            if name in _CONFIGURATION or not inner:
                continue
            if name in _KEYS or (name in {"type", "kind", "event"} and _is_kind(inner)):
                yield True
            if isinstance(inner, Mapping | list):
                yield from _found(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _found(inner, depth + 1)


def _is_kind(value: Any) -> bool:
    return isinstance(value, str) and len(value) < 60 and bool(_KINDS.fullmatch(word(value)))

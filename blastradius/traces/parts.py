"""Calls of tools and their results, in the forms in which frameworks write them into messages.

Names of fields and kinds are compared without case and punctuation: `tool_call_id`, `toolCallId` and `tool-call-id` are
one word, so that one table serves the providers, their libraries and what people make of them.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from msgspec import Struct

from blastradius.traces.values import decoded


class Asked(Struct, frozen=True, kw_only=True):
    """A call that a model asked for. `tool` is empty where the record names none."""

    tool: str
    call_id: str | None
    arguments: Any


class Answered(Struct, frozen=True, kw_only=True):
    """What came back. `tool` is there for results that name their call by the tool alone."""

    call_id: str | None
    tool: str | None
    value: Any
    failed: bool


Piece: TypeAlias = Asked | Answered

_CALLS = frozenset({
    "tooluse", "servertooluse", "mcptooluse", "toolcall", "functioncall", "functioncallcontent", "customtoolcall",
    "builtintoolcall", "dynamictool", "toolinvocation", "toolcallrequest", "mcpcall", "localshellcall", "shellcall",
    "applypatchcall", "computercall", "codeinterpretercall", "websearchcall", "filesearchcall", "imagegenerationcall",
    "toolsearchcall", "toolcallcontent", "tooluseblock", "toolcallpart", "toolcallblock",
})  # fmt: skip
_RESULTS = frozenset({
    "toolresult", "toolresponse", "toolreturn", "toolcallresponse", "toolcallresult", "toolcalloutput",
    "functionresult", "functionresultcontent", "functionresponse", "functioncalloutput",
    "customtoolcalloutput", "localshellcalloutput",
    "shellcalloutput", "applypatchcalloutput", "computercalloutput", "builtintoolreturn", "retryprompt",
    "toolresultblock", "toolresultcontent", "tooloutput", "toolsearchoutput",
})  # fmt: skip
_KINDS = ("type", "partkind", "blocktype", "contenttype", "$type", "kind")
_CALL_INSIDE = ("functioncall", "tooluse", "toolcall", "toolinvocation")
_RESULT_INSIDE = ("functionresponse", "toolresult", "toolcallresult", "toolresponse")
_NAMES = ("toolname", "functionname", "name", "tool", "function")
_IDS = ("toolcallid", "callid", "tooluseid", "id")
_ARGUMENTS = (
    "arguments",
    "args",
    "input",
    "parameters",
    "toolkwargs",
    "toolinput",
    "toolargs",
    "kwargs",
    "params",
    "paramsasjson",
)
_VALUES = ("output", "result", "response", "content", "toolresult", "value", "outputs", "items", "resultvalue")
_FAILED = frozenset({"error", "failed", "failure", "outputerror", "outputdenied", "denied", "rejected"})
_BUILT_IN = {"localshellcall": "action", "shellcall": "action", "applypatchcall": "operation", "computercall": "action",
             "codeinterpretercall": "code", "websearchcall": "action", "filesearchcall": "queries"}  # fmt: skip


@lru_cache(maxsize=4096)
def word(name: str) -> str:
    """A name of a field or kind, as it is compared."""
    return "".join(each for each in name.lower() if each.isalnum() or each == "$")


def cells_of(part: Mapping[str, Any]) -> dict[str, Any]:
    """The fields by their words; of two that are one word, the first."""
    found: dict[str, Any] = {}
    for key, value in part.items():
        found.setdefault(word(key), value)
    return found


def kind_of(cells: Mapping[str, Any]) -> str:
    """What a part says that it is, as a word; empty where it does not say."""
    return next((word(cells[name]) for name in _KINDS if isinstance(cells.get(name), str)), "")


def pieces_in(part: Mapping[str, Any]) -> Iterator[Piece]:
    """The call or the result that a part of a message is, or both: some write them as one."""
    cells = cells_of(part)
    kind = kind_of(cells)
    if kind in _CALLS or _is_ui_tool(part, cells):
        inner = next((cells[name] for name in _CALL_INSIDE if isinstance(cells.get(name), Mapping)), None)
        yield from _call(part, cells if inner is None else cells | cells_of(inner), kind)
    elif kind in _RESULTS or kind.endswith("toolresult"):
        inner = next((cells[name] for name in _RESULT_INSIDE if isinstance(cells.get(name), Mapping)), None)
        if kind != "retryprompt" or cells.get("toolname"):  # else the answer itself has to be written again
            yield result_in(cells if inner is None else cells | cells_of(inner), failed=kind == "retryprompt")
    else:
        for name in _CALL_INSIDE:
            if isinstance(cells.get(name), Mapping):
                yield from _call(part, _beside(cells) | cells_of(_within(cells[name])), name)
                return
        for name in _RESULT_INSIDE:
            if isinstance(cells.get(name), Mapping):
                yield result_in(_beside(cells) | cells_of(cells[name]))
                return


def _beside(cells: Mapping[str, Any]) -> dict[str, Any]:
    """The id that stands beside a call or a result instead of in it."""
    return {"id": cells["id"]} if cells.get("id") is not None else {}


def _within(call: Mapping[str, Any]) -> Mapping[str, Any]:
    """A call without the status that Goose wraps around it."""
    value = call.get("value")
    return value if isinstance(value, Mapping) and "status" in call and _name(cells_of(value)) else call


def listed_call(call: Any) -> Iterator[Piece]:
    """An item of `tool_calls` and the like, `{id, function: {name, arguments}}` or flat; with its result, if any."""
    if not isinstance(call, Mapping) or call.get("requestor", "assistant") != "assistant":
        return
    cells = cells_of(call)
    inner = cells.get("function")
    wrapped = next((cells[name] for name in _CALL_INSIDE if isinstance(cells.get(name), Mapping)), None)
    if isinstance(inner, Mapping):
        function = cells_of(inner)
        yield from _call(call, cells | function | {"id": cells.get("id", function.get("id"))}, "toolcall")
    else:
        yield from _call(call, cells if wrapped is None else cells | cells_of(wrapped), "toolcall")


def result_in(cells: dict[str, Any], *, failed: bool = False) -> Answered:
    """The result that these fields are."""
    value, marked = _value_in(cells)
    origin = cells.get("origin")  # Haystack repeats the call
    about = cells | cells_of(origin) if isinstance(origin, Mapping) else cells
    return Answered(call_id=_id(about), tool=_name(about) or None, value=value, failed=failed or marked)


def _call(part: Mapping[str, Any], cells: dict[str, Any], kind: str) -> Iterator[Piece]:
    tool = _name(cells) or _built_in(part, cells, kind)
    plugin = cells.get("pluginname")
    if isinstance(plugin, str) and plugin and tool and not tool.startswith(plugin):
        tool = f"{plugin}-{tool}"
    identity = _id(cells)
    arguments = next((cells[name] for name in _ARGUMENTS if cells.get(name) is not None), None)
    if arguments is None and kind in _BUILT_IN:
        arguments = {_BUILT_IN[kind]: cells.get(_BUILT_IN[kind])}
    yield Asked(tool=tool, call_id=identity, arguments=literal(arguments))
    state = word(cells["state"]) if isinstance(cells.get("state"), str) else ""
    told = state in {"outputavailable", "result"} or any(
        cells.get(name) is not None for name in ("output", "result", "response", "error", "errortext", "outputs")
    )
    if told or state in _FAILED or (kind.endswith("call") and kind in _BUILT_IN and cells.get("status") == "completed"):
        value, failed = _value_in(
            {key: item for key, item in cells.items() if key not in {"content", "value", "items"}}
        )
        yield Answered(call_id=identity, tool=tool, value=value, failed=failed)


def _value_in(cells: Mapping[str, Any]) -> tuple[Any, bool]:
    """The value of a result, and whether it is marked as an error."""
    error = next((cells[name] for name in ("error", "errortext", "errormessage", "exception") if cells.get(name)), None)
    states = (cells[name] for name in ("status", "state", "outcome") if isinstance(cells.get(name), str))
    failed = (
        True in (cells.get("iserror"), cells.get("toolcallerror"))
        or bool(error)
        or any(word(each) in _FAILED for each in states)
    )
    value = next((cells[name] for name in _VALUES if cells.get(name) is not None), None)
    value, wrapped = unwrapped(value)
    if (value is None or value == "") and error is not None and error is not True:
        value = error
    if value is None and isinstance(cells.get("status"), str):
        value = {"status": cells["status"]}
    return value, failed or wrapped


def unwrapped(value: Any) -> tuple[Any, bool]:
    """A value without what libraries wrap around it, and whether the wrapping says that it is an error."""
    value = decoded(value)
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], Mapping) and len(value[0]) == 1:
        answered = value[0].get("functionResponse")  # Gemini CLI
        if isinstance(answered, Mapping) and "response" in answered:
            return unwrapped(answered["response"])
    if isinstance(value, Mapping):
        parts = value.get("value")
        if set(value) == {"status", "value"} and isinstance(parts, list) and all(map(_is_typed, parts)):  # Goose
            return parts, word(str(value["status"])) in _FAILED
        if isinstance(value.get("type"), str) and set(value) <= {"type", "value", "reason", "providerOptions"}:
            kind = value["type"]
            if kind in {"text", "json", "content", "error-text", "error-json", "execution-denied"}:
                return value.get("value", value.get("reason")), kind.startswith(("error", "execution"))
        if len(value) == 1:
            (key,) = value
            if key in {"json", "output", "result"} and isinstance(value[key], str | dict | list):
                return unwrapped(value[key])[0], False
    if isinstance(value, Sequence) and not isinstance(value, str) and value and all(map(_is_bare, value)):
        parts = [next(iter(part.values())) for part in value]
        return (parts[0] if len(parts) == 1 else "\n".join(map(str, parts))), False
    return value, False


def _is_typed(part: Any) -> bool:
    return isinstance(part, Mapping) and isinstance(part.get("type"), str)


def _is_bare(part: Any) -> bool:
    """Bedrock's parts of a result: `{json: …}` or `{text: …}`."""
    return isinstance(part, Mapping) and len(part) == 1 and next(iter(part)) in {"json", "text"}


def _is_ui_tool(part: Mapping[str, Any], cells: Mapping[str, Any]) -> bool:
    """The Vercel AI SDK's `tool-NAME` parts: the kind holds the name."""
    kind = part.get("type")
    return isinstance(kind, str) and kind.startswith("tool-") and "toolcallid" in cells and "state" in cells


def _name(cells: Mapping[str, Any]) -> str:
    return next((cells[name] for name in _NAMES if isinstance(cells.get(name), str) and cells[name]), "")


def _built_in(part: Mapping[str, Any], cells: Mapping[str, Any], kind: str) -> str:
    """The name of a tool that only the kind of the part tells."""
    said = str(part.get("type") or "")
    if _is_ui_tool(part, cells):
        return said.removeprefix("tool-")
    return said.removesuffix("_call") if kind in _BUILT_IN or kind == "imagegenerationcall" else ""


def _id(cells: Mapping[str, Any]) -> str | None:
    spoken = {"paramsasjson", "resultvalue"} & set(cells)  # a conversation of ElevenLabs
    for name in ("requestid", *_IDS) if spoken else _IDS:
        value = cells.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return str(value)
    return None


def literal(value: Any) -> Any:
    """Arguments that were written as Python does: `{'order': 7}`."""
    if isinstance(value, str) and value[:2] in {"{'", '{"'} and not isinstance(decoded(value), dict):
        try:
            found = ast.literal_eval(value)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return value
        return found if isinstance(found, dict) else value
    return value

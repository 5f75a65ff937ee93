"""Where in a document the messages of a run stand: results of runs, requests with their answers, lists, exports."""

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from math import ceil
from typing import Any

import msgspec
from msgspec import Struct

from blastradius.traces.answers import body_of, has_stream, messages_of_answer
from blastradius.traces.beside import instructions_in, name_of, started_at, tools_offered
from blastradius.traces.events import Speaker
from blastradius.traces.trajectories import steps_of
from blastradius.traces.turn import Spoken
from blastradius.traces.turns import turn_of
from blastradius.traces.unread import looks_like_call, suspects
from blastradius.traces.values import decoded, time_of

MESSAGES = ("traj", "messages", "trajectory", "history", "conversation", "input", "items", "contents", "events",
            "all_messages", "chat_history", "turns", "thread", "transcript", "new_items", "dialog", "dialogue",
            "new_messages", "data", "output", "steps", "log", "entries", "message_history",
            "conversations", "transcript_with_tool_calls")  # fmt: skip
"""Fields that can hold the messages of a run, the surest first."""
_RUNS = ("samples", "runs", "sessions", "traces", "results", "rows", "episodes", "trajectories", "conversations",
         "examples", "records", "items", "data", "threads", "chats")  # fmt: skip
"""Fields that can list runs."""
_SURE = ("traj", "messages", "steps")
_AROUND = ("state", "values", "run", "result", "outputs", "checkpoint", "channel_values", "data", "output", "thread",
           "chat", "body", "response", "memory", "snapshot", "payload", "content", "conversation", "session", "record",
           "trace")  # fmt: skip
_REQUESTS = ("request", "request_body", "requestBody", "req", "raw_request", "kwargs", "input", "inputs")
_ANSWERS = ("response", "response_body", "responseBody", "resp", "raw_response", "completion", "output", "result",
            "outputs")  # fmt: skip
_ANSWERED = frozenset({"choices", "candidates"})
_SCORES = 0.5


class Conversation(Struct, frozen=True, kw_only=True):
    """The messages of a run, and what stands beside them.

    `suspects` are fields beside them that hold what looks like calls of tools. `answers` is the id of the answer that
    these messages end with, `follows` the id of the one that they go on from. `unread` says what could not
    be read. `named`: `name` names a session, and not only a request.
    """

    messages: tuple[Any, ...]
    instructions: tuple[str, ...] = ()
    name: str | None = None
    named: bool = False
    started: datetime | None = None
    tools: tuple[str, ...] = ()
    suspects: tuple[str, ...] = ()
    answers: str | None = None
    follows: str | None = None
    unread: str = ""


def conversation_in(document: Mapping[str, Any], depth: int = 0) -> Conversation | None:
    """The conversation that a document records, or `None` where there is none."""
    if depth and is_message(document):
        return _made(document, document, [document], read=set(document))
    return _logged(document) or _plain(document) or _nested(document, depth)


def is_message(document: Mapping[str, Any]) -> bool:
    """Whether a document is one message by itself, or an item of a conversation."""
    turn = turn_of(document)
    if turn is None or (turn.unread and not turn.items):
        return False
    sure = _SURE if isinstance(document.get("role"), str | dict) else MESSAGES
    return not any(_holds_messages(document.get(key)) for key in sure)


def documents_in(document: Mapping[str, Any]) -> list[Any] | None:
    """The documents that are listed in one, such as `{object: list, data: […]}`, in the order of time.

    `None` where it lists none, and in the place of requests that were none to a model.
    """
    log = document.get("log")
    if isinstance(document.get("interactions"), list):  # cassettes of VCR
        return list(map(_exchange, document["interactions"]))
    if isinstance(log, Mapping) and isinstance(log.get("entries"), list):  # archives of browsers and proxies
        return list(map(_exchange, log["entries"]))
    listed = document.get("data")
    if document.get("object") != "list" or not isinstance(listed, list):
        return None
    times = [
        time_of(each.get("created_at", each.get("created"))) if isinstance(each, dict) else None for each in listed
    ]
    known = [each for each in times if each]
    newest_first = len(known) == len(times) > 1 and known[0] > known[-1]
    return listed[::-1] if newest_first else listed


def _exchange(entry: Any) -> Any:
    """A request and its answer in a record of all that went over the wire."""
    if not isinstance(entry, Mapping) or _logged(entry) is not None:
        return entry
    sides = (body_of(entry.get(side)) for side in ("request", "response"))
    return entry if any(looks_like_call(side) for side in sides) else None


def _logged(document: Mapping[str, Any]) -> Conversation | None:
    """A request to a model with its answer, as gateways and libraries log them."""
    request = next((found for key in _REQUESTS if (found := body_of(document.get(key)))), None)
    holder = request if request is not None else document
    whole = document if _ANSWERED & set(document) else None
    answer = next((document[key] for key in _ANSWERS if _answers(document, key) and document[key] is not holder), whole)
    if request is None and answer is None:
        return None
    key = _key_of(holder, ("messages", "contents", "input", "prompt"))
    if not key and not (request is not None and isinstance(holder.get("input", holder.get("prompt")), str)):
        return None
    asked = _listed(holder, key) if key else [{"role": "user", "content": holder.get("input", holder.get("prompt"))}]
    given = messages_of_answer(answer)
    if request is None and not given:
        return None
    reply = body_of(answer) or {}
    messages = asked + _beyond(asked, given)
    made = _made(
        document,
        holder,
        messages,
        read={key, *_ANSWERS, *_REQUESTS},
        answers=reply.get("id"),
        follows=holder.get("previous_response_id"),
    )
    if _several(answer):
        why = "has several answers of a model, and which of them was gone on with is not recorded"
        return msgspec.structs.replace(made, unread=why)
    if given or not has_stream(answer):
        return made
    return msgspec.structs.replace(made, unread="has an answer that is a stream, in a form that is not known")


def _several(answer: Any) -> bool:
    """Whether a model gave several answers of which another than the first calls a tool."""
    choices = (body_of(answer) or {}).get("choices")
    others = choices[1:] if isinstance(choices, list) else []
    return any(isinstance(each, Mapping) and looks_like_call(each.get("message")) for each in others)


def _answers(document: Mapping[str, Any], key: str) -> bool:
    """Whether a field can hold the answer of a model; a bare text only under a name that says so."""
    value = document.get(key)
    return isinstance(decoded(value), dict | list) or (isinstance(value, str) and key not in {"result", "outputs"})


def _plain(document: Mapping[str, Any]) -> Conversation | None:
    """A document that holds the messages itself."""
    key = _key_of(document, MESSAGES)
    if not key and (acted := list(steps_of(document))):
        return _made(document, document, acted, read={"input", "output", "intermediate_steps", "trajectory"})
    if not key:
        given = messages_of_answer(document) if _ANSWERED & set(document) else []
        if given:
            return _made(document, document, given, read=set(_ANSWERED), answers=document.get("id"))
        return None
    messages = _listed(document, key)
    read = {key}
    for other in ("steps", "new_items", "output"):
        if other != key and _holds_messages(document.get(other)):
            messages = messages + _beyond(messages, _listed(document, other))
            read.add(other)
    if _ANSWERED & set(document):
        messages = messages + _beyond(messages, messages_of_answer({key: document.get(key) for key in _ANSWERED}))
        read |= _ANSWERED
    if key == "steps":
        prompt = document.get("prompt", document.get("input", document.get("task")))
        before = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else []
        messages = before + messages
        read |= {"toolCalls", "toolResults", "tool_calls", "tool_results", "response", "content", "staticToolCalls"}
    elif key == "input" or "object" in document:
        messages = messages + _beyond(messages, messages_of_answer(document.get("response")))
    answers = document.get("id") if document.get("object") == "response" else None
    return _made(document, document, messages, read=read, answers=answers, follows=document.get("previous_response_id"))


def runs_in(document: Mapping[str, Any]) -> list[Any] | None:
    """The runs that a document lists; `None` where it lists none."""
    store = document.get("store")
    if isinstance(store, Mapping) and store and all(map(_holds_messages, store.values())):  # LlamaIndex's chat store
        return [{"session_id": key, "messages": messages} for key, messages in store.items()]
    if any(_is_whole(state) for state in document.values()):  # runs by their names
        return [{"id": key, **run} for key, run in document.items() if isinstance(run, dict) and _holds_any(run)]
    for key in _RUNS:
        listed = document.get(key)
        first = next((each for each in listed if isinstance(each, dict)), None) if isinstance(listed, list) else None
        if first is not None and conversation_in(first) is not None:
            return listed
    return None


def _is_whole(state: Any) -> bool:
    """Whether a state of a program is a conversation in which both sides speak."""
    listed = state.get("messages") if isinstance(state, dict) else None
    if not isinstance(listed, list) or not _holds_messages(listed):
        return False
    return len({item.speaker for each in listed for item in _spoken(each)} - {Speaker.SYSTEM}) > 1


def _holds_any(run: Mapping[str, Any]) -> bool:
    return looks_like_call(run) or conversation_in(run) is not None


def _nested(document: Mapping[str, Any], depth: int) -> Conversation | None:
    for key in _AROUND if depth < 4 else ():
        inner = decoded(document.get(key))
        if isinstance(inner, Mapping):
            found = conversation_in(inner, depth + 1)
            if found is not None:
                name, named = name_of(document)
                outer = {} if found.named or name is None else {"name": name, "named": named}
                return msgspec.structs.replace(
                    found,
                    started=found.started or started_at(document),
                    suspects=found.suspects + suspects(document, frozenset({key})),
                    **outer,
                )
    return None


def _made(
    document: Mapping[str, Any],
    holder: Mapping[str, Any],
    messages: list[Any],
    *,
    read: set[str],
    answers: Any = None,
    follows: Any = None,
) -> Conversation:
    name, named = name_of(document)
    return Conversation(
        messages=tuple(messages),
        instructions=instructions_in(holder),
        name=name,
        named=named,
        started=started_at(document),
        tools=tuple(tools_offered(holder)) or tuple(tools_offered(document)),
        suspects=suspects(document, frozenset(read)) if isinstance(document, Mapping) else (),
        answers=str(answers) if answers else None,
        follows=str(follows) if follows else None,
    )


def _key_of(document: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """The field that holds messages."""
    sure = [name for name in names if _holds_messages(document.get(name))]
    return sure[0] if sure else next((name for name in names[:2] if isinstance(document.get(name), list)), "")


def _holds_messages(value: Any) -> bool:
    """Whether a list is one of messages: judged by the first few."""
    if not isinstance(value, list):
        return False
    first = [each for each in value[:8] if isinstance(each, dict)]
    known = (each for each in first if turn_of(each) is not None)
    enough = ceil(len(first) * _SCORES)
    return bool(first) and sum(1 for _ in islice(known, enough)) == enough


def _listed(document: Mapping[str, Any], key: str) -> list[Any]:
    value = document.get(key)
    return list(value) if isinstance(value, list) else []


def _beyond(messages: list[Any], others: list[Any]) -> list[Any]:
    """Those of the other messages whose calls are not among the first."""
    known = {call.call_id for each in messages for call in _asked(each)}
    texts = {_text(each) for each in messages}
    found: list[Any] = []
    for each in others:
        ids = {call.call_id for call in _asked(each)}
        if (ids and ids <= known) or (not ids and _text(each) in texts):
            continue
        found.append(each)
    return found


def _asked(message: Any) -> tuple[Any, ...]:
    turn = turn_of(message) if isinstance(message, Mapping) else None
    return turn.asked if turn else ()


def _spoken(message: Any) -> tuple[Spoken, ...]:
    turn = turn_of(message) if isinstance(message, Mapping) else None
    return tuple(item for item in turn.items if isinstance(item, Spoken)) if turn else ()


def _text(message: Any) -> str:
    turn = turn_of(message) if isinstance(message, Mapping) else None
    results = "".join(str(each.call_id) for each in turn.answered) if turn else ""
    return (turn.text if turn else "") + results

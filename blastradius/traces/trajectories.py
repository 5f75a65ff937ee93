"""The steps of an agent's program, as one result holds all of them: LangChain's executor, and what dspy predicts."""

from collections.abc import Iterator, Mapping
from typing import Any

_ASKED = ("question", "user_request", "input")
_ANSWERED = ("answer", "response", "process_result", "output")


def steps_of(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The messages that such a document stands for; none where it is none."""
    trajectory = document.get("trajectory")
    if isinstance(trajectory, Mapping) and "tool_name_0" in trajectory:
        yield from _words(document, "user", _ASKED)
        yield from _predicted(trajectory)
        yield from _words(document, "assistant", _ANSWERED)
    steps = document.get("intermediate_steps")
    if isinstance(steps, list) and steps:
        yield from _words(document, "user", ("input",))
        yield from _executed(steps)
        yield from _words(document, "assistant", ("output",))


def _words(document: Mapping[str, Any], role: str, names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The first of these fields that is a text."""
    text = next((document[name] for name in names if isinstance(document.get(name), str)), None)
    if text is not None:
        yield {"role": role, "content": text}


def _predicted(steps: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The trajectory of `dspy.ReAct`, numbered from 0."""
    number = 0
    while isinstance(name := steps.get(f"tool_name_{number}"), str):
        if name != "finish":
            yield {"role": "assistant", "tool_calls": [{"name": name, "args": steps.get(f"tool_args_{number}")}]}
            yield {"role": "tool", "name": name, "content": steps.get(f"observation_{number}")}
        number += 1


def _executed(steps: list[Any]) -> Iterator[dict[str, Any]]:
    """`intermediate_steps`: pairs of an action and what was observed."""
    for step in steps:
        action, seen = step if isinstance(step, list) and len(step) == 2 else (step, None)
        about = action.get("kwargs", action) if isinstance(action, Mapping) else {}
        tool = str(about.get("tool") or "")
        yield {"role": "assistant", "tool_calls": [{"name": tool, "args": about.get("tool_input")}]}
        if seen is not None:
            yield {"role": "tool", "name": tool, "content": seen}

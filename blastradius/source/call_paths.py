"""The paths into a recorded call that an operation names, as they are written: what was sent, and what came back."""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations
from typing import Any

from msgspec import Struct

from blastradius.source.notes import nearly
from blastradius.source.said import items, part

ARGS, RESULT = "args", "result"
STRANGE = {"arg": ARGS, "argument": ARGS, "arguments": ARGS, "agrs": ARGS, "results": RESULT, "resul": RESULT}
"""Roots that are none, and the one that is meant."""

_IN_STEP = re.compile(r"\{((?:args|result)\.[^{}\s]+)\}")
_STEP = re.compile(r"[.\[]")
_ROOT = re.compile(r"(\w+)[.\[]")
_SHORTEST = 3
_SCOPE = ("idempotency", "scope")
_ROOTED = (f"{ARGS}.", f"{RESULT}.", "before.")


class CallPath(Struct, frozen=True):
    """A path and where it stands in its operation; `whole` begins with `args` or `result` whatever was written."""

    pointer: tuple[str | int, ...]
    written: str
    whole: str

    @property
    def name(self) -> str:
        """The first name below the root."""
        return _STEP.split(self.whole.partition(".")[2], maxsplit=1)[0]


def call_paths(operation: Mapping[str, Any]) -> list[CallPath]:
    """All of them in the order of the format; the fields of a receipt too, which are in the result."""
    found: list[CallPath] = []
    _add_listed(found, operation, ("object",), ARGS)
    amount = operation.get("amount")
    if isinstance(amount, dict):
        _add(found, ("amount", "field"), amount.get("field"), ARGS)
    cells = operation.get("reversibility")
    if isinstance(cells, dict):
        _add_undo(found, cells)
    repeat = operation.get("idempotency")
    if isinstance(repeat, dict):
        _add_listed(found, repeat, ("idempotency", "scope"), ARGS)
    receipt = operation.get("receipt")
    if isinstance(receipt, dict):
        _add_listed(found, receipt, ("receipt", "fields"), RESULT)
        for key in ("success", "failure"):
            test = receipt.get(key)
            if isinstance(test, dict):
                _add(found, ("receipt", key, "field"), test.get("field"), RESULT)
    return found


def _add_undo(found: list[CallPath], cells: Mapping[str, Any]) -> None:
    _add_listed(found, cells, ("reversibility", "keep"), RESULT)
    for number, step in enumerate(items(cells, "undo")):
        if isinstance(step, str) and "{" in step:
            found += (CallPath(("reversibility", "undo", number), path, path) for path in _IN_STEP.findall(step))
    for holder, key in (("undo_operation", "with"), ("before", "match")):
        paths = part(part(cells, holder), key)
        for name, path in paths.items():
            _add(found, ("reversibility", holder, key, name), path, RESULT)
    for number, case in enumerate(items(cells, "unless")):
        field = part(case, "when").get("field") if isinstance(case, dict) else None
        _add(found, ("reversibility", "unless", number, "when", "field"), field, RESULT)


@lru_cache(maxsize=4096)  # paths are the same again and again, as operations are
def strange_root(path: str) -> str | None:
    """The root that is meant, where a path begins with a word that is nearly one."""
    found = _ROOT.match(path)
    return STRANGE.get(found[1].casefold()) if found else None


def sent(operation: Mapping[str, Any]) -> frozenset[str]:
    """The arguments that an operation is known to take."""
    return frozenset(each.name for each in call_paths(operation) if each.whole.startswith(f"{ARGS}."))


def may_be_wrong(operation: Mapping[str, Any], undo: Mapping[str, Any] | None) -> bool:
    """Whether a path of an operation needs a look: what does not may still be wrong, but nothing here tells."""
    if not operation.get("reversibility") and not operation.get("idempotency"):
        return False
    paths = call_paths(operation)
    for each in paths:
        if each.written != each.whole and (each.pointer[:2] == _SCOPE or strange_root(each.written)):
            return True
    if "keep" in part(operation, "reversibility") and not_kept(paths):
        return True
    given = parameters(operation) if undo is not None else set()
    taken = sent(undo) if undo is not None and given else frozenset()
    if given - taken and taken - given:
        return True
    return len(paths) > 1 and _any_near(frozenset(each.whole for each in paths))


@lru_cache(maxsize=4096)
def _any_near(paths: frozenset[str]) -> bool:
    """Whether two names below one root may be meant for the same."""
    by_root: dict[str, set[str]] = {}
    for each in paths:
        root, _, name = each.partition(".")
        if len(name) >= _SHORTEST:
            by_root.setdefault(root, set()).add(name)
    return any(nearly(*pair) for names in by_root.values() for pair in combinations(names, 2))


def parameters(operation: Mapping[str, Any]) -> set[str]:
    """The parameters that an operation fills in for the one that undoes it."""
    undo = part(part(operation, "reversibility"), "undo_operation")
    return {_STEP.split(each, maxsplit=1)[0] for each in part(undo, "with") if isinstance(each, str)}


def not_kept(paths: list[CallPath]) -> list[CallPath]:
    """What the undo takes out of the result and `keep` does not name, where `keep` names something."""
    kept = [each.whole for each in paths if each.pointer[:2] == ("reversibility", "keep")]
    if not kept:
        return []
    used = [
        each for each in paths if each.pointer[1] in ("undo", "undo_operation") and each.whole.startswith("result.")
    ]
    return [each for each in used if not any(_within(each.whole, path) for path in kept)]


def _within(path: str, whole: str) -> bool:
    return path == whole or path.startswith((f"{whole}.", f"{whole}["))


def _add_listed(found: list[CallPath], cells: Mapping[str, Any], pointer: tuple[str, ...], root: str) -> None:
    for number, item in enumerate(items(cells, pointer[-1])):
        _add(found, (*pointer, number), item, root)


def _add(found: list[CallPath], pointer: tuple[str | int, ...], path: object, root: str) -> None:
    if isinstance(path, str):
        whole = path if path.startswith(_ROOTED) else f"{root}.{path}"
        found.append(CallPath(pointer, path, whole))

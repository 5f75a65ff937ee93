"""The cells of an operation as far as a registry knows them, and every claim that its own name or schema belies."""

import re

from msgspec import Struct

from blastradius.analysis.registry import methods
from blastradius.analysis.registry.hosted import runs_hosted
from blastradius.analysis.registry.wording import shown_by_parameters
from blastradius.foreign.description import Described, Key
from blastradius.foreign.words import clean, sentence
from blastradius.source.verbs import acts, leads_reading, named_effects, words

ORDER = ("read", "write", "delete", "send", "pay", "execute", "grant")
READ_CLAIM = "readOnlyHint: true, a claim"

_SUMS = re.compile(
    r"(?i)\b(?:adds?|sums?)\s+(?:up\s+)?(?:(?:the|two|several|all)\s+)?(?:numbers?|integers?)\b(?!\s+(?:in)?to\b)"
)
_CALLED_SUM = re.compile(r"(?:\A|_)(?:add|sum)(?:_(?:two|several|all))?(?:_(?:numbers?|integers?))?\Z")
"""`add` of numbers writes nothing."""


class Judged(Struct, frozen=True, kw_only=True):
    """What may be written of a tool. `repeat` is the class of idempotency; `doubts` are sentences about its claims.

    `open` is whether strangers may have written what it returns.
    """

    effects: tuple[str, ...]
    repeat: str
    key: Key | None
    open: bool
    doubts: tuple[str, ...]
    why: str


def judge(tool: Described) -> Judged:
    """The worst that the claims of a tool allow."""
    if tool.method is not None:
        return _of_method(tool)
    about = f"{tool.title} {sentence(tool.text)}"
    shown = shown_by_parameters(tool.schema, f"{tool.name} {about}")
    if tool.hints.read_only is True:
        return _claimed_reading(tool, shown)
    named = acts(tool.name) if leads_reading(tool.name) else named_effects(tool.name) | acts(tool.name)
    effects = {"write"} | named | set(shown) | ({"execute"} if runs_hosted(tool) else set())
    if tool.hints.destructive is not False and tool.hinted:
        effects.add("delete")
    why = _missing(tool)
    if not tool.hinted:
        effects.add("delete")
        why = "nothing is claimed: the worst"
    return _judged(tool, effects, [], why)


def _claimed_reading(tool: Described, shown: dict[str, str]) -> Judged:
    """It says that it only reads: its name and its schema are asked too."""
    belied = {effect: f"`{parameter}` in its schema" for effect, parameter in shown.items()}
    named = acts(tool.name) - ({"write"} if _adds_up(tool) else set())
    if named:
        spoken = frozenset() if leads_reading(tool.name) else named_effects(tool.name)
        belied |= dict.fromkeys(named | spoken, "its name")
    if not belied:
        return _judged(tool, {"read"}, [], READ_CLAIM)
    told = "; ".join(f"{clean(what)} says `{effect}`" for effect, what in sorted(belied.items()))
    doubt = f"`{tool.name}` claims readOnlyHint: true, but {told}: written as that, not as `read`"
    return _judged(tool, set(belied), [doubt], "readOnlyHint: true is doubted")


def _adds_up(tool: Described) -> bool:
    return bool(_CALLED_SUM.search("_".join(words(tool.name))) and _SUMS.search(tool.text[:400]))


def _of_method(tool: Described) -> Judged:
    """An operation of an HTTP interface: what its method promises, and what else belies that or adds to it."""
    if tool.method not in methods.READING:
        effects = {"delete"} if tool.method == "DELETE" else {"write"}
        return _judged(tool, effects | methods.changed(tool), [], f"{tool.method}")
    belied = methods.belied(tool)
    if not belied:
        return _judged(tool, {"read"}, [], f"{tool.method}")
    told = "; ".join(f"{clean(what)} says `{effect}`" for effect, what in sorted(belied.items()))
    doubt = f"`{tool.name}` is a {tool.method}, but {told}: written as that, not as `read`"
    return _judged(tool, set(belied), [doubt], f"{tool.method} is doubted")


def _judged(tool: Described, effects: set[str], doubts: list[str], why: str) -> Judged:
    repeat = "none"
    if tool.key:
        repeat = "keyed"
    elif tool.hints.idempotent is True and effects != {"read"}:
        repeated = sorted(effects & {"send", "pay", "execute"})
        if repeated:
            doubts.append(
                f"`{tool.name}` claims idempotentHint: true, but it may {' and '.join(repeated)}: written as `none`"
            )
        else:
            repeat = "natural"
    elif tool.method in {"PUT", "DELETE"}:
        repeat = "unknown"  # the method promises it, and many interfaces break the promise
    elif not tool.hinted:
        repeat = "unknown" if tool.method is not None else "none"
    return Judged(
        effects=tuple(each for each in ORDER if each in effects),
        repeat=repeat,
        key=tool.key,
        open=tool.hints.open_world is not False,
        doubts=tuple(doubts),
        why=why,
    )


def _missing(tool: Described) -> str:
    """Which hints are missing, so that the worst case of the specification holds."""
    hints = tool.hints
    absent = [
        name
        for name, value in (("readOnlyHint", hints.read_only), ("destructiveHint", hints.destructive))
        if value is None
    ]
    return f"no {' and no '.join(absent)}: the worst" if absent else "as its hints claim"

"""What a refused document gets wrong, in words: refusals in, findings out. Loaded only when something is refused."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from blastradius.finding import Finding, Severity
from blastradius.source.document import Document, Pointer, Ref, rfc6901
from blastradius.source.mistake import Mistake
from blastradius.source.mistaken_keys import bad_key, comparisons, missing_keys, missing_partners, unknown_keys
from blastradius.source.mistaken_values import (
    anything,
    no_branch,
    repeated,
    reserved,
    too_little,
    too_small,
    unknown_value,
    wrong_format,
    wrong_type,
)
from blastradius.source.other_words import value_for
from blastradius.source.schema import Refusal, Schema, legal_words
from blastradius.source.wording import (
    listed,
    nearest,
    shown,
    subject,
    takes,
)

_VERSION = "blastradius/v1"
_MOST_EXPLAINED = 1000  # a machine wrote the rest


def explain(document: Document, refusals: Iterator[Refusal]) -> list[Finding]:
    """One finding for each mistake, in the order of the file: what follows from another mistake is left out."""
    mistakes: dict[Pointer, Mistake] = {}
    for refusal in islice(refusals, _MOST_EXPLAINED):
        describe = bad_key if refusal.of_key else _BY_KEYWORD.get(refusal.keyword, anything)
        for mistake in describe(refusal):
            mistakes.setdefault(mistake.pointer, mistake)
    found = list(mistakes.values())
    suggested = {(*each.pointer[:-1], each.suggests) for each in found if each.suggests}
    lacking = {each.pointer[:-1] for each in found if each.rule == "missing-key"}
    kept = [
        _finding(document, each)
        for each in found
        if suggested.isdisjoint((*each.mapping, key) for key in each.moot)
        and not (each.rule == "empty-value" and each.pointer in lacking)
    ]
    if next(refusals, None):
        message = f"this document has more mistakes than the {len(kept)} that are listed"
        kept.append(_problem(document, "wrong-format", (), message, "mend these first, then run again"))
    return sorted(kept, key=lambda finding: finding.order)


def foreign_document(document: Document, kinds: Sequence[str]) -> list[Finding]:
    """Why no schema can be chosen: the kind is missing or no kind of ours, or the format is a newer one."""
    data = document.data
    version, kind = data.get("apiVersion"), data.get("kind")
    if isinstance(version, str) and re.fullmatch(r"blastradius/v([2-9]|[1-9][0-9]+)", version):
        message = f"this document is written in {shown(version)}; this program reads `{_VERSION}`"
        return [_problem(document, "unknown-value", ("apiVersion",), message, "install a newer blastradius")]
    if isinstance(kind, str) and kind in kinds:
        return []
    found = [_kind_problem(document, kinds)]
    if "apiVersion" not in data and "kind" in data:
        message = "this document has no `apiVersion`: the version of the format it is written in"
        found.insert(0, _problem(document, "missing-key", ("apiVersion",), message, f"write `apiVersion: {_VERSION}`"))
    return sorted(found, key=lambda finding: finding.order)


def unexplained(document: Document, pointer: Pointer) -> Finding:
    """What is said where the fast library refuses and the slow one sees nothing: never silence."""
    message = f"{subject(pointer) if pointer else 'this document'} is not what the format asks for"
    kind = document.data.get("kind")
    return _problem(document, "wrong-format", pointer, message, f"compare it with `blastradius schema {kind}`")


def meant(root: Schema, offered: Sequence[Schema], value: Any) -> int | None:
    """Which branch of an `anyOf` the author had in mind, by the type of the value; `None` where none of them fits.

    A text that is close to one of the words is taken for that word; otherwise for what has the shape of a text.
    """
    fitting = [index for index, branch in enumerate(offered) if takes(root, branch, value)]
    if isinstance(value, str):
        legal = [word for branch in offered for word in legal_words(root, branch)]
        shaped = [index for index in fitting if not legal_words(root, offered[index])]
        fitting = [] if value_for(value, legal) or nearest(value, legal) else shaped
    return fitting[0] if fitting else None


_BY_KEYWORD: Mapping[str, Callable[[Refusal], Iterator[Mistake]]] = {
    "additionalProperties": unknown_keys,
    "required": missing_keys,
    "dependentRequired": missing_partners,
    "oneOf": comparisons,
    "enum": unknown_value,
    "const": unknown_value,
    "anyOf": no_branch,
    "type": wrong_type,
    "pattern": wrong_format,
    "minLength": too_little,
    "minItems": too_little,
    "minProperties": too_little,
    "not": reserved,
    "uniqueItems": repeated,
    "minimum": too_small,
}


# From mistakes to findings.


def _problem(document: Document, rule: str, pointer: Pointer, message: str, help_: str) -> Finding:
    return _finding(document, Mistake(rule=rule, pointer=pointer, message=message, help=help_))


def _finding(document: Document, mistake: Mistake) -> Finding:
    place = Ref(document, mistake.pointer)
    return Finding(
        rule=mistake.rule,
        severity=Severity.ERROR,
        message=mistake.message,
        help=mistake.help,
        location=place.key_location if mistake.at_key else place.location,
        entity=document.entity,
        pointer=rfc6901(mistake.pointer),
        anchor=place.anchor,
        fix=mistake.fix,
    )


def _kind_problem(document: Document, kinds: Sequence[str]) -> Finding:
    data, legal = document.data, f"`kind` can be {listed(kinds)}"
    kind = data.get("kind")
    if "kind" in data:
        guess = nearest(kind, kinds) if isinstance(kind, str) else None
        if kind is None:
            return _problem(document, "empty-value", ("kind",), "nothing stands behind `kind`", legal)
        said = f"{shown(kind)} is no kind" + (f"; did you mean `{guess}`?" if guess else "")
        return _problem(document, "unknown-value", ("kind",), said, f"write `kind: {guess}`" if guess else legal)
    for key in data:
        if nearest(key, ["kind"]):
            said = f"a document has no key {shown(key)}; did you mean `kind`?"
            mistake = Mistake(rule="unknown-key", pointer=(key,), message=said, help="write `kind`", at_key=True)
            return _finding(document, mistake)
    lacks = "no `kind`" if "apiVersion" in data else "neither `apiVersion` nor `kind`"
    help_ = (
        f"begin it with `apiVersion: {_VERSION}` and `kind:`; {legal}. If it is no part of the inventory, exclude it"
    )
    return _problem(
        document, "missing-key", ("kind",), f"this document has {lacks}: nothing says what it describes", help_
    )

"""What a refused document gets wrong, in words: refusals in, findings out. Loaded only when something is refused."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from msgspec import Struct

from blastradius.finding import Finding, Fix, Severity
from blastradius.source.document import Document, Pointer, Ref, rfc6901
from blastradius.source.schema import Refusal, Schema, leaves, legal_words, resolved
from blastradius.source.wording import (
    LONGEST_SHOWN,
    TITLES,
    example_of,
    filled,
    flow,
    found,
    keys_below,
    listed,
    lower,
    names_months,
    nearest,
    noun,
    repairs,
    sentence,
    short_example,
    shown,
    subject,
    sure,
    takes,
    thing,
    types_of,
)

_VERSION = "blastradius/v1"
_DATES = ("Date", "Date, or date and time")
_MOST_EXPLAINED = 1000  # a machine wrote the rest
_YES_OR_NO = {
    **dict.fromkeys(("yes", "y", "on", "true"), "true"),
    **dict.fromkeys(("no", "n", "off", "false"), "false"),
}


class _Mistake(Struct, frozen=True, kw_only=True):
    """One finding to be. It is dropped where another one suggests, for the same `mapping`, a key of `moot`."""

    rule: str
    pointer: Pointer
    message: str
    help: str
    at_key: bool = False
    suggests: str = ""
    mapping: Pointer = ()
    moot: tuple[str, ...] = ()
    fix: Fix | None = None


def explain(document: Document, refusals: Iterator[Refusal]) -> list[Finding]:
    """One finding for each mistake, in the order of the file: what follows from another mistake is left out."""
    mistakes: dict[Pointer, _Mistake] = {}
    for refusal in islice(refusals, _MOST_EXPLAINED):
        describe = _bad_key if refusal.of_key else _BY_KEYWORD.get(refusal.keyword, _anything)
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
        fitting = [] if nearest(value, legal) else shaped
    return fitting[0] if fitting else None


# From refusals to words, a function for each keyword of the schemas.


def _unknown_keys(case: Refusal) -> Iterator[_Mistake]:
    known = case.schema.get("properties", {})
    free = [key for key in known if key not in case.value]
    for key in case.value:
        if key in known:
            continue
        guess = nearest(key, free)
        others = f", or use one of {listed(free)}" if free else ""
        yield _Mistake(
            rule="unknown-key",
            pointer=(*case.pointer, key),
            message=f"{thing(case)} has no key {shown(key)}" + (f"; did you mean `{guess}`?" if guess else ""),
            help=f"rename it to `{guess}`" if guess else f"delete it{others}",
            at_key=True,
            suggests=guess or "",
            fix=Fix(old=key, new=guess) if guess and sure(key, guess, free) else None,
        )


def _missing_keys(case: Refusal) -> Iterator[_Mistake]:
    asked = case.condition.get("properties", {})
    fixed = [f"{subject((key,))} is `{asked[key]['const']}`" for key in asked if "const" in asked[key]]
    written = [f"`{key}` stands here" for key in case.condition.get("required", ()) if key not in asked]
    reason = f", and {' and '.join(fixed + written)}" if case.branch == "then" and fixed + written else ""
    other = tuple(case.condition.get("required", ())) if case.branch == "else" else ()
    for key in case.asked:
        if key not in case.value:
            yield _missing(case, key, reason, other)


def _missing_partners(case: Refusal) -> Iterator[_Mistake]:
    for key, partners in case.asked.items():
        for partner in partners:
            if key in case.value and partner not in case.value:
                yield _missing(case, partner, f", and `{key}` stands here", ())


def _missing(case: Refusal, key: str, reason: str, other: tuple[str, ...]) -> _Mistake:
    site = case.owner.get("properties", {}).get(key, {})
    description = site.get("description", "")
    example = short_example(key, (site, resolved(case.root, site)))
    unknown = f"; while nobody knows, `{key}: unknown`" if "`unknown`" in description else ""
    return _Mistake(
        rule="missing-key",
        pointer=(*case.pointer, key),
        message=f"{thing(case)} has no `{key}`{reason}: {sentence(description)}",
        help=(f"write for instance {example}" if example else f"add `{key}:`") + unknown,
        mapping=case.pointer,
        moot=(key, *other),
    )


def _comparisons(case: Refusal) -> Iterator[_Mistake]:
    if not isinstance(case.value, dict):
        return  # its type is wrong, and that is said
    names = [branch["required"][0] for branch in case.asked]
    there = [name for name in names if name in case.value]
    if there:
        yield _conflict(case, there[1:], there[0])
    else:
        yield _Mistake(
            rule="missing-key",
            pointer=case.pointer,
            message=f"{thing(case)} compares with nothing: a test needs exactly one of {listed(names)}",
            help="write for instance `{field: status, equals: succeeded}`",
            mapping=case.pointer,
            moot=tuple(names),
        )


def _bad_key(case: Refusal) -> Iterator[_Mistake]:
    """A key that its mapping does not take: forbidden beside another one, or not of the right form."""
    key = case.value
    if isinstance(case.asked, list):
        mapping = Ref(case.document, case.pointer).value or {}
        trigger = case.condition.get("required", [""])[0]
        clash = [each for each in mapping if each not in case.asked and each in case.owner.get("properties", {})]
        if key in clash:
            yield _conflict(case, clash, trigger)
        return
    for mistake in _wrong_format(case) if key.strip() else _too_little(case):
        yield _Mistake(
            rule=mistake.rule,
            pointer=(*case.pointer, key),
            message=mistake.message if key.strip() else f"a key of {subject(case.pointer)} is empty",
            help=mistake.help,
            at_key=True,
        )


def _conflict(case: Refusal, keys: Sequence[str], trigger: str) -> _Mistake:
    does = "does" if len(keys) == 1 else "do"
    return _Mistake(
        rule="unknown-key",
        pointer=(*case.pointer, keys[0]),
        message=f"{listed(keys, 'and')} {does} not go together with `{trigger}` in {thing(case)}",
        help=f"delete {listed(keys, 'and')}, or `{trigger}`",
        at_key=True,
    )


def _unknown_value(case: Refusal) -> Iterator[_Mistake]:
    yield from _not_a_word(case, legal_words(case.root, case.schema))


def _no_branch(case: Refusal) -> Iterator[_Mistake]:
    words = legal_words(case.root, case.schema)
    if isinstance(case.value, str) and (nearest(case.value, words) or len(words) > 1):
        yield from _not_a_word(case, words)
    else:
        yield from _wrong_type(case)


def _not_a_word(case: Refusal, words: Sequence[Any]) -> Iterator[_Mistake]:
    if case.value is None or isinstance(case.value, list | dict):
        yield from _wrong_type(case)
        return
    guess = nearest(case.value, words) if isinstance(case.value, str) else None
    if any(isinstance(word, bool) for word in words):
        guess = _YES_OR_NO.get(str(case.value).lower(), guess)
    certain = guess is not None and (guess in _YES_OR_NO.values() or sure(str(case.value), guess, words))
    said = f"{shown(case.value)} is no value of {subject(case.pointer)}"
    legal = f"{subject(case.pointer)} has to be {noun(case.root, case.schema)}"
    yield _Mistake(
        rule="unknown-value",
        pointer=case.pointer,
        message=f"{said}; did you mean `{guess}`?" if guess else said,
        help=f"write `{guess}`; {legal}" if guess else legal,
        fix=Fix(old=str(case.value), new=guess) if guess and certain and isinstance(case.value, str) else None,
    )


def _wrong_type(case: Refusal) -> Iterator[_Mistake]:
    expected = noun(case.root, case.schema)
    if case.value is None:
        yield _Mistake(
            rule="empty-value",
            pointer=case.pointer,
            message=f"nothing stands behind {subject(case.pointer)}: it has to be {expected}",
            help=filled(case),
            at_key=True,
        )
        return
    example = example_of(case)
    yield _Mistake(
        rule="wrong-type",
        pointer=case.pointer,
        message=f"{subject(case.pointer)} has to be {expected}, this is {found(case.value)}",
        help=_retyped(case) or (f"write for instance {example}" if example else f"write {expected} instead"),
        fix=_retyping(case),
    )


def _retyping(case: Refusal) -> Fix | None:
    """The same value in the type that is asked for: in quotes, or as yes and no."""
    advice = _retyped(case)
    for before in ("put it in quotes: `", "write `"):
        written = advice.removeprefix(before).removesuffix("`")
        quoted = written in {"true", "false"} or written.startswith('"')
        if advice.startswith(before) and quoted and isinstance(case.value, str | int | float):
            return Fix(old=flow(case.value) if not isinstance(case.value, str) else case.value, new=written)
    return None


def _retyped(case: Refusal) -> str:
    """What to type where the value is right and only its type is not."""
    found = (_retyped_as(case.root, leaf, case.value) for leaf in leaves(case.root, case.schema))
    return next((each for each in found if each), "")


def _retyped_as(root: Schema, leaf: Schema, value: Any) -> str:
    types, properties = types_of(root, leaf), leaf.get("properties", {})
    if "boolean" in types and str(value).lower() in _YES_OR_NO:
        return f"write `{_YES_OR_NO[str(value).lower()]}`"
    if "array" in types and takes(root, leaf["items"], value):
        return "put `- ` before it" if isinstance(value, dict) else f"write a list: {shown([value])}"
    if (
        leaf.get("type") == "string"
        and isinstance(value, int | float)
        and re.search(leaf.get("pattern", ""), flow(value))
    ):
        return f'put it in quotes: `"{flow(value)}"`'
    for key in leaf.get("required", ()):
        if isinstance(value, str) and value in legal_words(root, properties[key]):
            return f"write {shown({key: value})}"
    return keys_below(root, leaf)


def _wrong_format(case: Refusal) -> Iterator[_Mistake]:
    if not case.value.strip():
        yield from _too_little(case)
        return
    title: str = case.schema.get("title", "")
    noun = re.sub(r"^an? ", "", TITLES.get(title, lower(title))) or subject(case.pointer)
    repaired = next(repairs(case.value, case.schema), None)
    certain = repaired is not None and (
        title == "Duration" or repaired == case.value.strip() or (title in _DATES and _is_day(repaired))
    )
    short = [each for each in case.schema.get("examples", []) if len(each) < LONGEST_SHOWN]
    described = sentence(case.schema.get("description", ""))
    example = f"write for instance `{short[0]}`: {described}" if short else described
    if title == "Duration" and names_months(case.value):
        example = "a month is no unit, because it has no fixed length: write days, for instance `90d`; `m` is minutes"
    yield _Mistake(
        rule="wrong-format",
        pointer=case.pointer,
        message=f"{shown(case.value)} is no {noun}",
        help=f"write {shown(repaired)}" if repaired else example,
        fix=Fix(old=case.value, new=repaired) if repaired and certain else None,
    )


def _is_day(text: str) -> bool:
    """Whether the calendar has this day."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _too_little(case: Refusal) -> Iterator[_Mistake]:
    """Something is empty, or has fewer keys than make sense."""
    if isinstance(case.value, str) and case.value.strip():
        yield from _wrong_format(case)
        return
    keys = list(case.schema.get("properties", {}))
    missing = [key for key in keys if key not in case.value]
    kind = noun(case.root, {"type": case.schema.get("type", "string")}).removeprefix("a ")
    said = f"{subject(case.pointer)} is an empty {kind}"
    if case.value and isinstance(case.value, dict):
        if len(missing) == len(keys):
            return  # each of its keys is reported as unknown
        said = f"{thing(case)} says nothing but {listed([key for key in keys if key in case.value], 'and')}"
    yield _Mistake(
        rule="empty-value",
        pointer=case.pointer,
        message=said,
        help=f"add one of {listed(missing)}" if missing else filled(case),
    )


def _reserved(case: Refusal) -> Iterator[_Mistake]:
    yield _Mistake(
        rule="unknown-value",
        pointer=case.pointer,
        message=f"{shown(case.value)} cannot be {noun(case.root, case.schema)}: the word is reserved",
        help=f"choose another one, for instance {example_of(case)}",
    )


def _repeated(case: Refusal) -> Iterator[_Mistake]:
    first = next((index for index, each in enumerate(case.value) if each in case.value[:index]), 0)
    yield _Mistake(
        rule="repeated-value",
        pointer=(*case.pointer, first),
        message=f"{shown(case.value[first])} stands twice in {subject(case.pointer)}",
        help="delete one of the two",
        fix=Fix(old=case.value[first], new="") if isinstance(case.value[first], str) else None,
    )


def _too_small(case: Refusal) -> Iterator[_Mistake]:
    yield _Mistake(
        rule="wrong-format",
        pointer=case.pointer,
        message=f"{shown(case.value)} is too small for {subject(case.pointer)}",
        help=f"write {case.asked} or more",
    )


def _anything(case: Refusal) -> Iterator[_Mistake]:
    """A keyword that has no words of its own yet."""
    yield _Mistake(
        rule="wrong-format",
        pointer=case.pointer,
        message=f"{subject(case.pointer)} is not what the format asks for",
        help=sentence(case.site.get("description", "")),
    )


_BY_KEYWORD: Mapping[str, Callable[[Refusal], Iterator[_Mistake]]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing_keys,
    "dependentRequired": _missing_partners,
    "oneOf": _comparisons,
    "enum": _unknown_value,
    "const": _unknown_value,
    "anyOf": _no_branch,
    "type": _wrong_type,
    "pattern": _wrong_format,
    "minLength": _too_little,
    "minItems": _too_little,
    "minProperties": _too_little,
    "not": _reserved,
    "uniqueItems": _repeated,
    "minimum": _too_small,
}


# From mistakes to findings.


def _problem(document: Document, rule: str, pointer: Pointer, message: str, help_: str) -> Finding:
    return _finding(document, _Mistake(rule=rule, pointer=pointer, message=message, help=help_))


def _finding(document: Document, mistake: _Mistake) -> Finding:
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
            mistake = _Mistake(rule="unknown-key", pointer=(key,), message=said, help="write `kind`", at_key=True)
            return _finding(document, mistake)
    lacks = "no `kind`" if "apiVersion" in data else "neither `apiVersion` nor `kind`"
    help_ = (
        f"begin it with `apiVersion: {_VERSION}` and `kind:`; {legal}. If it is no part of the inventory, exclude it"
    )
    return _problem(
        document, "missing-key", ("kind",), f"this document has {lacks}: nothing says what it describes", help_
    )

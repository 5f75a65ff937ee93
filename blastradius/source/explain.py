"""What a refused document gets wrong, in words: refusals in, findings out. Loaded only when something is refused."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from msgspec import Struct

from blastradius.finding import Finding, Severity
from blastradius.source.document import Document, Pointer, Ref, rfc6901
from blastradius.source.scalars import plain_scalar
from blastradius.source.schema import Refusal, Schema, leaves, legal_words, resolved

_VERSION = "blastradius/v1"
_LONGEST_SHOWN = 60
_MOST_LISTED = 12
_MOST_EXPLAINED = 1000  # a machine wrote the rest
_CLOSE = 0.56  # `retry` is close to `retries`, `active` is not to `live`

_ITEMS = {
    "credentials": "a grant",
    "operations": "an operation",
    "tools": "a tool",
    "exemptions": "an exemption",
    "obtainable_from": "an entry of `obtainable_from`",
    "all_of": "a part of `all_of`",
    "feeds": "a feed",
    "discharges": "a discharge",
    "links": "a link",
    "unless": "a case of `unless`",
    "operation": "an operation of a tool",
    "credential_types": "a credential type",
    "traps": "a trap",
    "audit_log": "an audit log",
}
_NOUNS = {
    "array": "a list",
    "object": "a mapping",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
    "null": "nothing",
}
_TITLES = {"Text": "text", "Declared id": "an id", "Date, or date and time": "a date"}
_YES_OR_NO = {
    **dict.fromkeys(("yes", "y", "on", "true"), "true"),
    **dict.fromkeys(("no", "n", "off", "false"), "false"),
}
_UNITS = {
    "year": "y",
    "week": "w",
    "day": "d",
    "hour": "h",
    "hr": "h",
    "minute": "m",
    "min": "m",
    "second": "s",
    "sec": "s",
}


_PLAIN = re.compile(r"[A-Za-z0-9_](?:[\w ./@+-]|:(?! ))*(?<![ :])")


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
    message = f"{_subject(pointer) if pointer else 'this document'} is not what the format asks for"
    kind = document.data.get("kind")
    return _problem(document, "wrong-format", pointer, message, f"compare it with `blastradius schema {kind}`")


def meant(root: Schema, offered: Sequence[Schema], value: Any) -> int | None:
    """Which branch of an `anyOf` the author had in mind, by the type of the value; `None` where none of them fits.

    A text that is close to one of the words is taken for that word; otherwise for what has the shape of a text.
    """
    fitting = [index for index, branch in enumerate(offered) if _takes(root, branch, value)]
    if isinstance(value, str):
        legal = [word for branch in offered for word in legal_words(root, branch)]
        shaped = [index for index in fitting if not legal_words(root, offered[index])]
        fitting = [] if nearest(value, legal) else shaped
    return fitting[0] if fitting else None


def nearest(word: str, legal: Iterable[Any]) -> str | None:
    """The legal word that was probably meant, however it was written: `onCall` is `on_call`."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - seldom needed
    from rapidfuzz.process import extractOne  # noqa: PLC0415 - as above

    folded = {_fold(each): each for each in legal if isinstance(each, str)}
    if len(word) > _LONGEST_SHOWN:
        return None
    best = extractOne(_fold(word), list(folded), scorer=OSA.normalized_similarity, score_cutoff=_CLOSE)
    return folded[best[0]] if best else None


def shown(value: Any) -> str:
    """A value in backticks as it may be printed: cut, on one line, without characters that a terminal would obey."""
    text = value if isinstance(value, str) and value else _flow(value)
    if len(text) > _LONGEST_SHOWN:
        text = text[: _LONGEST_SHOWN - 1] + "…"
    plain = "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
    return f"`{plain.replace('`', chr(39))}`"


# From refusals to words, a function for each keyword of the schemas.


def _unknown_keys(case: Refusal) -> Iterator[_Mistake]:
    known = case.schema.get("properties", {})
    free = [key for key in known if key not in case.value]
    for key in case.value:
        if key in known:
            continue
        guess = nearest(key, free)
        others = f", or use one of {_listed(free)}" if free else ""
        yield _Mistake(
            rule="unknown-key",
            pointer=(*case.pointer, key),
            message=f"{_thing(case)} has no key {shown(key)}" + (f"; did you mean `{guess}`?" if guess else ""),
            help=f"rename it to `{guess}`" if guess else f"delete it{others}",
            at_key=True,
            suggests=guess or "",
        )


def _missing_keys(case: Refusal) -> Iterator[_Mistake]:
    asked = case.condition.get("properties", {})
    fixed = [f"{_subject((key,))} is `{asked[key]['const']}`" for key in asked if "const" in asked[key]]
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
    example = _short_example(key, (site, resolved(case.root, site)))
    unknown = f"; while nobody knows, `{key}: unknown`" if "`unknown`" in description else ""
    return _Mistake(
        rule="missing-key",
        pointer=(*case.pointer, key),
        message=f"{_thing(case)} has no `{key}`{reason}: {_sentence(description)}",
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
            message=f"{_thing(case)} compares with nothing: a test needs exactly one of {_listed(names)}",
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
            message=mistake.message if key.strip() else f"a key of {_subject(case.pointer)} is empty",
            help=mistake.help,
            at_key=True,
        )


def _conflict(case: Refusal, keys: Sequence[str], trigger: str) -> _Mistake:
    does = "does" if len(keys) == 1 else "do"
    return _Mistake(
        rule="unknown-key",
        pointer=(*case.pointer, keys[0]),
        message=f"{_listed(keys, 'and')} {does} not go together with `{trigger}` in {_thing(case)}",
        help=f"delete {_listed(keys, 'and')}, or `{trigger}`",
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
    said = f"{shown(case.value)} is no value of {_subject(case.pointer)}"
    legal = f"{_subject(case.pointer)} has to be {_noun(case.root, case.schema)}"
    yield _Mistake(
        rule="unknown-value",
        pointer=case.pointer,
        message=f"{said}; did you mean `{guess}`?" if guess else said,
        help=f"write `{guess}`; {legal}" if guess else legal,
    )


def _wrong_type(case: Refusal) -> Iterator[_Mistake]:
    expected = _noun(case.root, case.schema)
    if case.value is None:
        yield _Mistake(
            rule="empty-value",
            pointer=case.pointer,
            message=f"nothing stands behind {_subject(case.pointer)}: it has to be {expected}",
            help=_filled(case),
            at_key=True,
        )
        return
    example = _example(case)
    yield _Mistake(
        rule="wrong-type",
        pointer=case.pointer,
        message=f"{_subject(case.pointer)} has to be {expected}, this is {_found(case.value)}",
        help=_retyped(case) or (f"write for instance {example}" if example else f"write {expected} instead"),
    )


def _retyped(case: Refusal) -> str:
    """What to type where the value is right and only its type is not."""
    found = (_retyped_as(case.root, leaf, case.value) for leaf in leaves(case.root, case.schema))
    return next((each for each in found if each), "")


def _retyped_as(root: Schema, leaf: Schema, value: Any) -> str:
    types, properties = _types(root, leaf), leaf.get("properties", {})
    if "boolean" in types and str(value).lower() in _YES_OR_NO:
        return f"write `{_YES_OR_NO[str(value).lower()]}`"
    if "array" in types and _takes(root, leaf["items"], value):
        return "put `- ` before it" if isinstance(value, dict) else f"write a list: {shown([value])}"
    if (
        leaf.get("type") == "string"
        and isinstance(value, int | float)
        and re.search(leaf.get("pattern", ""), _flow(value))
    ):
        return f'put it in quotes: `"{_flow(value)}"`'
    for key in leaf.get("required", ()):
        if isinstance(value, str) and value in legal_words(root, properties[key]):
            return f"write {shown({key: value})}"
    return _keys_below(root, leaf)


def _keys_below(root: Schema, schema: Schema) -> str:
    keys = [key for leaf in leaves(root, schema) for key in leaf.get("properties", {})]
    return f"write its keys below it: {_listed(keys)}" if keys else ""


def _wrong_format(case: Refusal) -> Iterator[_Mistake]:
    if not case.value.strip():
        yield from _too_little(case)
        return
    title: str = case.schema.get("title", "")
    noun = re.sub(r"^an? ", "", _TITLES.get(title, _lower(title))) or _subject(case.pointer)
    repaired = next(_repairs(case.value, case.schema), None)
    short = [each for each in case.schema.get("examples", []) if len(each) < _LONGEST_SHOWN]
    described = _sentence(case.schema.get("description", ""))
    example = f"write for instance `{short[0]}`: {described}" if short else described
    yield _Mistake(
        rule="wrong-format",
        pointer=case.pointer,
        message=f"{shown(case.value)} is no {noun}",
        help=f"write {shown(repaired)}" if repaired else example,
    )


def _too_little(case: Refusal) -> Iterator[_Mistake]:
    """Something is empty, or has fewer keys than make sense."""
    if isinstance(case.value, str) and case.value.strip():
        yield from _wrong_format(case)
        return
    keys = list(case.schema.get("properties", {}))
    missing = [key for key in keys if key not in case.value]
    kind = _noun(case.root, {"type": case.schema.get("type", "string")}).removeprefix("a ")
    said = f"{_subject(case.pointer)} is an empty {kind}"
    if case.value and isinstance(case.value, dict):
        if len(missing) == len(keys):
            return  # each of its keys is reported as unknown
        said = f"{_thing(case)} says nothing but {_listed([key for key in keys if key in case.value], 'and')}"
    yield _Mistake(
        rule="empty-value",
        pointer=case.pointer,
        message=said,
        help=f"add one of {_listed(missing)}" if missing else _filled(case),
    )


def _reserved(case: Refusal) -> Iterator[_Mistake]:
    yield _Mistake(
        rule="unknown-value",
        pointer=case.pointer,
        message=f"{shown(case.value)} cannot be {_noun(case.root, case.schema)}: the word is reserved",
        help=f"choose another one, for instance {_example(case)}",
    )


def _repeated(case: Refusal) -> Iterator[_Mistake]:
    first = next((index for index, each in enumerate(case.value) if each in case.value[:index]), 0)
    yield _Mistake(
        rule="repeated-value",
        pointer=(*case.pointer, first),
        message=f"{shown(case.value[first])} stands twice in {_subject(case.pointer)}",
        help="delete one of the two",
    )


def _too_small(case: Refusal) -> Iterator[_Mistake]:
    yield _Mistake(
        rule="wrong-format",
        pointer=case.pointer,
        message=f"{shown(case.value)} is too small for {_subject(case.pointer)}",
        help=f"write {case.asked} or more",
    )


def _anything(case: Refusal) -> Iterator[_Mistake]:
    """A keyword that has no words of its own yet."""
    yield _Mistake(
        rule="wrong-format",
        pointer=case.pointer,
        message=f"{_subject(case.pointer)} is not what the format asks for",
        help=_sentence(case.site.get("description", "")),
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


# The words themselves.


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
    )


def _kind_problem(document: Document, kinds: Sequence[str]) -> Finding:
    data, legal = document.data, f"`kind` can be {_listed(kinds)}"
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


def _thing(case: Refusal) -> str:
    """The human name of the mapping: `a System`, `a grant`, or the key that leads to it."""
    pointer = case.pointer
    if not pointer:
        kind = str(case.document.data.get("kind"))
        return f"{'an' if kind[0] in 'AEIOU' else 'a'} {kind}"
    holder = pointer[-2] if len(pointer) > 1 else ""
    return _ITEMS.get(str(holder), _subject(pointer)) if isinstance(pointer[-1], int) else _subject(pointer)


def _subject(pointer: Pointer) -> str:
    """The name of a value: its key, or which item it is of what."""
    last = pointer[-1] if pointer else "kind"
    if isinstance(last, int):
        return f"item {last + 1}" + (f" of {_subject(pointer[:-1])}" if len(pointer) > 1 else "")
    return shown(last)


def _listed(words: Sequence[Any], last: str = "or") -> str:
    each = [f"`{_flow(word)}`" for word in words]
    if len(each) > _MOST_LISTED:
        return ", ".join(each[:_MOST_LISTED]) + f" and {len(each) - _MOST_LISTED} more"
    return _joined(each, last)


def _sentence(description: str) -> str:
    """The first sentence of a description, to go on after a colon."""
    first = description.partition(". ")[0].removesuffix(".")
    return first[:1].lower() + first[1:] if first[1:2].islower() or first[1:2] == " " else first


def _noun(root: Schema, schema: Schema) -> str:
    """What a value has to be: a list, a duration, one of some words."""
    nouns: dict[str, None] = {}
    for leaf in leaves(root, schema):
        for type_ in sorted(_types(root, leaf)) if not legal_words(root, leaf) else ():
            title = leaf.get("title", "Text")
            text = _TITLES.get(title) or f"{'an' if title[0] in 'AEIO' else 'a'} {_lower(title)}"
            nouns[text if type_ == "string" else _NOUNS[type_]] = None
    nouns |= dict.fromkeys(f"`{_flow(word)}`" for word in legal_words(root, schema))
    return _joined(list(nouns), "or")


def _joined(each: Sequence[str], last: str) -> str:
    return f" {last} ".join([", ".join(each[:-1]), each[-1]] if len(each) > 1 else each)


def _lower(title: str) -> str:
    return title if title.isupper() else title[:1].lower() + title[1:]


def _found(value: Any) -> str:
    """What stands there, for people."""
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "a mapping"
    kind = "the text " if isinstance(value, str) else "" if isinstance(value, bool) else "the number "
    return f"{kind}{shown(value)}"


def _json_type(value: Any) -> str:
    """The type in words of JSON Schema, where every number is a `number`."""
    names = {type(None): "null", bool: "boolean", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "number")


def _types(root: Schema, schema: Schema) -> set[str]:
    """The types of which a value may be."""
    found: set[str] = set()
    for leaf in leaves(root, schema):
        named = leaf.get("type", [])
        found |= {named} if isinstance(named, str) else set(named)
        found |= {_json_type(word) for word in legal_words(root, leaf)}
    return found


def _takes(root: Schema, schema: Schema, value: Any) -> bool:
    """Whether a value is of a right type; for a whole number any number is near enough."""
    types, type_ = _types(root, schema), _json_type(value)
    return type_ in types or (type_ == "number" and "integer" in types)


def _filled(case: Refusal) -> str:
    """What to do about something empty."""
    example = _example(case)
    how = f"write for instance {example}" if example else _keys_below(case.root, case.schema) or "fill it in"
    needed = bool(case.pointer) and case.pointer[-1] in case.owner.get("required", ())
    return how if needed else f"{how}, or delete it"


def _example(case: Refusal) -> str:
    return _short_example(case.pointer[-1] if case.pointer else 0, (case.site, case.schema))


def _short_example(key: str | int, schemas: Iterable[Schema]) -> str:
    """An example from the schemas, short enough to type, with its key: `owner: payments`."""
    for schema in schemas:
        for example in schema.get("examples", []) if schema.get("title") != "Text" else ():
            for each in (example, example[:1]) if isinstance(example, list) and example else (example,):
                text = _flow({key: each})[1:-1] if isinstance(key, str) else _flow(each)
                if len(text) <= _LONGEST_SHOWN and "`" not in text and each != "unknown":
                    return f"`{text}`"
    return ""


def _flow(value: Any) -> str:
    """A value as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(each) for each in value) + "]"
    if isinstance(value, str):
        return value if _is_plain(value) else json.dumps(value, ensure_ascii=False)
    return "null" if value is None else str(value).lower()


def _is_plain(text: str) -> bool:
    try:
        return bool(_PLAIN.fullmatch(text)) and plain_scalar(text) == text
    except ValueError:  # a number that is none
        return False


def _fold(word: str) -> str:
    return re.sub(r"[ _-]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", word)).lower()


def _repairs(value: str, schema: Schema) -> Iterator[str]:
    """What was probably meant by a text that misses its pattern, the likeliest first: `12 hours` is `12h`."""
    if len(value) > _LONGEST_SHOWN:
        return
    pattern: str = schema["pattern"]
    candidates = [value.strip(), value.lower().strip()]
    amount = re.fullmatch(r"\s*([0-9]+)\s*([a-z]+?)s?\s*", value.lower())
    if amount and amount[2] in _UNITS and schema.get("title") == "Duration":
        candidates.append(amount[1] + _UNITS[amount[2]])
    day = re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", value)
    if day:
        candidates.append(f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}")
    if pattern.startswith("^[a-z"):
        candidates.append(re.sub(r"[^a-z0-9._-]+", "-", value.lower()).strip("-"))
    if pattern.startswith("^(args"):
        candidates.append(f"args.{value}")
    if pattern.startswith("^https"):
        candidates.append(f"https://{value}")
    yield from (each for each in candidates if re.search(pattern, each) and "\n" not in each)

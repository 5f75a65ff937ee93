"""The words in which refusals are put: what a mapping is called, how a value looks, what would have been right."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from blastradius.source.document import Pointer
from blastradius.source.scalars import plain_scalar
from blastradius.source.schema import Refusal, Schema, leaves, legal_words

LONGEST_SHOWN = 60
_LONGEST_LINE = 150
_MOST_LISTED = 12
_CLOSE = 0.56  # `retry` is close to `retries`, `active` is not to `live`
_SURE_FROM = 4  # of shorter words too many are one slip apart
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
TITLES = {"Text": "text", "Declared id": "an id", "Date, or date and time": "a date"}
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


def nearest(word: str, legal: Iterable[Any]) -> str | None:
    """The legal word that was probably meant, however it was written: `onCall` is `on_call`."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - seldom needed
    from rapidfuzz.process import extractOne  # noqa: PLC0415 - as above

    folded = {_fold(each): each for each in legal if isinstance(each, str)}
    if len(word) > LONGEST_SHOWN:
        return None
    best = extractOne(_fold(word), list(folded), scorer=OSA.normalized_similarity, score_cutoff=_CLOSE)
    return folded[best[0]] if best else None


def sure(word: str, guess: str, legal: Iterable[Any]) -> bool:
    """Whether a word is one slip away from the guess and from no other legal word: nothing else can be meant."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - as above

    if len(word) < _SURE_FROM:
        return False
    near = {each for each in legal if isinstance(each, str) and OSA.distance(_fold(word), _fold(each)) <= 1}
    return near == {guess}


def shown(value: Any) -> str:
    """A value in backticks as it may be printed: cut, on one line, without characters that a terminal would obey."""
    text = value if isinstance(value, str) and value else flow(value)
    if len(text) > LONGEST_SHOWN:
        text = text[: LONGEST_SHOWN - 1] + "…"
    plain = "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
    return f"`{plain.replace('`', chr(39))}`"


def thing(case: Refusal) -> str:
    """The human name of the mapping: `a System`, `a grant`, or the key that leads to it."""
    pointer = case.pointer
    if not pointer:
        kind = str(case.document.data.get("kind"))
        return f"{'an' if kind[0] in 'AEIOU' else 'a'} {kind}"
    holder = pointer[-2] if len(pointer) > 1 else ""
    return _ITEMS.get(str(holder), subject(pointer)) if isinstance(pointer[-1], int) else subject(pointer)


def subject(pointer: Pointer) -> str:
    """The name of a value: its key, or which item it is of what."""
    last = pointer[-1] if pointer else "kind"
    if isinstance(last, int):
        return f"item {last + 1}" + (f" of {subject(pointer[:-1])}" if len(pointer) > 1 else "")
    return shown(last)


def listed(words: Sequence[Any], last: str = "or") -> str:
    """Words in a row: `a`, `b` or `c`."""
    each = [f"`{flow(word)}`" for word in words]
    if len(each) > _MOST_LISTED:
        return ", ".join(each[:_MOST_LISTED]) + f" and {len(each) - _MOST_LISTED} more"
    return _joined(each, last)


def sentence(description: str) -> str:
    """The first sentence of a description, to go on after a colon."""
    first = description.partition(". ")[0].removesuffix(".")
    return first[:1].lower() + first[1:] if first[1:2].islower() or first[1:2] == " " else first


def noun(root: Schema, schema: Schema) -> str:
    """What a value has to be: a list, a duration, one of some words."""
    nouns: dict[str, None] = {}
    for leaf in leaves(root, schema):
        for type_ in sorted(types_of(root, leaf)) if not legal_words(root, leaf) else ():
            title = leaf.get("title", "Text")
            text = TITLES.get(title) or f"{'an' if title[0] in 'AEIO' else 'a'} {lower(title)}"
            nouns[text if type_ == "string" else _NOUNS[type_]] = None
    nouns |= dict.fromkeys(f"`{flow(word)}`" for word in legal_words(root, schema))
    return _joined(list(nouns), "or")


def _joined(each: Sequence[str], last: str) -> str:
    return f" {last} ".join([", ".join(each[:-1]), each[-1]] if len(each) > 1 else each)


def lower(title: str) -> str:
    """A title inside of a sentence."""
    return title if title.isupper() else title[:1].lower() + title[1:]


def found(value: Any) -> str:
    """What stands there, for people."""
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "a mapping"
    kind = "the text " if isinstance(value, str) else "" if isinstance(value, bool) else "the number "
    return f"{kind}{shown(value)}"


def _json_type(value: Any) -> str:
    """The type in words of JSON Schema, where every number is a `number`."""
    names = {type(None): "null", bool: "boolean", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "number")


def types_of(root: Schema, schema: Schema) -> set[str]:
    """The types of which a value may be."""
    found: set[str] = set()
    for leaf in leaves(root, schema):
        named = leaf.get("type", [])
        found |= {named} if isinstance(named, str) else set(named)
        found |= {_json_type(word) for word in legal_words(root, leaf)}
    return found


def takes(root: Schema, schema: Schema, value: Any) -> bool:
    """Whether a value is of a right type; for a whole number any number is near enough."""
    types, type_ = types_of(root, schema), _json_type(value)
    return type_ in types or (type_ == "number" and "integer" in types)


def filled(case: Refusal) -> str:
    """What to do about something empty."""
    example = example_of(case)
    how = f"write for instance {example}" if example else keys_below(case.root, case.schema) or "fill it in"
    needed = bool(case.pointer) and case.pointer[-1] in case.owner.get("required", ())
    return how if needed else f"{how}, or delete it"


def example_of(case: Refusal) -> str:
    """A short value that would have been right, empty where there is none."""
    return short_example(case.pointer[-1] if case.pointer else 0, (case.site, case.schema))


def short_example(key: str | int, schemas: Iterable[Schema]) -> str:
    """An example from the schemas, short enough to type, with its key: `owner: payments`."""
    for schema in schemas:
        for example in schema.get("examples", []) if schema.get("title") != "Text" else ():
            for each in (example, example[:1]) if isinstance(example, list) and example else (example,):
                text = flow({key: each})[1:-1] if isinstance(key, str) else flow(each)
                if len(text) <= LONGEST_SHOWN and "`" not in text and each != "unknown":
                    return f"`{text}`"
    return ""


def full_example(key: str, schemas: Iterable[Schema]) -> str:
    """A line to type where a key is missing: of a long example, as many of its first keys as go onto a line."""
    for schema in schemas:
        for example in schema.get("examples", []) if schema.get("title") != "Text" else ():
            for each in _cut(example):
                text = flow({key: each})[1:-1]
                if len(text) <= _LONGEST_LINE and "`" not in text and each != "unknown":
                    return f"`{text}`"
    return ""


def _cut(example: Any) -> Iterator[Any]:
    """An example, then what is left of it without its last keys, two at least."""
    one = example[0] if isinstance(example, list) and example else example
    yield example
    if isinstance(one, dict):
        for size in range(len(one), 1, -1):
            cut = dict(list(one.items())[:size])
            yield [cut] if isinstance(example, list) else cut


def flow(value: Any) -> str:
    """A value as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(each) for each in value) + "]"
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


def repairs(value: str, schema: Schema) -> Iterator[str]:
    """What was probably meant by a text that misses its pattern, the likeliest first: `12 hours` is `12h`."""
    if len(value) > LONGEST_SHOWN or (schema.get("title") == "Duration" and names_months(value)):
        return
    pattern: str = schema["pattern"]
    candidates = [value.strip(), value.lower().strip()]
    amount = re.fullmatch(r"\s*([0-9]+)\s*([a-z]+?)s?\s*", value.lower())
    if amount and amount[2] in _UNITS and schema.get("title") == "Duration":
        candidates.append(amount[1] + _UNITS[amount[2]])
    if schema.get("title") == "Duration":
        candidates += [re.sub(r"\s+", "", value), re.sub(r"\bp(?=[0-9t])|t(?=[0-9])", "", value.lower())]
    day = re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", value)
    if day:
        candidates.append(f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}")
    rate = re.fullmatch(r"\s*([0-9]+)\s*(?:/|per)\s*([0-9]*)\s*([a-z]+?)s?\s*", value.lower())
    if rate and pattern.startswith("^[1-9]"):
        candidates.append(f"{rate[1]}/{rate[2]}{_UNITS.get(rate[3], rate[3])}")
    if schema.get("title") == "Rule name":
        candidates.append(value.lower().replace("_", "-"))
    if pattern.startswith("^[a-z"):
        candidates.append(re.sub(r"[^a-z0-9._-]+", "-", value.lower()).strip("-"))
    if pattern.startswith("^(args"):
        head, dot, rest = value.partition(".")
        root = nearest(head, [each for each in ("args", "result", "before") if each in pattern]) if dot else None
        candidates.append(f"{root}.{rest}" if root else f"args.{value}")
    if pattern.startswith("^https"):
        candidates.append(f"https://{value}")
    yield from (each for each in candidates if re.search(pattern, each) and "\n" not in each)


def names_months(value: str) -> bool:
    """Whether a length of time is told in months: `3M` is not `3m`, which is three minutes."""
    return not re.match(r"PT", value) and re.search(r"[0-9]\s*(?:M|[Mm]o(?:n(?:th)?s?)?)(?![a-z])", value) is not None


def keys_below(root: Schema, schema: Schema) -> str:
    """What to write where a mapping is meant."""
    keys = [key for leaf in leaves(root, schema) for key in leaf.get("properties", {})]
    return f"write its keys below it: {listed(keys)}" if keys else ""

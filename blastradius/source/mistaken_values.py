"""Values of the wrong word, type, form or size: a refusal of the schema in, mistakes in words out."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from blastradius.finding import Fix
from blastradius.source.mistake import Mistake
from blastradius.source.other_words import value_for
from blastradius.source.schema import Refusal, Schema, leaves, legal_words
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
    shown,
    subject,
    sure,
    takes,
    thing,
    types_of,
)

_DATES = ("Date", "Date, or date and time")
_ANY_WORD = "plain"
_NO_SUCH = ("none", "None", "no", "n/a", "N/A", False)
_YES_OR_NO = {
    **dict.fromkeys(("yes", "y", "on", "true"), "true"),
    **dict.fromkeys(("no", "n", "off", "false"), "false"),
}


def unknown_value(case: Refusal) -> Iterator[Mistake]:
    """A word that is none of the legal ones."""
    yield from _not_a_word(case, legal_words(case.root, case.schema))


def no_branch(case: Refusal) -> Iterator[Mistake]:
    """A value that is none of several things."""
    words = legal_words(case.root, case.schema)
    if isinstance(case.value, str) and (value_for(case.value, words) or nearest(case.value, words) or len(words) > 1):
        yield from _not_a_word(case, words)
    else:
        yield from wrong_type(case)


def _not_a_word(case: Refusal, words: Sequence[Any]) -> Iterator[Mistake]:
    if case.value is None or isinstance(case.value, list | dict):
        yield from wrong_type(case)
        return
    guess = (value_for(case.value, words) or nearest(case.value, words)) if isinstance(case.value, str) else None
    if any(isinstance(word, bool) for word in words):
        guess = _YES_OR_NO.get(str(case.value).lower(), guess)
    certain = guess is not None and (guess in _YES_OR_NO.values() or sure(str(case.value), guess, words))
    said = f"{shown(case.value)} is no value of {subject(case.pointer)}"
    if isinstance(case.value, str) and case.value.lower() == guess and guess in _YES_OR_NO.values():
        said = f"{subject(case.pointer)} is the text {flow(case.value)} in quotes"
    legal = f"{subject(case.pointer)} has to be {noun(case.root, case.schema)}"
    parts = [part.strip() for part in str(case.value).split(",")]
    if len(parts) > 1 and "array" in types_of(case.root, case.schema) and all(part in words for part in parts):
        legal = f"write a list: {shown(parts)}"
    yield Mistake(
        rule="unknown-value",
        pointer=case.pointer,
        message=f"{said}; did you mean `{guess}`?" if guess else said,
        help=f"write `{guess}`; {legal}" if guess else legal,
        fix=Fix(old=str(case.value), new=guess) if guess and certain and isinstance(case.value, str) else None,
    )


def wrong_type(case: Refusal) -> Iterator[Mistake]:
    """A number where a text is asked for, and the like."""
    expected = noun(case.root, case.schema)
    if case.value is None:
        yield Mistake(
            rule="empty-value",
            pointer=case.pointer,
            message=f"nothing stands behind {subject(case.pointer)}: it has to be {expected}",
            help=filled(case),
            at_key=True,
        )
        return
    example = example_of(case)
    if case.value == "unknown":
        how = f"write for instance {example}" if example else f"write {expected}"
        yield Mistake(
            rule="wrong-type",
            pointer=case.pointer,
            message=f"{subject(case.pointer)} has to be {expected}, and cannot be `unknown`",
            help=f"{how}; while nobody knows, leave the key out",
        )
        return
    yield Mistake(
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
    if type(value) is int and (written := _number_as(leaf.get("title", ""), value)):
        return written
    if "array" in types and takes(root, leaf["items"], value):
        brackets = f", or brackets around it: {shown([value])}" if len(flow([value])) <= LONGEST_SHOWN else ""
        return f"put `- ` before it{brackets}" if isinstance(value, dict) else f"write a list: {shown([value])}"
    if "integer" in types and isinstance(value, str) and value.strip().isdigit():
        return f"write it without quotes: `{int(value)}`"
    if (
        leaf.get("type") == "string"
        and isinstance(value, int | float)
        and re.search(leaf.get("pattern", ""), flow(value))
    ):
        return f'put it in quotes: `"{flow(value)}"`'
    if value in _NO_SUCH and {"none", "because"} <= properties.keys():
        return "write `{none: true, because: …}` if there is none; while nobody knows, `unknown`"
    return _keyed(root, leaf, value) if isinstance(value, str) else keys_below(root, leaf)


def _keyed(root: Schema, leaf: Schema, value: str) -> str:
    """What to type where a text stands for a mapping that holds it under one of its keys."""
    properties = leaf.get("properties", {})
    for key in leaf.get("required", ()):
        if value in legal_words(root, properties[key]):
            return f"write {shown({key: value})}"
    for key, schema in properties.items():
        patterns = [each["pattern"] for each in leaves(root, schema) if "pattern" in each]
        if any(re.search(each, value) and not re.search(each, _ANY_WORD) for each in patterns):
            return f"write `{flow({key: value})}`"
    return keys_below(root, leaf)


def _number_as(title: str, value: int) -> str:
    """What to type where a number stands for a length of time or a day."""
    if title == "Duration":
        return f"write the unit behind it: `{value}s`" + (f", `{value}m`, `{value}h` or `{value}d`" if value else "")
    day = re.fullmatch(r"((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])", str(value))
    return f"write `{day[1]}-{day[2]}-{day[3]}`" if day and title in _DATES else ""


def wrong_format(case: Refusal) -> Iterator[Mistake]:
    """A text of the wrong form."""
    if not case.value.strip():
        yield from too_little(case)
        return
    title: str = case.schema.get("title", "")
    noun = re.sub(r"^an? ", "", TITLES.get(title, lower(title))) or subject(case.pointer)
    repaired = next(repairs(case.value, case.schema), None)
    certain = repaired is not None and (
        title == "Duration" or repaired == case.value.strip() or (title in _DATES and _is_day(repaired))
    )
    examples = [*case.site.get("examples", []), *case.schema.get("examples", [])]
    fitting = [each for each in examples if isinstance(each, str) and re.search(case.schema["pattern"], each)]
    short = [each for each in fitting if len(each) < LONGEST_SHOWN]
    described = sentence(case.schema.get("description", ""))
    example = f"write for instance `{short[0]}`: {described}" if short else described
    if title == "Duration" and names_months(case.value):
        example = "a month is no unit, because it has no fixed length: write days, for instance `90d`; `m` is minutes"
    word = value_for(case.value, legal_words(case.root, case.site)) if repaired is None else None
    yield Mistake(
        rule="wrong-format",
        pointer=case.pointer,
        message=f"{shown(case.value)} is no {noun}",
        help=f"write {shown(repaired or word)}" if repaired or word else example,
        fix=Fix(old=case.value, new=repaired) if repaired and certain else None,
    )


def _is_day(text: str) -> bool:
    """Whether the calendar has this day."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def too_little(case: Refusal) -> Iterator[Mistake]:
    """Something is empty, or has fewer keys than make sense."""
    if isinstance(case.value, str) and case.value.strip():
        yield from wrong_format(case)
        return
    keys = list(case.schema.get("properties", {}))
    missing = [key for key in keys if key not in case.value]
    kind = noun(case.root, {"type": case.schema.get("type", "string")}).removeprefix("a ")
    said = f"{subject(case.pointer)} is an empty {kind}"
    if case.value and isinstance(case.value, dict):
        if len(missing) == len(keys):
            return  # each of its keys is reported as unknown
        said = f"{thing(case)} says nothing but {listed([key for key in keys if key in case.value], 'and')}"
    yield Mistake(
        rule="empty-value",
        pointer=case.pointer,
        message=said,
        help=f"add one of {listed(missing)}" if missing else filled(case),
    )


def reserved(case: Refusal) -> Iterator[Mistake]:
    """A word that means something else."""
    yield Mistake(
        rule="unknown-value",
        pointer=case.pointer,
        message=f"{shown(case.value)} cannot be {noun(case.root, case.schema)}: the word is reserved",
        help=f"choose another one, for instance {example_of(case)}",
    )


def repeated(case: Refusal) -> Iterator[Mistake]:
    """The same value twice in a list of different ones."""
    first = next((index for index, each in enumerate(case.value) if each in case.value[:index]), 0)
    yield Mistake(
        rule="repeated-value",
        pointer=(*case.pointer, first),
        message=f"{shown(case.value[first])} stands twice in {subject(case.pointer)}",
        help="delete one of the two",
        fix=Fix(old=case.value[first], new="") if isinstance(case.value[first], str) else None,
    )


def too_small(case: Refusal) -> Iterator[Mistake]:
    """A number below the least one."""
    yield Mistake(
        rule="wrong-format",
        pointer=case.pointer,
        message=f"{shown(case.value)} is too small for {subject(case.pointer)}",
        help=f"write {case.asked} or more",
    )


def anything(case: Refusal) -> Iterator[Mistake]:
    """A keyword that has no words of its own yet."""
    yield Mistake(
        rule="wrong-format",
        pointer=case.pointer,
        message=f"{subject(case.pointer)} is not what the format asks for",
        help=sentence(case.site.get("description", "")),
    )

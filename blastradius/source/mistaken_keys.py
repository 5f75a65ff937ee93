"""Keys that are unknown, lacking, or do not go together: a refusal of the schema in, mistakes in words out."""

from collections.abc import Iterator, Sequence

from blastradius.finding import Fix
from blastradius.source.document import Ref
from blastradius.source.mistake import Mistake
from blastradius.source.mistaken_values import too_little, wrong_format
from blastradius.source.other_words import key_for
from blastradius.source.placeholders import UNKNOWN
from blastradius.source.schema import Refusal, legal_words, resolved
from blastradius.source.wording import full_example, listed, nearest, sentence, shown, subject, sure, thing


def unknown_keys(case: Refusal) -> Iterator[Mistake]:
    """Keys that the schema does not know."""
    known = case.schema.get("properties", {})
    if (
        len(case.value) == 1
        and {"field", "equals"} <= known.keys()
        and not isinstance(next(iter(case.value.values())), list | dict)
    ):
        return  # `{status: ok}` for a test: `comparisons` says how it is written
    free = [key for key in known if key not in case.value]
    for key in case.value:
        if key in known:
            continue
        guess = key_for(key, free) or nearest(key, free)
        others = f", or use one of {listed(free)}" if free else ""
        yield Mistake(
            rule="unknown-key",
            pointer=(*case.pointer, key),
            message=f"{thing(case)} has no key {shown(key)}" + (f"; did you mean `{guess}`?" if guess else ""),
            help=f"rename it to `{guess}`" if guess else f"delete it{others}",
            at_key=True,
            suggests=guess or "",
            fix=Fix(old=key, new=guess) if guess and sure(key, guess, free) else None,
        )


def missing_keys(case: Refusal) -> Iterator[Mistake]:
    """Keys that have to stand there and do not."""
    asked = case.condition.get("properties", {})
    fixed = [f"{subject((key,))} is `{asked[key]['const']}`" for key in asked if "const" in asked[key]]
    written = [f"`{key}` stands here" for key in case.condition.get("required", ()) if key not in asked]
    reason = f", and {' and '.join(fixed + written)}" if case.branch == "then" and fixed + written else ""
    other = tuple(case.condition.get("required", ())) if case.branch == "else" else ()
    for key in case.asked:
        if key not in case.value:
            yield _missing(case, key, reason, other)


def missing_partners(case: Refusal) -> Iterator[Mistake]:
    """Keys that another key asks for."""
    for key, partners in case.asked.items():
        for partner in partners:
            if key in case.value and partner not in case.value:
                yield _missing(case, partner, f", and `{key}` stands here", ())


def _missing(case: Refusal, key: str, reason: str, other: tuple[str, ...]) -> Mistake:
    site = case.owner.get("properties", {}).get(key, {})
    description = site.get("description", "")
    example = full_example(key, (site, resolved(case.root, site)))
    legal = "`unknown`" in description or UNKNOWN in legal_words(case.root, site)
    unknown = f"; while nobody knows, `{key}: unknown`" if legal else ""
    return Mistake(
        rule="missing-key",
        pointer=(*case.pointer, key),
        message=f"{thing(case)} has no `{key}`{reason}: {sentence(description)}",
        help=(f"write for instance {example}" if example else f"add `{key}:`") + unknown,
        mapping=case.pointer,
        moot=(key, *other),
    )


def comparisons(case: Refusal) -> Iterator[Mistake]:
    """A test with no comparison, or with several."""
    if not isinstance(case.value, dict):
        return  # its type is wrong, and that is said
    names = [branch["required"][0] for branch in case.asked]
    there = [name for name in names if name in case.value]
    pairs = [(key, each) for key, each in case.value.items() if not isinstance(each, list | dict)]
    if not there and len(pairs) == len(case.value) == 1 and "field" not in case.value:
        test = {"field": pairs[0][0], "equals": pairs[0][1]}
        yield Mistake(
            rule="missing-key",
            pointer=case.pointer,
            message=f"{thing(case)} names a field as its key: a test says which field, and what it equals",
            help=f"write {shown(test)}",
            mapping=case.pointer,
            moot=tuple(names),
        )
    elif there:
        yield _conflict(case, there[1:], there[0])
    else:
        yield Mistake(
            rule="missing-key",
            pointer=case.pointer,
            message=f"{thing(case)} compares with nothing: a test needs exactly one of {listed(names)}",
            help="write for instance `{field: status, equals: succeeded}`",
            mapping=case.pointer,
            moot=tuple(names),
        )


def bad_key(case: Refusal) -> Iterator[Mistake]:
    """A key that its mapping does not take: forbidden beside another one, or not of the right form."""
    key = case.value
    if isinstance(case.asked, list):
        mapping = Ref(case.document, case.pointer).value or {}
        trigger = case.condition.get("required", [""])[0]
        clash = [each for each in mapping if each not in case.asked and each in case.owner.get("properties", {})]
        if key in clash:
            yield _conflict(case, clash, trigger)
        return
    for mistake in wrong_format(case) if key.strip() else too_little(case):
        yield Mistake(
            rule=mistake.rule,
            pointer=(*case.pointer, key),
            message=mistake.message if key.strip() else f"a key of {subject(case.pointer)} is empty",
            help=mistake.help,
            at_key=True,
        )


def _conflict(case: Refusal, keys: Sequence[str], trigger: str) -> Mistake:
    does = "does" if len(keys) == 1 else "do"
    return Mistake(
        rule="unknown-key",
        pointer=(*case.pointer, keys[0]),
        message=f"{listed(keys, 'and')} {does} not go together with `{trigger}` in {thing(case)}",
        help=f"delete {listed(keys, 'and')}, or `{trigger}`",
        at_key=True,
    )

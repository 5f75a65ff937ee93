"""From what somebody typed to where the search starts."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from blastradius.analysis.reach.report import Kind, Start
from blastradius.errors import BlastradiusError, InputError, UsageError
from blastradius.graph.index import Index
from blastradius.graph.kinds import PROMPT_INJECTION
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Credential
from blastradius.model.fingerprint import PREFIX

_ANY_TIME = datetime.min.replace(tzinfo=UTC)
_NEAR = 65
_LISTED = 12


def find_starts(catalog: Catalog, word: str) -> tuple[Start, ...]:
    """What a word names: one credential, agent or system by id, else by principal; all that share a fingerprint.

    Raises:
        UsageError: it names several things, or nothing while the inventory is whole.
        InputError: it names nothing, but part of the inventory could not be read.
    """
    if word.startswith(PREFIX):
        return starts_with_fingerprint(catalog, word)
    named = [Start(kind=kind, id=word) for kind in Kind if word in _known(catalog, kind)]
    matching = catalog.naming(f"principal:{word}", Credential)
    by_principal = (Start(kind=Kind.CREDENTIAL, id=each.id) for each in matching)
    found = list(dict.fromkeys(named or by_principal))
    if len(found) > 1:
        listed = " or ".join(f"`--{each.kind.value} {each.id}`" for each in found)
        msg = f"`{word}` names {len(found)} things"
        raise UsageError(msg, hint=f"say which: {listed}")
    return (found[0] if found else _referred_or_refused(catalog, word, tuple(Kind)),)


def starts_with_fingerprint(catalog: Catalog, wanted: str) -> tuple[Start, ...]:
    """The credentials whose secret has this fingerprint: several if one secret was entered twice.

    Raises:
        UsageError, InputError: as `find_starts`.
    """
    found = list(catalog.naming(f"fingerprint:{wanted}", Credential))
    if found:
        return tuple(Start(kind=Kind.CREDENTIAL, id=name) for name in sorted({each.id for each in found}))
    carry = len(catalog.documents.words("fingerprint"))
    what = f"{carry} of {len(catalog.credential)} credentials carry one"
    raise _not_found(
        catalog,
        "no credential has this fingerprint",
        f"{what}; was it made with the same key? Treat the secret as live until its vendor says otherwise",
    )


def check_condition(catalog: Catalog, name: str) -> None:
    """Whether the inventory names this condition.

    Raises:
        UsageError, InputError: as `find_starts`.
    """
    known = {PROMPT_INJECTION, *Index(catalog, _ANY_TIME).conditions()}
    if name not in known:
        raise _not_found(
            catalog, f"no grant and no way to a credential has the condition `{name}`", _nearest(name, known)
        )


def check_start(catalog: Catalog, kind: Kind, name: str) -> Start:
    """The start of this kind and id.

    Raises:
        UsageError, InputError: as `find_starts`.
    """
    if name in _known(catalog, kind):
        return Start(kind=kind, id=name)
    return _referred_or_refused(catalog, name, (kind,))


def _known(catalog: Catalog, kind: Kind) -> Collection[str]:
    match kind:
        case Kind.CREDENTIAL:
            return catalog.credential
        case Kind.AGENT:
            return catalog.agent
        case Kind.SYSTEM:
            return catalog.system


def _referred_or_refused(catalog: Catalog, word: str, kinds: tuple[Kind, ...]) -> Start:
    for kind in kinds:
        if word in _referred(catalog, kind):
            return Start(kind=kind, id=word, known=False)
    what = kinds[0].value if len(kinds) == 1 else "credential, agent or system"
    msg = f"there is no {what} `{shown(word)}`" if word.strip() else f"no {what} is named"
    if others := [kind for kind in Kind if word in _known(catalog, kind)]:
        hint = f"it is the name of {' and '.join(map(_with_article, others))}"
    else:
        hint = _nearest(word, {name for kind in kinds for name in _known(catalog, kind)})
    raise _not_found(catalog, msg, hint)


def _with_article(kind: Kind) -> str:
    return f"an {kind.value}" if kind is Kind.AGENT else f"a {kind.value}"


def _not_found(catalog: Catalog, message: str, hint: str) -> BlastradiusError:
    """What is not found in half an inventory may well exist in the other half."""
    if catalog.complete:
        return UsageError(message, hint=hint)
    return InputError(
        f"{message} in the part of the inventory that could be read",
        hint=f"`blastradius lint` names the files that could not be read; {hint}",
    )


def _referred(catalog: Catalog, kind: Kind) -> set[str]:
    """Ids that entries refer to without there being an entry."""
    return set(catalog.documents.words(kind.value))


def _nearest(word: str, choices: Iterable[str]) -> str:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only who errs pays for it

    near = process.extract(word, sorted(choices), scorer=fuzz.WRatio, score_cutoff=_NEAR, limit=3)
    if near:
        return "did you mean " + " or ".join(f"`{name}`" for name, _, _ in near) + "?"
    shown = sorted(choices)[:_LISTED]
    return (
        f"there are: {', '.join(shown)}{', …' if len(list(choices)) > len(shown) else ''}" if shown else "there is none"
    )


def shown(word: str) -> str:
    """What somebody typed, as it may be repeated: on one line, and without anything that looks like a secret."""
    from blastradius.source.secrets import blanked  # noqa: PLC0415 - only who errs pays for it

    return blanked("".join(character if character.isprintable() else " " for character in word[:200]))

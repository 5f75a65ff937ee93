"""When a scope that was granted covers one that is asked for."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from blastradius.model.entities import Grant, System


def covers(pattern: str, asked: str) -> bool:
    """`refunds:*` covers `refunds:write`, and `*` covers everything."""
    return pattern == asked or (pattern.endswith("*") and asked.startswith(pattern[:-1]))


def covered(patterns: Iterable[str], words: Sequence[str]) -> list[str]:
    """Those of the sorted words that one of the patterns covers, sorted."""
    found: set[str] = set()
    for pattern in patterns:
        prefix = pattern.removesuffix("*")
        at = bisect_left(words, prefix)
        while at < len(words) and words[at].startswith(prefix) and (prefix != pattern or words[at] == pattern):
            found.add(words[at])
            at += 1
    return sorted(found)


class ScopeRules:
    """The scopes of one system: what implies what, and whether case counts."""

    def __init__(self, systems: tuple[System, ...]) -> None:
        self._ignore_case = any(system.scopes_ignore_case for system in systems)
        self._implies = [
            (self._fold(scope), tuple(map(self._fold, implied)))
            for system in systems
            for scope, implied in system.scope_implies
        ]
        self._held: dict[tuple[tuple[str, ...], tuple[str, ...]], set[str]] = {}

    def distinct(self, scopes: tuple[str, ...]) -> tuple[str, ...]:
        """The scopes as they are compared, each once."""
        return tuple(dict.fromkeys(map(self._fold, scopes)))

    def carries(self, grant: Grant, asked: str) -> bool:
        """Whether the grant, after its denies, carries the scope."""
        scope = self._fold(asked)
        denies = tuple(map(self._fold, grant.denies))
        if _denied(scope, denies):
            return False
        if grant.scopes is None:
            return True
        key = (grant.scopes, denies)
        if key not in self._held:
            self._held[key] = self._with_implied(grant.scopes, denies)
        return _any_covers(self._held[key], scope)

    def left(self, grant: Grant) -> tuple[str, ...]:
        """The scopes of a grant as they are written, without those that it denies."""
        denies = tuple(map(self._fold, grant.denies))
        scopes = ("*",) if grant.scopes is None else grant.scopes
        return tuple(scope for scope in scopes if not _any_covers(set(denies), self._fold(scope)))

    def _with_implied(self, scopes: tuple[str, ...], denies: tuple[str, ...]) -> set[str]:
        held = {self._fold(scope) for scope in scopes}
        grown = True
        while grown:
            grown = False
            for scope, implied in self._implies:
                if not held.issuperset(implied) and not _denied(scope, denies) and _any_covers(held, scope):
                    held.update(implied)
                    grown = True
        return held

    def _fold(self, scope: str) -> str:
        return scope.casefold() if self._ignore_case else scope


def _any_covers(patterns: set[str], asked: str) -> bool:
    return asked in patterns or any(covers(pattern, asked) for pattern in patterns)


def _denied(scope: str, denies: tuple[str, ...]) -> bool:
    """A pattern that is asked for is denied as soon as part of it is."""
    return any(covers(deny, scope) or (scope.endswith("*") and covers(scope, deny)) for deny in denies)

"""Sessions and what the inventory says of their calls, to a frozen report of what was claimed."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from blastradius.analysis.claims.abilities import Ability, abilities_of, of_operation, of_tool, parts_of, pieces
from blastradius.analysis.claims.amounts import new_entries
from blastradius.analysis.claims.chosen import hears, sees, wants
from blastradius.analysis.claims.judge import is_own, judge
from blastradius.analysis.claims.report import ALARMS, Claim, ClaimsReport, Made, Verdict
from blastradius.analysis.claims.scene import Deed, Scene, Vocabulary
from blastradius.analysis.claims.spoken import Spoken, spoken_in
from blastradius.analysis.claims.words import Language, known_languages
from blastradius.finding import Finding
from blastradius.model.catalog import Catalog
from blastradius.source.secrets import blanked
from blastradius.traces.events import Call, Origin, Said, Speaker
from blastradius.traces.join import Effect, Outcome, outcome_of
from blastradius.traces.narrow import Choice
from blastradius.traces.portions import Portion
from blastradius.traces.session import Session
from blastradius.traces.spool import Spool
from blastradius.traces.views import chosen

_MOST_LOOKS = 200
"""How many earlier results a claim or an amount is compared with: enough for any conversation."""


def claims(
    portions: Iterable[Portion],
    catalog: Catalog | None,
    *,
    as_agent: str | None = None,
    choice: Choice | None = None,
    problems: tuple[Finding, ...] = (),
) -> ClaimsReport:
    """Every claim of these sessions, judged by the calls that came before it."""
    asked = choice or Choice()
    desk = _Desk(catalog, as_agent, known_languages())
    sessions = messages = calls = 0
    for portion in portions:
        desk.learn(portion)
        sessions += len(portion.sessions)
        messages += sum(_by_agent(event) for session in portion.sessions for event in session.events)
        calls += sum(isinstance(event, Call) for session in portion.sessions for event in session.events)
    found: Spool[Claim] = Spool()
    untold: Spool[Made] = Spool()
    for portion in portions:
        desk.open(portion)
        for session in portion.sessions:
            mine, silent = desk.session(session, asked)
            found.extend(each for each in mine if wants(asked, each))
            untold.extend(each for each in silent if sees(asked, each))
    counts = Counter(claim.verdict for claim in found)
    return ClaimsReport(
        complete=not problems,
        sessions=sessions,
        messages=messages,
        calls=calls,
        claims=found,
        alarms=chosen(found, lambda claim: claim.verdict in ALARMS),
        untold=untold,
        counts=(*((verdict.value, counts[verdict]) for verdict in Verdict), ("untold", len(untold))),
        unlisted=tuple(sorted(desk.unlisted)) if catalog else (),
        tools_known=catalog is not None and bool(catalog.agent),
        problems=problems,
    )


def _by_agent(event: object) -> bool:
    return isinstance(event, Said) and event.speaker is Speaker.AGENT


class _Desk:
    """What all sessions share."""

    def __init__(self, catalog: Catalog | None, as_agent: str | None, known: Sequence[Language]) -> None:
        self._catalog = catalog
        self._known = known
        self._as_agent = as_agent
        self._abilities: dict[str, Ability] = {}
        self._effects: dict[int, list[Effect]] = {}
        self._inside: set[int] = set()
        self._vocabulary = Vocabulary()
        self._words: Mapping[str, frozenset[str]] = {}
        self._shown: dict[str, None] = {}
        self._parts: dict[str, frozenset[str]] = {}
        self.unlisted: set[str] = set()

    def learn(self, portion: Portion) -> None:
        """Know the tools that are called in it, and the words that they are called with."""
        self.open(portion)
        self.unlisted |= {call.tool for call in portion.whole.unlisted}
        for session in portion.sessions:
            for call in session.events:
                if not isinstance(call, Call):
                    continue
                self._vocabulary.learn(call)
                self._shown[call.tool] = None
                for made, ability in self._made(call):
                    name = ability.name
                    self._parts[name] = self._parts.get(name, frozenset()) | _named_parts(made.call, self._known)
        self._words = self._vocabulary.words()

    def open(self, portion: Portion) -> None:
        """Have its sessions at hand."""
        self._effects = {}
        for effect in portion.whole.effects:
            self._effects.setdefault(id(effect.call), []).append(effect)
        self._inside = {id(call) for call in portion.whole.inside}

    def _made(self, call: Call) -> list[tuple[Made, Ability]]:
        if id(call) in self._inside:
            return []
        effects = self._effects.get(id(call))
        if not effects:
            ability = self._ability(call.tool, call.tool, None)
            return [(Made(call=call, effect=None), ability)]
        return [
            (Made(call=call, effect=each), self._ability(each.target or call.tool, call.tool, each)) for each in effects
        ]

    def _ability(self, name: str, tool: str, effect: Effect | None) -> Ability:
        if name not in self._abilities:
            self._abilities[name] = (
                of_operation(name, tool, effect.operation, self._known) if effect else of_tool(tool, self._known)
            )
        return self._abilities[name]

    def _can(self, session: Session) -> tuple[tuple[Ability, ...], bool]:
        """What the agents of a session can do, and whether all of that is known."""
        agents = {
            effect.agent for event in session.events for effect in self._effects.get(id(event), ()) if effect.agent
        }
        if self._as_agent:
            agents.add(self._as_agent)
        if not agents and self._catalog and len(self._catalog.agent) == 1:
            agents = set(self._catalog.agent)
        found = abilities_of(self._catalog, sorted(agents), self._known) if self._catalog else {}
        known = bool(found)
        for event in session.events:
            for _, ability in self._made(event) if isinstance(event, Call) else ():
                found.setdefault(ability.name, ability)
        for tool in session.tools if not known else self._shown if not session.tools and not known else ():
            found.setdefault(tool, of_tool(tool, self._known))
        return tuple(found[name] for name in sorted(found) if found[name].changes), known or bool(session.tools)

    def session(self, session: Session, choice: Choice) -> tuple[list[Claim], list[Made]]:
        """The claims of one session, and the effects that nobody told the user of."""
        abilities, known = self._can(session)
        deeds, looks = self._deeds(session)
        deed_places, acted = [place for place, _ in deeds], tuple(deed for _, deed in deeds)
        look_places, looked = [place for place, _ in looks], tuple(call for _, call in looks)
        rules = tuple(
            event.text.lower()
            for event in session.events
            if isinstance(event, Said) and event.speaker is Speaker.SYSTEM
        )
        agents = frozenset(deed.made.effect.agent for _, deed in deeds if deed.made.effect and deed.made.effect.agent)
        found: list[Claim] = []
        told: set[int] = set()
        for number, event in enumerate(session.events):
            if not isinstance(event, Said) or event.speaker is not Speaker.AGENT:
                continue
            said = spoken_in(event.text, self._known)
            if not said:
                continue
            until = _turn_ends(session, number)
            scene = Scene(
                abilities=abilities,
                parts=self._parts,
                deeds=acted[: bisect_left(deed_places, until)],
                looks=looked[: bisect_left(look_places, until)][-_MOST_LOOKS:],
                rules=rules,
                known=known,
                words=self._words,
            )
            for spoken in said:
                if not is_own(spoken, scene):
                    continue
                claim, deed = _claim(event, spoken, scene)
                found += [claim] if hears(choice, event, agents) else []
                told |= {id(each.call) for each in scene.deeds if deed and each.ability.name == deed.ability.name}
        silent = [deed.made for _, deed in deeds if deed.outcome is Outcome.OK and id(deed.call) not in told]
        return _left_open(_taken_back(found, session, self._known), session), silent

    def _deeds(self, session: Session) -> tuple[list[tuple[int, Deed]], list[tuple[int, Call]]]:
        deeds: list[tuple[int, Deed]] = []
        looks: list[tuple[int, Call]] = []
        before: list[Call] = []
        for place, event in enumerate(session.events):
            if not isinstance(event, Call):
                continue
            for made, ability in self._made(event):
                if not ability.changes:
                    looks.append((place, event))
                    continue
                outcome = made.effect.outcome if made.effect else outcome_of(event, None)
                paid = new_entries(event, before[-_MOST_LOOKS:]) if outcome is not Outcome.FAILED else ()
                deeds.append(
                    (
                        place,
                        Deed(
                            made=made, ability=ability, outcome=outcome, parts=parts_of(event, self._known), paid=paid
                        ),
                    )
                )
            before.append(event)
        return deeds, looks


def _named_parts(call: Call, known: Sequence[Language]) -> frozenset[str]:
    """The things that a tool takes arguments for, filled in or not."""
    keys: Iterable[str] = map(str, call.arguments) if isinstance(call.arguments, Mapping) else ()
    return frozenset(thing for key in keys for language in known for thing in language.named_things(pieces(key)))


def _turn_ends(session: Session, number: int) -> int:
    """Up to where calls count for what was said at this place: an agent says `done` and calls in the same breath."""
    for place in range(number + 1, len(session.events)):
        event = session.events[place]
        if isinstance(event, Said):
            return place
    return len(session.events)


def _claim(event: Said, spoken: Spoken, scene: Scene) -> tuple[Claim, Deed | None]:
    ruling = judge(spoken, scene)
    claim = Claim(
        origin=event.origin,
        session=event.session,
        sentence=blanked(spoken.sentence),
        text=blanked(spoken.text),
        operation=ruling.operation,
        verdict=ruling.verdict,
        made=ruling.deed.made if ruling.deed else None,
        why=blanked(ruling.why),
    )
    return claim, ruling.deed if ruling.verdict in {Verdict.BACKED, Verdict.MISMATCH, Verdict.UNVERIFIABLE} else None


def _taken_back(found: list[Claim], session: Session, known: Sequence[Language]) -> list[Claim]:
    """The claims, those that a later message of the agent takes back with the place where it does."""
    sorry = [
        event
        for event in session.events
        if isinstance(event, Said)
        and event.speaker is Speaker.AGENT
        and any(language.apology.search(event.text.lower().replace("’", "'")) for language in known)
    ]
    return [
        msgspec.structs.replace(claim, later=_later(claim, sorry)) if claim.verdict in ALARMS else claim
        for claim in found
    ]


def _left_open(found: list[Claim], session: Session) -> list[Claim]:
    """The claims; none is called untrue where a part of the session could not be read, which may back it."""
    if not session.partial:
        return found
    why = f"not all of this session could be read ({session.partial}): the call can stand in the rest"
    return [
        msgspec.structs.replace(claim, verdict=Verdict.UNDECIDED, made=None, later=None, why=why)
        if claim.verdict in ALARMS
        else claim
        for claim in found
    ]


def _later(claim: Claim, sorry: Iterable[Said]) -> Origin | None:
    places: Iterator[Said] = iter(sorry)
    return next((each.origin for each in places if (each.origin.message or 0) > (claim.origin.message or 0)), None)

"""A proof as numbered sentences: what each builds on, and what it asks for besides."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from blastradius.analysis.reach.report import Kind
from blastradius.analysis.reach.search import Search
from blastradius.analysis.why.holding import Holding
from blastradius.analysis.why.report import WhyStep
from blastradius.analysis.why.words import access_to, listed, part_of, place, same_place, sentence, steps
from blastradius.graph.kinds import (
    WHOLE,
    Access,
    Clause,
    Disclosed,
    Fact,
    Has,
    Meets,
    Satisfies,
    Scope,
    Steered,
    Tainted,
)
from blastradius.graph.shown import ToolGrant
from blastradius.model.cells import Level
from blastradius.model.entities import Grant, Need, Way
from blastradius.source.document import Ref


def steps_of(search: Search, proof: Sequence[Clause], now: datetime) -> tuple[WhyStep, ...]:
    """The steps of a proof whose clauses come premises first."""
    return _Steps(search, proof, now).told()


def obtained(proof: Sequence[Clause]) -> tuple[str, ...]:
    """The credentials that are got on the way, each once."""
    got = (clause.conclusion for clause in proof if clause.rule == "obtain")
    return tuple(dict.fromkeys(fact.credential for fact in got if isinstance(fact, Has)))


class _Steps:
    def __init__(self, search: Search, proof: Sequence[Clause], now: datetime) -> None:
        self._search = search
        self._now = now
        self._proof = proof
        self._clauses = {clause.conclusion: clause for clause in proof}
        self._granted = {place(clause.source) for clause in proof if clause.rule == "grant" and clause.source}
        self._steps: list[WhyStep] = []
        self._of: dict[Fact, tuple[int, ...]] = {}
        self._holding = Holding(search)

    def told(self) -> tuple[WhyStep, ...]:
        for clause in self._proof:
            self._of[clause.conclusion] = tuple(self._tell(clause))
        return tuple(self._steps)

    def _tell(self, clause: Clause) -> Iterable[int]:
        """The numbers of the steps that stand for a clause: its own, or where it needs no words those before it."""
        before = {number for premise in clause.premises for number in self._of[premise]}
        match clause.rule, clause.conclusion:
            case "start", Has(credential, _) if not clause.premises:
                return self._start(credential)
            case "scope", Scope(holder, _, _, _) if self._needs_no_words(clause, holder):
                return {*before, *self._step_at(clause.source)}
            case "start" | "assume" | "need" | "taint" | "operation", _:
                return before
        origin, target, says = self._says(clause)
        return self._add(clause.rule, origin, target, clause.source, before, says)

    def _add(
        self, rule: str, origin: str, target: str, at: Ref | None, uses: Iterable[int], says: str
    ) -> Iterable[int]:
        number = len(self._steps) + 1
        step = WhyStep(
            number=number,
            rule=rule,
            origin=origin,
            target=target,
            at=at,
            uses=tuple(sorted(uses)),
            says=says[0].upper() + says[1:],
        )
        for told in self._steps:  # the same fact may be needed at two levels: it is told once
            if (told.rule, told.says, told.uses) == (rule, step.says, step.uses) and same_place(told.at, at):
                return (told.number,)
        self._steps.append(step)
        return (number,)

    def _needs_no_words(self, clause: Clause, holder: str) -> bool:
        """A scope that stands in a grant told anyway, or that being inside a system gives."""
        return holder.startswith("system:") or (clause.source is not None and place(clause.source) in self._granted)

    def _step_at(self, source: Ref | None) -> list[int]:
        return [step.number for step in self._steps if same_place(step.at, source)]

    def _start(self, credential: str) -> Iterable[int]:
        """How the start comes to hold a credential, where that is more than being it."""
        if ":" in credential or any(
            each.id == credential and each.kind is Kind.CREDENTIAL for each in self._search.starts
        ):
            return ()
        before: Iterable[int] = ()
        for rule, origin, target, at, says in self._holding.of(credential):
            told = self._step_at(at)
            before = told or self._add(rule, origin, target, at, before, says)
        return before

    def _says(self, clause: Clause) -> tuple[str, str, str]:  # noqa: PLR0911 - one for each rule
        before = clause.premises[0] if clause.premises else clause.conclusion
        ref = steps(self._of.get(before, ()))
        match clause.rule, clause.conclusion:
            case "grant", Access():
                return self._grant(clause, clause.conclusion, ref)
            case "scope", Scope(holder, system, resource, scope):
                whose, origin = self._holder(holder)
                has = "they also have" if whose == holder else f"{whose} also has"
                also = f"{has} the scope {scope} on {part_of(system, resource)}, by another grant of {whose}"
                return origin, f"system:{system}", f"{also}.{self._asked(clause.premises)}"
            case "obtain", Has():
                return self._obtain(clause, clause.conclusion)
            case "discharge", Meets(condition):
                assert isinstance(before, Access)  # noqa: S101 - so the rule is made
                got = access_to(before.level, before.system, before.resource)
                return (
                    f"system:{before.system}",
                    f"condition:{condition}",
                    f"{got}{ref} meets the condition {condition}.",
                )
            case "feed", Disclosed(origin):
                system = before.system if isinstance(before, Access) else getattr(before, "disclosed", "")
                says = f"what can be read in {system}{ref} came from {origin}, which feeds it{_what(clause)}."
                return f"system:{system}", f"system:{origin}", says
            case "feed", Tainted(target, _):
                system = getattr(before, "tainted", "")
                says = f"what is written to {system}{ref} flows on to {target}{_what(clause)}."
                return f"system:{system}", f"system:{target}", says
            case "untrusted", Tainted(system, _):
                says = f"strangers can write what stands in {system}, and {self._injection()}."
                return f"system:{system}", f"system:{system}", says
            case "steer", Steered(agent):
                system = getattr(before, "tainted", "")
                reads = f"agent {agent} reads {system}{ref} and does what stands there, by its own tools"
                says = f"{reads}: {self._injection()}."
                return f"system:{system}", f"agent:{agent}", says
            case "delegate", Steered(agent):
                caller = getattr(before, "agent", "")
                says = f"agent {caller}{ref} can call agent {agent}, which then does what it is told."
                return f"agent:{caller}", f"agent:{agent}", says
            case _:
                msg = f"no words for {clause}"
                raise AssertionError(msg)

    def _injection(self) -> str:
        return "prompt injection is taken as possible, as --assume says"

    def _holder(self, holder: str) -> tuple[str, str]:
        """How a holder is spoken of, and its name in a step."""
        kind, colon, rest = holder.partition(":")
        if not colon:
            return holder, f"credential:{holder}"
        name = rest.partition("/")[0]
        return (f"agent {name}" if kind == "agent" else f"whoever is inside {name}"), f"{kind}:{name}"

    # --- grants -------------------------------------------------------------------------------------------------------

    def _grant(self, clause: Clause, access: Access, ref: str) -> tuple[str, str, str]:
        whose, origin = self._holder(access.credential)
        target = f"system:{access.system}"
        got = access_to(access.level, access.system, access.resource)
        if origin.startswith("system:"):
            return origin, target, f"the search starts inside {access.system}: everything there can be done."
        grant = self._grant_at(access.credential, clause.source)
        more = self._asked(clause.premises)
        if origin.startswith("agent:"):
            tool = _tool(clause.source)
            return origin, target, f"by its tool {tool}, {whose}{ref} has {got}.{more}"
        if grant is None:
            return origin, target, f"with {whose}{ref} they have {got}.{more}"
        if grant.source.document.data.get("kind") == "Agent":
            return origin, target, f"with {whose}{ref} they have {got}: {self._shown(grant)}.{more}"
        goes_further = (
            f" (its grant gives {grant.access.word})" if grant.access > access.level and not grant.worst else ""
        )
        return origin, target, f"with {whose}{ref} they have {got}{goes_further}.{self._limits(grant)}{more}"

    def _shown(self, grant: Grant) -> str:
        """Why a tool counts as a grant."""
        tool = f"tool {_tool(grant.source)}"
        if isinstance(grant, ToolGrant):
            return f"{tool} does that there by {grant.credential}, although its grant says less"
        system = self._search.catalog.system.get(grant.system)
        read = system is not None and isinstance((system.source / "credentials").value, list)
        why = "no grant there says how far" if read else "no list of grants could be read"
        return f"{tool} uses {grant.credential} there, and {why}, so that it counts as everything"

    def _grant_at(self, credential: str, source: Ref | None) -> Grant | None:
        grants = self._search.rules.grants_of(credential)
        return next((grant for grant in grants if same_place(grant.source, source)), None)

    def _limits(self, grant: Grant) -> str:
        """What a reader of the grant would stumble over."""
        text = ""
        if grant.worst:
            cells = listed(f"`{cell}`" for cell in grant.worst)
            text += f" What is not known of the grant counts as everything: {cells}."
        if grant.until and grant.until < self._now:
            text += f" The grant ended on {grant.until.date()}: it was valid in the time asked about."
        entity = self._search.catalog.credential.get(grant.credential)
        if entity and entity.expires and entity.expires < self._now:
            text += f" {grant.credential} ended on {entity.expires.date()}: it was valid in the time asked about."
        return text

    # --- ways to a credential -----------------------------------------------------------------------------------------

    def _obtain(self, clause: Clause, has: Has) -> tuple[str, str, str]:
        way = next((way for way in self._ways(has.credential) if same_place(way.source, clause.source)), None)
        needs = [premise for premise in clause.premises if isinstance(premise, Satisfies)]
        if needs:
            parts = [self._need(self._clauses[need].premises, self._need_at(way, need)) for need in needs]
            origin = f"credential:{has.credential}"
            says = f"with all of these together they get {has.credential}: {'; '.join(parts)}."
        else:
            (access,) = [premise for premise in clause.premises if isinstance(premise, Access)]
            origin = f"system:{access.system}"
            says = f"with {self._need(clause.premises, None)} they get {has.credential}."
        if clause.note:
            says += f" How: {sentence(clause.note)}."
        if way and way.cap < Level.ADMIN:
            says += f" They get it only up to {way.cap.word} access, because the entry says `as: {way.cap.word}`."
        return origin, f"credential:{has.credential}", says + self._asked(clause.premises)

    def _ways(self, credential: str) -> Sequence[Way]:
        entity = self._search.catalog.credential.get(credential)
        return entity.ways if entity else ()

    def _need_at(self, way: Way | None, met: Satisfies) -> Need | None:
        return way.needs[met.need] if way and met.need < len(way.needs) else None

    def _need(self, premises: Sequence[Fact], need: Need | None) -> str:
        """`read access (scope read) to kv in vault (step 1)`, and for one of several how and on what terms."""
        (access,) = [premise for premise in premises if isinstance(premise, Access)]
        scopes = [premise.scope for premise in premises if isinstance(premise, Scope)]
        asked = f" (scope{'s' * (len(scopes) > 1)} {listed(scopes)})" if scopes else ""
        numbers = [
            number for premise in premises if isinstance(premise, Access | Scope) for number in self._of[premise]
        ]
        resource = access.resource if need is None or need.resources else WHOLE
        where = part_of(access.system, resource)
        text = f"{access.level.word} access{asked} to {where}{steps(numbers)}"
        how = (need.source / "how").value if need else None
        if isinstance(how, str):
            text += f", {sentence(how)}"
        return text + self._asked(premises, first=", ", last="") if need else text

    # --- conditions ---------------------------------------------------------------------------------------------------

    def _asked(self, premises: Iterable[Fact], first: str = " ", last: str = ".") -> str:
        """What is asked for besides, and who says that it holds."""
        return "".join(
            f"{first}{'T' if first == ' ' else 't'}his asks for {premise.condition}{self._met(premise)}{last}"
            for premise in dict.fromkeys(premises)
            if isinstance(premise, Meets)
        )

    def _met(self, condition: Meets) -> str:
        clause = self._clauses[condition]
        if clause.rule != "assume":
            return f", which step {listed(map(str, self._of[condition]))} meets"
        if clause.cost.presumed:
            return ", and nobody has said that it is met"
        return ", which is taken as met (--assume)"


def _what(clause: Clause) -> str:
    return f": {sentence(clause.note)}" if clause.note else ""


def _tool(source: Ref | None) -> str:
    """The tool that a place belongs to."""
    if source is None:
        return ""
    name = Ref(source.document, (*source.pointer[:2], "name")).value
    return name if isinstance(name, str) else ""

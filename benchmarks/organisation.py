"""Who is there and who may do what: the plan of an invented organisation, before any text is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random

from archetypes import AREAS, SPECIAL, USUAL, Archetype

MOUNTS = ("app", "batch", "partner", "ops")
"""The areas of a secret store: a token reads one or two of them."""

REGULAR = "regular"
_FIRST_ROLES = ("store-admin", "store-token", "cluster-account", "git-token", "mail-delegate", "sso-admin", "monitor")
_MORE_ROLES = (*("store-token",) * 3, *("cluster-account",) * 2, *("git-token",) * 3, "mail-delegate")
_ROLE_OPENS = {
    "store-admin": "vault",
    "store-token": "vault",
    "cluster-account": "k8s",
    "git-token": "git",
    "mail-delegate": "mail",
    "sso-admin": "sso",
}
FIRST_OPEN = 17
_OPERATIONS = (3, 2, 4, 3, 1, 5, 3, 3)
_GRANTS = (2, 3, 4, 5, 6, 8, 7, 5)


@dataclass(frozen=True, slots=True)
class Binding:
    """A tool of an agent: an operation of a system, by its position there, and the credential it is called with."""

    system: int
    operation: int
    credential: int


@dataclass(frozen=True, slots=True)
class AgentPlan:
    """An agent and its tools."""

    id: str
    team: int
    bindings: tuple[Binding, ...]


@dataclass(frozen=True)
class Organisation:
    """Systems, credentials and teams are numbers from 0; `grants` lists the credentials that open each system."""

    count: int
    seed: int
    teams: int
    operations: tuple[int, ...]
    agents: tuple[AgentPlan, ...]
    grants: tuple[tuple[int, ...], ...]
    needs: dict[int, tuple[Binding, ...]]

    @classmethod
    def plan(cls, count: int, seed: int) -> "Organisation":
        """An organisation of `count` systems and as many credentials."""
        rng = Random(seed)
        bare = cls(
            count, seed, max(min(3, count // 10), count // 100), _shuffled(_OPERATIONS, 3, count, rng), (), (), {}
        )
        agents = tuple(bare._agent(index, rng) for index in range(max(3, count // 200)))
        needs: dict[int, tuple[Binding, ...]] = {}
        for each in agents:
            for binding in each.bindings:
                needs[binding.system] = (*needs.get(binding.system, ()), binding)
        widths = _shuffled(_GRANTS, 5, count, rng)
        planned = cls(count, seed, bare.teams, bare.operations, agents, (), needs)
        grants = tuple(tuple(planned._openers(index, widths[index], rng)) for index in range(count))
        return replace(planned, grants=grants)

    @cached_property
    def held(self) -> frozenset[int]:
        """The credentials that agents use."""
        return frozenset(binding.credential for each in self.agents for binding in each.bindings)

    def team_of(self, index: int) -> int:
        """The team that owns a system or a credential."""
        return index * self.teams // self.count

    def members(self, team: int) -> range:
        """The systems of a team, and its credentials: the numbers are the same."""
        return range(-(-team * self.count // self.teams), -(-(team + 1) * self.count // self.teams))

    def position(self, index: int) -> int:
        """The place of a system or credential within its team, from 0."""
        return index - self.members(self.team_of(index)).start

    def team_name(self, team: int) -> str:
        """The id of a team."""
        turn, at = divmod(team, len(AREAS))
        return AREAS[at] if not turn else f"{AREAS[at]}-{turn + 1}"

    def archetype(self, system: int) -> Archetype:
        """What kind of system it is."""
        position = self.position(system)
        if position < len(SPECIAL):
            return SPECIAL[position]
        return USUAL[Random(f"{self.seed}/kind/{system}").randrange(len(USUAL))]

    def special(self, team: int, product: str) -> int:
        """The secret store, cluster, source control, mailbox or sign-on of a team."""
        return self.members(team).start + [each.product for each in SPECIAL].index(product)

    def system_name(self, system: int) -> str:
        """The id of a system."""
        position, product = self.position(system), self.archetype(system).product
        name = f"{product}-{self.team_name(self.team_of(system))}"
        return name if position < len(SPECIAL) else f"{name}-{position}"

    def role(self, credential: int) -> str:
        """What a credential is for: to open one of the special systems, to watch, or regular work."""
        team = self.members(self.team_of(credential))
        roles = (*_FIRST_ROLES, *_MORE_ROLES) if len(team) >= 60 else _FIRST_ROLES
        position = credential - team.start
        return roles[position] if position < len(roles) else REGULAR

    def opens(self, credential: int) -> Archetype:
        """The kind of system that it was made for."""
        product = _ROLE_OPENS.get(self.role(credential))
        if product is None:
            return self.archetype(max(credential, self.members(self.team_of(credential)).start + len(SPECIAL)))
        return next(each for each in SPECIAL if each.product == product)

    def credential_name(self, credential: int) -> str:
        """The id of a credential."""
        team, role, position = (
            self.team_name(self.team_of(credential)),
            self.role(credential),
            self.position(credential),
        )
        if role == REGULAR:
            return f"{team}-{self.opens(credential).product}-{position}-{self.opens(credential).credential}"
        return f"{team}-{role}-{position}"

    def mount(self, credential: int) -> str:
        """The area of the team's secret store that keeps a credential, or that a token of the store reads."""
        return f"kv/{self.team_name(self.team_of(credential))}/{MOUNTS[self.position(credential) % len(MOUNTS)]}"

    def by_area(self) -> Iterator[tuple[str, Sequence[int]]]:
        """The folders: three teams share one."""
        for first in range(0, self.teams, 3):
            last = min(first + 3, self.teams) - 1
            members = range(self.members(first).start, self.members(last).stop)
            yield self.team_name(first), members

    def starts(self) -> dict[str, str]:
        """Where to ask from: credentials by how far they should reach, an agent, and the file to change."""
        team = self.members(self.teams // 2)
        regular = [each for each in team if self.role(each) == REGULAR]
        widths = self._widths
        store = next(each for each in team if self.role(each) == "store-token")
        changed = next(each for each in team if self.position(each) >= len(SPECIAL))
        area = next(name for name, members in self.by_area() if changed in members)
        return {
            "small": self.credential_name(min(regular, key=lambda each: (widths[each], each))),
            "median": self.credential_name(sorted(regular, key=lambda each: (widths[each], each))[len(regular) // 2]),
            "store": self.credential_name(store),
            "platform": self.credential_name(next(each for each in self.members(0) if self.role(each) == "git-token")),
            "agent": self.agents[len(self.agents) // 2].id,
            "changed": f"systems/{area}/{self.system_name(changed)}.yaml",
        }

    @cached_property
    def _widths(self) -> list[int]:
        widths = [0] * self.count
        for openers in self.grants:
            for each in openers:
                widths[each] += 1
        return widths

    def _agent(self, index: int, rng: Random) -> AgentPlan:
        number = max(3, self.count // 200)
        team = index * self.teams // number
        members = self.members(team)
        regular = [each for each in members if self.role(each) == REGULAR]
        own = rng.sample(regular, min(3, len(regular) - 2))
        usual = [each for each in members[len(SPECIAL) :] if not is_open(each)]
        systems = rng.sample(usual, min(len(usual), rng.randint(3, 5)))
        pairs = [(system, at) for system in systems for at in range(self.operations[system])]
        chosen = sorted(rng.sample(pairs, min(len(pairs), rng.randint(5, 10))))
        bindings = tuple(Binding(system, at, own[system % len(own)]) for system, at in chosen)
        return AgentPlan(f"{self.team_name(team)}-agent-{index}", team, bindings)

    def _openers(self, system: int, width: int, rng: Random) -> list[int]:
        """Who opens a system. The credentials of agents open what their tools need and nothing else."""
        team = self.team_of(system)
        members = self.members(team)
        regular = self._regular(members)
        found = dict.fromkeys(binding.credential for binding in self.needs.get(system, ()))
        if self.position(system) < len(SPECIAL):
            found |= dict.fromkeys(self._holders(system, members, rng))
        else:
            found[regular[(system - members.start) % len(regular)]] = None
            if rng.random() < 0.6:
                found[members.start + _FIRST_ROLES.index("monitor")] = None
        for _ in range(8 * width):  # in a small organisation there may not be so many
            if len(found) >= width:
                break
            near = rng.random() < 0.85 or self.position(system) < len(SPECIAL)
            away = self.members(rng.randrange(self.teams))
            # Few are shared widely and most are not: the square prefers the first ones.
            pool = regular if near else self._regular(away)
            found[pool[int(rng.random() ** 2 * len(pool))]] = None
        return list(found)

    def _regular(self, members: range) -> list[int]:
        """The usual credentials of a team that no agent uses."""
        return [each for each in members if self.role(each) == REGULAR and each not in self.held]

    def _holders(self, system: int, members: range, rng: Random) -> Iterator[int]:
        """Who opens a special system: its own tokens, seldom one of another team, and the platform's for clusters."""
        product = self.archetype(system).product
        yield from (each for each in members if _ROLE_OPENS.get(self.role(each)) == product)
        if rng.random() < 0.06:
            away = self.members(rng.randrange(self.teams))
            yield next(each for each in away if _ROLE_OPENS.get(self.role(each)) == product)
        if product == "k8s" and self.team_of(system) % 5 == 4:
            yield next(each for each in self.members(0) if self.role(each) == "git-token")


def is_open(system: int) -> bool:
    """Whether a cell of it says `unknown`: of one system in two hundred, none of which an agent uses."""
    return system % 200 == FIRST_OPEN


def _shuffled(pattern: Sequence[int], average: int, count: int, rng: Random) -> tuple[int, ...]:
    """`count` numbers with exactly this average: the pattern again and again, each time in another order."""
    found: list[int] = []
    while len(found) + len(pattern) <= count:
        found += rng.sample(pattern, len(pattern))
    return (*found, *(average for _ in range(count - len(found))))

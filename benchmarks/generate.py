"""Write an invented organisation of any size as an inventory: `python benchmarks/generate.py 10000 build/inventory`.

The same size and seed give the same bytes. For N it has N systems, N credentials, 3 N operations and 5 N grants in
about 2 N files, N/100 teams and N/200 agents. Each team has one secret store, one cluster, one source control, one
mailbox and one sign-on, which lead on to what the team holds; most credentials open a handful of systems and lead
nowhere, a few per mille open a hundred. `starts.json` names places from which to ask. Dates lie right before `NOW`.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from credentials import credential
from entities import agent, marker, system, team
from facts import TODAY, Facts
from organisation import Organisation
from yaml_text import document

NOW = f"{TODAY.isoformat()}T00:00:00Z"
"""The moment to ask with (`--now`): later, proofs of the inventory have grown old."""
STARTS = "starts.json"

_BRIEF_ENTITY = ("name", "summary", "labels", "links", "kill_switch", "on_call", "shared_with", "vendor_support")
_BRIEF_OPERATION = ("id", "effect", "access", "requires", "also", "reversibility", "idempotency", "receipt")
_BRIEF_CELLS = {
    "reversibility": ("class", "window", "until", "undo", "residue"),
    "idempotency": ("class", "key", "window"),
    "receipt": ("completion", "success"),
}


@dataclass(frozen=True, slots=True)
class Style:
    """How it is written: `together` entities in one file; `brief` leaves out what the graph does not need."""

    together: int = 1
    brief: bool = False


FULL = Style()
DENSE = Style(together=50, brief=True)


def generate(count: int, folder: Path, *, seed: int = 1, style: Style = FULL) -> None:
    """Write the inventory into `folder`, which must not be there yet."""
    folder.mkdir(parents=True)
    plan = Organisation.plan(count, seed)
    _write(folder, "blastradius.yaml", "inventory", [marker(plan)])
    _write(folder, "teams.yaml", "team", [team(plan, index) for index in range(plan.teams)])
    for index, each in enumerate(plan.agents):
        _write(folder, f"agents/{each.id}.yaml", "agent", [agent(plan, index)])
    for area, members in plan.by_area():
        _write_all(folder, f"systems/{area}", "system", (system(plan, index) for index in members), style)
        _write_all(folder, f"credentials/{area}", "credential", (credential(plan, index) for index in members), style)
    (folder / STARTS).write_text(json.dumps(plan.starts(), indent=2) + "\n", encoding="utf-8")


def _write_all(folder: Path, area: str, kind: str, entities: Iterable[Facts], style: Style) -> None:
    waiting: list[Facts] = []
    for facts in entities:
        waiting.append(_brief(facts) if style.brief else facts)
        if len(waiting) == style.together:
            _write(folder, f"{area}/{waiting[0]['id']}.yaml", kind, waiting)
            waiting = []
    if waiting:
        _write(folder, f"{area}/{waiting[0]['id']}.yaml", kind, waiting)


def _write(folder: Path, name: str, kind: str, entities: Sequence[Facts]) -> None:
    up = "../" * name.count("/")
    modeline = f"# yaml-language-server: $schema={up}.blastradius/schemas/{kind}.v1.json"
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    first, *rest = entities
    text = document(modeline, first) + "".join(document("---", each) for each in rest)
    file.write_text(text, encoding="utf-8", newline="\n")


def _brief(facts: Facts) -> Facts:
    """What the graph needs, and what keeps `lint` free of errors."""
    kept = {key: value for key, value in facts.items() if key not in _BRIEF_ENTITY}
    if "operations" in kept:
        kept["operations"] = [_brief_operation(operation) for operation in kept["operations"]]
    return kept


def _brief_operation(operation: Facts) -> Facts:
    kept = {key: operation[key] for key in _BRIEF_OPERATION if key in operation}
    for name, cells in _BRIEF_CELLS.items():
        if name in kept:
            kept[name] = {key: value for key, value in kept[name].items() if key in cells}
    return kept


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, help="number of systems, 30 or more")
    parser.add_argument("folder", type=Path, help="where to write; must not be there yet")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dense", action="store_true", help="short entities, 50 in a file")
    words = parser.parse_args()
    generate(words.count, words.folder, seed=words.seed, style=DENSE if words.dense else FULL)


if __name__ == "__main__":
    main()

"""The credential of new rows: the one that is named, else the only one that people wrote, where it can do that."""

from datetime import UTC, datetime

from blastradius.graph.index import Index
from blastradius.importers.cells import UNKNOWN
from blastradius.importers.yaml_text import Cell
from blastradius.model.catalog import Catalog
from blastradius.model.entities import Agent, System

_ANY_TIME = datetime.min.replace(tzinfo=UTC)
_UNKNOWN = Cell(key="credential", value=UNKNOWN)


class Credentials:
    """Chooses for one system and agent. `remark` says what was taken for granted, where something was.

    `doubt` says why the one that was named may be the wrong one.
    """

    def __init__(self, catalog: Catalog, system: System | None, agent: Agent | None, named: str | None) -> None:
        self.remark = ""
        self.doubt = _doubt(catalog, system, named) if named else ""
        self._catalog = catalog
        self._system = system
        self._cell = Cell(key="credential", value=named) if named else _UNKNOWN
        self._index: Index | None = None
        if system is not None and not named:
            self._infer(system, agent)

    def of(self, operation: str) -> Cell:
        """The cell of a row that does this operation; `unknown` where what was inferred could not even do it."""
        if self._system is None or not self.remark:
            return self._cell
        found = self._catalog.operation.get((self._system.id, operation))
        grants = [grant for grant in self._system.grants if grant.credential == self._cell.value]
        if found is None or not grants:
            return self._cell
        self._index = self._index or Index(self._catalog, _ANY_TIME)
        return self._cell if self._index.suffices(grants, found) else _UNKNOWN

    def _infer(self, system: System, agent: Agent | None) -> None:
        """First what the agent's other rows on the system use, then who has a grant on it."""
        rows = agent.tools if agent else ()
        used = {each.credential for row in rows for each in row.bound if each.system == system.id}
        granted = {grant.credential for grant in system.grants}
        for found, why in (
            (used - {None}, f"as the other rows on {system.id} have it"),
            (granted, f"the only one with a grant on {system.id}"),
        ):
            if len(found) == 1:
                (name,) = found
                self._cell = Cell(key="credential", value=name, why=f"{why}; check it")
                self.remark = f"new rows use `{name}`, {why}, where its grant is wide enough: check that, or name "
                self.remark += "another with `--credential`"
            if found:
                return


def _doubt(catalog: Catalog, system: System | None, named: str) -> str:
    if named not in catalog.credential:
        return f"no credential `{named}` is written yet: `blastradius lint` reports every row with it until it is"
    grants = [grant.credential for grant in system.grants] if system else []
    if system and grants and named not in grants:
        listed = ", ".join(f"`{each}`" for each in dict.fromkeys(grants))
        return f"`{named}` has no grant on {system.id}, and new rows name it; those with one: {listed}"
    return ""

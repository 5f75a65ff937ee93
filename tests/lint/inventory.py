"""Small inventories for the tests of lint, through the real reader."""

from datetime import UTC, datetime
from pathlib import Path

from blastradius.lint.run import LintResult, run_rules
from blastradius.model.catalog import Catalog
from blastradius.source.cache import Cache
from blastradius.source.load import Loaded, load

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def read(folder: Path, **files: str | bytes) -> Loaded:
    """Write `name__sub="text"` as `name/sub.yaml` and read the folder; paths are shown relative to it."""
    for name, content in files.items():
        file = folder / f"{name.replace('__', '/')}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load([folder], here=folder, cache=Cache(None))


def lint(folder: Path, **files: str | bytes) -> LintResult:
    """What lint says about these files."""
    loaded = read(folder, **files)
    return run_rules(loaded, Catalog.of(loaded.documents, complete=loaded.complete), NOW)


def places(result: LintResult, rule: str) -> list[str]:
    """Where a rule reported something, as `path:line`."""
    return [str(finding.location) for finding in result.findings if finding.rule == rule]

"""The real program in a folder of its own, over an inventory, runs and registries in which every text is hostile."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .stage import Stage

_SPEC = importlib.util.spec_from_file_location("cli_conftest", Path(__file__).parents[1] / "cli" / "conftest.py")
assert _SPEC
assert _SPEC.loader
_CLI = sys.modules.setdefault(_SPEC.name, importlib.util.module_from_spec(_SPEC))
_SPEC.loader.exec_module(_CLI)

Cli = _CLI.Cli
Ran = _CLI.Ran
NOW = _CLI.NOW
written = _CLI.written
cli = _CLI.cli
shop = _CLI.shop


@pytest.fixture
def stage(cli: Cli) -> Callable[[str], Stage]:
    """A stage with this text in every place where strangers can put one."""
    return lambda value: Stage(cli, value)

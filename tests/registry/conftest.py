"""The real program over real files; what needs other people's registries says so where they are absent."""

import importlib.util
import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"

_SPEC = importlib.util.spec_from_file_location("cli_conftest", Path(__file__).parents[1] / "cli" / "conftest.py")
assert _SPEC
assert _SPEC.loader
_CLI = sys.modules.setdefault(_SPEC.name, importlib.util.module_from_spec(_SPEC))
_SPEC.loader.exec_module(_CLI)

Cli = _CLI.Cli
written = _CLI.written
cli = _CLI.cli
shop = _CLI.shop


@pytest.fixture
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("other people's registries are not here")
    return SHARED

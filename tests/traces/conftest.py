"""Runs as files, of our own making; and where the recorded ones of others are, if they are there."""

import json
from pathlib import Path
from typing import Any

import pytest

from blastradius.finding import Severity
from blastradius.traces.events import Call
from blastradius.traces.read import Runs, read_runs

CHECKOUT = Path(__file__).parent.parent.parent
RECORDED = CHECKOUT.parent / "shared" / "data" / "traces"


def complete(runs: Runs) -> bool:
    """Whether all of it could be read."""
    return not any(problem.severity is Severity.ERROR for problem in runs.problems)


class Traces:
    """Writes runs and reads them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, value: Any, name: str = "run.json") -> Runs:
        file = self.folder / name
        data = value if isinstance(value, bytes) else (value if isinstance(value, str) else json.dumps(value)).encode()
        file.write_bytes(data)
        return read_runs([str(file)])

    def calls(self, value: Any, name: str = "run.json") -> list[Call]:
        return [event for run in self.read(value, name).sessions for event in run.events if isinstance(event, Call)]


@pytest.fixture
def traces(tmp_path: Path) -> Traces:
    return Traces(tmp_path)


@pytest.fixture
def recorded() -> Path:
    if not RECORDED.is_dir():
        pytest.skip(f"the recorded runs are not here: {RECORDED.name}")
    return RECORDED


def span(number: int, name: str, attributes: dict[str, Any], *, parent: int = 0, **more: Any) -> dict[str, Any]:
    """A span of one trace that begins at second `number`."""
    values = [{"key": key, "value": {"stringValue": value}} for key, value in attributes.items()]
    return {
        "traceId": "a" * 32,
        "spanId": f"{number:016x}",
        "parentSpanId": f"{parent:016x}" if parent else "",
        "name": name,
        "startTimeUnixNano": str(1_795_000_000_000_000_000 + number * 1_000_000_000),
        "endTimeUnixNano": str(1_795_000_000_500_000_000 + number * 1_000_000_000),
        "attributes": values,
        **more,
    }


def otlp(*spans: dict[str, Any], service: str = "bot") -> dict[str, Any]:
    """The spans as one document."""
    about = {"attributes": [{"key": "service.name", "value": {"stringValue": service}}]}
    return {"resourceSpans": [{"resource": about, "scopeSpans": [{"spans": list(spans)}], "unknownField": 1}]}

"""`blastradius/baseline/v1`: the file that `lint --baseline` reads. One line for each finding, for small diffs."""

import json
from collections.abc import Iterable

from blastradius.source.baseline import SCHEMA, Known
from blastradius.source.invisible import escaped


def baseline(known: Iterable[Known]) -> str:
    """The file as JSON."""
    lines = ",\n".join(f"    {escaped(json.dumps(_entry(each), ensure_ascii=False))}" for each in known)
    listed = f"[\n{lines}\n  ]" if lines else "[]"
    return f'{{\n  "schema": {json.dumps(SCHEMA)},\n  "findings": {listed}\n}}\n'


def _entry(known: Known) -> dict[str, str | int]:
    return {
        "identity": known.identity,
        "rule": known.rule,
        "where": known.where,
        "pointer": known.pointer,
        "message": known.message,
        "found": known.found,
    }

"""The words of languages that travel with the program: one file of data for each."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from blastradius.resources import LANGUAGES
from blastradius.source.yaml import read_yaml


@cache
def languages() -> tuple[Mapping[str, Any], ...]:
    """The data of every file, by name."""
    return tuple(
        document.data
        for file in sorted(LANGUAGES.glob("*.yaml"))
        for document in read_yaml(file.read_text(encoding="utf-8"), file.name)[0]
    )

"""The sources: a new one is a module with a function `read`, and a line here."""

from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

from blastradius.foreign import anthropic, backstage, mcp, openai, openapi
from blastradius.foreign.description import Registry

Reader = Callable[[Path, str, str | None], Registry]

READERS = MappingProxyType(
    {
        "mcp": mcp.read,
        "openapi": openapi.read,
        "backstage": backstage.read,
        "openai": openai.read,
        "anthropic": anthropic.read,
    }
)


def read(source: str, file: Path, shown: str, server: str | None = None) -> Registry:
    """What a file registers.

    Raises:
        InputError: it cannot be read, or is not what the source makes.
    """
    reader: Reader = READERS[source]
    return reader(file, shown, server)

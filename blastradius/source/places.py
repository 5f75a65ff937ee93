"""Where a user keeps what programs remember: the folders for caches and for state, with our name in them."""

import os
import sys
from pathlib import Path

VARIABLE = "BLASTRADIUS_CACHE_DIR"
_NAME = "blastradius"
_LINUX = sys.platform.startswith("linux")


def cache_folder() -> Path:
    """Where caches are kept."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    if _LINUX:
        return _by_xdg("XDG_CACHE_HOME", ".cache")
    from platformdirs import user_cache_path  # noqa: PLC0415 - 5 ms, which Linux can do without

    return user_cache_path(_NAME, appauthor=False)


def state_folder() -> Path:
    """Where what belongs to this user on this machine is kept, which no cache should travel with."""
    if _LINUX:
        return _by_xdg("XDG_STATE_HOME", ".local/state")
    from platformdirs import user_state_path  # noqa: PLC0415 - as above

    return user_state_path(_NAME, appauthor=False)


def _by_xdg(variable: str, below_home: str) -> Path:
    """As the XDG Base Directory Specification has it: a relative path in a variable does not count.

    Raises:
        RuntimeError: this user has no home.
    """
    named = Path(os.environ.get(variable, ""))
    return (named if named.is_absolute() else Path.home() / below_home) / _NAME

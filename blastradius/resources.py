"""Where the files are that travel with the program. In a checkout they lie beside the package, in a wheel inside it."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "data"
_BASE = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent

SCHEMAS = _BASE / "schemas"
TEMPLATES = _BASE / "templates"
LANGUAGES = _BASE / "languages"
VENDORS = _BASE / "inventories" / "vendors"
FRAMEWORKS = _BASE / "frameworks"

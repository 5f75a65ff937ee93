"""What a query leaves to be filled in, in braces."""

import re

PLACEHOLDERS = ("principal", "agent", "since", "until")
FILLED_IN = re.compile(rf"\{{({'|'.join(PLACEHOLDERS)})\}}")
DOUBLED = re.compile(rf"\{{\{{\s*(?:{'|'.join(PLACEHOLDERS)})\s*\}}\}}")

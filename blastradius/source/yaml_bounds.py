"""How much YAML is read from one file, whoever reads it."""

DEEPEST = 40
"""Levels of mappings and lists."""
MOST_DOCUMENTS = 10_000
MOST_BROKEN = 100
"""Documents that end in a syntax error: after each one the rest is parsed anew."""

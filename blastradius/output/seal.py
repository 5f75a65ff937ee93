"""The place that a JSON file keeps for its seal, since JSON has no comments."""

UNSEALED = "blastradius runbook v1 (unsealed)"
"""Whoever writes the file puts its name and digest in place of this text, which stands in it as one whole value."""

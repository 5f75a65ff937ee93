"""Recorded agent runs: files of many formats to one stream of events."""

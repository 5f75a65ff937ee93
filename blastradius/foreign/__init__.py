"""Readers of other people's registries: one file per source, each from a file to a frozen description."""

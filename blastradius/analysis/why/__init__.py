"""Why something is reached, what else leads there, and why something is not."""

"""Which calls a runtime may make again by itself: one policy for each tool, from the facts of its operations."""

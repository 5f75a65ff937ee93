"""`retries`: effects that happened twice, calls whose outcome is not known, and retries that were not safe."""

"""Which agents may be launched: every cell of every tool known, and proven not too long ago."""

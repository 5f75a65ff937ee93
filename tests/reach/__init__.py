"""Independent proof that reach is right."""

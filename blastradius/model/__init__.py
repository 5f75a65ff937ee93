"""What the words of an inventory mean: frozen entities that know where they were written, and no YAML."""

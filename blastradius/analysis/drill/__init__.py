"""A rehearsal of the first hour: a tool, a bad day, and the questions that are asked then."""

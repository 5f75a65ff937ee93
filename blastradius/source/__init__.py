"""From files to documents: finding, reading and validating what people wrote, and keeping every position."""

"""One module per question, from catalog and graph to frozen reports."""

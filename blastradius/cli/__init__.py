"""The command line: options, wiring, printing, exit codes. No logic, and no heavy import before it is needed."""

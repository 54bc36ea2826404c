"""The command line: one command a question, and those that load, decide, draw, export and serve."""

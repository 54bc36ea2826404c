"""How fast it is, and beside what: run by hand, never as tests."""

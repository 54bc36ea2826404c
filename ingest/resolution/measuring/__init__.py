"""How good who is who is, on names whose truth is known."""

"""How to go on with fewer clusters."""

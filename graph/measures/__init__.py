"""What can be computed of a network or of sets: pure functions, and the engine that runs them."""

"""The one vocabulary, the store, the networks and their measures."""

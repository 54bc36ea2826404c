"""How consolidation candidates are scored: what is known of clusters, features, weights, flips."""

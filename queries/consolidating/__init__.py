"""Which two clusters could go on as one: the question, its features, weights and score, and what would turn it."""

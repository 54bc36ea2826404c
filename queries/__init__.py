"""One file per question: a Cypher constant, a typed row, a function."""

"""How alike two initiatives are: titles, vectors, candidates, the evidence in bits, and the kind of likeness."""

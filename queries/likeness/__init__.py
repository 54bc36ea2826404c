"""What is done twice: how alike two initiatives are, in titles, vectors and bits of evidence, and of which kind."""

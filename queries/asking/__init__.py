"""How a question is described and asked, and where its answer is kept."""

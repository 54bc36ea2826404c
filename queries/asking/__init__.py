"""How a question is described and asked, at which desk, and where its answer is kept."""

"""What is drawn: which nodes and ties are shown, where they stand, and what they say."""

"""Answers as pictures: the network of each question, what is measured in it, and how marks and ties look."""

"""Who has worked with whom, and who probably will."""

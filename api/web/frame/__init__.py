"""What every page shares: rendering, routing, login, uploads, jobs and the words of a review."""

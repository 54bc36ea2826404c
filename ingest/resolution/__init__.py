"""Who is who: which records of organisations are one organisation, and why."""

"""What was, what changed, what lasted."""

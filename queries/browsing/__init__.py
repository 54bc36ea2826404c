"""Finding entities, listing them, and what is known of how they are covered."""

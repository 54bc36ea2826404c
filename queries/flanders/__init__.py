"""What the Flemish report says of its own tables, so that it can be checked."""

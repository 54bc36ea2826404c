"""What several questions and pages look up: entities by name, an entity's record, what is loaded."""

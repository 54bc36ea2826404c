"""Which column of a list holds which field: by its heading, in all official EU languages, and by its cells."""

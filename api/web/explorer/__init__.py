"""The network that a reader explores in the browser: its page, data, files and words."""

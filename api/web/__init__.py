"""The pages for people: one file a page, each of which asks a question and renders its rows."""

"""One file a page: it asks questions and renders a template."""

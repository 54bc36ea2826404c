"""One file a source, each a function that reads its documents into facts; the registry lists them."""

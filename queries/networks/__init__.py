"""Who works with whom: the networks of clusters and organisations, and what is measured on them."""

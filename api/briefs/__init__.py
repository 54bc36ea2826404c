"""Briefs: what there is to say of a cluster, an organisation, a project or a pair, on a page or two, to take away."""

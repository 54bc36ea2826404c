"""NetworkX's algorithms on sparse matrices: a back end that NetworkX finds by the name `intercluster`.

`nx.betweenness_centrality(network, backend="intercluster")`, or NETWORKX_BACKEND_PRIORITY=intercluster for every call.
What it does not do, NetworkX does. Nothing heavy is imported before a function is called: a small graph pays nothing.
"""

"""The network of clusters around two, drawn as they are and as it would be if the two were one."""

from dataclasses import dataclass, replace

from graph.measures.network import collaboration_network
from graph.picture.picture import Picture, of_network
from graph.store import Store
from graph.store.answers import all_facts, kept
from queries.consolidating.landscape import landscape
from queries.consolidating.what_if import merged, sides_of
from queries.lookup.entities import resolve


@dataclass(frozen=True, slots=True)
class Joining:
    """Two pictures of the same clusters: in `before` the pair is `centres`, in `after` it is the one `centre`.

    An organisation stands for the clusters that it runs, so `centres` may hold more than two, or only the first.
    """

    before: Picture
    after: Picture
    centres: tuple[str, ...]
    centre: str


@kept
def joining(store: Store, a: str, b: str) -> Joining:
    """Return the collaboration network around two before and after, as `what_if` counts it."""
    land, facts = landscape(store), all_facts(store)
    sides = sides_of(land, a, b)
    whole = collaboration_network(store)
    around = sides.both.union(*(whole.neighbors(cluster) for cluster in sides.both))
    near = whole.subgraph(around)
    centre = min(sides.a)
    before = of_network(near, facts, "")
    after = of_network(merged(near, sides.both, centre), facts, "")
    name = f"{land.names[centre].name} + {resolve(land.names, b).name}"
    nodes = tuple(replace(node, name=name) if node.id == centre else node for node in after.nodes)
    return Joining(before, replace(after, nodes=nodes), (centre, *sorted(sides.b)), centre)

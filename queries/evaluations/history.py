"""What became of clusters: as the loaded sources tell it, or a table of one's own."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from graph.errors import AmbiguousError, BadInputError, NotFoundError
from graph.messages import Message
from graph.store import Store
from queries.consolidating.landscape import Landscape
from queries.lookup.entities import Entity, matches, resolve
from queries.lookup.happened import happened
from queries.lookup.tables import rows

UNCLEAR = frozenset({"unclear", "unknown"})
BY_ITSELF = frozenset({"", "-", "independent", "itself"})

OUTCOMES = """
MATCH (c:Cluster)-[r:CONTINUES_IN]->(t:Cluster|Organisation)
RETURN c.id AS cluster, t.id AS target, r.sources AS sources
ORDER BY cluster, target
"""

FILE = Message("The history")


@dataclass(frozen=True, slots=True)
class Case:
    """What became of a cluster, in a word.

    `folded` says whether it went into something, None where that is unclear. Any of the `targets` is right; there are
    none where what it went into is not loaded.
    """

    cluster: str
    outcome: str
    folded: bool | None
    targets: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def loaded(store: Store) -> list[Case]:
    """Return what the loaded sources say became of each cluster, by the cluster's id."""
    targets: dict[str, list[str]] = defaultdict(list)
    places: dict[str, list[str]] = defaultdict(list)
    for row in store.rows(OUTCOMES):
        targets[row["cluster"]].append(row["target"])
        places[row["cluster"]] += row["sources"]
    return [
        Case(
            cluster,
            said.outcome,
            None if said.outcome in UNCLEAR else cluster in targets,
            tuple(targets[cluster]),
            tuple(dict.fromkeys(places[cluster])) or (said.source,),
        )
        for cluster, said in sorted(happened(store).items())
    ]


def read(text: str, land: Landscape) -> list[Case]:
    """Return what a table with the columns cluster and became tells, by the cluster's id.

    `became` names what a cluster went into: a cluster or an organisation that is loaded, or something later; then the
    other clusters that went into the same are right. Empty, "-" or "independent" is a cluster that went on by itself,
    "unclear" one of which that is not known. A cluster may have several rows. Raise an error that names the row where
    the cluster is not loaded.
    """
    said: dict[str, list[str]] = defaultdict(list)
    clusters = {one: land.names[one] for one in land.clusters}
    for number, (cluster, became) in rows(text, FILE, [("cluster", "became")]):
        try:
            said[resolve(clusters, cluster).id].append(became)
        except (AmbiguousError, NotFoundError) as error:
            place = Message("%(what)s, row %(number)s: %(error)s", what=FILE, number=number, error=error.message)
            raise type(error)(place) from None
    if not said:
        raise BadInputError("There is no cluster in the history.")
    together: dict[str, set[str]] = defaultdict(set)
    for cluster, names in said.items():
        for name in names:
            together[name.casefold()].add(cluster)
    return [_case(land.names, cluster, names, together) for cluster, names in sorted(said.items())]


def _case(known: Mapping[str, Entity], cluster: str, became: list[str], together: Mapping[str, set[str]]) -> Case:
    words = {name.casefold() for name in became}
    into = [name for name in became if name.casefold() not in BY_ITSELF | UNCLEAR]
    if not into:
        return Case(cluster, became[0] or "independent", None if words & UNCLEAR else False)
    targets = {one for name in into for one in _named(known, name) or together[name.casefold()]} - {cluster}
    return Case(cluster, ", ".join(into), True, tuple(sorted(targets)))


def _named(known: Mapping[str, Entity], name: str) -> set[str]:
    """Return the cluster or the organisation of just that name or id, nothing where none or several are called so."""
    found = [one.entity for one in matches(known, name, 100.0) if one.score == 100.0]
    homes = [one for one in found if one.label == "Cluster"] or [one for one in found if one.label == "Organisation"]
    return {homes[0].id} if len(homes) == 1 else set()

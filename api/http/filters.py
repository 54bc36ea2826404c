"""The picture of the graph that a request asks for, filtered by its query parameters."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, TypeAlias

from fastapi import Depends, Query

from api.drawing.pictures import Network, network_picture
from api.http.stores import AsOf, DeskDependency, StoreDependency
from graph.days import Calendar, day_of, inside
from graph.errors import BadInputError, NotFoundError
from graph.facts import Facts
from graph.measures.network import Over
from graph.picture.between import clusters
from graph.picture.picture import MOST_NODES, NOTHING, Picture, Places, heaviest, only, open_on, whole
from graph.picture.selection import Filters
from graph.store import Store
from graph.store.answers import all_facts, kept, made
from graph.store.then import span
from queries.asking.desk import Desk
from queries.lookup.entities import entities, resolve
from queries.lookup.selected import selected

MOST_EXPLORED = 5000
MOST_TIES = 20_000
"""All ties of the organisations of Horizon 2020 are 70 MB of JSON, which no page or notebook draws."""
View: TypeAlias = Literal["clusters", "all"]


def selected_ids(
    store: StoreDependency,
    among: Annotated[
        list[str] | None,
        Query(description="only these entities: ids or names, apart by commas; the measures of a network stay its own"),
    ] = None,
) -> frozenset[str] | None:
    """Return the ids of the selection that a request names, None where it names none."""
    text = ",".join(among or ())
    return frozenset(one.id for one in selected(store, text)) if text else None


SelectedIds = Annotated[frozenset[str] | None, Depends(selected_ids)]
OverlapOver = Annotated[Over | None, Query(description="of the network overlap: what the clusters may share")]
YEARS = {"ge": 1900, "le": 2200}


@dataclass(frozen=True, slots=True)
class NetworkView:
    """What a request asks to see; `view` is clusters, all, or None for what suits the data."""

    filters: Filters
    view: View | None


def wanted(
    store: StoreDependency,
    among: SelectedIds,
    view: Annotated[View | None, Query(description="clusters: only clusters, and what they have in common")] = None,
    kind: Annotated[list[str] | None, Query(description="node types or kinds to keep: Cluster, IBN, firm")] = None,
    relation: Annotated[list[str] | None, Query(description="relation types to keep: HOSTS")] = None,
    at: AsOf = None,
    first_year: Annotated[int | None, Query(**YEARS, description="what was active in this year or later")] = None,
    last_year: Annotated[int | None, Query(**YEARS, description="what was active in this year or before")] = None,
    ego: Annotated[str | None, Query(description="only around this entity (name or id)")] = None,
    depth: Annotated[int, Query(ge=1, le=5, description="how many ties around it")] = 1,
    min_weight: Annotated[float, Query(ge=0, description="ties of at least this weight")] = 0,
) -> NetworkView:
    """Return what the query parameters say; see `graph.picture.selection.Filters`.

    Raise BadInputError for a day that is none or is outside the data.
    """
    centre = resolve(entities(store), ego).id if ego else None
    day = inside(span(store), day_of(at)) if at else None
    since = date(first_year, 1, 1) if first_year else day
    until = date(last_year, 12, 31) if last_year else day
    filters = Filters(tuple(kind or ()), tuple(relation or ()), since, until, centre, depth, min_weight, among)
    return NetworkView(filters, view)


NetworkViewDependency = Annotated[NetworkView, Depends(wanted)]


@kept
def picture_of(store: Store, filters: Filters, view: View, most: int) -> Picture:
    """Return a picture of at most `most` nodes; of one day, dashed is what may not have been there.

    Filters move no mark, save those of an entity's surroundings.
    """
    return made(drawn, store, filters, view, most)


def drawn(store: Store, filters: Filters, view: View, most: int) -> Picture:
    """Return a picture as `picture_of`, made anew."""
    places = None if filters == Filters() or filters.ego else _places(store, view, most)
    facts, day = all_facts(store), filters.day
    if day is None:
        return _drawn(facts, filters, view, most, places)
    calendar = Calendar(facts)
    then = calendar.as_of(calendar.inside(day))
    found = sure = _drawn(then.facts, filters, view, most, places)
    if then.unknown:
        try:
            sure = _drawn(calendar.as_of(day, sure=True).facts, filters, view, most, places)
        except NotFoundError:
            sure = NOTHING
    return open_on(day, found, sure)


def _drawn(facts: Facts, filters: Filters, view: View, most: int, places: Places | None) -> Picture:
    if view == "clusters":
        return clusters(facts, filters, most, places)
    return whole(facts, filters, places, most)


@kept
def _places(store: Store, view: View, most: int) -> Places:
    return {node.id: (node.x, node.y) for node in picture_of(store, Filters(), view, most).nodes}


def filtered_picture(
    wanted: NetworkViewDependency,
    store: StoreDependency,
    desk: DeskDependency,
    network: Annotated[
        Network | None,
        Query(
            description="this network instead of a selection of the graph: nodes with `measures` (degree, strength, "
            "betweenness, closeness, pagerank, constraint, community ...), ties of overlap with `q` and whether they "
            "are `significant` (q at most 0.05); of the other filters it goes with `most`, `most_ties`, `at`, `among` "
            "and `over`"
        ),
    ] = None,
    over: OverlapOver = None,
    most: Annotated[int, Query(ge=1, le=MOST_EXPLORED, description="at most so many nodes")] = MOST_NODES,
    most_ties: Annotated[
        int, Query(ge=0, le=1_000_000, description="at most so many ties, those that weigh the most")
    ] = MOST_TIES,
) -> Picture:
    """Return the filtered picture, or a network; raise BadInputError where both are asked for."""
    return heaviest(_picture(wanted, store, desk, network, over, most), most_ties)


def _picture(
    wanted: NetworkView, store: Store, desk: Desk, network: Network | None, over: Over | None, most: int
) -> Picture:
    if network or over:
        day = wanted.filters.day
        ids = wanted.filters.within
        if wanted != NetworkView(Filters(since=day, until=day, within=ids), None):
            raise BadInputError(
                "'network' goes with 'most', 'most_ties', 'at' and 'among' alone: "
                "other filters are for parts of the graph."
            )
        found = network_picture(desk, store, network or "overlap", most, over, day)
        return found if ids is None else only(found, ids)
    return picture_of(store, wanted.filters, "all" if wanted.filters.ego else wanted.view or "all", most)


FilteredPicture = Annotated[Picture, Depends(filtered_picture)]

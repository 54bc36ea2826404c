"""The picture of the graph that a request asks for, filtered by its query parameters."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request

from api.http.stores import StoreDependency
from graph.facts import Facts
from graph.picture.between import clusters
from graph.picture.picture import MOST_NODES, Picture, whole
from graph.picture.selection import Filters
from graph.schema import Cluster
from graph.store import Store
from queries.lookup.entities import entities, resolve

MOST_EXPLORED = 5000
MOST_AROUND = 300
YEARS = {"ge": 1900, "le": 2200}


@dataclass(frozen=True, slots=True)
class NetworkView:
    """What a request asks to see; `view` is clusters, all, or None for what suits the data."""

    filters: Filters
    view: Literal["clusters", "all"] | None


def wanted(
    request: Request,
    store: StoreDependency,
    view: Annotated[
        Literal["clusters", "all"] | None, Query(description="clusters: only clusters, and what they have in common")
    ] = None,
    kind: Annotated[list[str] | None, Query(description="node types or kinds to keep: Cluster, IBN, firm")] = None,
    relation: Annotated[list[str] | None, Query(description="relation types to keep: HOSTS")] = None,
    at: Annotated[date | None, Query(description="what was active on this day; unknown dates are kept")] = None,
    first_year: Annotated[int | None, Query(**YEARS, description="what was active in this year or later")] = None,
    last_year: Annotated[int | None, Query(**YEARS, description="what was active in this year or before")] = None,
    ego: Annotated[str | None, Query(description="only around this entity (name or id)")] = None,
    depth: Annotated[int, Query(ge=1, le=5, description="how many ties around it")] = 1,
    min_weight: Annotated[float, Query(ge=0, description="ties of at least this weight")] = 0,
) -> NetworkView:
    """Return what the query parameters say; see `graph.picture.selection.Filters`."""
    key = (store.data_version, "entities")
    centre = resolve(request.app.state.pictures.get(key, lambda: entities(store)), ego).id if ego else None
    since = date(first_year, 1, 1) if first_year else at
    until = date(last_year, 12, 31) if last_year else at
    filters = Filters(tuple(kind or ()), tuple(relation or ()), since, until, centre, depth, min_weight)
    return NetworkView(filters, view)


NetworkViewDependency = Annotated[NetworkView, Depends(wanted)]


class Drawer:
    """Draws pictures of the store that one request reads; one that was drawn once is kept until the data change."""

    def __init__(self, store: Store, kept: Any) -> None:
        self.store = store
        self._kept = kept

    def facts(self) -> Facts:
        """Return the whole graph as records."""
        found: Facts = self._kept.get((self.store.data_version, "facts"), self.store.facts)
        return found

    def view(self, wanted: NetworkView) -> str:
        """Return what is shown: `clusters` or `all`; where there are no clusters or one entity's surroundings, all."""
        if wanted.filters.ego or not self.facts().nodes(Cluster):
            return "all"
        return wanted.view or "clusters"

    def picture(self, wanted: NetworkView, view: str, most: int) -> Picture:
        """Return a picture of at most `most` nodes."""
        key = (self.store.data_version, "picture", wanted.filters, view, most)
        found: Picture = self._kept.get(key, lambda: self._drawn(wanted.filters, view, most))
        return found

    def explored(self, wanted: NetworkView) -> Picture:
        """Return what the explorer shows."""
        most = MOST_AROUND if wanted.filters.ego else MOST_EXPLORED
        return self.picture(wanted, self.view(wanted), most)

    def _drawn(self, filters: Filters, view: str, most: int) -> Picture:
        if view == "clusters":
            return clusters(self.facts(), filters, most)
        return whole(
            self.facts(),
            kinds=filters.kinds,
            relations=filters.relations,
            since=filters.since,
            until=filters.until,
            ego=filters.ego,
            depth=filters.depth,
            min_weight=filters.min_weight,
            most=most,
        )


def drawer(request: Request, store: StoreDependency) -> Drawer:
    """Return the drawer of a request."""
    return Drawer(store, request.app.state.pictures)


DrawerDependency = Annotated[Drawer, Depends(drawer)]


def filtered_picture(
    wanted: NetworkViewDependency,
    drawer: DrawerDependency,
    most: Annotated[int, Query(ge=1, le=MOST_EXPLORED, description="at most so many nodes")] = MOST_NODES,
) -> Picture:
    """Return the filtered picture."""
    return drawer.picture(wanted, "all" if wanted.filters.ego else wanted.view or "all", most)


FilteredPicture = Annotated[Picture, Depends(filtered_picture)]

"""The picture of the whole graph that a request asks for, filtered by its query parameters."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Query

from api.stores import StoreDependency
from graph.picture import Picture, whole
from queries.entities import entities, resolve


def filtered_picture(
    store: StoreDependency,
    kind: Annotated[list[str] | None, Query(description="node types or kinds to keep: Cluster, IBN, firm")] = None,
    relation: Annotated[list[str] | None, Query(description="relation types to keep: HOSTS")] = None,
    at: Annotated[date | None, Query(description="what was active on this day; unknown dates are kept")] = None,
    ego: Annotated[str | None, Query(description="only around this entity (name or id)")] = None,
    depth: Annotated[int, Query(ge=1, le=5, description="how many ties around it")] = 1,
    min_weight: Annotated[float, Query(ge=0, description="ties of at least this weight")] = 0,
) -> Picture:
    """Return the filtered picture; see `graph.picture.whole`."""
    centre = resolve(entities(store), ego).id if ego else None
    return whole(store.facts(), kinds=kind, relations=relation, at=at, ego=centre, depth=depth, min_weight=min_weight)


FilteredPicture = Annotated[Picture, Depends(filtered_picture)]

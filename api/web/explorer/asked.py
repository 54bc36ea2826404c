"""What a request asks the explorer to show, by its address."""

from dataclasses import dataclass, replace
from typing import Annotated, TypeAlias

from fastapi import Depends, Query, Request

from api.drawing.pictures import DRAWN
from api.http.filters import NetworkViewDependency
from api.http.stores import StoreDependency
from api.web.explorer.choices import CHOICES, LEAST, OF_ITSELF, within
from api.words.terms import N_
from graph.errors import NotFoundError
from graph.picture.selection import Filters, surroundings
from graph.schema import Cluster, node_type
from graph.store import Store
from graph.store.answers import all_facts
from queries.lookup.summary import summary

NETWORKS = {
    "clusters": N_("Clusters and what they share"),
    "centrality": N_("Who is central, and who brokers"),
    "overlap": N_("Overlap, and whether beyond chance"),
    "consolidation": N_("What could be joined"),
    "duplicates": N_("What looks alike"),
    "members": N_("Clusters and their members"),
    "affiliation": N_("Who takes part in what"),
    "communities": N_("Communities of organisations"),
    "organisations": N_("Organisations that work together"),
    "all": N_("Everything"),
    "collaboration": N_("Which clusters work together"),
    "path": N_("How two are connected"),
    "what_if": N_("Two as they would be as one"),
    "changes": N_("What changed between two days"),
}
"""What may be shown, in words. The last ones are reached from elsewhere, or name two entities."""

CHOSEN_ELSEWHERE = ("collaboration", "path", "what_if", "changes")
ALL_AT_ONCE = 5000
"""More entities than this are not drawn at first sight, their communities are."""

Text: TypeAlias = Annotated[str | None, Query(max_length=300)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be shown: one of NETWORKS, with a question's `arguments`, narrowed by filters, sized and coloured.

    `projects` are the ids of those that the ties of an organisations' network are to be of, None for all; `unfolded`
    the folded marks that are opened.
    """

    network: str
    filters: Filters
    arguments: tuple[tuple[str, str], ...] = ()
    projects: frozenset[str] | None = None
    community: int | None = None
    unfolded: frozenset[str] = frozenset()
    size: str | None = None
    colour: str | None = None


def asked(
    request: Request,
    store: StoreDependency,
    wanted: NetworkViewDependency,
    network: Text = None,
    country: Text = None,
    instrument: Text = None,
    theme: Text = None,
    region: Text = None,
    programme: Text = None,
    source: Text = None,
    least_eur: Annotated[float | None, Query(ge=0, description="a grant of at least so many euro")] = None,
    size: Text = None,
    colour: Text = None,
    community: Annotated[int | None, Query(ge=1)] = None,
    unfold: Annotated[str, Query(max_length=2000)] = "",
) -> Asked:
    """Return what the query parameters say; filters of communities ask for the organisations that they leave.

    Raise NotFoundError where there is no such network.
    """
    name = _network(store, wanted.filters, network or wanted.view, community)
    drawn = DRAWN.get(name)
    own = [one.name for one in drawn.question.parameters if not one.on_command_line] if drawn else []
    told = ((one, request.query_params.get(one)) for one in own if one not in ("at", "network", "among"))
    given = (country, region, programme, instrument, theme, source)
    chosen = tuple((facet, value) for facet, value in zip(CHOICES, given, strict=True) if value)
    chosen += ((LEAST, str(least_eur)),) if least_eur else ()
    among, facets = wanted.filters.within, within(store, chosen)
    if name == "all" and among and not wanted.filters.ego:
        among = surroundings(all_facts(store), among)
    filters = replace(wanted.filters, within=among if facets is None else facets if among is None else among & facets)
    if name == "communities" and replace(filters, ego=None) != Filters():
        name = "organisations"
    tied = tuple((facet, value) for facet, value in chosen if facet not in OF_ITSELF)
    return Asked(
        network=name,
        filters=filters,
        arguments=tuple((one, value) for one, value in told if value),
        projects=within(store, tied),
        community=community,
        unfolded=frozenset(unfold.split()),
        size=size or None,
        colour=colour or None,
    )


AskedDependency = Annotated[Asked, Depends(asked)]


def _network(store: Store, filters: Filters, given: str | None, community: int | None) -> str:
    """Return what is shown: around one entity all; where there are no clusters, all or the communities of so much."""
    if given and given not in NETWORKS:
        raise NotFoundError(
            "There is no network '%(name)s'; there are: %(there)s.", name=given, there=", ".join(NETWORKS)
        )
    if filters.ego:
        return "all"
    if community is not None:
        return "organisations"
    if given and (given != "clusters" or all_facts(store).nodes(Cluster)):
        return given
    if filters.within and any(node_type(one) is not Cluster for one in filters.within):
        return "all"
    if all_facts(store).nodes(Cluster):
        return "clusters"
    return "all" if sum(summary(store).counts.values()) <= ALL_AT_ONCE else "communities"

"""What the explorer draws: a selection of the graph or the network of a question, narrowed, sized and coloured."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

import networkx as nx

from api.drawing.communities import communities_picture, organisations_picture
from api.drawing.networks import MEASURES, measured
from api.drawing.pictures import DRAWN, Network, network_picture, typed
from api.http.filters import MOST_EXPLORED, picture_of
from api.web.explorer.asked import Asked
from graph.days import Calendar
from graph.errors import BadInputError
from graph.picture.folding import folded
from graph.picture.picture import Picture, PictureNode, only, open_on, placed
from graph.picture.scales import COUNTRY, KIND, looks
from graph.picture.selection import Filters, select
from graph.schema import MemberOf, Project
from graph.store import Store
from graph.store.answers import all_facts, kept
from queries.asking.desk import Desk
from queries.lookup.catalogue import catalogue

MOST_AROUND = 300
NETWORKS: Mapping[str, Network] = {"members": "members", "affiliation": "affiliation"}
"""Networks that are no question's answer."""

KNOWN = ("grant_eur", "members", "projects", "organisations", "start_year")
"""What size and colour may stand for beside measures of the network; null where unknown."""

SIZES = (*(name for name in MEASURES if name not in ("community", "community_stability", "component")), *KNOWN)
USUAL = {**{name: (one.size, one.colour) for name, one in DRAWN.items()}, "communities": ("organisations", None)}
"""Size and colour where none is asked for."""

COLOURS = (KIND, COUNTRY, "community", *SIZES)


@kept
def shown(store: Store, desk: Desk, asked: Asked) -> Picture:
    """Return what is to be drawn.

    Raise BadInputError where a question's argument is wrong or the size or colour is none that there is, and what the
    question raises.
    """
    for name, known in ((asked.size, SIZES), (asked.colour, COLOURS)):
        if name and name not in known:
            there = ", ".join(known)
            raise BadInputError("'%(name)s' is no measure; there are: %(there)s.", name=name, there=there)
    usual = USUAL.get(asked.network, (None, None))
    size, colour = asked.size or usual[0], asked.colour or usual[1]
    picture = _attributed(store, _drawn(store, desk, asked, measures={size, colour} & set(MEASURES) != set()))
    return looks(picture, size, colour) if picture.nodes else picture


def _drawn(store: Store, desk: Desk, asked: Asked, *, measures: bool) -> Picture:
    """Return the picture; what is not measured anyway with its measures only if they are wanted."""
    filters = asked.filters
    if asked.network == "organisations":
        return _organisations(store, asked, measures=measures)
    if asked.network in DRAWN or asked.network in ("members", "affiliation"):
        return _narrowed(store, _network(store, desk, asked), filters)
    if asked.network == "communities":
        found = communities_picture(store)
    elif filters.ego:
        found = folded(picture_of(store, filters, "all", MOST_AROUND), asked.unfolded)
    else:
        found = picture_of(store, filters, "clusters" if asked.network == "clusters" else "all", MOST_EXPLORED)
    return _measured(found) if measures else found


def _organisations(store: Store, asked: Asked, *, measures: bool) -> Picture:
    """Return organisations of the kinds and facets that are wanted, by projects of the period and facets."""
    filters, facts, rows, projects = asked.filters, all_facts(store), None, None
    if filters.kinds or filters.within is not None:
        rows = select(facts, Filters(filters.kinds, within=filters.within)).nodes.keys()
    if filters.since or filters.until or asked.projects is not None:
        period = Filters(("Project",), since=filters.since, until=filters.until, within=asked.projects)
        projects = select(facts, period).nodes.keys()

    def draw(projects: Collection[str] | None) -> Picture:
        return organisations_picture(store, asked.community, rows, projects, measures=measures)

    if filters.day is None or projects is None:
        return draw(projects)
    calendar = Calendar(facts)
    day = calendar.inside(filters.day)
    sure = {one.id for one in facts.nodes(Project) if one.id in projects and calendar.holds(one, day)}
    return open_on(day, found := draw(projects), found if len(sure) == len(projects) else draw(sure))


def _network(store: Store, desk: Desk, asked: Asked) -> Picture:
    """Return a network; as of a day with each mark where it is without one."""
    day = asked.filters.day
    if day:
        always = shown(store, desk, Asked(asked.network, Filters(), asked.arguments))
        places = {node.id: (node.x, node.y) for node in always.nodes}
        return placed(_network_at(store, desk, asked, day), places)
    return _network_at(store, desk, asked, None)


def _network_at(store: Store, desk: Desk, asked: Asked, day: date | None) -> Picture:
    if asked.network in NETWORKS:
        return network_picture(desk, store, NETWORKS[asked.network], MOST_EXPLORED, at=day)
    arguments = typed(asked.network, dict(asked.arguments))
    return DRAWN[asked.network].unscaled(desk, store, MOST_EXPLORED, at=day.isoformat() if day else None, **arguments)


def _narrowed(store: Store, picture: Picture, filters: Filters) -> Picture:
    """Return what the filters leave of a network, each mark where it is without them."""
    kept_ids = select(all_facts(store), replace(filters, relations=(), ego=None, min_weight=0)).nodes
    found = only(picture, kept_ids)
    return replace(found, edges=tuple(edge for edge in found.edges if edge.weight >= filters.min_weight))


def _measured(picture: Picture) -> Picture:
    """Return a picture whose nodes have the measures of the network that it shows."""
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(node.id for node in picture.nodes)
    network.add_weighted_edges_from((edge.start, edge.end, edge.weight) for edge in picture.edges)
    found = measured(network)
    nodes = tuple(replace(node, measures={**found[node.id], **node.measures}) for node in picture.nodes)
    return replace(picture, nodes=nodes)


def _attributed(store: Store, picture: Picture) -> Picture:
    """Return a picture whose nodes have what is known of each beside the measures of the network, and a country."""
    known = _known(store)

    def told(node: PictureNode) -> PictureNode:
        values, country = known.get(node.id, (dict.fromkeys(KNOWN), node.country))
        return replace(node, measures={**values, **node.measures}, country=node.country or country)

    return replace(picture, nodes=tuple(map(told, picture.nodes)))


@kept
def _known(store: Store) -> Mapping[str, tuple[Mapping[str, float | None], str | None]]:
    members = Counter(end for _, end in {(tie.start, tie.end) for tie in all_facts(store).relations(MemberOf)})
    return {
        one.listed.id: (
            {
                "grant_eur": one.listed.grant_eur,
                "members": members.get(one.listed.id),
                "projects": one.listed.projects,
                "organisations": one.listed.organisations,
                "start_year": one.listed.start_date.year if one.listed.start_date else None,
            },
            one.listed.countries[0] if len(one.listed.countries) == 1 else None,
        )
        for found in catalogue(store).values()
        for one in found
    }

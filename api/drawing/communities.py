"""The organisations' network when it is too large to be drawn whole: its communities, and those in one of them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import networkx as nx
import numpy as np
from scipy import sparse

from api.drawing.networks import Values, measured
from graph.backend.sparse_network import SparseNetwork
from graph.marks import COMMUNITY
from graph.measures import metrics
from graph.measures.network import Affiliation, organisation_affiliation
from graph.messages import Message, listed
from graph.picture.folding import disc
from graph.picture.layout import positions
from graph.picture.picture import Picture, PictureEdge, PictureNode, Places, of_network, placed
from graph.store import Store
from graph.store.answers import all_facts, kept
from queries.lookup.catalogue import Listed, catalogue

MOST, FEWEST = 40, 5
"""So many communities are drawn, and of no fewer organisations than this."""
MOST_ORGANISATIONS = 300
STRONGEST = 4
"""So many ties of each organisation are drawn, its strongest: all of them would hide each other."""

STRONGEST_BETWEEN = 3
MOST_NAMED = 12
"""So many projects of a tie are named, with their sources; the others are counted."""


@kept
def members(store: Store) -> Mapping[int, Sequence[int]]:
    """Return the communities of the organisations' network, found in one run: rows of the affiliation by number.

    The largest is the first; in each those with the most partners come first.
    """
    rows = organisation_affiliation(store).rows
    ties = metrics.prepared(SparseNetwork.projection(rows, organisation_affiliation(store).matrix))
    of, partners = metrics.partition(ties), metrics.degree(ties)
    found: dict[int, list[int]] = defaultdict(list)
    for place, name in enumerate(rows):
        found[of[name]].append(place)
    return {
        number: sorted(found[number], key=lambda place: (-partners[rows[place]], rows[place]))
        for number in sorted(found)
    }


@kept
def communities_picture(store: Store) -> Picture:
    """Return at most MOST communities of FEWEST organisations or more, each with its three strongest ties.

    A tie weighs as many projects as have organisations of both.

    A community is named by what its projects are under and its countries more than others; its facts say the rest.
    """
    every, found = organisation_affiliation(store), members(store)
    drawn = [number for number, places in found.items() if len(places) >= FEWEST][:MOST]
    shared = _shared_projects(every.matrix, [found[number] for number in drawn])
    edges = [
        _between(drawn[i], drawn[j], int(shared[i, j]))
        for i, j in sorted({tuple(sorted((i, j))) for i in range(len(drawn)) for j in _strongest(shared[i], i)})
    ]
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(_id(number) for number in drawn)
    network.add_edges_from((edge.start, edge.end) for edge in edges)
    places, named = positions(network), _Named(store)
    nodes = [named.node(number, found[number], places[_id(number)], network.degree(_id(number))) for number in drawn]
    left_out = len(every.rows) - sum(len(found[number]) for number in drawn)
    return Picture("Communities of organisations", "", tuple(nodes), tuple(edges), left_out)


def organisations_picture(
    store: Store,
    community: int | None,
    rows: Collection[str] | None,
    projects: Collection[str] | None,
    *,
    measures: bool = False,
) -> Picture:
    """Return at most 300 organisations, of a community or of all, those with the most partners in common projects.

    `rows` and `projects` narrow to organisations and projects of these ids. Each mark has the place that it has without
    them. `measures` are those of what is drawn, with all its ties.
    """
    every = organisation_affiliation(store)
    ranked = _ranked(store, community)
    chosen = [place for place in ranked if rows is None or every.rows[place] in rows]
    columns = np.array([k for k, one in enumerate(every.columns) if projects is None or one in projects], dtype=int)
    matrix = every.matrix if projects is None else every.matrix[:, columns]
    if projects is not None:
        taking_part = np.diff(matrix.indptr)
        chosen = [place for place in chosen if taking_part[place]]
    first = chosen[:MOST_ORGANISATIONS]
    names = tuple(every.rows[place] for place in first)
    among = Affiliation(names, tuple(every.columns[k] for k in columns), matrix[first], every.sources)
    network = _tied(among, store)
    values: Values = measured(_weighted(among)) if measures else {}
    picture = of_network(network, all_facts(store), "Organisations that work together", values, MOST_ORGANISATIONS)
    places = _places(store, community)
    return replace(placed(picture, places), left_out=len(chosen) - len(first))


@kept
def _ranked(store: Store, community: int | None) -> Sequence[int]:
    if community is not None:
        return members(store).get(community, [])
    partners = np.diff(_projection(store).indptr)
    rows = organisation_affiliation(store).rows
    return sorted(range(len(rows)), key=lambda place: (-int(partners[place]), rows[place]))


@kept
def _projection(store: Store) -> sparse.csr_array:
    matrix = organisation_affiliation(store).matrix
    found: sparse.csr_array = sparse.csr_array(matrix @ matrix.T)
    return found


@kept
def _places(store: Store, community: int | None) -> Places:
    """Return a place for each: the first are laid out by their ties, the others lie around them by their rank."""
    rows, ranked = organisation_affiliation(store).rows, _ranked(store, community)
    first = ranked[:MOST_ORGANISATIONS]
    shared = sparse.csr_array(_projection(store)[first][:, first])
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(rows[place] for place in first)
    network.add_edges_from((rows[first[i]], rows[first[j]]) for i, j, _ in _backbone(shared))
    places = dict(positions(network))
    reach = max((abs(x) + abs(y) for x, y in places.values()), default=0.0) / 60
    rest = ranked[MOST_ORGANISATIONS:]
    return places | dict(zip((rows[place] for place in rest), disc(0, 0, len(rest), int(reach * reach)), strict=True))


def _backbone(shared: sparse.csr_array) -> list[tuple[int, int, int]]:
    """Return i < j and how much they share, of each the STRONGEST ties; of equals the first."""
    found: dict[tuple[int, int], int] = {}
    for i in range(shared.shape[0]):
        start, end = shared.indptr[i : i + 2]
        others = [(-int(w), int(j)) for j, w in zip(shared.indices[start:end], shared.data[start:end], strict=True)]
        for weight, j in sorted(one for one in others if one[1] != i)[:STRONGEST]:
            found[min(i, j), max(i, j)] = -weight
    return [(i, j, weight) for (i, j), weight in sorted(found.items())]


def _tied(among: Affiliation, store: Store) -> "nx.Graph[str]":
    listed_of = {one.listed.id: one.listed for one in catalogue(store)["projects"]}

    def called(project: str) -> str:
        one = listed_of[project]
        if one.name != one.id:
            return one.name
        year = one.start_date.year if one.start_date else Message("unknown")
        under = ", ".join(one.instruments)
        return Message("a project without a name: %(under)s, start %(year)s", under=under, year=str(year))

    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(among.rows)
    for i, j, weight in _backbone(sparse.csr_array(among.matrix @ among.matrix.T)):
        a, b, common = among.rows[i], among.rows[j], among.common(i, j)
        told = common[:MOST_NAMED]
        sources = tuple(dict.fromkeys(among.sources_of(a, told) + among.sources_of(b, told)))
        more = len(common) - MOST_NAMED
        facts = (*map(called, told), *([Message("and %(count)s more", count=more)] if more > 0 else []))
        network.add_edge(a, b, weight=weight, facts=facts, sources=sources)
    return network


def _weighted(among: Affiliation) -> "nx.Graph[str]":
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(among.rows)
    shared = among.shared()
    for i, j, weight in zip(*shared.coords, shared.data, strict=True):
        network.add_edge(among.rows[i], among.rows[j], weight=int(weight))
    return network


def _shared_projects(
    matrix: sparse.csr_array, groups: Sequence[Sequence[int]]
) -> "np.ndarray[tuple[int, int], np.dtype[np.int64]]":
    """Return in how many projects each two groups of rows both take part."""
    both = np.zeros((len(groups), matrix.shape[1]), dtype=np.int64)
    for number, group in enumerate(groups):
        both[number, np.unique(matrix[list(group)].indices)] = 1
    return np.asarray(both @ both.T)


def _strongest(shared: "np.ndarray[tuple[int], np.dtype[np.int64]]", own: int) -> list[int]:
    others = [k for k in np.argsort(-shared, kind="stable").tolist() if k != own and shared[k]]
    return others[:STRONGEST_BETWEEN]


def _between(a: int, b: int, projects: int) -> PictureEdge:
    said = Message("%(count)s projects with organisations of both", count=projects)
    return PictureEdge(_id(a), _id(b), "", said, float(projects), dashed=False, facts=(said,), sources=())


def _id(number: int) -> str:
    return f"community:{number}"


class _Named:
    """Communities in words, by what is known of their organisations and projects."""

    def __init__(self, store: Store) -> None:
        self._every = organisation_affiliation(store)
        lists = catalogue(store)
        self._listed = {one.listed.id: one.listed for of in ("organisations", "projects") for one in lists[of]}
        self._usual = Counter(word for project in self._every.columns for word in self._under(project))

    def node(self, number: int, places: Sequence[int], place: tuple[float, float], degree: int) -> PictureNode:
        """Return the mark of a community."""
        every = self._every
        organisations = [self._listed[every.rows[k]] for k in places]
        taken = np.unique(every.matrix[list(places)].indices)
        under = Counter(word for k in taken for word in self._under(every.columns[k]))
        countries = Counter(country for one in organisations for country in one.countries)
        first = [word for word, _ in countries.most_common(3)]
        name = Message(
            "%(themes)s · %(countries)s",
            themes=self._telling(under) or Message("Community %(number)s", number=number),
            countries=", ".join(first),
        )
        facts = (
            Message("organisations: %(count)s", count=len(organisations)),
            Message("projects: %(count)s", count=len(taken)),
            Message("countries: %(names)s", names=_counted(countries)),
            Message("projects under: %(names)s", names=_counted(under)),
            Message(
                "most partners: %(names)s", names=listed([one.name for one in organisations if one.name != one.id], 8)
            ),
        )
        size = round(float(10 + 26 * (len(places) / max(len(every.rows), 1)) ** 0.5), 1)
        measures = {"organisations": float(len(organisations)), "projects": float(len(taken)), "degree": float(degree)}
        return PictureNode(
            _id(number),
            name,
            name,
            COMMUNITY,
            None,
            *place,
            size,
            degree,
            facts,
            (),
            measures,
            country=first[0] if first else None,
        )

    def _under(self, project: str) -> tuple[str, ...]:
        one: Listed = self._listed[project]
        return one.instruments or one.themes

    def _telling(self, under: Counter[str]) -> str:
        """Return the two words that are the most frequent here, counted by how much more than elsewhere."""
        total, usual = under.total() or 1, self._usual.total() or 1
        told = {word: n / total * np.log((n / total) / (self._usual[word] / usual)) for word, n in under.items()}
        return ", ".join(sorted(told, key=lambda word: (-told[word], word))[:2])


def _counted(words: Counter[str]) -> str:
    return listed(
        [f"{word} ({count:,})" for word, count in sorted(words.items(), key=lambda one: (-one[1], one[0]))], 8
    )

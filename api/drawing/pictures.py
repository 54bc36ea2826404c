"""The pictures that answer questions: a network each, its marks sized and coloured by what is measured in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic, Literal, TypeVar, get_args

import networkx as nx

from api.drawing import networks
from api.drawing.differences import difference, lasting
from api.drawing.joining import joining
from api.drawing.networks import Values, measured
from graph.days import day_of
from graph.errors import BadInputError, NotFoundError, NotLoadedError
from graph.measures.network import Kind, Over, affiliation_network, collaboration_network
from graph.messages import Message
from graph.picture.picture import MOST_NODES, NOTHING, Picture, PictureNode, of_network, open_on, with_measures
from graph.picture.scales import number, scaled
from graph.store import Store
from graph.store.answers import all_facts
from queries.asking.desk import Desk
from queries.asking.past import past, surely
from queries.asking.question import Question
from queries.consolidating.consolidation import consolidation
from queries.consolidating.landscape import landscape
from queries.consolidating.what_if import WhatIf, merged, sides_of, what_if
from queries.likeness.duplicates import duplicates
from queries.networks.centrality import Centrality, centrality
from queries.networks.collaboration import Collaboration, collaboration
from queries.networks.overlap import overlap
from queries.networks.path import path
from queries.time.changes import Change, changes

R = TypeVar("R")
Network = Literal["collaboration", "overlap", "affiliation", "members", "organisations", "consolidation", "duplicates"]
KINDS: Mapping[str, Kind] = {kind: kind for kind in get_args(Kind)}
TITLES: Mapping[Kind, str] = {
    "collaboration": Message("Which clusters work together"),
    "affiliation": Message("Who takes part in what"),
    "organisations": Message("Which organisations work together"),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """A network, the measures of its nodes, and its title."""

    network: "nx.Graph[str]"
    measures: Values
    title: str


@dataclass(frozen=True, slots=True)
class Asked(Generic[R]):
    """A question's answer, to be drawn with at most `most` marks."""

    desk: Desk
    store: Store
    rows: Sequence[R]
    arguments: Mapping[str, Any]
    most: int


@dataclass(frozen=True, slots=True)
class QuestionPicture(Generic[R]):
    """A question that can be drawn: the picture's title, how, and by what its marks are told apart unasked."""

    question: Question[..., R]
    title: str
    drawn: Callable[[Asked[R]], Picture]
    size: str | None = None
    colour: str | None = None

    @property
    def name(self) -> str:
        """The question's name."""
        return self.question.name

    def make(
        self, desk: Desk, store: Store, *, size: str | None = None, colour: str | None = None, **arguments: Any
    ) -> Picture:
        """Return the picture of an answer; `arguments` are the question's.

        Raise BadInputError where an argument is wrong, NotFoundError where there is no such measure.
        """
        found = self.unscaled(desk, store, MOST_NODES, **arguments)
        return scaled(found, size or self.size, colour or self.colour)

    def unscaled(self, desk: Desk, store: Store, most: int, *, at: str | None = None, **arguments: Any) -> Picture:
        """Return the picture, as of a day, with marks that grow with their ties and have the colour of their kind."""

        def draw(there: Store) -> Picture:
            rows = desk.ask(self.question, there, **arguments).rows
            return self.drawn(Asked(desk, there, rows, arguments, most))

        found = as_of_day(store, day_of(at) if at else None, draw)
        return replace(found, title=found.title or self.title)


def as_of_day(store: Store, day: date | None, draw: Callable[[Store], Picture]) -> Picture:
    """Return a picture of the graph as of a day: dashed is what may not have been there, since a date is missing."""
    if day is None:
        return draw(store)
    then = past(store, day)
    found = draw(then.store)
    sure = found
    if not then.is_sure:
        try:
            sure = draw(surely(store, day))
        except (NotFoundError, NotLoadedError):
            sure = NOTHING
    return replace(open_on(day, found, sure), subtitle=f"{found.subtitle}; as of {day}")


def picture(desk: Desk, store: Store, name: str, **arguments: Any) -> Picture:
    """Return the picture of a question; raise NotFoundError where a question has none."""
    return drawable(name).make(desk, store, **arguments)


def drawable(name: str) -> QuestionPicture[Any]:
    """Return how a question is drawn; raise NotFoundError where it is not."""
    if name not in DRAWN:
        raise NotFoundError(
            "'%(name)s' cannot be drawn; these can: %(pictures)s.", name=name, pictures=", ".join(DRAWN)
        )
    return DRAWN[name]


def network_picture(
    desk: Desk, store: Store, name: Network, most: int = MOST_NODES, over: Over | None = None, at: date | None = None
) -> Picture:
    """Return a network, as of a day, with its nodes' measures; at most `most` are drawn. See `network_of`."""

    def draw(there: Store) -> Picture:
        found = network_of(desk, there, name, most, over)
        return of_network(found.network, all_facts(there), found.title, found.measures, most)

    return as_of_day(store, at, draw)


def network_as_of(
    desk: Desk, store: Store, name: Network, over: Over | None, at: date | None
) -> tuple[Measured, Store]:
    """Return a whole network as of a day, and the graph it is of; a tie that may not have been there is `open`."""
    if at is None:
        return network_of(desk, store, name, over=over), store
    then = past(store, at)
    found = network_of(desk, then.store, name, over=over)
    try:
        sure = found if then.is_sure else network_of(desk, surely(store, at), name, over=over)
    except NotLoadedError:
        sure = replace(found, network=nx.Graph())
    marked = found.network.copy()
    for a, b in marked.edges:
        marked.edges[a, b]["open"] = not sure.network.has_edge(a, b)
    return replace(found, network=marked), then.store


def network_of(desk: Desk, store: Store, name: Network, most: int | None = None, over: Over | None = None) -> Measured:
    """Return a network and its measures; of organisations the ties of the `most` with most partners, or of all.

    `over` is what overlap is of. Raise NotLoadedError for members where no membership list is loaded, BadInputError
    where `over` is given for another network.
    """
    if over and name != "overlap":
        raise BadInputError("'over' goes with the network 'overlap' alone.")
    if name in KINDS:
        return _of_kind(
            desk, store, KINDS[name], networks.told(desk.ask(centrality, store, network=KINDS[name]).rows), most
        )
    if name == "members":
        network = networks.of_members(store)
        return Measured(network, measured(network, one_mode=False), Message("Clusters and their members"))
    question, made = FROM_ROWS[name]
    network = made(desk.ask(question, store, **({"over": over} if over else {})).rows)
    return Measured(network, measured(network), PICTURES[name].title)


def _of_kind(desk: Desk, store: Store, kind: Kind, found: Values, most: int | None) -> Measured:
    if kind == "collaboration":
        network = networks.working_together(desk.ask(collaboration, store).rows)
        network.add_nodes_from(found)
    elif kind == "affiliation":
        network = affiliation_network(store)
    else:
        network = networks.of_organisations(store, found, most)
    return Measured(network, found, TITLES[kind])


def _drawn(network: "Callable[[Sequence[R]], nx.Graph[str]]") -> Callable[[Asked[R]], Picture]:
    """Return what draws rows as a network, and measures that."""

    def draw(asked: Asked[R]) -> Picture:
        made = network(asked.rows)
        return of_network(made, all_facts(asked.store), "", measured(made), asked.most)

    return draw


def _centrality(asked: Asked[Centrality]) -> Picture:
    kind = KINDS[asked.arguments.get("network") or "collaboration"]
    rows, among = asked.rows, asked.arguments.get("among")
    if among:
        rows = asked.desk.ask(centrality, asked.store, **{**asked.arguments, "among": None}).rows
    found = _of_kind(asked.desk, asked.store, kind, networks.told(rows), asked.most)
    network = found.network.subgraph(row.id for row in asked.rows) if among else found.network
    return of_network(network, all_facts(asked.store), "", found.measures, asked.most)


def _collaboration(asked: Asked[Collaboration]) -> Picture:
    """Draw the rows; measures are those of the whole network, whichever of its ties are drawn."""
    kind: Kind = "organisations" if asked.arguments.get("between") == "organisations" else "collaboration"
    found = networks.told(asked.desk.ask(centrality, asked.store, network=kind).rows)
    return of_network(networks.working_together(asked.rows), all_facts(asked.store), TITLES[kind], found, asked.most)


def _changes(asked: Asked[Change]) -> Picture:
    """Draw what changed; marks are measured in what was not over on the later day, which only a picture asks for."""
    found = difference(asked.rows, all_facts(asked.store), asked.most)
    return with_measures(found, measured(lasting(found)))


def _what_if(asked: Asked[WhatIf]) -> Picture:
    """Draw the two as one among their neighbours; measures are those of the whole network, as in the answer."""
    store, a, b = asked.store, asked.arguments["a"], asked.arguments["b"]
    joined = joining(store, a, b)
    sides = sides_of(landscape(store), a, b)
    found = measured(merged(collaboration_network(store), sides.both, joined.centre))
    figures = tuple(f"{r.figure}: {number(r.a)} and {number(r.b)}, together {number(r.together)}" for r in asked.rows)

    def told(node: PictureNode) -> PictureNode:
        one = node.id == joined.centre
        label, facts = (node.name, figures) if one else (node.label, node.facts)
        return replace(node, label=label, facts=facts, measures=found.get(node.id, {}))

    return replace(joined.after, nodes=tuple(map(told, joined.after.nodes)))


FROM_ROWS: "Mapping[str, tuple[Question[..., Any], Callable[[Sequence[Any]], nx.Graph[str]]]]" = {
    "overlap": (overlap, networks.overlapping),
    "consolidation": (consolidation, networks.worth_joining),
    "duplicates": (duplicates, networks.looking_alike),
}

PICTURES: Mapping[str, QuestionPicture[Any]] = {
    drawn.name: drawn
    for drawn in (
        QuestionPicture(collaboration, Message("Which clusters work together"), _collaboration),
        QuestionPicture(
            centrality, Message("Who is central, and who brokers"), _centrality, "betweenness", "community"
        ),
        QuestionPicture(
            overlap, Message("Which clusters overlap, and whether by chance"), _drawn(networks.overlapping)
        ),
        QuestionPicture(
            consolidation, Message("Clusters worth joining or folding into a host"), _drawn(networks.worth_joining)
        ),
        QuestionPicture(changes, Message("What changed between two days"), _changes),
        QuestionPicture(duplicates, Message("Initiatives that look alike"), _drawn(networks.looking_alike)),
    )
}
"""What can be drawn of the store alone."""

DRAWN: Mapping[str, QuestionPicture[Any]] = {
    **PICTURES,
    path.name: QuestionPicture(path, Message("How two are connected"), _drawn(networks.connecting)),
    what_if.name: QuestionPicture(what_if, Message("Two as they would be as one"), _what_if),
}
"""What can be drawn, of two entities that are named too."""


def typed(name: str, given: Mapping[str, str]) -> dict[str, Any]:
    """Return a question's parameters, `size` and `colour` of an address as values.

    Raise BadInputError where one is unknown or is not of its type.
    """
    kinds = {one.name: one.kind for one in drawable(name).question.parameters if not one.on_command_line}
    kinds |= {"size": str, "colour": str}
    values: dict[str, Any] = {}
    for key, value in given.items():
        if key not in kinds:
            raise BadInputError("'%(question)s' has no parameter '%(unknown)s'.", question=name, unknown=key)
        try:
            values[key] = kinds[key](value)
        except ValueError:
            raise BadInputError("'%(value)s' is no value of '%(name)s'.", value=value, name=key) from None
    return values

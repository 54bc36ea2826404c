"""What is written in a format of another program: the whole graph or a network, as of a day, or what it has of some."""

from dataclasses import dataclass
from datetime import date

from api.drawing.pictures import Network, network_as_of
from api.exports.formats import Exporter
from graph.measures.network import Over
from graph.store import Store
from graph.store.answers import all_facts
from graph.store.subsets import only_entities
from queries.asking.desk import Desk
from queries.asking.past import past


@dataclass(frozen=True, slots=True)
class Asked:
    """A format, and of what: a network, else the graph, as of a day; `among` are the ids of a selection."""

    format: Exporter
    network: Network | None = None
    over: Over | None = None
    day: date | None = None
    among: frozenset[str] | None = None


def exported(desk: Desk, store: Store, asked: Asked) -> bytes:
    """Return the file; of a selection the ties between what is selected, the measures being those of the whole network.

    Raise BadInputError where the format is for the graph only, and what the network raises.
    """
    if asked.network:
        found, there = network_as_of(desk, store, asked.network, asked.over, asked.day)
        network = found.network if asked.among is None else found.network.subgraph(asked.among)
        return asked.format.network(network, found.measures, all_facts(there))
    facts = all_facts(past(store, asked.day).store if asked.day else store)
    return asked.format.write(facts if asked.among is None else only_entities(facts, asked.among))

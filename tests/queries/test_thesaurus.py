"""The thesaurus of themes: a file that rdflib reads as this program does, and what is found by it."""

from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.namespace import DCTERMS, RDF, SKOS

from graph.schema import About, Theme
from graph.store import Store
from ingest import flanders
from queries import QUESTIONS
from queries.lookup.folding import fold
from queries.lookup.thesaurus import FILE, thesaurus
from tests.support import asking, toys

LANGUAGES = ["en", "fr", "nl"]
LABELS = {theme.label or "" for theme in flanders.facts().nodes(Theme)}
CLUSTERS = {f"cluster:flanders:{name}" for name in ("bim", "bouwindustrialisatie", "smart-buildings-in-use")}
DRONES = {
    f"project:flanders:{name}"
    for name in ("drones-als-hulpmiddel-bouwwerf", "optimalisatie-drone-scanning", "proeftuin-drones")
}


@pytest.fixture(scope="module")
def flemish(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return toys.stored(tmp_path_factory.mktemp("store"), flanders.facts())


def ask(store: Store, question: str, **parameters: object) -> list[Any]:
    return list(asking.ask(QUESTIONS[question], store, **parameters).rows)


def labels(graph: rdflib.Graph, node: rdflib.URIRef, term: rdflib.URIRef) -> list[tuple[str, str]]:
    found = [label for label in graph.objects(node, term) if isinstance(label, rdflib.Literal)]
    return [(str(label), label.language or "") for label in found]


def test_it_is_skos_that_rdflib_reads_alike() -> None:
    graph = rdflib.Graph().parse(FILE)
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    assert {f"urn:intercluster:concept:{one}" for one in thesaurus().concepts} == set(map(str, concepts))
    for one in thesaurus().concepts.values():
        node = rdflib.URIRef(f"urn:intercluster:concept:{one.id}")
        assert {language: label for label, language in labels(graph, node, SKOS.prefLabel)} == one.labels
        assert set(labels(graph, node, SKOS.altLabel)) == set(one.others)
        broader = {f"urn:intercluster:concept:{above}" for above in one.broader}
        assert set(map(str, graph.objects(node, SKOS.broader))) == broader
        assert sorted(one.labels) == LANGUAGES
        assert set(one.broader) <= set(thesaurus().concepts)


def test_every_flemish_theme_is_in_it_and_what_is_ours_is_marked() -> None:
    assert not [label for label in LABELS if not thesaurus().called(label)]
    graph, folded = rdflib.Graph().parse(FILE), {fold(label) for label in LABELS}
    for one in thesaurus().concepts.values():
        (source,) = graph.objects(rdflib.URIRef(f"urn:intercluster:concept:{one.id}"), DCTERMS.source)
        stated = bool(folded & {fold(name) for name in one.names})
        assert str(source).rpartition(":")[2] == ("ibn-evaluation-2020" if stated else "editors"), one.id


def test_nothing_is_broader_than_itself() -> None:
    for one in thesaurus().concepts.values():
        below = {step for child in thesaurus().narrower(one) for step in thesaurus().below([child])}
        assert one.id not in below


@pytest.mark.parametrize("text", ["construction", "bouw", "Construction industry", "bouwsector"])
def test_building_is_found_in_each_language(text: str, flemish: Store) -> None:
    found = {row.id: row for row in ask(flemish, "search", text=text)}
    assert found.keys() >= CLUSTERS | DRONES
    assert found["cluster:flanders:smart-buildings-in-use"].by == "theme"
    assert {row.id for row in ask(flemish, "listing", of="clusters", words=text)} >= CLUSTERS


@pytest.mark.parametrize("text", ["santé", "health", "zorg", "sciences de la vie"])
def test_health_is_found_in_each_language(text: str, flemish: Store) -> None:
    assert ask(flemish, "search", text=text, kind="IBN")[0].name == "Flanders.health"


def test_a_theme_is_called_in_each_language(flemish: Store) -> None:
    first, *rest = ask(flemish, "search", text="hydrogène")
    assert (first.name, first.matched, first.score) == ("waterstof", "hydrogène", 100)
    assert "cluster:flanders:power-to-gas" in {row.id for row in rest}
    assert [row.name for row in ask(flemish, "listing", of="clusters", theme="hydrogen")] == ["Power to Gas"]


def test_themes_of_other_sources_are_found_where_words_match(tmp_path: Path) -> None:
    facts = toys.triangle()
    call, other = Theme(id="theme:toy:call", label="Green hydrogen valleys"), Theme(id="theme:toy:h", label="Hydro")
    facts.add(call, other, About(start=toys.P1, end=call.id), About(start=toys.P2, end=other.id))
    rows = {row.id: row for row in ask(toys.stored(tmp_path, facts), "search", text="waterstof")}
    assert rows.keys() == {call.id, toys.P1}
    assert (rows[toys.P1].matched, rows[toys.P1].by, rows[toys.P1].score) == ("Green hydrogen valleys", "theme", 89)

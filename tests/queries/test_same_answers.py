"""The same answers, row for row, whichever store holds the graph."""

import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import InterclusterError
from graph.facts import Facts
from graph.schema import (
    About,
    Cluster,
    FundedBy,
    FundingInstrument,
    Hosts,
    MemberOf,
    NicheOf,
    Organisation,
    OverlapsWith,
    ParticipatesIn,
    Project,
    Relation,
    Source,
    Steers,
    Theme,
)
from graph.store import Store, open_store
from ingest import flanders
from queries import EVALUATIONS, QUESTIONS
from queries.asking.question import Question
from tests.graph.test_store import loaded
from tests.support.asking import ask

PLACE = ("source:toy:s#1",)
EVERYTHING = {
    "collaboration": [{}, {"between": "organisations"}],
    "centrality": [{}, {"network": "affiliation"}],
    "overlap": [{"over": "members"}, {"over": "themes"}, {"over": "projects"}],
}


def answers(store: Store, question: Question[..., Any], parameters: dict[str, str]) -> object:
    """Return the rows, or the sentence that says why there are none."""
    try:
        return ask(question, store, **parameters).rows
    except InterclusterError as error:
        return str(error)


def asked(names: tuple[str, str]) -> list[tuple[Question[..., Any], dict[str, str]]]:
    a, b = names
    special = {"path": [{"a": a, "b": b}, {"a": a, "b": b, "through": "all"}], "search": [{"text": a}]}
    cases = {**EVERYTHING, **special}
    return [(q, case) for q in (*QUESTIONS.values(), *EVALUATIONS.values()) for case in cases.get(q.name, [{}])]


def test_on_the_flemish_ecosystem(empty_neo4j: str, tmp_path: Path) -> None:
    facts = flanders.facts()
    with (
        open_store(empty_neo4j) as neo4j,
        open_store(f"ladybug://{tmp_path.as_posix()}/store") as embedded,
        loaded(embedded, facts) as one,
    ):
        other = loaded(neo4j, facts)
        assert one.data_version == other.data_version
        for question, parameters in asked(("EUKA", "FLAG")):
            assert answers(one, question, parameters) == answers(other, question, parameters), question.name


@st.composite
def ecosystems(draw: st.DrawFn) -> Facts:
    """Small ecosystems with every kind of tie that a question reads."""
    words = st.text(string.ascii_letters + " éü2", min_size=1, max_size=12)
    clusters = [f"cluster:toy:{n}" for n in range(draw(st.integers(1, 5)))]
    organisations = [f"organisation:toy:{n}" for n in range(draw(st.integers(0, 4)))]
    projects = [f"project:toy:{n}" for n in range(draw(st.integers(0, 4)))]
    themes = [f"theme:toy:{n}" for n in range(draw(st.integers(0, 3)))]
    facts = Facts([Source(id="source:toy:s", title="S"), FundingInstrument(id="instrument:toy:f", name="F")])
    kinds = st.sampled_from(["IBN", "SPC"])
    counts = st.none() | st.integers(0, 100)
    for name in clusters:
        facts.add(Cluster(id=name, name=draw(words), kind=draw(kinds), members_reported=draw(counts), sources=PLACE))
        facts.claim(name, "members_reported", draw(st.integers(0, 3)), "source:toy:s", "1")
    for name in organisations:
        facts.add(Organisation(id=name, name=draw(words), kind=draw(st.none() | st.just("firm")), sources=PLACE))
    facts.add(*(Project(id=name, title=draw(words), kind="intercluster", sources=PLACE) for name in projects))
    facts.add(*(Theme(id=name, label=draw(words), sources=PLACE) for name in themes))
    ties: list[tuple[type[Relation], list[str], list[str]]] = [
        (MemberOf, organisations, clusters),
        (Hosts, organisations, clusters),
        (Steers, organisations, clusters),
        (ParticipatesIn, clusters + organisations, projects),
        (About, clusters + projects, themes),
        (NicheOf, clusters, clusters),
        (OverlapsWith, clusters, clusters),
        (FundedBy, clusters + projects, ["instrument:toy:f"]),
    ]
    for kind, starts, ends in ties:
        pairs = [(start, end) for start in starts for end in ends if start != end]
        if pairs:
            for start, end in draw(st.lists(st.sampled_from(pairs), max_size=6, unique=True)):
                facts.add(kind(start=start, end=end, sources=PLACE))
    return facts


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(facts=ecosystems())
def test_on_generated_ecosystems(facts: Facts, empty_neo4j: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    embedded = open_store(f"ladybug://{tmp_path_factory.mktemp('store').as_posix()}")
    with open_store(empty_neo4j) as neo4j, loaded(embedded, facts) as one:
        other = loaded(neo4j, facts)
        assert list(one.facts()) == list(other.facts()) == list(facts)
        for question, parameters in asked(("cluster:toy:0", facts.nodes(Cluster)[-1].id)):
            assert answers(one, question, parameters) == answers(other, question, parameters), question.name

"""One oracle for the engines: every question on LadybugDB, on Neo4j and on plain Python over the facts, row for row."""

import functools
import random
import string
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import InterclusterError
from graph.facts import Facts
from graph.measures.network import CLUSTER_PROJECTS
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
from queries.asking.desk import Desk
from queries.asking.question import Question
from tests.graph.test_store import loaded
from tests.support.plain_store import PlainStore
from tests.trust.conftest import LONG

DESK = Desk()
PLACE = ("source:toy:s#1",)
Asked = Mapping[str, str | int]
EVERYTHING: dict[str, list[Asked]] = {
    "collaboration": [{}, {"between": "organisations"}],
    "centrality": [{}, {"network": "affiliation"}],
    "overlap": [{"over": "members"}, {"over": "themes"}, {"over": "projects"}],
    "restructure": [{"draws": 5}],
}


def answers(store: Store, question: Question[..., Any], parameters: Asked) -> object:
    """Return the rows, or the sentence that says why there are none."""
    try:
        return DESK.ask(question, store, **parameters).rows
    except InterclusterError as error:
        return str(error)


def asked(names: tuple[str, str]) -> list[tuple[Question[..., Any], Asked]]:
    a, b = names
    special: dict[str, list[Asked]] = {
        "path": [{"a": a, "b": b}, {"a": a, "b": b, "through": "all"}],
        "search": [{"text": a}],
    }
    cases = {**EVERYTHING, **special}
    return [(q, case) for q in (*QUESTIONS.values(), *EVALUATIONS.values()) for case in cases.get(q.name, [{}])]


def ecosystem(dice: random.Random, size: int) -> Facts:
    """Return an ecosystem of so many organisations, half as many projects, and some clusters."""

    def text(most: int) -> str:
        return "".join(dice.choices(string.ascii_letters + "  éü2'", k=dice.randrange(1, most)))

    facts = Facts([Source(id="source:toy:s", title="S"), FundingInstrument(id="instrument:toy:f", name="F")])
    clusters = [f"cluster:toy:{n}" for n in range(max(4, size // 40))]
    firms = [f"organisation:toy:{n}" for n in range(size)]
    projects = [f"project:toy:{n}" for n in range(size // 2)]
    themes = [f"theme:toy:{n}" for n in range(20)]
    for name in clusters:
        counted = dice.choice([None, dice.randrange(90)])
        facts.add(Cluster(id=name, name=text(12), kind=dice.choice(["IBN", "SPC", None]), members_reported=counted))
    facts.add(*(Organisation(id=one, name=dice.choice([None, text(20)]), sources=PLACE) for one in firms))
    facts.add(*(Project(id=one, title=text(40), kind="intercluster", sources=PLACE) for one in projects))
    facts.add(*(Theme(id=one, label=text(9)) for one in themes))
    for one in firms:
        facts.add(MemberOf(start=one, end=dice.choice(clusters), fee_eur=dice.choice([None, 10.5]), sources=PLACE))
        facts.add(*(ParticipatesIn(start=one, end=end, sources=PLACE) for end in dice.sample(projects, 2)))
    for one in projects:
        facts.add(
            About(start=one, end=dice.choice(themes)), FundedBy(start=one, end="instrument:toy:f", amount_eur=1.5)
        )
    for one in clusters:
        facts.add(Hosts(start=dice.choice(firms), end=one, sources=PLACE))
        facts.add(*(ParticipatesIn(start=one, end=end, sources=PLACE) for end in dice.sample(projects, 3)))
        facts.add(*(About(start=one, end=end, sources=PLACE) for end in dice.sample(themes, 3)))
    return facts


def compared(oracle: PlainStore, store: Store, names: tuple[str, str]) -> int:
    """Ask every question, in the long form every evaluation too, of a store and of the oracle; return how many rows."""
    rows, answered = 0, set()
    assert store.data_version == oracle.data_version
    cases = [*asked(names), (QUESTIONS["what_if"], dict(zip("ab", names, strict=True)))]
    for question, parameters in cases:
        if question.name in QUESTIONS or LONG:
            expected = answers(oracle, question, parameters)
            assert answers(store, question, parameters) == expected, (question.name, parameters)
            if not isinstance(expected, str):
                answered.add(question.name)
                rows += len(list(expected))  # type: ignore[call-overload]
    assert {"collaboration", "consolidation", "duplicates", "path", "what_if", "search"} <= answered
    return rows


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


@functools.cache
def flemish() -> PlainStore:
    """The oracle keeps its answers for the second engine."""
    return PlainStore(flanders.facts())


def test_the_flemish_ecosystem(store: Store) -> None:
    with loaded(store, flanders.facts()) as now:
        print(f"{compared(flemish(), now, ('EUKA', 'FLAG'))} rows as the oracle's on {now.url[:7]}")


@settings(max_examples=25 if LONG else 3, suppress_health_check=list(HealthCheck))
@given(facts=ecosystems())
def test_small_ecosystems(facts: Facts, empty_neo4j: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    embedded = open_store(f"ladybug://{tmp_path_factory.mktemp('store').as_posix()}")
    with open_store(empty_neo4j) as neo4j, loaded(embedded, facts) as one:
        other = loaded(neo4j, facts)
        assert list(one.facts()) == list(other.facts()) == list(facts)
        for question, parameters in asked(("cluster:toy:0", facts.nodes(Cluster)[-1].id)):
            assert answers(one, question, parameters) == answers(other, question, parameters), question.name


@pytest.mark.parametrize("size", [400, 2000] if LONG else [40])
def test_generated_ecosystems(store: Store, dice: random.Random, size: int) -> None:
    facts = ecosystem(dice, size)
    with loaded(store, facts) as now:
        rows = compared(PlainStore(facts), now, ("cluster:toy:0", "cluster:toy:1"))
        print(f"{len(facts):,} facts: {rows} rows as the oracle's on {now.url[:7]}")


def test_the_oracle_itself(tmp_path: Path) -> None:
    """By hand: Alfa and Beta are in one project, whose name nobody knows."""
    facts = Facts([Cluster(id="cluster:toy:a", name="Alfa"), Cluster(id="cluster:toy:b", name="Beta")])
    facts.add(Project(id="project:toy:p"), Organisation(id="organisation:toy:o", name="O'Neill"))
    for start in ("cluster:toy:b", "cluster:toy:a", "organisation:toy:o"):
        facts.add(ParticipatesIn(start=start, end="project:toy:p", sources=(f"source:toy:s#{start}",)))
    plain = PlainStore(facts)
    assert [(row["row"], row["col"]) for row in plain.rows(CLUSTER_PROJECTS)] == [
        ("cluster:toy:a", "project:toy:p"),
        ("cluster:toy:b", "project:toy:p"),
    ]
    pairs = "MATCH (a:Cluster)-[:PARTICIPATES_IN]->(p)<-[:PARTICIPATES_IN]-(b:Cluster|Organisation) "
    assert plain.rows(f"{pairs} RETURN count(*) AS n") == [{"n": 4}], "nobody is with itself: one tie is used once"
    assert plain.rows("MATCH (p:Project) WHERE NOT p.title = 'x' RETURN p.id AS id") == [], "unknown is not false"
    assert plain.rows("MATCH (p:Project) WHERE p.title = 'x' OR p.id = $id RETURN p.id AS id", id="project:toy:p")
    assert plain.rows("MATCH (n:Cluster|Project) RETURN labels(n) AS label, count(*) AS n") == [
        {"label": ["Cluster"], "n": 2},
        {"label": ["Project"], "n": 1},
    ]
    with pytest.raises(ValueError, match="no function size"):
        plain.rows("MATCH (p:Project) RETURN size(p.id) AS n")

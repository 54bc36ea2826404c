"""One oracle for the engines: every question on LadybugDB, on Neo4j and on plain Python over the facts, row for row."""

import random
import string
from pathlib import Path

import pytest

from graph.facts import Facts
from graph.measures.network import CLUSTER_PROJECTS
from graph.schema import (
    About,
    Cluster,
    FundedBy,
    FundingInstrument,
    Hosts,
    MemberOf,
    Organisation,
    ParticipatesIn,
    Project,
    Source,
    Theme,
)
from graph.store import Store
from ingest import flanders
from queries import QUESTIONS
from tests.graph.test_store import loaded
from tests.queries.test_same_answers import answers, asked
from tests.support.plain_store import PlainStore
from tests.trust.conftest import LONG

PLACE = ("source:toy:s#1",)


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


def compared(facts: Facts, store: Store, names: tuple[str, str]) -> int:
    """Ask every question, in the long form every evaluation too, of a store and of the oracle; return how many rows."""
    oracle, rows, answered = PlainStore(facts), 0, set()
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


def test_the_flemish_ecosystem(store: Store) -> None:
    with loaded(store, flanders.facts()) as now:
        print(f"{compared(flanders.facts(), now, ('EUKA', 'FLAG'))} rows as the oracle's on {now.url[:7]}")


@pytest.mark.parametrize("size", [400, 2000] if LONG else [40])
def test_generated_ecosystems(store: Store, dice: random.Random, size: int) -> None:
    facts = ecosystem(dice, size)
    with loaded(store, facts) as now:
        rows = compared(facts, now, ("cluster:toy:0", "cluster:toy:1"))
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

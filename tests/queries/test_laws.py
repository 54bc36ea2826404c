"""Laws of all scores: a fact about two moves no other pair, more in common is never less, names say nothing.

Each example makes stores of its own, which takes most of the time: so they are few.
"""

import dataclasses
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.facts import Facts
from graph.schema import (
    About,
    Cluster,
    Hosts,
    MemberOf,
    NicheOf,
    Node,
    Organisation,
    OverlapsWith,
    ParticipatesIn,
    Project,
    Relation,
    Steers,
    Theme,
)
from graph.store.subsets import as_store
from queries import QUESTIONS
from queries.consolidating.consolidation import Consolidation
from tests.support import asking
from tests.support.toys import PLACE

SLOW = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
A, B = "cluster:own:c0", "cluster:own:c1"
CLUSTERS = [f"cluster:own:c{k}" for k in range(5)]
MEMBERS = [f"organisation:own:m{k}" for k in range(14)]
HOSTS = [f"organisation:own:h{k}" for k in range(3)]
THEMES = [f"theme:own:t{k}" for k in range(5)]
PROJECTS = [f"project:own:p{k}" for k in range(4)]

Record = Node | Relation


def some(things: Sequence[str], most: int = 5) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(things), unique=True, max_size=most)


@st.composite
def ecosystems(draw: st.DrawFn) -> list[Record]:
    """Five clusters with what is known of them, of some nothing."""
    facts: list[Record] = [Theme(id=one, label=f"Theme {one[-1]}", sources=PLACE) for one in THEMES]
    facts += [Organisation(id=one, name=f"Org {one[11:]}", kind="federation", sources=PLACE) for one in HOSTS]
    facts += [Organisation(id=one, name=f"Firm {one[18:]}", kind="firm", sources=PLACE) for one in MEMBERS]
    kinds = ("intercluster", "event", "working_group")
    facts += [
        Project(id=one, title=f"Work {one[-1]}", kind=draw(st.sampled_from(kinds)), sources=PLACE) for one in PROJECTS
    ]
    facts += [
        ParticipatesIn(start=who, end=what, sources=PLACE) for who in MEMBERS[:4] for what in draw(some(PROJECTS))
    ]
    for one in CLUSTERS:
        reported = draw(st.sampled_from([None, 4, 12]))
        model = draw(st.sampled_from([None, "independent", "embedded"]))
        facts.append(Cluster(id=one, name=f"C {one[-1]}", members_reported=reported, model=model, sources=PLACE))
        facts += [MemberOf(start=who, end=one, sources=PLACE) for who in draw(some(MEMBERS, 9))]
        facts += [About(start=one, end=what, sources=PLACE) for what in draw(some(THEMES))]
        facts += [ParticipatesIn(start=one, end=what, sources=PLACE) for what in draw(some(PROJECTS))]
        facts += [Hosts(start=who, end=one, sources=PLACE) for who in draw(some(HOSTS, 2))]
        facts += [Steers(start=who, end=one, sources=PLACE) for who in draw(some(HOSTS, 2))]
    return facts


def asked(records: Sequence[Record], question: str, **values: Any) -> list[Any]:
    with as_store(Facts(records)) as store:
        return list(asking.ask(QUESTIONS[question], store, **values).rows)


def scores(rows: list[Consolidation]) -> dict[tuple[str, str, str], float]:
    return {(row.advice, row.cluster, row.target): row.score for row in rows}


def joint(kind: str) -> list[Record]:
    """One more thing that A and B have in common."""
    if kind == "member":
        who = Organisation(id="organisation:own:new", name="New", kind="firm", sources=PLACE)
        return [who, *(MemberOf(start=who.id, end=one, sources=PLACE) for one in (A, B))]
    if kind == "theme":
        what = Theme(id="theme:own:new", label="New", sources=PLACE)
        return [what, *(About(start=one, end=what.id, sources=PLACE) for one in (A, B))]
    if kind == "project":
        project = Project(id="project:own:new", title="New", kind="intercluster", sources=PLACE)
        return [project, *(ParticipatesIn(start=one, end=project.id, sources=PLACE) for one in (A, B))]
    if kind == "host":
        return [Hosts(start=HOSTS[0], end=one, sources=PLACE) for one in (A, B)]
    if kind == "niche":
        return [NicheOf(start=A, end=B, sources=PLACE)]
    return [OverlapsWith(start=A, end=B, sources=PLACE)]


KINDS = ("member", "theme", "project", "host", "niche", "overlap")


def apart(key: tuple[str, str, str], records: Sequence[Record]) -> bool:
    """Whether a pair has nothing to do with A, B, who runs them, or the host that is new to them."""
    running = {r.start for r in records if isinstance(r, Hosts) and r.end in (A, B)} | {HOSTS[0]}
    return not {key[1], key[2]} & ({A, B} | running)


@SLOW
@given(ecosystems(), st.sampled_from(KINDS), st.data())
def test_a_fact_about_two_moves_no_other_pair_and_more_in_common_is_never_less(
    records: list[Record], kind: str, data: st.DataObject
) -> None:
    before, after = (scores(asked(one, "consolidation")) for one in (records, [*records, *joint(kind)]))
    more = [MemberOf(start=who, end=one, sources=PLACE) for one in (A, B) for who in data.draw(some(MEMBERS, 6))]
    listed = scores(asked([*records, *more], "consolidation"))
    for one in (after, listed):
        assert {k: v for k, v in before.items() if apart(k, records)} == {
            k: v for k, v in one.items() if apart(k, records)
        }
    for advice, ends in (("merge", (A, B)), ("fold", (A, B)), ("fold", (B, A))):
        if (advice, *ends) in before:
            assert after[advice, *ends] >= before[advice, *ends] - 1e-12


def published(records: Sequence[Record], cluster: str, shown: set[str]) -> list[Record]:
    """The same facts, of the cluster's list these names only, while a source says how many members there are."""
    there = {r.start for r in records if isinstance(r, MemberOf) and r.end == cluster}
    said = [
        dataclasses.replace(r, members_reported=max(len(there), r.members_reported or 0))
        if isinstance(r, Cluster) and r.id == cluster
        else r
        for r in records
    ]
    return [r for r in said if not (isinstance(r, MemberOf) and r.end == cluster and r.start not in shown)]


@SLOW
@given(ecosystems(), st.sampled_from(CLUSTERS), st.data())
def test_who_withholds_names_never_gains(records: list[Record], cluster: str, data: st.DataObject) -> None:
    """Whichever names a list leaves out: none of its pairs scores more than with all, and no other pair moves."""
    there = sorted({r.start for r in records if isinstance(r, MemberOf) and r.end == cluster})
    fewer = set(data.draw(some(there, len(there)))) if there else set[str]()
    none, part, whole = (
        scores(asked(published(records, cluster, shown), "consolidation")) for shown in (set[str](), fewer, set(there))
    )
    for less, more in ((none, part), (part, whole)):
        assert less.keys() <= more.keys()
        for pair, score in less.items():
            assert score <= more[pair] + 1e-12 if cluster in pair else score == more[pair]


def relabelled(records: Sequence[Record], seed: int) -> tuple[list[Record], Callable[[str], str]]:
    """The same facts in another order, under ids that sort otherwise, and how to find an old id again."""
    drawn = random.Random(seed)
    old = [record.id for record in records if isinstance(record, Node)]
    new = {
        one: f"{one.rpartition(':')[0]}:n{number:03}"
        for one, number in zip(old, drawn.sample(range(999), len(old)), strict=True)
    }
    back = {after: before for before, after in new.items()}
    changed: list[Record] = []
    for record in records:
        if isinstance(record, Node):
            changed.append(dataclasses.replace(record, id=new[record.id]))
        else:
            changed.append(dataclasses.replace(record, start=new[record.start], end=new[record.end]))
    drawn.shuffle(changed)
    return changed, lambda one: back.get(one, one)


def told(rows: list[Any], question: str, back: Callable[[str], str]) -> Iterator[tuple[Any, ...]]:
    """What an answer says of each pair, whichever end comes first."""
    for row in rows:
        if question == "consolidation":
            ends = (back(row.cluster), back(row.target))
            yield (row.advice, *(sorted(ends) if row.advice == "merge" else ends), round(row.score, 9), row.rank)
        elif question == "intersections":
            yield (*sorted(map(back, row.clusters)), row.shared, row.exclusive, row.p and round(row.p, 9))
        elif question == "centrality":
            yield (back(row.id), row.degree, round(row.betweenness, 9), round(row.pagerank, 9))
        elif question == "overlap":
            yield (*sorted(map(back, (row.a, row.b))), row.shared, row.jaccard and round(row.jaccard, 9))
        else:
            yield (*sorted(map(back, (row.a, row.b))), row.kind, row.score and round(row.score, 6))


ASKED = ("consolidation", "intersections", "centrality", "overlap", "duplicates")


@SLOW
@given(records=ecosystems(), seed=st.integers(0, 99))
def test_ids_and_order_change_nothing(records: list[Record], seed: int) -> None:
    changed, back = relabelled(records, seed)
    with as_store(Facts(records)) as one, as_store(Facts(changed)) as other:
        for question in ASKED:
            before, after = (list(asking.ask(QUESTIONS[question], store).rows) for store in (one, other))
            expected = sorted(map(str, told(before, question, str)))
            assert sorted(map(str, told(after, question, back))) == expected, question


@SLOW
@given(ecosystems(), st.integers(1, 9))
def test_seeds_change_no_score_and_intervals_hold_the_point(records: list[Record], seed: int) -> None:
    with as_store(Facts(records)) as store:
        rows, others = (list(asking.ask(QUESTIONS["consolidation"], store, seed=drawn).rows) for drawn in (0, seed))
    assert scores(others) == scores(rows)
    for row in rows:
        assert row.rank_low <= row.rank <= row.rank_high
        assert row.score_low - 1e-12 <= row.score <= row.score_high + 1e-12
        for reason in (*row.reasons, *row.against):
            assert reason.value is None or reason.low - 1e-12 <= reason.value <= reason.high + 1e-12
    ranked = {row.advice: sorted((r.rank, -r.score) for r in rows if r.advice == row.advice) for row in rows}
    for pairs in ranked.values():
        assert [score for _, score in pairs] == sorted(score for _, score in pairs)

"""A star of many spokes as one mark, and communities of a network too large to draw, on toys counted by hand."""

from pathlib import Path

from api.drawing.communities import communities_picture, members, organisations_picture
from graph.facts import Facts
from graph.picture.folding import MOST_SPOKES, folded
from graph.picture.picture import Picture, whole
from graph.picture.selection import Filters
from graph.schema import Cluster, MemberOf, Organisation, ParticipatesIn, Project
from tests.support.toys import stored

HUB, OTHER, BOTH = "cluster:toy:hub", "cluster:toy:other", "organisation:toy:both"
FOLD = f"folded:firm:{HUB}"


def star(spokes: int) -> Picture:
    """Return a cluster with so many members, and one more that is a member of another cluster too."""
    facts = Facts([Cluster(id=HUB, name="Hub"), Cluster(id=OTHER, name="Other")])
    facts.add(Organisation(id=BOTH, name="Both", kind="firm"))
    facts.add(MemberOf(start=BOTH, end=HUB), MemberOf(start=BOTH, end=OTHER))
    for number in range(spokes):
        facts.add(Organisation(id=f"organisation:toy:{number}", name=f"Firm {number}", kind="firm"))
        facts.add(MemberOf(start=f"organisation:toy:{number}", end=HUB))
    return whole(facts, Filters(ego=HUB, depth=2))


def places(picture: Picture) -> dict[str, tuple[float, float]]:
    return {node.id: (node.x, node.y) for node in picture.nodes}


def test_many_spokes_are_one_mark_and_unfold_where_it_stands() -> None:
    found = folded(star(MOST_SPOKES + 1), frozenset())
    assert {node.id: node.name for node in found.nodes} == {
        HUB: "Hub",
        OTHER: "Other",
        BOTH: "Both",
        FOLD: f"{MOST_SPOKES + 1} × Firm",
    }
    weights = {(edge.start, edge.end): edge.weight for edge in found.edges}
    assert weights[FOLD, HUB] == MOST_SPOKES + 1
    opened = folded(star(MOST_SPOKES + 1), frozenset({FOLD}))
    assert len(opened.nodes) == MOST_SPOKES + 4
    assert places(opened) | {FOLD: places(found)[FOLD]} == places(opened) | places(found), "nothing else moves"


def test_few_spokes_stay() -> None:
    picture = star(MOST_SPOKES)
    assert folded(picture, frozenset()) == picture


def test_two_communities_joined_by_one_project_are_two_marks(tmp_path: Path) -> None:
    """Two groups of five that share two projects each, and one project with one of both."""
    facts = Facts()
    facts.add(*(Organisation(id=f"organisation:toy:{n}", country="BE" if n < 5 else "NL") for n in range(10)))
    facts.add(*(Project(id=f"project:toy:{n}", title=f"Project {n}") for n in range(5)))
    taking_part = [(n, p) for p in range(2) for n in range(5)] + [(n, p) for p in (2, 3) for n in range(5, 10)]
    for n, p in [*taking_part, (0, 4), (5, 4)]:
        facts.add(ParticipatesIn(start=f"organisation:toy:{n}", end=f"project:toy:{p}"))
    store = stored(tmp_path, facts)
    assert [len(places) for places in members(store).values()] == [5, 5]
    found = communities_picture(store)
    assert [(node.name, node.measures["projects"]) for node in found.nodes] == [
        ("Community 1 · BE", 3.0),
        ("Community 2 · NL", 3.0),
    ]
    assert [(edge.start, edge.end, edge.weight) for edge in found.edges] == [("community:1", "community:2", 1.0)]
    inside = organisations_picture(store, 1, None, None)
    assert {node.country for node in inside.nodes} == {"BE"}
    assert {edge.weight for edge in inside.edges} == {2.0}
    one = organisations_picture(store, None, {"organisation:toy:0", "organisation:toy:5"}, None)
    assert [edge.facts for edge in one.edges] == [("Project 4",)]
    assert places(one).items() <= places(organisations_picture(store, None, None, None)).items()

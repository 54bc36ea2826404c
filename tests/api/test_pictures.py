"""Networks with measures, and pictures sized and coloured by them, on toys worked out by hand."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import networkx as nx
import pytest

from api.drawing.networks import MEASURES, measured, overlapping
from api.drawing.pictures import DRAWN, network_picture, picture
from api.drawing.pyvis_page import page
from api.words.language import Language
from graph.errors import BadInputError, NotFoundError, NotLoadedError
from graph.facts import Facts
from graph.picture.picture import Picture, PictureEdge, PictureNode, of_network
from graph.picture.scales import LARGEST, PALETTE, REST, SMALLEST, scaled
from graph.schema import Cluster, Organisation, Project
from graph.store import Store
from queries.asking.desk import Desk
from queries.consolidating.what_if import what_if
from queries.networks.overlap import overlap
from tests.support import toys
from tests.support.toys import FIRM, P1, P2, P3, A, B, C, X, Y, stored

DESK = Desk()
HOSTILE = "</script><script>window.hacked = true</script>"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return stored(tmp_path_factory.mktemp("store"), toys.with_members())


def marks(found: Picture) -> dict[str, PictureNode]:
    return {node.id: node for node in found.nodes}


def ties(found: Picture) -> dict[tuple[str, str], PictureEdge]:
    return {(edge.start, edge.end): edge for edge in found.edges}


def toy(**measures: dict[str, float | None]) -> Picture:
    """Return a picture of marks a, b, ... without ties, with these measures."""
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(sorted({node for of in measures.values() for node in of}))
    values = {node: {name: of[node] for name, of in measures.items()} for node in network}
    return of_network(network, Facts(), "A toy", values)


def test_collaboration_is_measured(store: Store) -> None:
    """A and B share two projects, a host and two members; B and C a project, a host and a member."""
    found = network_picture(DESK, store, "collaboration")
    assert {pair: tie.weight for pair, tie in ties(found).items()} == {(A, B): 5, (B, C): 3}
    values = {node: one.measures for node, one in marks(found).items()}
    assert {node: (of["degree"], of["strength"], of["betweenness"]) for node, of in values.items()} == {
        A: (1, 5, 0),
        B: (2, 8, 1),
        C: (1, 3, 0),
    }
    assert values[A]["constraint"] == 1, "all ties lead to one"
    assert all(tuple(of) == MEASURES for of in values.values())


def test_members_and_organisations_and_affiliation_are_measured(store: Store) -> None:
    members = marks(network_picture(DESK, store, "members"))
    assert {node: members[node].measures["degree"] for node in (A, B, C)} == {A: 3, B: 3, C: 1}
    assert members[A].measures["constraint"] is None, "for one-mode networks only"
    organisations = network_picture(DESK, store, "organisations")
    assert [(node.id, node.measures["degree"]) for node in organisations.nodes] == [(FIRM, 0)]
    affiliation = marks(network_picture(DESK, store, "affiliation"))
    assert {A, B, C, X, Y, P1, P2, P3, FIRM} <= set(affiliation)
    assert affiliation[P3].measures["degree"] == 3


def test_members_that_are_not_loaded_are_not_zero(tmp_path: Path) -> None:
    with pytest.raises(NotLoadedError):
        network_picture(DESK, stored(tmp_path, toys.triangle()), "members")


def test_overlap_says_what_is_beyond_chance(store: Store) -> None:
    rows = {(row.a, row.b): row for row in DESK.ask(overlap, store).rows}
    found = ties(network_picture(DESK, store, "overlap"))
    assert set(found) == {pair for pair, row in rows.items() if row.shared} == {(A, B)}
    tie = found[A, B]
    assert tie.q == rows[A, B].q_fdsm
    assert tie.significant is (None if tie.q is None else tie.q <= 0.05)


@pytest.mark.parametrize(
    ("q", "significant", "dashed"), [(0.05, True, False), (0.051, False, True), (None, None, False)]
)
def test_a_tie_no_more_than_chance_is_dashed(
    store: Store, q: float | None, significant: bool | None, dashed: bool
) -> None:
    (row,) = [row for row in DESK.ask(overlap, store).rows if row.shared]
    found = of_network(overlapping([replace(row, test="FDSM", q_fdsm=q, q_bicm=0.9)]), Facts(), "")
    (tie,) = found.edges
    assert (f"{int(significant or 0)} of 1 tie tested beyond chance" in found.subtitle) == (significant is not None)
    assert (tie.q, tie.significant, tie.dashed) == (q, significant, dashed)


def test_a_picture_holds_at_most_so_many(store: Store) -> None:
    for name in ("collaboration", "overlap", "affiliation"):
        found = network_picture(DESK, store, name, most=2)
        assert len(found.nodes) == 2
        assert found.left_out > 0


def test_size_is_an_area_in_proportion_and_unknown_is_no_zero() -> None:
    found = scaled(toy(strength={"a": 0.0, "b": 4.0, "c": 1.0, "d": None}), "strength", None)
    sizes = {node: one.size for node, one in marks(found).items()}
    quarter = round((SMALLEST**2 + (LARGEST**2 - SMALLEST**2) / 4) ** 0.5, 1)
    assert sizes == {"a": SMALLEST, "b": LARGEST, "c": quarter, "d": SMALLEST}
    assert {node for node, one in marks(found).items() if one.dashed} == {"d"}
    assert marks(found)["d"].facts[0] == "strength: unknown"
    (scale,) = found.scales
    assert [step.text for step in scale.steps] == ["0", "2", "4", "unknown: a dashed edge"]


def test_amounts_have_their_currency_and_years_are_no_numbers() -> None:
    found = toy(grant_eur={"a": 1_234_567.0, "b": 0.0}, start_year={"a": 2017.0, "b": 2020.0})
    size, colour = scaled(found, "grant_eur", "start_year").scales
    assert [step.text for step in size.steps][-1] == "€ 1,234,567"
    assert [step.text for step in colour.steps] == ["2017", "2018", "2020"]
    assert Language("nl").said(size.steps[-1].text) == "€ 1.234.567"


def test_numbers_are_shaded_and_communities_told_apart() -> None:
    shaded = scaled(toy(pagerank={"a": 0.25, "b": 0.5, "c": None}), None, "pagerank")
    assert {node: one.colour for node, one in marks(shaded).items()} == {"a": "#DEEBF7", "b": "#08306B", "c": "#FFFFFF"}
    assert [step.text for step in shaded.scales[0].steps] == ["0.25", "0.375", "0.5", "unknown"]
    of: dict[str, float | None] = {**{f"{n:02}": float(n) for n in range(10)}, "99": 9.0}
    grouped = marks(scaled(toy(community=of), None, "community"))
    assert grouped["09"].colour == grouped["99"].colour == PALETTE[0], "the largest first"
    assert {grouped["07"].colour, grouped["08"].colour} == {REST}
    assert len({grouped[f"{n:02}"].colour for n in (9, *range(7))}) == len(PALETTE)


def test_a_measure_that_is_none_is_refused() -> None:
    with pytest.raises(NotFoundError, match="strength"):
        scaled(toy(strength={"a": 1.0}), "nonsense", None)


ARGUMENTS = {"path": {"a": "Alpha", "b": "Gamma"}, "what_if": {"a": "Alpha", "b": "Gamma"}}


@pytest.mark.parametrize("name", sorted(DRAWN))
def test_every_picture_says_its_measures_in_marks_and_legend(name: str, store: Store) -> None:
    found = picture(DESK, store, name, size="strength", colour="core", **ARGUMENTS.get(name, {}))
    assert found.nodes
    assert all([fact.partition(":")[0] for fact in node.facts[:2]] == ["strength", "core"] for node in found.nodes)
    assert [scale.title for scale in found.scales][-2:] == ["Size: strength", "Colour: core"]
    text = page(found, as_of="v")
    assert "Size: strength" in text
    assert all(node.facts[0] in text for node in found.nodes)


def test_changes_have_colours_of_their_own(store: Store) -> None:
    found = picture(DESK, store, "changes")
    steps = {step.text: step.colour for step in found.scales[0].steps}
    assert list(steps) == ["appeared", "ended", "stayed", "unknown", "without days of its own"]
    organisations = {node.colour for node in found.nodes if node.type == "Organisation"}
    assert organisations == {steps["without days of its own"]}, "no colour of a kind may read as what happened"
    assert "Between the two days" in page(found, as_of="v")


def test_centrality_is_sized_by_betweenness_and_coloured_by_community(store: Store) -> None:
    found = picture(DESK, store, "centrality")
    assert [scale.title for scale in found.scales] == ["Size: betweenness", "Colour: community"]
    assert {node: one.size for node, one in marks(found).items()} == {A: SMALLEST, B: LARGEST, C: SMALLEST}
    assert {one.id for one in picture(DESK, store, "centrality", network="organisations").nodes} == {FIRM}
    with pytest.raises(BadInputError):
        picture(DESK, store, "centrality", network="nonsense")


def test_two_as_one_have_the_place_that_the_answer_gives(store: Store) -> None:
    rows = {row.figure: row for row in DESK.ask(what_if, store, "Alpha", "Gamma").rows}
    one = marks(picture(DESK, store, "what_if", a="Alpha", b="Gamma"))[A]
    assert one.name == "Alpha + Gamma"
    for measure, figure in (("degree", "partners"), ("strength", "strength"), ("betweenness", "betweenness")):
        assert one.measures[measure] == rows[figure].together
    assert one.measures["degree"] == 1, "only Beta is left"


def test_a_picture_as_of_a_day_has_nothing_that_had_ended(tmp_path: Path) -> None:
    """On 1 January 2021 Alpha and Beta are over: only Gamma is left, and it is tied to nobody."""
    facts = toys.triangle()
    facts.add(Project(id="project:toy:late", title="Late", start_date=date(2021, 6, 1), sources=toys.PLACE))
    there = stored(tmp_path, facts)
    for found in (
        network_picture(DESK, there, "collaboration", at=date(2021, 1, 1)),
        picture(DESK, there, "centrality", at="2021-01-01"),
    ):
        assert [(node.id, node.measures["degree"]) for node in found.nodes] == [(C, 0)]
        assert "as of 2021-01-01" in found.subtitle


def test_a_path_is_drawn_with_what_each_step_is(store: Store) -> None:
    found = picture(DESK, store, "path", a="Alpha", b="Gamma")
    assert all(tie.facts and tie.sources for tie in found.edges)
    assert {A, C} < set(marks(found))


def test_hostile_names_stay_text_beside_measures() -> None:
    network: nx.Graph[str] = nx.Graph([("organisation:toy:evil", A, {"detail": HOSTILE})])
    facts = Facts([Cluster(id=A), Organisation(id="organisation:toy:evil", name=HOSTILE, sources=(f"x#{HOSTILE}",))])
    found = of_network(network, facts, HOSTILE, {**measured(network), A: {HOSTILE: 1.0, "community": 1.0}})
    text = page(scaled(found, HOSTILE, "community"), as_of=HOSTILE)
    assert "<script>window" not in text
    assert "&lt;script&gt;window" in text


def test_what_more_speaks_against_than_for_is_no_tie_to_a_measure() -> None:
    """By hand: a and b are tied, c hangs on b by a score below 0 alone."""
    network: nx.Graph[str] = nx.Graph()
    network.add_edge("a", "b", weight=0.5)
    network.add_edge("b", "c", weight=-0.4)
    found = measured(network)
    assert [found[one]["degree"] for one in "abc"] == [1, 1, 0]
    assert found["a"]["pagerank"] == pytest.approx(found["b"]["pagerank"])

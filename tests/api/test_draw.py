"""Pictures: the same each time, bounded, and as pages that draw without asking anything of another host."""

import re
from datetime import date
from pathlib import Path

import networkx as nx
import pytest
from playwright.sync_api import Browser

from api.drawing.pyvis_page import page
from graph.errors import NotFoundError
from graph.facts import Facts
from graph.marks import MARKS
from graph.picture.picture import MOST_NODES, Picture, heaviest, of_network, whole
from graph.picture.selection import Filters, select
from graph.schema import Cluster, Organisation, Theme
from ingest import flanders
from tests.support import toys
from tests.support.browser import visit
from tests.support.toys import FUND, P1, P2, P3, WATER, A, B, C, X, Y

HOSTILE = "</script><script>window.hacked = true</script><img src=x onerror='window.hacked = true'>"


def ids(picture: Picture) -> set[str]:
    return {node.id for node in picture.nodes}


def test_the_whole_graph_and_its_filters() -> None:
    facts = toys.triangle()
    assert {A, B, C, X, Y, P1, P2, P3, FUND, WATER} <= ids(whole(facts))
    assert ids(whole(facts, Filters(kinds=("Cluster",)))) == {A, B, C}
    assert ids(whole(facts, Filters(kinds=("IBN",)))) == {A, B}
    assert ids(whole(facts, Filters(relations=("HOSTS",)))) == {A, B, C, X, Y}
    assert ids(whole(facts, Filters(relations=("HOSTS",), ego=X))) == {X, A, B}
    assert ids(whole(facts, Filters(relations=("HOSTS",), ego=X, depth=2))) == {X, A, B, Y}
    assert C in ids(whole(facts, Filters(since=date(2025, 1, 1), until=date(2025, 1, 1))))
    assert A not in ids(whole(facts, Filters(since=date(2025, 1, 1), until=date(2025, 1, 1))))
    for wrong in (Filters(kinds=("nonsense",)), Filters(relations=("NONSENSE",)), Filters(ego="nobody")):
        with pytest.raises(NotFoundError):
            whole(facts, wrong)


@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("kinds", [(), ("Cluster", "Organisation"), ("Cluster", "Project", "Theme")])
def test_what_is_around_an_entity_is_what_the_other_filters_leave_of_its_surroundings(
    kinds: tuple[str, ...], depth: int
) -> None:
    facts = flanders.facts()
    rest = select(facts, Filters(kinds=kinds))
    network = nx.Graph((tie.start, tie.end) for tie in rest.ties)
    network.add_nodes_from(rest.nodes)
    for cluster in facts.nodes(Cluster):
        found = select(facts, Filters(kinds=kinds, ego=cluster.id, depth=depth))
        expected = nx.single_source_shortest_path_length(network, cluster.id, cutoff=depth)
        assert dict(found.distances) == expected
        assert found.ties == [tie for tie in rest.ties if tie.start in expected and tie.end in expected]
        assert list(found.nodes) == [node for node in rest.nodes if node in expected]


def test_the_same_facts_give_the_same_picture_whatever_their_order() -> None:
    facts = toys.with_members()
    assert whole(Facts(reversed(list(facts)))) == whole(facts)


def test_a_picture_is_bounded_and_says_what_it_left_out() -> None:
    facts = Facts(Theme(id=f"theme:toy:{n}", label=str(n)) for n in range(MOST_NODES + 200))
    facts.add(Cluster(id=A, name="Alpha"))
    picture = whole(facts)
    assert (len(picture.nodes), picture.left_out) == (MOST_NODES, 201)
    assert A in ids(picture), "clusters are kept first"
    assert "201" in page(picture, as_of="v")


def test_of_too_many_ties_the_heaviest_are_sent() -> None:
    network: nx.Graph[str] = nx.Graph()
    network.add_weighted_edges_from([(A, B, 1), (B, C, 3), (A, C, 2)])
    every = of_network(network, Facts(), "")
    sent = heaviest(every, 2)
    assert [edge for edge in every.edges if edge.weight > 1] == list(sent.edges)
    assert (sent.nodes, sent.ties_left_out) == (every.nodes, 1)
    assert heaviest(every, 3) == every


def test_nodes_do_not_cover_each_other() -> None:
    nodes = whole(toys.with_members()).nodes
    for i, one in enumerate(nodes):
        for other in nodes[i + 1 :]:
            assert abs(one.x - other.x) + abs(one.y - other.y) > 20


def test_drawing_leaves_the_network_as_it_was() -> None:
    network: nx.Graph[str] = nx.Graph([(A, B, {"weight": 2.0, "detail": "p1; p2"})])
    before = dict(network.edges[A, B])
    page(of_network(network, toys.triangle(), "A title"), as_of="v")
    assert dict(network.edges[A, B]) == before


def test_no_two_kinds_share_a_shape_or_a_colour() -> None:
    assert len({mark.shape for mark in MARKS.values()}) == len({mark.colour for mark in MARKS.values()}) == len(MARKS)


def test_a_page_names_no_other_host() -> None:
    text = page(whole(toys.triangle()), as_of="v")
    assert not re.search(r"""(src|href|action)\s*=\s*["']?(https?:)?//""", text)
    assert not re.search(r"@import|url\(\s*['\"]?https?:", text)


def test_a_page_in_a_browser(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page(whole(toys.triangle()), as_of="v1"), encoding="utf-8")
    with visit(browser, (tmp_path / "page.html").as_uri()) as seen:
        seen.page.wait_for_selector("[data-ready]")
        assert [url for url in seen.requests if not url.startswith(("file:", "data:"))] == []
        assert seen.errors == []
        assert "The ecosystem" in seen.page.title()
        assert "v1" in seen.page.inner_text("header")
        for name in ("Cluster", "Firm", "Project", "Funding instrument"):
            assert name in seen.page.inner_text("ul.legend")
        assert seen.page.evaluate(PAINTED) > 500
        shown = seen.page.evaluate("drawn.getPositions()")
        assert set(shown) == ids(whole(toys.triangle()))
        tip = seen.page.evaluate(f"drawn.body.data.nodes.get('{A}').title")
        assert "Alpha" in tip
        assert "Table 1" in tip


PAINTED = """() => {
  const canvas = document.querySelector("canvas");
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let painted = 0;
  for (let i = 0; i < pixels.length; i += 4) if (pixels[i + 3] > 0 && pixels[i] < 250) painted += 1;
  return painted;
}"""


def test_a_hostile_name_does_not_run(browser: Browser, tmp_path: Path) -> None:
    facts = toys.triangle()
    facts.add(Organisation(id="organisation:toy:evil", name=HOSTILE, aliases=(HOSTILE,), sources=(f"x#{HOSTILE}",)))
    network: nx.Graph[str] = nx.Graph([(A, "organisation:toy:evil", {"detail": HOSTILE, "sources": (HOSTILE,)})])
    for number, picture in enumerate((whole(facts), of_network(network, facts, HOSTILE))):
        file = tmp_path / f"{number}.html"
        file.write_text(page(picture, as_of=HOSTILE), encoding="utf-8")
        with visit(browser, file.as_uri()) as seen:
            seen.page.wait_for_selector("[data-ready]")
            seen.page.click("summary")
            assert seen.page.evaluate("window.hacked") is None
            assert seen.errors == []
            assert HOSTILE in seen.page.inner_text("body")


@pytest.mark.parametrize("width", [360, 1280])
def test_all_of_a_picture_is_seen_at_once(browser: Browser, tmp_path: Path, width: int) -> None:
    (tmp_path / "page.html").write_text(page(whole(toys.with_members()), as_of="v"), encoding="utf-8")
    with visit(browser, (tmp_path / "page.html").as_uri(), width=width) as seen:
        seen.page.wait_for_selector("[data-ready]")
        places = seen.page.evaluate("Object.values(drawn.getPositions()).map(p => drawn.canvasToDOM(p).x)")
        assert min(places) >= 0
        assert max(places) <= width
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width

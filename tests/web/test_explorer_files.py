"""What the explorer gives away as files: what is shown and nothing else, and a page that works from a folder."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import httpx
import networkx as nx
import pytest
from playwright.sync_api import Browser, Download, Page, expect

from graph.schema import Cluster
from graph.store import open_store
from tests.support import toys
from tests.support.browser import Visit, visit
from tests.support.command import served
from tests.support.explorer import BIM, address, counts, explored, painted, until_ready

HOSTILE = "</script><script>window.hacked = true</script><img src=x onerror='window.hacked = true'>"


@pytest.fixture
def seen(site: httpx.Client, browser: Browser) -> Iterator[Visit]:
    with explored(browser, site) as visited:
        yield visited


def downloaded(page: Page, name: str) -> Download:
    with page.expect_download() as found:
        if not page.locator(".menu[open]").count():
            page.get_by_text("Save as").click()
        page.get_by_role("list", name="Tools").get_by_text(name, exact=True).click()
    return found.value


def test_the_files_obey_the_filters_and_parse(seen: Visit, tmp_path: Path) -> None:
    page = seen.page
    page.locator("input[name=min_weight]").fill("2")
    expect(page.locator("#status")).not_to_have_attribute("data-nodes", "26")
    until_ready(page)
    nodes, ties = counts(page)
    network = nx.read_gexf(io.BytesIO(Path(downloaded(page, "GEXF").path()).read_bytes()))
    assert (network.number_of_nodes(), network.number_of_edges()) == (nodes, ties)
    with zipfile.ZipFile(downloaded(page, "CSV").path()) as archive:
        rows = {name: len(archive.read(name).decode("utf-8-sig").splitlines()) - 1 for name in archive.namelist()}
    assert rows == {"nodes.csv": nodes, "ties.csv": ties}
    svg = ElementTree.parse(downloaded(page, "Screen (SVG)").path()).getroot()
    assert len(svg.findall("{http://www.w3.org/2000/svg}circle")) == nodes + 1, "one in the legend"
    png = Path(downloaded(page, "Screen (PNG)").path()).read_bytes()
    assert png.startswith(b"\x89PNG")
    figure = Path(downloaded(page, "Figure (SVG)").path()).read_text(encoding="utf-8")
    assert "Data as of 14 May 2020" in figure
    assert Path(downloaded(page, "Figure (PNG)").path()).read_bytes().startswith(b"\x89PNG")
    pyvis = Path(downloaded(page, "pyvis").path()).read_text(encoding="utf-8")
    assert f"{nodes} entities" in pyvis
    assert f"{ties} ties" in pyvis


def test_every_cluster_has_its_name_beside_it_at_first_sight(seen: Visit, site: httpx.Client) -> None:
    svg = ElementTree.parse(downloaded(seen.page, "Screen (SVG)").path()).getroot()
    written = {text.text for text in svg.findall("{http://www.w3.org/2000/svg}text")}
    clusters = site.get("/api/v1/network", params={"view": "clusters"}).json()["nodes"]
    assert len(clusters) == 26
    assert {node["label"] for node in clusters} <= written


def test_the_offline_page_works_from_a_folder(seen: Visit, browser: Browser, tmp_path: Path) -> None:
    seen.page.locator("input[name=min_weight]").fill("2")
    expect(seen.page.locator("#status")).not_to_have_attribute("data-nodes", "26")
    downloaded(seen.page, "Offline page").save_as(tmp_path / "network.html")
    with visit(browser, (tmp_path / "network.html").as_uri()) as offline:
        until_ready(offline.page)
        assert counts(offline.page) == counts(seen.page)
        assert painted(offline.page) > 0.005
        offline.page.locator("#find").fill("bim")
        offline.page.keyboard.press("Enter")
        expect(offline.page.locator(f"#panel[data-id='{BIM}']")).to_be_visible()
        assert [url for url in offline.requests if not url.startswith(("file:", "data:", "blob:"))] == []
        assert offline.errors == []


def test_a_hostile_name_does_not_run(browser: Browser, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with open_store(f"ladybug://{(home / 'store').as_posix()}") as store:
        facts = toys.triangle()
        places = (f"{toys.REPORT}#{HOSTILE}",)
        facts.add(Cluster(id="cluster:toy:evil", name=HOSTILE, aliases=(HOSTILE,), sources=places))
        store.load(facts)
    with served(home) as client, visit(browser, address(client, "?sel=cluster:toy:evil")) as seen:
        until_ready(seen.page)
        expect(seen.page.locator("#panel h2")).to_have_text(HOSTILE)
        (tmp_path / "page.html").write_bytes(client.get("/explorer/offline.html").content)
        with visit(browser, (tmp_path / "page.html").as_uri() + "#sel=cluster:toy:evil") as offline:
            until_ready(offline.page)
            expect(offline.page.locator("#panel h2")).to_have_text(HOSTILE)
            for page in (offline.page, seen.page):
                assert page.evaluate("window.hacked") is None
            assert seen.errors == offline.errors == []
        svg = Path(downloaded(seen.page, "Screen (SVG)").path())
        assert HOSTILE[:20] in "".join(ElementTree.parse(svg).getroot().itertext())

"""Figures for a report: whole names that cover nothing, a legend, the source and the day, in each format."""

import io
import itertools
import re
import struct
import xml.etree.ElementTree as ET
from pathlib import Path

import networkx as nx
import numpy as np
import pypdf
import pytest
import typst

from api.drawing.labels import Box, Spot, placed
from api.drawing.pictures import picture
from api.figures import typesetting
from api.figures.drawing import drawn
from api.figures.figure import Figure, figure
from api.figures.files import figure_file
from api.figures.plan import SLACK
from api.figures.typesetting import widths
from api.service import create_app
from api.words.language import Language
from graph.errors import NotFoundError
from graph.facts import Facts
from graph.judgements import Judgements
from graph.picture.picture import NOTHING, of_network, whole
from graph.schema import Organisation
from graph.store import Store
from queries.asking.desk import Desk
from queries.lookup.summary import Summary, summary
from tests.support import toys
from tests.support.command import call
from tests.support.service import Inside
from tests.support.toys import stored

GREEK, POLISH = "Εθνικό Μετσόβιο Πολυτεχνείο", "Politechnika Łódzka – Wydział Inżynierii"
NONE = np.empty((0, 4))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    facts = toys.with_members()
    facts.add(Organisation(id="organisation:toy:m8", name=GREEK, kind="firm", sources=toys.PLACE))
    facts.add(Organisation(id="organisation:toy:m9", name=POLISH, sources=toys.PLACE))
    return stored(tmp_path_factory.mktemp("store"), facts)


def of(store: Store, code: str = "en") -> Figure:
    return figure(whole(store.facts()), summary(store), Language(code))


def lines(svg: str) -> list[str]:
    return ["".join(one.itertext()) for one in ET.fromstring(svg).iter() if one.tag.endswith("}text")]


def test_it_says_what_it_is_of_what_signs_mean_and_from_where_and_when(store: Store) -> None:
    said = " ".join(lines(drawn(of(store)).svg))
    for part in ("The ecosystem", "Cluster", "Firm", "A toy report, 1 Jan 2020", f"data version {store.data_version}"):
        assert part in said
    assert "dashed" in said, "the toy has a tie that is inferred"


@pytest.mark.parametrize("code", ["nl", "fr"])
def test_it_speaks_the_readers_language(store: Store, code: str) -> None:
    english, other = (set(lines(drawn(of(store, one)).svg)) for one in ("en", code))
    assert len(other - english) > 5, "the legend and the note at least"


def test_no_name_is_cut_or_leaves_the_sheet(store: Store) -> None:
    found = of(store)
    root = ET.fromstring(drawn(found).svg)
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    shifts = [one.attrib["transform"] for one in root.iter() if one.tag.endswith("}g")][:2]
    x0, y0 = map(sum, zip(*(map(float, re.findall(r"-?[\d.]+", shift)) for shift in shifts), strict=True))
    names = [one for one in root.iter() if one.tag.endswith("}text") and "text-anchor" in one.attrib]
    known = widths([(str(one.text), 7.5, True) for one in names])
    for one in names:
        wide = known[(str(one.text), 7.5, True)]
        start = x0 + float(one.attrib["x"]) - wide * {"start": 0, "middle": 0.5, "end": 1}[one.attrib["text-anchor"]]
        assert left <= start + 0.5, one.text
        assert start + wide <= left + width + wide * (SLACK - 1) + 0.5, one.text
        assert top < y0 + float(one.attrib["y"]) < top + height
    said = " ".join(lines(drawn(found).svg))
    for name in (GREEK, POLISH, "Clean water for dairy farms"):
        assert all(word in said for word in name.split())
    assert "…" not in said


def test_names_cover_neither_marks_nor_each_other() -> None:
    spots = [Spot(14.0 * (k % 7), 11.0 * (k // 7), 3.0, 40.0, 9.0) for k in range(49)]
    found = placed(spots, NONE)
    boxes = [box for box in found if box] + [Box.around(s.x, s.y, 2 * s.r, 2 * s.r) for s in spots]
    assert sum(box is not None for box in found) > 30
    for one, other in itertools.combinations(boxes, 2):
        apart = one.right <= other.left or other.right <= one.left or one.bottom <= other.top or other.bottom <= one.top
        assert apart


def test_a_name_keeps_off_a_tie_where_it_can() -> None:
    spot = Spot(0, 0, 3, 40, 9)
    assert placed([spot], NONE)[0] == Box(4.5, -4.5, 44.5, 4.5), "beside its mark, to the right"
    (box,) = placed([spot], np.array([[0.0, 0.0, 100.0, 0.0]]))
    assert box
    assert box.left < 0, "a tie leads to the right"


def test_names_without_room_are_listed() -> None:
    network: nx.Graph[str] = nx.Graph()
    facts = Facts()
    for number in range(70):
        facts.add(Organisation(id=f"organisation:toy:{number}", name=f"A rather long name, number {number}"))
        network.add_edge("organisation:toy:0", f"organisation:toy:{number}")
    found = figure(of_network(network, facts, "A star"), summary_of(facts), Language("en"))
    said = " ".join(lines(drawn(found).svg))
    assert all(f"number {number}" in said for number in range(70))


def summary_of(_: Facts) -> Summary:
    return Summary("v1", {}, 0, ())


def test_pdf_holds_the_words_and_its_fonts(store: Store) -> None:
    file = figure_file(of(store), "pdf")
    (page,) = pypdf.PdfReader(io.BytesIO(file.content)).pages
    said = page.extract_text()
    assert all(word in said for word in (*GREEK.split(), *POLISH.split(), "Alpha"))
    assert figure_file(of(store), "pdf").content == file.content, "the same each time"


def test_a_machine_without_fonts_has_those_that_typst_brings(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    embedded = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr(typesetting, "_fonts", lambda: embedded)
    (page,) = pypdf.PdfReader(io.BytesIO(figure_file(of(store), "pdf").content)).pages
    assert all(word in page.extract_text() for word in (*GREEK.split(), *POLISH.split()))


def test_png_is_as_sharp_as_print_asks(store: Store) -> None:
    found = of(store)
    content = figure_file(found, "png").content
    assert content.startswith(b"\x89PNG")
    millimetres = float(re.search(r'width="([\d.]+)mm"', drawn(found).svg)[1])  # type: ignore[index]
    assert struct.unpack(">I", content[16:20])[0] == pytest.approx(millimetres / 25.4 * 300, abs=3)


def test_nothing_to_draw_is_said_by_what_stands_around_it(store: Store) -> None:
    assert figure_file(figure(NOTHING, summary(store), Language("en"), title="Nobody"), "pdf").content
    with pytest.raises(NotFoundError):
        figure_file(of(store), "gif")


def test_the_command_and_the_address_give_the_same(store: Store, tmp_path: Path) -> None:
    client = Inside(create_app(store, Judgements(tmp_path)))
    answer = client.get("/pictures/collaboration.svg?lang=nl")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.text == drawn(figure(picture(Desk(), store, "collaboration"), summary(store), Language("nl"))).svg
    assert client.get("/explorer/figure.png?network=all").content.startswith(b"\x89PNG")
    assert client.get("/pictures/collaboration.gif").status_code == 404
    for page, name in (("/", "collaboration"), ("/consolidation", "consolidation"), ("/duplicates", "duplicates")):
        (link,) = re.findall(r'href="(/pictures/[^"]+)"', client.get(f"{page}?at=2020-01-01&lang=fr").text)
        assert link == f"/pictures/{name}.pdf?lang=fr&amp;at=2020-01-01"
        assert client.get(link.replace("&amp;", "&")).content.startswith(b"%PDF")
    home = tmp_path / "home"
    url = f"{store.url}"
    done = call("--store", url, "draw", "collaboration", "-o", str(tmp_path / "x.svg"), "--language", "nl", home=home)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "x.svg").read_text(encoding="utf-8") == answer.text

"""Frames per second while the picture is dragged: our canvas, cytoscape.js and vis-network on the same graphs.

`python -m benchmarks.canvas [SECONDS]` needs Chromium and npm. Each page has a canvas of the same size, the same nodes
at the same places and the same ties; the other two write names of clusters only, and keep their usual quality. A
mouse drags the picture in circles, a little further each frame; the frames are counted.
"""

import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyvis
from playwright.sync_api import Browser, FloatRect, Page

from api.drawing.looks import mark_of, widths_of
from api.web.explorer.data import TALLER, explorer_data, to_json
from api.web.explorer.files import parts_of_page
from api.web.explorer.page import config
from api.web.frame.page import environment
from api.words.language import Language
from benchmarks import run
from graph.facts import Facts
from graph.marks import MARKS
from graph.picture.picture import Picture, whole
from graph.schema import Cluster, MemberOf, Organisation, ParticipatesIn, Project
from tests.support.browser import chromium

HERE = Path(__file__).parent
SIZES = (1000, 5000)
VIEWPORT = {"width": 1680, "height": 1000}
DRAG = """([x, y, seconds]) => new Promise((done) => {
  const target = document.elementFromPoint(x, y);
  const started = performance.now();
  let frames = 0;
  const step = () => {
    const passed = (performance.now() - started) / 1000;
    if (passed > seconds) { done(frames / passed); return; }
    frames += 1;
    const at = {
      clientX: x + 220 * Math.sin(Math.PI * passed), clientY: y + 140 * (1 - Math.cos(Math.PI * passed)),
      bubbles: true, cancelable: true, view: window, button: -1, buttons: 1,
    };
    const pointer = { ...at, pointerId: 1, pointerType: "mouse", isPrimary: true };
    target.dispatchEvent(new PointerEvent("pointermove", pointer));
    target.dispatchEvent(new MouseEvent("mousemove", { ...at, button: 0 }));
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""
"""Moves the mouse once a frame, so that no frame is spared the work."""


def generated(size: int) -> Picture:
    """Return a graph of so many nodes, three in a hundred of them clusters, with about three ties a node."""
    chance = random.Random(7)  # noqa: S311 - no secret
    clusters, projects = size * 3 // 100, size * 37 // 100
    people = size - clusters - projects
    facts = Facts(Cluster(id=f"cluster:made:{n}", name=f"Cluster {n}") for n in range(clusters))
    facts.add(*(Project(id=f"project:made:{n}", title=f"Project {n}") for n in range(projects)))
    kinds = ("firm", "firm", "knowledge_institution", "other")
    facts.add(*(Organisation(id=f"organisation:made:{n}", name=f"Firm {n}", kind=kinds[n % 4]) for n in range(people)))
    for number in range(people):
        start = f"organisation:made:{number}"
        facts.add(MemberOf(start=start, end=f"cluster:made:{int(clusters * chance.random() ** 2)}"))
        for _ in range(1 + chance.randrange(7)):
            facts.add(ParticipatesIn(start=start, end=f"project:made:{int(projects * chance.random() ** 1.5)}"))
    return whole(facts, most=size)


def our_page(picture: Picture) -> str:
    """Return the explorer's page for a folder."""
    lang = Language("en")
    return (
        environment()
        .get_template("explorer_offline.html")
        .render(
            lang=lang,
            _=lang.text,
            title="Made",
            filters="",
            version="made",
            marks=MARKS,
            data=to_json(explorer_data(picture, Facts(), "made", "all", lang)),
            config=to_json(config(lang, live=False)),
            **parts_of_page(),
        )
    )


def other_page(name: str, library: str, picture: Picture, width: int, height: int) -> str:
    """Return the page of another library."""
    graph = {
        "nodes": [
            {
                "id": node.id,
                "label": node.label if node.type == "Cluster" else "",
                "colour": mark_of(node).colour,
                "size": node.size,
                "x": node.x,
                "y": node.y * TALLER,
            }
            for node in picture.nodes
        ],
        "ties": [
            {"start": edge.start, "end": edge.end, "width": tie_width}
            for edge, tie_width in zip(picture.edges, widths_of(picture.edges), strict=True)
        ],
    }
    page = (HERE / name).read_text(encoding="utf-8")
    filled = {"WIDTH": str(width), "HEIGHT": str(height), "GRAPH": json.dumps(graph), "LIBRARY": library}
    for key, value in filled.items():
        page = page.replace(f"__{key}__", value)
    return page


def libraries(folder: Path) -> dict[str, str]:
    """Return the scripts of the other two, by page; cytoscape.js is installed into a folder that is not kept."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed, to install cytoscape.js.")
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, folder)
    subprocess.run([npm, "ci", "--silent"], cwd=folder, check=True)  # noqa: S603 - a command of this file
    cytoscape = folder / "node_modules" / "cytoscape" / "dist" / "cytoscape.min.js"
    vis = Path(pyvis.__file__).parent / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"
    return {"cytoscape.html": cytoscape.read_text(encoding="utf-8"), "vis.html": vis.read_text(encoding="utf-8")}


def frames(page: Page, x: float, y: float, seconds: float) -> float:
    """Return frames per second while a mouse drags from a point in circles; it checks that the picture moved."""
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 5, y + 5)
    before = page.screenshot()
    found = float(page.evaluate(DRAG, [x, y, seconds + 0.5]))
    if page.screenshot() == before:
        raise SystemExit("The picture did not move: this is no measurement.")
    page.mouse.up()
    return found


def measured(browser: Browser, file: Path, ready: str, seconds: float) -> tuple[float, float, FloatRect]:
    """Return seconds until the first picture, frames per second, and the canvas's place."""
    page = browser.new_page(viewport=VIEWPORT)  # type: ignore[arg-type]
    started = time.perf_counter()
    page.goto(file.as_uri())
    page.locator(ready).wait_for(timeout=120_000)
    first = time.perf_counter() - started
    box = page.locator("#network").bounding_box()
    assert box  # noqa: S101 - it is on the page
    page.wait_for_timeout(1000)
    found = frames(page, box["x"] + box["width"] / 2, box["y"] + box["height"] / 3, seconds)
    page.close()
    return first, found, box


def main() -> None:
    """Print a table: nodes, ties, and of each library seconds to the first picture and frames per second."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 6.0
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        place = Path(folder)
        scripts = libraries(place)
        print("nodes   ties  library         first picture  frames/s")
        for size in SIZES:
            picture = generated(size)
            file = place / "page.html"
            file.write_text(our_page(picture), encoding="utf-8")
            first, found, box = measured(browser, file, "#explorer[data-ready]", seconds)
            line = "{:5}  {:5}  {:14}  {:11.1f} s  {:8.0f}"
            print(line.format(len(picture.nodes), len(picture.edges), "explorer.js", first, found))
            for name, library in scripts.items():
                text = other_page(name, library, picture, round(box["width"]), round(box["height"]))
                file.write_text(text, encoding="utf-8")
                first, found, _ = measured(browser, file, "body[data-ready]", seconds)
                print(line.format(len(picture.nodes), len(picture.edges), name.removesuffix(".html"), first, found))


if __name__ == "__main__":
    run(main, __doc__)

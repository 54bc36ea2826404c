"""The explorer's page as the browser tests meet it."""

import contextlib
from collections.abc import Iterator

import httpx
from playwright.sync_api import Browser, Page

from tests.support.browser import Visit, visit

BIM = "cluster:flanders:bim"


def address(site: httpx.Client, query: str = "") -> str:
    return f"{str(site.base_url).rstrip('/')}/explorer{query}"


def until_ready(page: Page) -> None:
    page.locator("#explorer[data-ready]").wait_for()


def counts(page: Page) -> tuple[int, int]:
    line = page.locator("#status[data-nodes]")
    return int(line.get_attribute("data-nodes") or -1), int(line.get_attribute("data-ties") or -1)


@contextlib.contextmanager
def explored(browser: Browser, site: httpx.Client) -> Iterator[Visit]:
    """Open the explorer; at the end nothing went wrong in it, and it asked nothing of another host."""
    with visit(browser, address(site)) as visited:
        until_ready(visited.page)
        yield visited
        assert visited.errors == []
        own = str(site.base_url)
        assert [url for url in visited.requests if not url.startswith((own, "blob:", "data:"))] == []


def painted(page: Page) -> float:
    """The share of the canvas that is not of the colour of its corner."""
    return float(page.evaluate(PAINTED))


PAINTED = """() => {
  const canvas = document.getElementById("network");
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let painted = 0;
  for (let i = 0; i < pixels.length; i += 4) if (pixels[i] !== pixels[0] || pixels[i + 2] !== pixels[2]) painted += 1;
  return painted / (pixels.length / 4);
}"""


def api_counts(site: httpx.Client, **parameters: str | int | list[str] | None) -> tuple[int, int]:
    found = site.get("/api/v1/network", params={"most": 5000, **parameters}).json()
    return len(found["nodes"]), len(found["edges"])

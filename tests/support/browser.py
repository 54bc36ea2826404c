"""A real headless Chromium for tests of pages; where there is none the tests say so, and with CI=true they fail."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.support.command import PATIENT
from tests.support.missing import missing
from tests.support.places import ROOT

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


PATIENCE = 60_000
"""Milliseconds for which a page is waited for; on a busy machine the usual 5 and 30 seconds are too few."""


@dataclass(slots=True)
class Visit:
    """A page that was opened, what it asked for, and what went wrong in it."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser; skip the test where there is none, fail it where CI=true."""
    path = _path()
    if path is None:
        missing("no Chromium found: install the package 'chromium' to test pages in a browser")
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextlib.contextmanager
def flagged(browser: Browser, *flags: str) -> Iterator[Browser]:
    """Start another browser of the same kind, with more flags."""
    other = browser.browser_type.launch(executable_path=_path(), args=[*FLAGS, *flags])
    yield other
    other.close()


def _path() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def photograph(page: Page, name: str, otherwise: Path) -> int:
    """Write a picture of what is in sight and return its bytes; with INTERCLUSTER_PICTURES=1 it is the README's."""
    folder = ROOT / "docs" if os.environ.get("INTERCLUSTER_PICTURES") else otherwise
    page.screenshot(path=folder / name)
    return (folder / name).stat().st_size


@contextlib.contextmanager
def visit(browser: Browser, url: str, width: int = 1280, height: int = 800, **options: Any) -> Iterator[Visit]:
    """Open a page in a browser that knows nothing yet, with every request and every error written down."""
    options.setdefault("extra_http_headers", PATIENT)
    page = browser.new_page(viewport={"width": width, "height": height}, **options)
    page.set_default_timeout(PATIENCE)
    visited = Visit(page)
    page.on("request", lambda request: visited.requests.append(request.url))
    page.on("pageerror", lambda error: visited.errors.append(str(error)))
    page.on("console", lambda message: visited.errors.append(message.text) if message.type == "error" else None)
    page.goto(url)
    yield visited
    page.close()

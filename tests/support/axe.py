"""axe-core, which finds what a page does to keep people out; fetched once by npm, for tests alone."""

import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests.support.missing import missing
from tests.support.places import ROOT

VERSION = "4.14.1"
KEPT = ROOT / "build" / f"axe-{VERSION}.js"
RUN = "async () => (await axe.run()).violations.map(v => `${v.id}: ${v.nodes.map(n => n.target).join(' | ')}`)"


def script() -> str:
    """Return axe-core; skip the test where it cannot be had, fail it where CI=true."""
    if not KEPT.exists():
        try:
            _fetch()
        except (OSError, subprocess.SubprocessError) as error:
            missing(f"axe-core is not there and npm cannot fetch it: {error}")
    return KEPT.read_text(encoding="utf-8")


def findings(page: Page) -> list[str]:
    """Return what axe finds on a page, each with where it is."""
    page.evaluate(script())
    found: list[str] = page.evaluate(RUN)
    return found


def _fetch() -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("no npm")
    KEPT.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=KEPT.parent) as folder:  # two processes may fetch at once
        subprocess.run([npm, "pack", f"axe-core@{VERSION}"], cwd=folder, check=True, capture_output=True, timeout=120)
        with tarfile.open(Path(folder) / f"axe-core-{VERSION}.tgz") as archive:
            member = archive.extractfile("package/axe.min.js")
            assert member
            fetched = Path(folder) / KEPT.name
            fetched.write_bytes(member.read())
        fetched.replace(KEPT)

"""The explorer's script is what its sources give, carries its licences and comes from pinned packages."""

import json
import re
import shutil
import subprocess
from pathlib import Path

from tests.support.missing import missing
from tests.support.places import ROOT
from tests.support.processes import HUNG

CANVAS = ROOT / "api" / "web" / "canvas"
BUILT = CANVAS.parent / "static" / "explorer.js"


def npm(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("npm")
    assert program
    return subprocess.run([program, *arguments], cwd=CANVAS, capture_output=True, text=True, timeout=HUNG, check=False)


def test_the_built_script_is_what_a_fresh_build_gives(tmp_path: Path) -> None:
    if not (shutil.which("node") and shutil.which("npm")):
        missing("Node.js and npm are needed to build explorer.js afresh")
    if not (CANVAS / "node_modules" / "esbuild").is_dir():
        installed = npm("ci", "--silent")
        assert installed.returncode == 0, installed.stderr
    checked = npm("run", "check")
    assert checked.returncode == 0, checked.stdout
    fresh = npm("run", "build", "--", str(tmp_path / "explorer.js"))
    assert fresh.returncode == 0, fresh.stderr
    assert (tmp_path / "explorer.js").read_bytes() == BUILT.read_bytes(), "run 'make web' and commit what it builds"


def test_the_lock_file_of_the_script_names_no_host_and_pins_all() -> None:
    assert "://" not in (CANVAS / "package-lock.json").read_text()
    package = json.loads((CANVAS / "package.json").read_text())
    for version in {**package["dependencies"], **package["devDependencies"]}.values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)


def test_the_script_carries_its_licences() -> None:
    head = BUILT.read_text(encoding="utf-8")[:4000]
    for name in ("d3-zoom 3.0.0", "d3-selection 3.0.0", "d3-quadtree 3.0.1", "Mike Bostock"):
        assert name in head

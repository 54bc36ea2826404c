"""A benchmark says what it does before it runs for a quarter of an hour."""

import subprocess
import sys

import pytest

from tests.support.places import ROOT
from tests.support.processes import HUNG

NAMES = sorted(
    {path.stem for path in (ROOT / "benchmarks").glob("*.py")} - {"__init__"}
    | {path.parent.name for path in (ROOT / "benchmarks").glob("*/__main__.py")}
)


@pytest.mark.parametrize("name", NAMES)
def test_help_says_what_it_measures(name: str) -> None:
    said = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=HUNG,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    assert f"python -m benchmarks.{name}" in said.stdout

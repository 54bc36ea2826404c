"""schemathesis, all its checks, against the running service: `make trust` puts it into build/, which no lock names."""

import subprocess
from pathlib import Path

import httpx
import pytest

from tests.support.command import call, served
from tests.support.missing import missing
from tests.support.places import ROOT
from tests.support.processes import HUNG
from tests.trust.conftest import LONG

PROGRAM = ROOT / "build" / "schemathesis" / "bin" / "schemathesis"
REQUESTS = 20_000
HEAVY = "sensitivity|restructure|evaluate"
"""What takes long by nature: left out, so that the others are asked often enough."""
EXCEPT = "positive_data_acceptance"
"""The one check that is left out: a sentence may refuse what no description can rule out, such as a word of nobody."""


@pytest.mark.skipif(not LONG, reason="the long form alone: the short one is tests/api/test_description.py")
def test_every_answer_is_described(tmp_path: Path) -> None:
    if not PROGRAM.exists():
        missing("schemathesis is not run: `make trust` installs it into build/")
    assert call("load", "flanders", home=tmp_path).returncode == 0
    with served(tmp_path) as client:
        described = httpx.get(f"{client.base_url}/openapi.json", timeout=HUNG).json()["paths"]
        each = max(1, round(REQUESTS * LONG / sum(map(len, described.values()))))
        asked = [str(PROGRAM), "run", f"{client.base_url}/openapi.json", "--exclude-path-regex", HEAVY]
        asked += ["--checks", "all", "--exclude-checks", EXCEPT, "--max-examples", str(each), "--request-timeout", "60"]
        done = subprocess.run(
            [*asked, "--phases", "examples,coverage,fuzzing", "--seed", "1", "--continue-on-failure", "--no-color"],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
        )
        print(done.stdout[-20_000:])
        assert client.get("/healthz").status_code == 200
    assert done.returncode == 0, done.stdout[-5_000:]

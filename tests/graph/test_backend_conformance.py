"""NetworkX's own tests of every function that the back end claims, run through it; and what a small graph costs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import networkx
import pytest

from tests.support.processes import HUNG

FOLDER = Path(networkx.__file__).parent
MODULES = """
algorithms/centrality/tests/test_betweenness_centrality.py
algorithms/centrality/tests/test_closeness_centrality.py
algorithms/centrality/tests/test_harmonic_centrality.py
algorithms/centrality/tests/test_eigenvector_centrality.py
algorithms/link_analysis/tests/test_pagerank.py
algorithms/tests/test_core.py
algorithms/tests/test_cluster.py
algorithms/tests/test_structuralholes.py
algorithms/community/tests/test_leiden.py
""".split()


@pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "numpy"])
def test_networkxs_own_tests_pass(compiled: bool, tmp_path: Path) -> None:
    # What the back end does not take falls back to NetworkX, and without that would be an expected failure.
    setting = "import networkx\ndef pytest_configure(config):\n    networkx.config.backends.intercluster.compiled = "
    (tmp_path / "compiled_or_not.py").write_text(f"{setting}{compiled}\n")
    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", str(FOLDER)),
            *("-p", "no:cacheprovider", "-p", "no:randomly", "-p", "compiled_or_not"),
            *(str(FOLDER / module) for module in MODULES),
        ],
        env={
            **os.environ,
            "NETWORKX_TEST_BACKEND": "intercluster",
            "NETWORKX_FALLBACK_TO_NX": "True",
            "PYTHONPATH": str(tmp_path),
        },
        capture_output=True,
        text=True,
        timeout=HUNG,
        check=False,
        cwd=tmp_path,
    )
    assert run.returncode == 0, run.stdout[-3000:]
    assert "xfailed" not in run.stdout
    assert int(run.stdout.split(" passed")[0].split()[-1]) >= 290


SMALL = """
import json, sys, time
import networkx as nx
graph = nx.gnm_random_graph(60, 150, seed=1)
started = time.perf_counter()
for function in (nx.betweenness_centrality, nx.closeness_centrality, nx.core_number, nx.clustering):
    function(graph)
print(json.dumps([time.perf_counter() - started, "numba" in sys.modules, "scipy" in sys.modules]))
"""


def test_a_small_graph_pays_for_no_compiled_code() -> None:
    def fresh(priority: str) -> list[float]:
        run = subprocess.run(
            [sys.executable, "-c", SMALL],
            env={**os.environ, "NETWORKX_BACKEND_PRIORITY": priority},
            capture_output=True,
            text=True,
            check=True,
        )
        found: list[float] = json.loads(run.stdout)
        return found

    # What it costs to load is what it must not load; how long that takes a machine is no property of the program.
    _, numba, scipy = fresh("intercluster")
    assert (numba, scipy) == (False, False)

"""One machine beside Spark on a real standalone cluster: a master and two workers, processes of their own on loopback.

`python -m benchmarks.spark_cluster [PARTICIPATIONS ...]` takes generated participations (10,000 to 5 million unless
said otherwise) and all of Horizon 2020, and measures the overlap of every pair that shares something with its p and q,
degree and strength, PageRank, and components. Each engine runs in a process of its own; what Spark needs to start is a
line of its own. Then the largest runs once more, and one worker is killed in the middle: the answer must be the same.
Peak memory is the sum of all processes of a program.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse, stats  # noqa: F401 - so that no step pays for loading it

from benchmarks import run
from graph.backend.sparse_network import SparseNetwork
from graph.measures import metrics
from graph.measures.engine import LOCAL
from graph.settings import Settings
from tests.support.spark_cluster import Cluster, kill, once_busy, running, wait_for_executors

SIZES = (10_000, 100_000, 1_000_000, 5_000_000)
H2020 = "Horizon 2020"
MEMORY = "3g"
"""Of each worker, and of the driver's Java process."""

Result = dict[str, Any]


def generated(participations: int, seed: int = 0) -> sparse.csr_array:
    """Return organisations x projects with about so many ones, shaped like Horizon 2020.

    There are four participations an organisation and 4.6 a project; the sizes of projects and how active organisations
    are follow log-normal laws.
    """
    random = np.random.default_rng(seed)
    organisations, projects = participations // 4, int(participations / 4.6)
    size = random.lognormal(0, 1.0, projects)
    project = np.repeat(np.arange(projects), np.ceil(size * participations / size.sum() * 0.9).astype(np.int64))
    active = np.cumsum(random.lognormal(0, 1.4, organisations))
    organisation = np.searchsorted(active, random.random(project.size) * active[-1])
    matrix = sparse.csr_array((np.ones(project.size, np.int64), (organisation, project)))
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix


def memberships(what: str) -> sparse.csr_array:
    """Return generated participations, or those of Horizon 2020."""
    if what != H2020:
        return generated(int(what))
    import pandas as pd

    table = pd.read_csv(Settings.from_environment().data / "cordis_h2020" / "h2020.csv.gz", dtype=str)
    project, organisation = (pd.factorize(table[name], sort=True)[0] for name in ("rcn", "pic"))
    matrix = sparse.csr_array((np.ones(project.size, np.int64), (organisation, project)))
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix


class Timed:
    """Takes the time of steps, by name, and keeps what they found."""

    def __init__(self) -> None:
        self.result: Result = {"seconds": {}, "found": {}}

    def __call__(self, name: str, work: Callable[[], Any]) -> None:
        """Do a step."""
        started = time.perf_counter()
        self.result["found"][name] = work()
        self.result["seconds"][name] = time.perf_counter() - started


def local(what: str) -> Result:
    """Measure on one machine."""
    matrix, timed = memberships(what), Timed()

    def overlap() -> list[float]:
        found = LOCAL.overlaps(matrix)
        return [found.p.size, int(found.pairs.shared.sum()), int((found.q <= 0.05).sum())]

    timed("overlap", overlap)
    network: Any = SparseNetwork.projection(tuple(range(matrix.shape[0])), matrix)
    timed("degree", lambda: [sum(metrics.degree(network).values()), sum(metrics.strength(network).values())])
    timed("PageRank", lambda: _digest(np.array(list(metrics.pagerank(network).values()))))
    timed("components", lambda: max(metrics.component(network).values()))
    return timed.result | {"shape": [*matrix.shape, matrix.nnz], "megabytes": _megabytes({os.getsid(0)})}


def spark(what: str, cluster: list[int], url: str, victim: int) -> Result:
    """Measure on Spark; `cluster` are the sessions of its processes, `victim` a worker to be killed, or 0."""
    from pyspark.sql import functions as sf

    from graph.spark.engine import SparkEngine
    from graph.spark.overlap import partners, tested
    from graph.spark.spreading import Spreading

    matrix, timed = memberships(what), Timed()
    engine, nodes = SparkEngine(url), matrix.shape[0]
    universe = int(np.count_nonzero(matrix.sum(axis=0)))
    timed("start", lambda: wait_for_executors(engine.session, 2))
    if victim:
        once_busy(engine.session, 2, lambda: os.killpg(victim, 9))
    with engine.memberships(matrix) as frame:

        def overlap() -> list[float]:
            row = tested(frame, nodes, universe).agg(
                sf.count("*"),
                sf.sum("shared"),
                sf.sum(sf.when(sf.col("q") <= 0.05, 1).otherwise(0)),
                sf.bit_xor(sf.xxhash64("a", "b", "shared", "p", "q")),
            )
            return list(row.first() or ())

        def degree() -> list[float]:
            return list(partners(frame).agg(sf.sum("degree"), sf.sum("strength")).first() or ())

        timed("overlap", overlap)
        timed("degree", degree)
    spreading = Spreading.of(engine.session.sparkContext, matrix)
    timed("PageRank", lambda: _digest(spreading.pagerank(metrics.DAMPING, metrics.TOLERANCE, metrics.MOST_STEPS)))
    timed("components", lambda: max(metrics.numbered(dict(enumerate(spreading.components().tolist()))).values()))
    megabytes = _megabytes({os.getsid(0), *cluster})
    engine.close()
    return timed.result | {"megabytes": megabytes}


def _digest(rank: Any) -> list[float]:
    """Return what tells one ranking from another: its length in the sense of Euclid, and its largest value."""
    return [float(np.sqrt((rank**2).sum())), float(rank.max())]


def _megabytes(sessions: set[int]) -> float:
    """Return the sum of the peaks of memory of all processes of these sessions."""
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(process.name)) in sessions:
                lines = (process / "status").read_text().splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
        except OSError:  # it ended meanwhile
            continue
    return total / 1024


def _one(*arguments: str, conf: Path | None = None) -> Result:
    environment = {**os.environ, **({"SPARK_CONF_DIR": str(conf)} if conf else {})}
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.spark_cluster", "--one", *arguments]
    done = subprocess.run(  # noqa: S603 - this very file
        command, capture_output=True, text=True, check=False, env=environment, start_new_session=True
    )
    if done.returncode:
        sys.exit(done.stderr)
    found: Result = json.loads(done.stdout)
    return found


def _on_cluster(what: str, *, killed: bool = False) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        conf = Path(folder) / "conf"
        conf.mkdir()
        settings = {
            "spark.driver.memory": MEMORY,
            "spark.executor.memory": MEMORY,
            "spark.local.dir": f"{folder}/driver",
        }
        (conf / "spark-defaults.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
        with running(Path(folder) / "cluster", memory=MEMORY) as cluster:
            sessions = ",".join(str(process.pid) for process in (cluster.master, *cluster.workers))
            victim = cluster.workers[1].pid if killed else 0
            found = _one(what, sessions, cluster.url, str(victim), conf=conf)
            _check(cluster, killed=killed)
            return found


def _check(cluster: Cluster, *, killed: bool) -> None:
    dead = [process.poll() is not None for process in cluster.workers]
    if dead != [False, killed]:
        sys.exit(f"a worker that should have died lives, or the other way round: {dead}")
    kill(cluster.workers[0])


def _show(what: str, here: Result, there: Result) -> None:
    rows, columns, ones = here["shape"]
    pairs = here["found"]["overlap"][0]
    print(f"\n{what}: {ones:,} participations of {rows:,} in {columns:,}; {pairs:,} pairs share something")
    starts = there["seconds"]["start"]
    print(f"{'seconds':12}{'one machine':>14}{'Spark':>10}{'ratio':>8}   (Spark starts in {starts:.1f})")
    for name, seconds in here["seconds"].items():
        other = there["seconds"][name]
        print(f"{name:12}{seconds:14.2f}{other:10.2f}{seconds / other:8.2f}")
    same = here["found"]["overlap"] == there["found"]["overlap"][:3]
    same &= all(here["found"][name] == there["found"][name] for name in ("degree", "components"))
    same &= bool(np.allclose(here["found"]["PageRank"], there["found"]["PageRank"], rtol=1e-9))
    print(f"peak memory: {here['megabytes']:,.0f} MB, {there['megabytes']:,.0f} MB; same answer: {same}", flush=True)


def main() -> None:
    """Print a table for each size, then the run in which a worker is killed."""
    if sys.argv[1:2] == ["--one"]:
        what, *more = sys.argv[2:]
        if more:
            print(json.dumps(spark(what, [int(one) for one in more[0].split(",")], more[1], int(more[2]))))
        else:
            print(json.dumps(local(what)))
        return
    sizes = [str(size) for size in (sys.argv[1:] or SIZES)]
    known = Settings.from_environment().data / "cordis_h2020"
    found = {}
    for what in [*([H2020] if known.is_dir() else []), *sizes]:
        here = _one(what)
        found[what] = _on_cluster(what)
        _show(what, here, found[what])
    largest = sizes[-1]
    again = _on_cluster(largest, killed=True)
    print(f"\n{largest} once more, a worker killed while pairs are counted; same answer to the last bit:")
    print(again["found"] == found[largest]["found"], {name: round(s, 1) for name, s in again["seconds"].items()})


if __name__ == "__main__":
    run(main, __doc__)

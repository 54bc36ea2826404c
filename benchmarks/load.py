"""From files to a store that answers: all of Horizon 2020, beside a plain pandas read of the same files.

`python -m benchmarks.load [--neo4j]` runs each as a process of its own, three times, and prints the best: seconds, peak
memory and rows a second, and the ratio to the plain read. `--neo4j` loads into a Neo4j server of its own too.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import benchmarks
from graph.settings import Settings

ROUNDS = 3
ROWS = 144_726 + 27_366 + 37_441 + 7_574
PLAIN = """
import sys
import pandas
for name, sign in (("h2020.csv.gz", ","), ("organisation_names.csv.gz", ","), ("programme_parts.csv.gz", ","),
                   ("projects_2016.tsv.gz", "\\t")):
    pandas.read_csv(f"{sys.argv[1]}/{name}", sep=sign, encoding_errors="replace")
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took: wall-clock seconds, and its peak of memory in megabytes."""

    seconds: float
    megabytes: float


def run(*command: str, home: str) -> Run:
    """Run a command to its end; raise CalledProcessError where it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - commands of this file
        command, env={**os.environ, "INTERCLUSTER_HOME": home}, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(seconds, usage.ru_maxrss / 1024)


def best(*command: str) -> Run:
    """Return the fastest of some runs, each with a new store."""
    runs = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as home:
            runs.append(run(*command, home=home))
    return min(runs, key=lambda one: one.seconds)


def main() -> None:
    """Print the table."""
    folder = Settings.from_environment().data / "cordis_h2020"
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: set INTERCLUSTER_DATA to the folder of open data.")
    command = str(Path(sys.executable).with_name("intercluster"))
    results = {
        "plain pandas read": best(sys.executable, "-c", PLAIN, str(folder)),
        "embedded": best(command, "load", f"cordis={folder}"),
    }
    if "--neo4j" in sys.argv:
        from tests.support.neo4j_server.server import running

        with tempfile.TemporaryDirectory() as data, running(Path(data)) as url, tempfile.TemporaryDirectory() as home:
            results["Neo4j"] = run(command, "--store", url, "load", f"cordis={folder}", home=home)
    plain = results["plain pandas read"].seconds
    for name, one in results.items():
        ratio, speed = one.seconds / plain, ROWS / one.seconds
        print(f"{name:18} {one.seconds:7.2f} s  {ratio:6.1f} x  {one.megabytes:7,.0f} MB  {speed:10,.0f} rows/s")


if __name__ == "__main__":
    benchmarks.run(main, __doc__)

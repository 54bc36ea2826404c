"""Both stores side by side: load, each question and export, as seconds and as ratios embedded : Neo4j.

`python -m benchmarks.stores [ORGANISATIONS]` runs the Flemish ecosystem and a generated one (50,000 organisations
unless said otherwise) on a Neo4j server of its own, or on NEO4J_TEST_URL, whose graph is replaced.
"""

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.progress import track

from benchmarks import run
from graph.facts import Facts
from graph.schema import (
    About,
    Cluster,
    FundedBy,
    FundingInstrument,
    Hosts,
    MemberOf,
    Organisation,
    ParticipatesIn,
    Project,
    Source,
    Theme,
)
from graph.store import Store, open_store
from ingest import flanders
from queries import QUESTIONS
from queries.asking.desk import Desk
from tests.support.neo4j_server.server import running

PLACE = ("source:generated:s#1",)
ASKED = {"path": {"a": "cluster:generated:0", "b": "cluster:generated:1"}, "search": {"text": "Organisation 7"}}


def generated(organisations: int, seed: int = 1) -> Facts:
    """Return an ecosystem of so many organisations, a cluster per 250 and a project per 50 of them."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable graph, not a secret
    clusters = [f"cluster:generated:{n}" for n in range(max(2, organisations // 250))]
    projects = [f"project:generated:{n}" for n in range(max(2, organisations // 50))]
    firms = [f"organisation:generated:{n}" for n in range(organisations)]
    facts = Facts([Source(id="source:generated:s", title="Generated"), FundingInstrument(id="instrument:generated:f")])
    facts.add(*(Theme(id=f"theme:generated:{n}", label=f"theme {n}", sources=PLACE) for n in range(200)))
    facts.add(*(Organisation(id=i, name=f"Organisation {n}", sources=PLACE) for n, i in enumerate(firms)))
    facts.add(*(Project(id=i, title=f"Project {n} on x{n % 97}", sources=PLACE) for n, i in enumerate(projects)))
    for number, cluster in enumerate(clusters):
        theme = f"theme:generated:{chance.randrange(200)}"
        facts.add(Cluster(id=cluster, name=f"Cluster {number}", kind="IBN", sources=PLACE))
        facts.add(Hosts(start=chance.choice(firms), end=cluster, sources=PLACE))
        facts.add(About(start=cluster, end=theme, sources=PLACE))
        facts.add(FundedBy(start=cluster, end="instrument:generated:f", amount_eur=1.0, sources=PLACE))
    for firm in firms:
        facts.add(MemberOf(start=firm, end=chance.choice(clusters), sources=PLACE))
        facts.add(*(ParticipatesIn(start=firm, end=p, sources=PLACE) for p in chance.sample(projects, 2)))
    facts.add(*(ParticipatesIn(start=c, end=chance.choice(projects), sources=PLACE) for c in clusters))
    return facts


def seconds(work: Callable[[], object]) -> float:
    """Return how long the work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(store: Store, facts: Facts, questions: list[str]) -> dict[str, float]:
    """Return the seconds of loading, of each question, and of reading everything back."""
    times = {"load": seconds(lambda: store.load(facts))}
    now = store.current()
    for name in track(questions, description=now.url.partition(":")[0]):
        times[name] = seconds(lambda name=name: Desk().ask(QUESTIONS[name], now, **ASKED.get(name, {})))  # type: ignore[misc]
    times["read everything"] = seconds(now.facts)
    return times


def compare(title: str, facts: Facts, urls: dict[str, str], questions: list[str]) -> None:
    """Print a line per step: both times and their ratio."""
    times = {}
    for name, url in urls.items():
        with open_store(url) as store:
            times[name] = measure(store, facts, questions)
    print(f"\n{title}: {len(facts):,} facts\n{'step':<18}{'embedded s':>12}{'Neo4j s':>12}{'ratio':>8}")
    for step, embedded in times["embedded"].items():
        other = times["Neo4j"][step]
        print(f"{step:<18}{embedded:>12.3f}{other:>12.3f}{embedded / other:>8.2f}")
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def main() -> None:
    """Run both sizes."""
    organisations = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    with tempfile.TemporaryDirectory() as folder:
        urls = {"embedded": f"ladybug://{folder}/store"}
        if own := os.environ.get("NEO4J_TEST_URL"):
            both(urls | {"Neo4j": own}, organisations)
        else:
            with running(Path(folder) / "neo4j") as url:
                both(urls | {"Neo4j": url}, organisations)


def both(urls: dict[str, str], organisations: int) -> None:
    """Compare at the size of Flanders and at the size asked for."""
    small = [name for name in QUESTIONS if name not in ASKED]
    compare("Flemish ecosystem", flanders.facts(), urls, small)
    compare(f"{organisations:,} organisations", generated(organisations), urls, list(QUESTIONS))


if __name__ == "__main__":
    run(main, __doc__)

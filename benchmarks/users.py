"""Many users at once, on the Flemish graph and while all of Horizon 2020 is loaded into the same store, and after.

`python -m benchmarks.users [--users 50] [--seconds 60] [--after SECONDS] [--seed 1]` starts the real server on a store
of its own. Each user waits half a second to one and a half between clicks, reads in a language of its own and chooses
among ten pages and routes, half of them with parameters of its own. Of each phase it prints p50, p95, p99 and the worst
in milliseconds by route, errors (any status from 400 on, and no answer in 30 s), the server's memory with its
processes, and how busy the machine was beside it. `--memory 60` is an hour on the Flemish graph alone instead, of which
only what the server holds is printed, each minute, and by how much it grew.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import numpy as np

import benchmarks
from graph.settings import Settings

TIMEOUT = 30.0
BEING_MADE = 202
WORDS = ("energie", "smart", "digital", "university", "water", "bouw", "institute", "tech", "health", "logistics")
Clusters = list[str]


@dataclass(frozen=True, slots=True)
class Click:
    """One answer: which route, when it was asked for in seconds, how many seconds it took, and its status or None."""

    route: str
    at: float
    took: float
    status: int | None


@dataclass
class Users:
    """Readers of a server, and what came of their clicks."""

    port: int
    number: int
    seed: int
    clusters: Clusters
    clicks: list[Click] = field(default_factory=list)

    async def until(self, done: "Callable[[], bool]") -> None:
        """Let all users click until something is done."""
        self.clicks = []
        await asyncio.gather(*(self._use(random.Random(f"{self.seed} {n}"), done) for n in range(self.number)))  # noqa: S311

    async def _use(self, dice: random.Random, done: "Callable[[], bool]") -> None:
        language = dice.choice(("en", "nl", "fr"))
        await asyncio.sleep(dice.uniform(0, 1.5))
        while not done():
            route, path = wanted(dice, self.clusters)
            started = time.perf_counter()
            try:
                status: int | None = await asyncio.wait_for(self._answer(path, language), TIMEOUT)
            except (TimeoutError, OSError, asyncio.IncompleteReadError):
                status = None
            self.clicks.append(Click(route, started, time.perf_counter() - started, status))
            await asyncio.sleep(dice.uniform(0.5, 1.5))

    async def _answer(self, path: str, language: str) -> int:
        """Return the status of the answer itself: a page that says that it is being worked out is asked for again."""
        while (status := await self._get(path, language)) == BEING_MADE:
            await asyncio.sleep(1)
        return status

    async def _get(self, path: str, language: str) -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)
        with contextlib.closing(writer):
            head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nAccept-Language: {language}\r\n"
            writer.write(f"{head}Connection: close\r\n\r\n".encode())
            status = int((await reader.readline()).split()[1])
            while await reader.read(1 << 20):
                pass
        return status


def wanted(dice: random.Random, clusters: Clusters) -> tuple[str, str]:
    """Return a route and an address of it."""
    a, b = dice.sample(clusters, 2)
    return dice.choice(
        (
            ("overview", "/"),
            ("clusters", f"/clusters?order={dice.choice(('name', 'projects'))}"),
            ("organisations", f"/organisations?page={dice.randrange(1, 6)}"),
            ("entity", f"/entities/{quote(a)}"),
            ("compare", f"/compare?a={quote(a)}&b={quote(b)}"),
            ("consolidation", "/consolidation"),
            ("duplicates", "/duplicates"),
            ("search", f"/search?text={dice.choice(WORDS)}"),
            ("explorer data", "/explorer/data.json"),
            ("API collaboration", f"/api/v1/collaboration?limit={dice.randrange(1, 50)}"),
        )
    )


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs, with its port."""

    process: "subprocess.Popen[bytes]"
    port: int

    def json(self, path: str) -> dict[str, object]:
        """Return what a route answers."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=600) as answer:
            found: dict[str, object] = json.load(answer)
        return found

    def version(self) -> str:
        """Return the version of the data that is shown, "" where it does not answer yet."""
        try:
            return str(self.json("/readyz")["data_version"])
        except OSError:
            return ""

    def megabytes(self) -> float:
        """Return what the server and its processes hold in memory."""
        return sum(map(_megabytes, _family(self.process.pid)))


def _family(process: int) -> Iterator[int]:
    """Yield a process and those that it and its threads started, as far as they still run."""
    yield process
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from _family(int(child))


def _megabytes(process: int) -> float:
    with contextlib.suppress(OSError):
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
        return int(found[1]) / 1000 if found else 0.0
    return 0.0


@contextlib.contextmanager
def serving(command: str, home: str) -> Iterator[Server]:
    """Run a server of a home on a free port."""
    log = Path(home) / "server.log"
    with (
        log.open("w") as told,
        subprocess.Popen([command, "serve", "--port", "0"], stderr=told) as process,  # noqa: S603
    ):
        try:
            while not (found := re.search(r"http://127\.0\.0\.1:(\d+)", log.read_text())):
                time.sleep(0.1)
            server = Server(process, int(found[1]))
            while not server.version():
                time.sleep(0.1)
            yield server
        finally:
            process.terminate()


def told(title: str, users: Users, server: Server) -> None:
    """Print what a phase was like."""
    by_route: dict[str, list[Click]] = defaultdict(list)
    for click in users.clicks:
        by_route[click.route].append(click)
    print(f"\n{title}: {len(users.clicks)} clicks; server {server.megabytes():,.0f} MB; load {os.getloadavg()[0]:.1f}")
    print(f"{'route':20}{'clicks':>8}{'p50':>8}{'p95':>8}{'p99':>8}{'most':>8}{'errors':>8}")
    for name, clicks in [*sorted(by_route.items()), ("all", users.clicks)]:
        took = 1000 * np.array([click.took for click in clicks] or [0.0])
        errors = sum(click.status is None or click.status >= 400 for click in clicks)
        figures = "".join(f"{figure:8,.0f}" for figure in (*np.percentile(took, (50, 95, 99)), took.max()))
        print(f"{name:20}{len(clicks):8}{figures}{errors:8}", flush=True)


def for_seconds(seconds: float) -> "Callable[[], bool]":
    """Return what says whether so many seconds have passed."""
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() > end


def during(load: "subprocess.Popen[bytes]", server: Server, least: float) -> "Callable[[], bool]":
    """Return what says whether a load is done and shown, and at least some seconds have passed."""
    before, enough, looked = server.version(), for_seconds(least), [0.0]
    shown = [False]

    def done() -> bool:
        if load.poll() is not None and not shown[0] and time.perf_counter() - looked[0] > 2:
            looked[0] = time.perf_counter()
            shown[0] = server.version() not in ("", before)
        return shown[0] and enough()

    return done


def minutes_of_memory(users: Users, server: Server, minutes: int) -> None:
    """Print what the server holds each minute, and the slope of a straight line through the second half of them."""
    held = []
    for minute in range(minutes):
        asyncio.run(users.until(for_seconds(60)))
        held.append(server.megabytes())
        errors = sum(click.status is None or click.status >= 400 for click in users.clicks)
        print(f"minute {minute + 1}: {held[-1]:,.1f} MB, {len(users.clicks)} clicks, {errors} errors", flush=True)
    half = held[minutes // 2 :]
    if len(half) > 1:
        print(f"slope of the second half: {60 * np.polyfit(range(len(half)), half, 1)[0]:+.1f} MB an hour")


def before_and_after_a_load(users: Users, server: Server, given: argparse.Namespace, load: list[str]) -> None:
    """Print what it is like for the users before, while and after the command of a load runs."""
    asyncio.run(users.until(for_seconds(given.seconds)))
    told("Flemish graph", users, server)
    started = time.perf_counter()
    with subprocess.Popen(load, stderr=subprocess.DEVNULL) as loading:  # noqa: S603 - this program
        asyncio.run(users.until(during(loading, server, given.seconds)))
    told(f"While Horizon 2020 is loaded and shown ({time.perf_counter() - started:.0f} s)", users, server)
    for number in range(max(1, round((given.after or given.seconds) / given.seconds))):
        asyncio.run(users.until(for_seconds(given.seconds)))
        told(f"With Horizon 2020, minute {number + 1}", users, server)


def main() -> None:
    """Run the phases."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--users", type=int, default=50)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--after", type=float)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--memory", type=int)
    given = asked.parse_args()
    folder = Settings.from_environment().data / "cordis_h2020"
    if not given.memory and not folder.is_dir():
        sys.exit(f"{folder} is not there: set INTERCLUSTER_DATA to the folder of open data.")
    command = str(Path(sys.executable).with_name("intercluster"))
    with tempfile.TemporaryDirectory() as home:
        os.environ["INTERCLUSTER_HOME"] = home
        subprocess.run([command, "load"], check=True, stderr=subprocess.DEVNULL)  # noqa: S603
        with serving(command, home) as server:
            rows = server.json("/api/v1/listing?of=clusters&limit=100")["rows"]
            clusters = [row["id"] for row in rows]  # type: ignore[attr-defined]
            users = Users(server.port, given.users, given.seed, clusters)
            if given.memory:
                minutes_of_memory(users, server, given.memory)
            else:
                before_and_after_a_load(users, server, given, [command, "load", f"cordis={folder}"])


if __name__ == "__main__":
    benchmarks.run(main, __doc__)

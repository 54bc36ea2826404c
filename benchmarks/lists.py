"""How long lists of members and of projects take to be read, and to be loaded, as they grow.

`python -m benchmarks.lists [--load] [ROWS ...]` makes lists of 5,000, 50,000 and 200,000 rows, reads each in a process
of its own as `load --dry-run` does (with `--load`: loads each into a store of its own), and prints processor seconds,
those by the clock, peak memory, and the exponent by which the former grow with rows: 1 is in line.
"""

import math
import os
import random
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import benchmarks

ROWS = (5_000, 50_000, 200_000)
_TOWNS = tuple(f"{start}{end}" for start in ("Alt", "Bor", "Cas", "Dor", "Elv") for end in ("en", "ik", "um", "ast"))


_SYLLABLES = "al be cor dan el fir gra hol in jan kel lum mor net or pra que ros sel tur ul vin wer xan yl zor".split()
_KINDS = "Bouw Transport Techniek Logistiek Consult Energie Food Software Metaal Textiel Chemie Zorg Media Hout".split()


def company(chance: random.Random) -> str:
    """Return a firm's name: a word or two of its own, what it does, and its legal form."""
    own = ("".join(chance.choices(_SYLLABLES, k=chance.randrange(3, 5))).capitalize() for _ in range(2))
    return f"{' '.join(own)} {chance.choice(_KINDS)} {chance.choice(('BV', 'NV', 'VZW', 'CV'))}"


def members(path: Path, rows: int) -> None:
    """Write a membership list; a tenth of the names come twice."""
    chance = random.Random(rows)  # noqa: S311 - the same list in every run
    names = [company(chance) for _ in range(rows * 9 // 10)]
    with path.open("w", encoding="utf-8") as file:
        file.write("Naam;Postcode;Gemeente;Lidgeld;Lid sinds\n")
        for number in range(rows):
            town = chance.randrange(len(_TOWNS))
            name = names[number] if number < len(names) else chance.choice(names)
            file.write(
                f"{name};{9000 + town};{_TOWNS[town]};{chance.randrange(10**6) / 100:.2f};{1990 + number % 35}\n"
            )


def projects(path: Path, rows: int) -> None:
    """Write a list of projects, of which a firm leads some three."""
    chance = random.Random(rows)  # noqa: S311 - the same list in every run
    names = [company(chance) for _ in range(max(1, rows // 3))]
    with path.open("w", encoding="utf-8") as file:
        file.write("Projectnummer;Titel;Begunstigde;Startdatum;Einddatum;Totale kost;Subsidie\n")
        for number in range(rows):
            cost = chance.randrange(10**8) / 100
            days = f"{1 + number % 28:02d}.03.2016;{1 + number % 28:02d}.09.2019"
            title = f"Nieuwe lijn {number} voor water en energie"
            file.write(f"P{number};{title};{chance.choice(names)};{days};{cost:.2f};{cost * 0.4:.2f}\n")


def timed(kind: str, path: Path, home: Path, *, load: bool) -> tuple[float, float, float]:
    """Return seconds of a processor and by the clock, and peak of memory (MB), of a load; raise CalledProcessError."""
    command = [
        str(Path(sys.executable).with_name("intercluster")),
        "--store",
        f"ladybug://{home / 'store'}",
        "load",
        f"{kind}={path}",
    ]
    command += ["--cluster", "Flux50"] if kind == "members" else []
    command += [] if load else ["--dry-run"]
    environment = {**os.environ, "INTERCLUSTER_HOME": str(home)}
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)  # noqa: S603
    said = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise subprocess.CalledProcessError(status, command, stderr=said)
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - started, usage.ru_maxrss / 1024


def main() -> None:
    """Print a table a kind of list."""
    load = "--load" in sys.argv
    sizes = [int(one) for one in sys.argv[1:] if one.isdecimal()] or list(ROWS)
    with tempfile.TemporaryDirectory() as folder:
        for write in (members, projects):
            taken: list[tuple[int, float]] = []
            for rows in sizes:
                home = Path(folder) / f"{write.__name__}-{rows}"
                home.mkdir()
                write(path := home / "list.csv", rows)
                seconds, clock, megabytes = timed(write.__name__, path, home, load=load)
                taken.append((rows, seconds))
                print(
                    f"{write.__name__} {rows:>8,} rows {seconds:6.1f} s (clock {clock:.1f}) {megabytes:7,.0f} MB",
                    flush=True,
                )
            for (few, before), (many, after) in pairwise(taken):
                exponent = math.log(after / before) / math.log(many / few)
                print(f"{write.__name__} from {few:,} to {many:,} rows: time grows by the power {exponent:.2f}")


if __name__ == "__main__":
    benchmarks.run(main, __doc__)

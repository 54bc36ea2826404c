"""How `duplicates` grows with the number of texts: invented projects with titles, descriptions and consortia.

`python -m benchmarks.duplicates` compares 5,000, 15,000 and 35,000 of them, each in a process of its own, and prints
CPU seconds (of all threads; on a machine with other work the clock says more) and peak memory beside the plain way:
every pair's cosine, at 5,000 texts, scaled to the square of the size.
"""

import resource
import subprocess
import sys
import time
from datetime import date

import numpy as np

from benchmarks import run
from queries.likeness.candidates import candidates
from queries.likeness.duplicates import Compared
from queries.likeness.index import Index
from queries.likeness.initiative import Initiative
from queries.likeness.titles import Title

SIZES = (5_000, 15_000, 35_000)
WORDS, TITLE, TEXT = 30_000, 8, 90
SYLLABLES = "ka ne lo ti ver pro ge be mo ra stel in dus trie we gen bou wen du ur zaam lan den ont wik".split()


def invented(size: int) -> list[Initiative]:
    """Return projects whose words are as unevenly common as those of a language; one in twenty is followed up."""
    drawn = np.random.default_rng(0)
    words = ["".join(drawn.choice(SYLLABLES, size=drawn.integers(2, 6))) for _ in range(WORDS)]
    common = 1 / np.arange(1, WORDS + 1)
    common /= common.sum()
    found: list[Initiative] = []
    for k in range(size):
        title = " ".join(words[w] for w in drawn.choice(WORDS, TITLE, p=common))
        if k % 20 == 19:
            title = f"{found[k - 7].name} II"
        text = " ".join(words[w] for w in drawn.choice(WORDS, TEXT, p=common))
        partners = frozenset(f"organisation:made:{n}" for n in drawn.zipf(1.5, size=5) % size)
        year = 2010 + int(drawn.integers(10))
        found.append(
            Initiative(
                id=f"project:made:{k}",
                name=title,
                title=Title.of(title),
                text=f"{title} {text}",
                described=True,
                start=date(year, 1, 1),
                end=date(year + 2, 12, 31),
                participants=partners,
                participant_names=tuple(sorted(partners)),
                themes=frozenset(),
                instruments=frozenset(),
                sources=("source:made:texts",),
            )
        )
    return found


def measure(size: int) -> None:
    """Print what one size takes, from texts to rows."""
    initiatives = invented(size)
    made = memory()
    started = time.process_time()
    compared = Compared.among(Index.of(initiatives, 0))
    i, j = candidates(compared.initiatives, compared.vectors)
    rows = compared.rows(i, j, speaking=True)
    seconds = time.process_time() - started
    print(
        f"{size:7,} texts  {seconds:7.1f} CPU s  {memory():6.2f} GB (texts alone {made:.2f})  {len(rows):9,} rows",
        flush=True,
    )
    if size == SIZES[0]:
        started = time.process_time()
        joint = compared.vectors.joint
        for k in range(0, size, 500):
            (joint[k : k + 500] @ joint.T).toarray()
        plain = (time.process_time() - started) * (SIZES[-1] / size) ** 2
        print(f"{'':14} every pair's cosine alone, scaled to {SIZES[-1]:,}: {plain:.0f} CPU s", flush=True)


def memory() -> float:
    """Return this process' peak memory in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def main() -> None:
    """Measure every size in a process of its own."""
    if len(sys.argv) > 1:
        measure(int(sys.argv[1]))
        return
    for size in SIZES:
        subprocess.run([sys.executable, "-m", "benchmarks.duplicates", str(size)], check=True)  # noqa: S603


if __name__ == "__main__":
    run(main, __doc__)
